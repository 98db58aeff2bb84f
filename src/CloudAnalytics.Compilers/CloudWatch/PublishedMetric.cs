using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.CloudWatch;

/// <summary>Units of CloudWatch that are used. A share (0 to 1) and a multiple have none, so that thresholds stay as declared.</summary>
public enum MetricUnit
{
    /// <summary>No unit.</summary>
    None,

    /// <summary>A number of things.</summary>
    Count,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Milliseconds.</summary>
    Milliseconds,
}

/// <summary>A metric in CloudWatch.</summary>
/// <param name="Name">Its name: <c>alarm.sender-spike</c>, <c>mail-totals.messages</c>, <c>top-senders.messages.first</c>.</param>
/// <param name="Title">What a graph calls it.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Window">How often there is a value; alarms and graphs use it as the period.</param>
/// <param name="Column">The column of the panel that it is; null for what <c>aggregate</c> counts about itself.</param>
/// <param name="Dimension">What it is told apart by: each value then is a metric of its own; null for none.</param>
public sealed record PublishedMetric(
    string Name, string Title, MetricUnit Unit, TimeSpan Window, string? Column = null, MetricDimension? Dimension = null);

/// <summary>A value of a window.</summary>
/// <param name="Metric">Of which metric.</param>
/// <param name="DimensionValue">Value of its dimension; null where it has none.</param>
/// <param name="Value">The number.</param>
public sealed record PublishedValue(PublishedMetric Metric, string? DimensionValue, double Value);

/// <summary>What is asked of each window, and the metrics that its answer gives.</summary>
/// <param name="Name">Identifies it, also in the state of windows that are done: <c>alarm.sender-spike</c>, <c>mail-totals</c>.</param>
/// <param name="Window">Length of the windows; they are aligned to the epoch.</param>
/// <param name="Metrics">What the answer gives.</param>
public sealed record PublishedQuestion(string Name, TimeSpan Window, ImmutableArray<PublishedMetric> Metrics)
{
    /// <summary>The alarm whose number it is, or null.</summary>
    public Alarm? Alarm { get; init; }

    /// <summary>The panel that is published, or null for an alarm's number.</summary>
    public PublishedPanel? Published { get; init; }

    /// <summary>What is asked.</summary>
    public Panel Panel => Alarm?.Question ?? Published!.Panel;

    /// <summary>What to ask of a closed window.</summary>
    public PanelQuery QueryOf(TimeRange window) =>
        Alarm?.QueryOf(window) ?? new PanelQuery(Panel, window) { Top = Published!.Dimension is null ? Limits.AlarmGroupsMax : null };

    /// <summary>
    /// The values of a window. A number that the answer lacks (no rows, nothing to divide by) has no value: what that means is the alarm's
    /// to say.
    /// </summary>
    public IEnumerable<PublishedValue> ValuesOf(PanelResult answer)
    {
        if (answer.Rows.IsEmpty)
            return [];
        return Published?.Dimension is { } dimension
            ? Metrics.SelectMany(m => answer.Rows
                .GroupBy(row => dimension.ValueOf(row.Group[0]), row => ValueOf(row, m))
                .Select(g => new PublishedValue(m, g.Key, g.Sum() ?? 0)))
            : from metric in Metrics
              let value = ValueOf(answer.Rows[0], metric)
              where value is not null
              select new PublishedValue(metric, null, value.Value);
    }

    double? ValueOf(PanelRow row, PublishedMetric metric) => row.Values[Panel.Columns.IndexOf(Panel.Column(metric.Column!))];
}
