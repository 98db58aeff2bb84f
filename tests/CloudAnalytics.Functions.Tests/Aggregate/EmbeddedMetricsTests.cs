using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.CloudWatch;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Functions.Tests.Aggregate;

public sealed class EmbeddedMetricsTests
{
    static readonly MetricTable s_table = MetricTable.Compile(LogCatalogue.Alarms, CloudMetrics.All);
    static readonly TimeRange s_window = TimeRange.Before(new DateTimeOffset(2026, 3, 1, 12, 5, 0, TimeSpan.Zero), TimeSpan.FromMinutes(5));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(950, 10)]
    public void AtMostAHundredMetricsStandInALine(int metrics, int lines)
    {
        var values = Enumerable.Range(0, metrics).Select(i => new PublishedValue(
            new PublishedMetric($"some.metric{i}", "Some", MetricUnit.Count, PublishedPanel.Window), null, i));

        var written = EmbeddedMetrics.Write("Some/Space", s_window.From, values).Select(Encoding.UTF8.GetString).ToList();

        Assert.Equal(lines, written.Count);
        Assert.Equal(Enumerable.Range(0, metrics).Select(i => $"some.metric{i}={i}"),
            written.SelectMany(EmbeddedMetricSchema.Read).Select(m => $"{m.Name}={m.Value}"));
    }

    [Fact]
    public void LineStaysBelowTheLimitWhateverTheNamesAre()
    {
        // A control character takes six bytes; a name of more than the limit is cut without tearing a character.
        var name = new string('\u0001', Limits.MetricRowNameLengthMax - 1) + "\U0001F4E7" + new string('x', 10_000);
        var answers = Enumerable.Range(0, 10).SelectMany(_ => s_table.Questions).Where(q => !q.Panel.By.IsEmpty
            && q.Published?.Dimension is null).Select(q => WindowAnswer.Of(q, new PanelResult(q.QueryOf(s_window),
            [.. Enumerable.Range(0, 40).Select(i => new PanelRow(null, [.. q.Panel.By.Select(_ => name)],
                [.. q.Panel.Columns.Select(_ => (double?)i)]))]))).ToList();

        var lines = EmbeddedMetrics.Write("Some", answers).Select(Encoding.UTF8.GetString).ToList();

        Assert.True(lines.Count > 1, "there is too much for one line");
        Assert.Equal(answers.Sum(a => a.Values.Length), lines.Sum(l => MetricsIn(l)));
        Assert.All(lines, l => Assert.InRange(Encoding.UTF8.GetByteCount(l), 1, (256 * 1024) - 26));
        var names = JsonDocument.Parse(lines[0]).RootElement.GetProperty("names").EnumerateObject().First();
        Assert.Equal(Limits.AlarmGroupsMax, names.Value.GetArrayLength());
        var shown = names.Value[0].EnumerateObject().First().Value.GetString()!;
        Assert.Equal(Limits.MetricRowNameLengthMax - 1, shown.Length);
    }

    [Fact]
    public void NumberThatCloudWatchRefusesIsLeftOut()
    {
        var metric = new PublishedMetric("some.metric", "Some", MetricUnit.None, PublishedPanel.Window);
        double[] numbers = [double.NaN, double.PositiveInfinity, 1e200, 7];

        var lines = EmbeddedMetrics.Write("Some", s_window.From, numbers.Select(n => new PublishedValue(metric, null, n)));

        var read = Assert.Single(lines.SelectMany(l => EmbeddedMetricSchema.Read(Encoding.UTF8.GetString(l))));
        Assert.Equal(("None", 7d, s_window.From.ToDateTimeOffset()), (read.Unit, read.Value, read.Time));
    }

    // Lines of the same metric many times over are no lines of the product: only their size is looked at.
    static int MetricsIn(string line) => JsonDocument.Parse(line).RootElement.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0]
        .GetProperty("Metrics").GetArrayLength();
}
