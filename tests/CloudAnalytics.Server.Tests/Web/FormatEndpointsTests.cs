using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Journeys;

namespace CloudAnalytics.Server.Tests.Web;

public sealed class FormatEndpointsTests
{
    [Fact]
    public async Task ExtentsTellLogsFromWhatFollowsFromThemAndFromWhatTheProductRecords()
    {
        using var lake = new TestLake();
        lake.Add(LogFormats.Find("postfix")!.Schema, new TestRow(), new TestRow());
        lake.Add(MailEdge.Schema, new TestRow { [MailEdge.Node] = "queue:mx1/A1" });
        lake.Add(LogFormats.Schemas.Single(schema => schema.Name == "ingestion"), new TestRow());
        await using var host = await WebHost.StartAsync(lake.Parts);

        var extents = (await host.JsonAsync("/api/formats/extent"))["extents"]!.AsArray();

        Assert.Equal(
            ["ingestion 1 False", "mail_edge 1 False", "postfix 2 True"],
            extents.Select(extent => $"{extent!["format"]} {extent["rows"]} {(bool)extent["isLog"]!}").Order(StringComparer.Ordinal));
    }
}
