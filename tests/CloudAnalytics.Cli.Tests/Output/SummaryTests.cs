using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Commands;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Cli.Tests.Output;

public sealed class SummaryTests
{
    [Fact]
    public void StatusesOfOneClassAreOneRow()
    {
        var query = new PanelQuery(
            LogCatalogue.FindPanel("http-status")!, TimeRange.Before(DateTimeOffset.UnixEpoch.AddDays(1), TimeSpan.FromDays(1)));
        var classes = SummaryCommand.Classes(new PanelResult(query,
        [
            new PanelRow(null, ["500"], [2, 0.25]), new PanelRow(null, ["200"], [4, 0.5]), new PanelRow(null, ["503"], [1, 0.125]),
            new PanelRow(null, ["401"], [1, 0.125]),
        ]));
        Assert.Equal(["2xx", "4xx", "5xx"], classes.Rows.Select(row => row.Group.Single()));
        Assert.Equal([[4d, 0.5], [1d, 0.125], [3d, 0.375]], classes.Rows.Select(row => row.Values.ToArray()));
    }
}
