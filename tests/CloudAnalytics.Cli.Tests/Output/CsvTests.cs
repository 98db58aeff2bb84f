using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.Output;

public sealed class CsvTests
{
    [Fact]
    public void AQuerysTextsAreNoFormulasAndItsNumbersStayNumbers()
    {
        using var folder = RepositoryRoot.Temporary();
        using var lake = LakeSql.Open(folder.Path, [], LakeSqlSettings.Default, TimeProvider.System);
        using var query = lake.Query(
            "SELECT '=HYPERLINK(1)' AS subject, -5 AS n, NULL AS nothing, 'a,\"b\"' AS quoted",
            ReadOnlySpan<SqlValue>.Empty, QueryLimits.Default, CancellationToken.None);
        using var writer = new StringWriter();
        ResultWriter.WriteCsv(query, writer);
        Assert.Equal("subject,n,nothing,quoted\r\n\"'=HYPERLINK(1)\",-5,,\"a,\"\"b\"\"\"\r\n", writer.ToString());
    }

    [Fact]
    public void APanelsEmptyCellsKeepTheirPlace()
    {
        var panel = LogCatalogue.FindPanel("top-senders")!;
        var result = new PanelResult(
            new PanelQuery(panel, TimeRange.Before(DateTimeOffset.UnixEpoch.AddDays(1), TimeSpan.FromDays(1))),
            [new PanelRow(null, [""], [null, 2, null]), new PanelRow(null, ["@x"], [-1, 2.5, null])]);
        using var writer = new StringWriter();
        PanelWriter.WriteCsv(result, writer);
        Assert.Equal("sender,messages,bytes,share\r\n,,2,\r\n\"'@x\",-1,2.5,\r\n", writer.ToString());
    }
}
