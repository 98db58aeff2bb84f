using System.Text.Json;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.Output;

public sealed class JsonTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public void RowsAreAnArrayOfObjectsEachOnItsLine(int rows)
    {
        using var folder = RepositoryRoot.Temporary();
        using var lake = LakeSql.Open(folder.Path, [], LakeSqlSettings.Default, TimeProvider.System);
        using var query = lake.Query($"SELECT range AS n, '\"' || range AS text FROM range({rows})", ReadOnlySpan<SqlValue>.Empty,
            QueryLimits.Default, CancellationToken.None);
        using var stream = new MemoryStream();
        ResultWriter.WriteJson(query, stream);
        using var document = JsonDocument.Parse(stream.ToArray());
        var found = document.RootElement.EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, rows), found.Select(row => row.GetProperty("n").GetInt32()));
        Assert.All(found, row => Assert.Equal("\"" + row.GetProperty("n"), row.GetProperty("text").GetString()));
    }
}
