using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Catalogue;

/// <summary>Short words for the columns of panels.</summary>
static class Columns
{
    /// <summary>Windows that a spike is compared with: a week of days, or of weeks for a range of a week.</summary>
    public const int SpikePeriods = 7;

    public static PanelColumn.Measure Count(string name, string title, Metric metric) => new(name, title, Unit.Count, metric);

    public static PanelColumn.Measure Bytes(string name, string title, Metric metric) => new(name, title, Unit.Bytes, metric);

    public static PanelColumn.Measure Milliseconds(string name, string title, Metric metric) => new(name, title, Unit.Milliseconds, metric);

    public static PanelColumn.Share Share(string of) => new("share", "Share", of);

    public static PanelColumn.Ratio Ratio(string name, string title, string of, string over) => new(name, title, of, over);

    /// <summary>A measure beside what it usually is.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="floor">What it is taken to be at least.</param>
    public static ImmutableArray<PanelColumn> Spike(PanelColumn.Measure measure, double floor) =>
    [
        measure,
        new PanelColumn.Usual("usual", "Usual", measure.Name, SpikePeriods),
        new PanelColumn.Spike("spike", "Times as much", measure.Name, floor),
    ];

    public static Panel By(this Panel panel, Field field, string title) =>
        panel with { By = panel.By.Add(field), ByTitles = panel.ByTitles.Add(title) };

    public static Metric Where(this Metric metric, string name, string doc, Predicate where) =>
        metric with { Name = name, Doc = doc, Where = metric.Where & where };
}
