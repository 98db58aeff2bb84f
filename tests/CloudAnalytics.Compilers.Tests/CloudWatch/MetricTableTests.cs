using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Tests.CloudWatch;

/// <summary>The one table of names that CloudWatch knows of ours.</summary>
public sealed class MetricTableTests
{
    static readonly MetricTable s_table = MetricTable.Compile(LogCatalogue.Alarms, CloudMetrics.All);
    static readonly TimeRange s_window = new(new Timestamp(0), new Timestamp(300_000_000));

    [Fact]
    public void EveryAlarmAndEveryPanelOfTheOverviewHasItsMetrics()
    {
        Assert.All(LogCatalogue.Alarms, a => Assert.Equal(a.Window, s_table.Of(a).Window));
        Assert.All(LogCatalogue.Overview.Where(p => p.Periods == 0), p => Assert.Contains(s_table.Questions, q => q.Name == p.Name));
        Assert.All(CloudMetrics.Anomalies, a => Assert.Null(s_table.Of(a.Panel, a.Column).Dimension));
    }

    [Fact]
    public void DeclarationsAreSound()
    {
        Assert.Empty(CloudMetrics.All.SelectMany(p => p.Faults()));
        Assert.All(CloudMetrics.Anomalies, a => Assert.Contains(a.Panel.Panel.Columns, c => c.Name == a.Column));
        Assert.All(CloudMetrics.Anomalies, a => Assert.InRange(a.Breaches, 1, a.Windows));
    }

    // Limits of CloudWatch: a name and a dimension's value have up to 255 and 1,024 characters of ASCII. The number is what is billed.
    [Fact]
    public void NamesAreOnesThatCloudWatchTakesAndTheirNumberIsBounded()
    {
        Assert.All(s_table.All, m => Assert.Matches("^[a-z0-9_.-]{1,255}$", m.Name));
        Assert.Equal(s_table.All.Length, s_table.All.Select(m => m.Name).Distinct().Count());
        Assert.Equal(s_table.Questions.Length, s_table.Questions.Select(q => q.Name).Distinct().Count());
        var billed = s_table.All.Sum(m => m.Dimension is { } d ? d.Values.Length + 1 : 1);
        Assert.InRange(billed, 100, 350);
        Assert.All(s_table.All.Select(m => m.Dimension).OfType<MetricDimension>(), d =>
        {
            Assert.All(d.Values, v => Assert.Matches("^[!-~]{1,1024}$", v));
            Assert.Equal(d.Values.Length, d.Values.Distinct().Count());
            Assert.DoesNotContain(MetricDimension.Other, d.Values);
        });
    }

    [Fact]
    public void WhoeverWritesLogsMakesNoMetrics()
    {
        string[] unbounded = ["sender", "recipients", "user_name", "client_ip", "host", "user_agent", "source_file", "device_type"];
        Assert.DoesNotContain(s_table.All, m => m.Dimension is { } d && unbounded.Contains(d.Field.Name));
        var status = s_table.Questions.First(q => q.Name == "http-status");
        var values = status.ValuesOf(Answer(status, (["200"], [10, 0.5]), (["299"], [6, 0.3]), (["777"], [4, 0.2]))).ToList();
        Assert.Equal([("200", 10), ("other", 10)], values.Select(v => (v.DimensionValue!, v.Value)));
        Assert.All(values, v => Assert.Equal("http-status.requests", v.Metric.Name));
    }

    [Fact]
    public void OfOpenGroupsTheFirstRowCountsAndItsNameStaysOut()
    {
        var top = s_table.Questions.First(q => q.Name == "top-senders");
        var values = top.ValuesOf(Answer(top, (["mallory@example.org"], [900, 5e6, 0.9]), (["bob@example.org"], [100, 1e6, 0.1]))).ToList();
        Assert.Equal(
            [("top-senders.messages.first", 900), ("top-senders.bytes.first", 5e6), ("top-senders.share.first", 0.9)],
            values.Select(v => (v.Metric.Name, v.Value)));
        Assert.All(values, v => Assert.Null(v.DimensionValue));
    }

    [Fact]
    public void ANumberThatIsNotThereIsNotPublished()
    {
        var latency = s_table.Questions.First(q => q.Name == "delivery-latency-over-time");
        Assert.Empty(latency.ValuesOf(Answer(latency)));
        Assert.Equal([2.0], latency.ValuesOf(Answer(latency, ([], [null, 2, null]))).Select(v => v.Value));
    }

    [Fact]
    public void AnAlarmsMetricIsTheNumberThatTheAlarmJudges()
    {
        foreach (var question in s_table.Questions.Where(q => q.Alarm is not null))
        {
            var alarm = question.Alarm!;
            double?[] numbers = [.. alarm.Question.Columns.Select((_, i) => (double?)i + 1)];
            var answer = Answer(question, ([.. alarm.Question.By.Select(_ => "x")], numbers));
            Assert.Equal(alarm.ValueOf(answer), Assert.Single(question.ValuesOf(answer)).Value);
            Assert.Equal(alarm.Column, question.QueryOf(s_window).Panel.OrderBy);
        }
    }

    static PanelResult Answer(PublishedQuestion question, params (string[] Group, double?[] Values)[] rows) =>
        new(question.QueryOf(s_window), [.. rows.Select(r => new PanelRow(null, [.. r.Group], [.. r.Values]))]);
}
