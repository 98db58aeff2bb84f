using System.Collections.Immutable;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Core.Metrics;

/// <summary>Computes panels over batches. This is the definition of what a panel shows: every compiled query must give the same.</summary>
public static class PanelEvaluator
{
    /// <summary>The panel's rows.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="batches">All rows there are, of any formats.</param>
    public static PanelResult Evaluate(PanelQuery query, IReadOnlyCollection<RecordBatch> batches)
    {
        var panel = query.Panel;
        var windows = query.Windows;
        var counted = windows.Skip(1).Count(range => HasRows(panel, range, batches));
        var measured = panel.Measures.ToDictionary(
            m => m.Name, m => windows.Select(range => Measure(query, m, range, batches)).ToImmutableArray());
        return PanelAssembly.Of(query, measured, counted);
    }

    static ImmutableArray<MetricPoint> Measure(
        PanelQuery query, PanelColumn.Measure measure, TimeRange range, IEnumerable<RecordBatch> batches)
    {
        var asked = new MetricQuery(query.Panel.MetricOf(measure), range)
        {
            Step = query.Step,
            IncludeNoise = query.IncludeNoise,
            Filter = query.Filter,
        };
        return MetricEvaluator.Evaluate(asked, batches);
    }

    static bool HasRows(Panel panel, TimeRange range, IEnumerable<RecordBatch> batches)
    {
        var time = panel.Measures.First().Metric.Time;
        foreach (var batch in batches.Where(b => panel.Schemas.Contains(b.Schema)))
            for (var i = 0; i < batch.RowCount; i++)
                if (new RowReader(batch, i).Get(time) is { } instant && range.Contains(instant)) return true;
        return false;
    }
}
