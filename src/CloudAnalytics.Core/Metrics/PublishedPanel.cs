using System.Collections.Immutable;

namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// A panel whose numbers go to a monitoring service, window by window. Without groups every column is a number. Grouped by the field of a
/// dimension, every count and sum is a number per declared value. With any other groups the numbers are those of the first row, such as
/// how much the top sender sends; the row's names go into the log line and never into a dimension.
/// </summary>
/// <param name="Panel">What is asked of each window.</param>
/// <param name="Dimension">What the numbers are told apart by, the panel's only group; null for none.</param>
public sealed record PublishedPanel(Panel Panel, MetricDimension? Dimension = null)
{
    /// <summary>Length of a window, for all of them: closed windows are published one by one.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The columns that are published; with a dimension only what adds up, as undeclared values are put together.</summary>
    public ImmutableArray<PanelColumn> Columns => Dimension is null
        ? Panel.Columns
        : [.. Panel.Measures.Where(m => m.Metric.Aggregate is Aggregate.Count or Aggregate.Sum)];

    /// <summary>What is wrong with the declaration. Empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var fault in Panel.Faults())
            yield return fault;
        if (Dimension is not null && (Panel.By.Length != 1 || Panel.By[0] != Dimension.Field))
            yield return $"published panel {Panel.Name}: it is not grouped by {Dimension.Field.Name} alone";
        if (Columns.IsEmpty)
            yield return $"published panel {Panel.Name}: nothing to publish";
    }
}
