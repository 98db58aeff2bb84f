using System.Text.RegularExpressions;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Catalogue.Tests;

public sealed partial class LogCatalogueTests
{
    public static TheoryData<string> Panels() => [.. LogCatalogue.Panels.Select(p => p.Name)];

    public static TheoryData<string> Alarms() => [.. LogCatalogue.Alarms.Select(a => a.Name)];

    public static TheoryData<string> Detections() => [.. LogDetections.All.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Panels))]
    public void PanelIsSound(string name)
    {
        var panel = LogCatalogue.FindPanel(name)!;
        Assert.Empty(panel.Faults());
        Assert.NotEmpty(panel.Section);
        Assert.Matches(KebabCase(), panel.Name);
        Assert.All(panel.Columns, c => Assert.Matches(SnakeCase(), c.Name));
        Assert.Equal(panel.Chart == Chart.Lines, panel.IsOverTime);
        if (panel.By.Any(f => f != Metric.Format))
            Assert.NotNull(panel.Top);
    }

    [Theory]
    [MemberData(nameof(Alarms))]
    public void AlarmIsSound(string name)
    {
        var alarm = LogCatalogue.Alarms.Single(a => a.Name == name);
        Assert.Empty(alarm.Faults());
        Assert.Matches(KebabCase(), alarm.Name);
        Assert.NotEmpty(alarm.Title);
    }

    [Theory]
    [MemberData(nameof(Detections))]
    public void DetectionIsSound(string name)
    {
        var detection = LogDetections.All.Single(d => d.Name == name);
        Assert.Empty(detection.Faults());
        Assert.Matches(KebabCase(), detection.Name);
        Assert.NotEmpty(detection.Title);
        Assert.NotEmpty(detection.ThresholdSource);
        Assert.Equal(detection.Rule, detection.Rule.With(detection.Rule.Threshold));
    }

    [Fact]
    public void SummariesAreSound()
    {
        Assert.All(LogCatalogue.Summaries, summary =>
        {
            Assert.Empty(summary.Faults());
            Assert.Matches(SnakeCase(), summary.Name);
        });
        Assert.Equal(LogCatalogue.Summaries.Length, LogCatalogue.Summaries.Select(s => s.Name).Distinct().Count());
    }

    [Fact]
    public void NamesAreUnique()
    {
        Assert.Equal(LogCatalogue.Panels.Length, LogCatalogue.Panels.Select(p => p.Name).Distinct().Count());
        Assert.Equal(LogCatalogue.Alarms.Length, LogCatalogue.Alarms.Select(a => a.Name).Distinct().Count());
    }

    [Fact]
    public void OneNameStandsForOneMetric()
    {
        var all = LogCatalogue.Panels.Concat(LogCatalogue.Alarms.Select(a => a.Question)).SelectMany(p => p.Measures).Select(m => m.Metric);
        Assert.All(all, metric => Assert.Same(LogCatalogue.Metrics.Single(m => m.Name == metric.Name), metric));
    }

    [Fact]
    public void MetricsOfOneMeaningAreDeclaredOnce() =>
        Assert.Equal(LogCatalogue.Metrics.Length, LogCatalogue.Metrics.Select(m => m.Doc).Distinct().Count());

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
