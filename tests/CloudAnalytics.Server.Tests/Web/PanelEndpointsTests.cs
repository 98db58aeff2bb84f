using System.Collections.Immutable;
using System.Net;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Server.Alarms;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Server.Web.Rows;

namespace CloudAnalytics.Server.Tests.Web;

public sealed class PanelEndpointsTests
{
    const string Day = "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";

    static readonly Schema s_schema = new MessageTrackingFormat().Schema;

    static readonly Metric s_rows = new("test.rows", "Rows.", s_schema, new Aggregate.Count());

    static readonly Panel s_bySender = new("by-sender", "By sender", "Rows by sender.",
        [new PanelColumn.Measure("rows", "Rows", Unit.Count, s_rows), new PanelColumn.Share("share", "Share", "rows")])
    {
        By = [CommonFields.Sender], ByTitles = ["Sender"], Chart = Chart.Bars, Top = 2, Section = "Mail",
    };

    static readonly Metric s_failures = s_rows with { Where = new Predicate.Is(CommonFields.Action, "FAIL") };

    static readonly Panel s_overTime = new("over-time", "Over time", "Failures over time.",
        [new PanelColumn.Measure("failures", "Failures", Unit.Count, s_failures)])
    {
        By = [CommonFields.Action], ByTitles = ["Action"], Chart = Chart.Lines, IsOverTime = true,
    };

    [Fact]
    public async Task AnswersAreWhatTheEvaluatorSays()
    {
        using var lake = new TestLake();
        var batch = Fill(lake);
        await using var host = await WebHost.StartAsync(lake.Parts with { Panels = [s_bySender, s_overTime] });

        foreach (var (panel, noise) in ((Panel, bool)[])[(s_bySender, false), (s_bySender, true), (s_overTime, true)])
            await AssertSameAsync(host, panel, noise, batch);
    }

    [Fact]
    public async Task RowsBehindANumberAreAsManyAsItSays()
    {
        using var lake = new TestLake();
        Fill(lake);
        await using var host = await WebHost.StartAsync(lake.Parts with { Panels = [s_bySender, s_overTime] });

        foreach (var name in (string[])["by-sender", "over-time"])
        {
            var answer = await host.JsonAsync($"/api/panels/{name}?{Day}&top=1000");
            foreach (var row in answer["rows"]!.AsArray())
            {
                var bucket = (string?)row!["time"] is { } time ? $"&bucket={time}" : "";
                var drill = await host.JsonAsync(
                    $"/api/panels/{name}/rows?{Day}{bucket}&group={Uri.EscapeDataString((string)row["group"]![0]!)}");
                var search = drill["searches"]![0]!;
                var filters = string.Concat(search["filters"]!.AsArray().Select(f => "&f=" + Uri.EscapeDataString((string)f!)));
                var noise = (bool)search["noise"]! ? 1 : 0;
                var count = await host.JsonAsync(
                    $"/api/rows/count?format={search["format"]}&from={search["from"]}&to={search["to"]}&noise={noise}{filters}");
                Assert.Equal((long)row["values"]![0]!, (long)count["total"]!);
            }
        }
    }

    [Fact]
    public void EveryNumberOfTheCatalogueLeadsToRows()
    {
        var range = TimeRange.Before(TestLake.Noon, TimeSpan.FromDays(1));
        foreach (var panel in LogCatalogue.Panels)
        {
            foreach (var column in panel.Columns)
            {
                var selections = PanelQuery.For(panel, range).RowsBehind(null, [], column.Name);
                Assert.NotEmpty(selections);
                Assert.All(selections, selection => Assert.NotNull(PredicateFilters.SearchOf(selection)));
            }
        }
    }

    [Theory]
    [InlineData("/api/panels/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/panels/by-sender?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", HttpStatusCode.BadRequest)]
    [InlineData("/api/panels/by-sender?top=1001", HttpStatusCode.BadRequest)]
    [InlineData("/api/panels/by-sender/rows?column=nothing", HttpStatusCode.BadRequest)]
    [InlineData("/api/panels/by-sender/rows?group=a&group=b", HttpStatusCode.BadRequest)]
    public async Task WrongQuestionsAreRefused(string address, HttpStatusCode status)
    {
        using var lake = new TestLake();
        await using var host = await WebHost.StartAsync(lake.Parts with { Panels = [s_bySender] });

        await host.GetAsync(address, status);
    }

    [Fact]
    public async Task AlarmsTellTheirStateAndLeadToTheRowsOfTheirLastWindow()
    {
        using var lake = new TestLake();
        var alarm = new Alarm("many-rows", "Many rows", "There are many rows.", "Look.", s_bySender, "rows", 10);
        lake.Add(s_schema, [.. Enumerable.Range(0, 12).Select(_ => new TestRow
        {
            [CommonFields.Time] = TestLake.Noon.AddMinutes(-2), [CommonFields.Sender] = "<b>alice</b>",
        })]);
        var clock = new SettableClock();
        clock.Advance(TimeSpan.FromMinutes(2));
        var history = new AlarmHistory(lake.Path);
        var monitor = new AlarmMonitor([alarm], _ => 11, new LakePanels(lake.Sql).Ask, history, clock);
        monitor.Evaluate(CancellationToken.None);
        await using var host = await WebHost.StartAsync(lake.Parts with { Alarms = monitor, AlarmHistory = history });

        var reply = await host.JsonAsync("/api/alarms");

        var told = reply["alarms"]![0]!;
        Assert.Equal(("alarm", 11.0, 12.0, "count"), (
            (string)told["state"]!, (double)told["threshold"]!, (double)told["value"]!, (string)told["unit"]!));
        Assert.Equal("<b>alice</b>", (string)told["offenders"]![0]!["name"]!);
        Assert.Equal("2026-11-20T11:55:00.000Z", (string)told["drill"]![0]!["from"]!);
        Assert.Equal(("no_data", "alarm"), ((string)reply["history"]![0]!["from"]!, (string)reply["history"]![0]!["to"]!));
    }

    static RecordBatch Fill(TestLake lake) => lake.Add(s_schema, [.. Enumerable.Range(0, 200).Select(i =>
    {
        var row = new TestRow
        {
            [CommonFields.Time] = TestLake.Noon.AddMinutes(i),
            [CommonFields.Action] = i % 7 == 0 ? "FAIL" : "DELIVER",
            [CommonFields.Sender] = $"sender{i % 5}'|@x.example",
        };
        if (i % 11 == 0)
            row[CommonFields.Noise] = "probe";
        return row;
    })]);

    static async Task AssertSameAsync(WebHost host, Panel panel, bool noise, RecordBatch batch)
    {
        var range = TimeRange.Between(new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        var expected = PanelEvaluator.Evaluate(PanelQuery.For(panel, range) with { IncludeNoise = noise }, [batch]);

        var answer = await host.JsonAsync($"/api/panels/{panel.Name}?{Day}&noise={(noise ? 1 : 0)}");

        Assert.Equal(
            expected.Rows.Select(row => $"{row.Bucket?.ToDateTimeOffset():yyyy-MM-ddTHH:mm} {Text(row.Group)} {Text(row.Values)}"),
            answer["rows"]!.AsArray().Select(row =>
                $"{((string?)row!["time"])?[..16]} {Text([.. row["group"]!.AsArray().Select(g => (string)g!)])} "
                + Text([.. row["values"]!.AsArray().Select(v => (double?)v)])));
    }

    static string Text<T>(ImmutableArray<T> values) => string.Join(',', values);
}
