using System.Collections.Immutable;
using System.Diagnostics;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

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
        var ranges = new List<TimeRange> { query.Range };
        for (var i = 1; i <= panel.Periods; i++)
            ranges.Add(query.Range.Earlier(query.Period * i));
        var counted = ranges.Skip(1).Count(range => HasRows(panel, range, batches));

        // By measure and window.
        var measured = panel.Measures.ToDictionary(m => m.Name, m => ranges.ConvertAll(range => Measure(query, m, range, batches)));
        var keys = measured.Values.SelectMany(windows => windows).SelectMany(w => w.Keys).Distinct().Order().ToList();
        var numbers = new Numbers(panel, measured, counted);
        var columns = panel.Columns.ToDictionary(c => c.Name, c => keys.ToDictionary(k => k, k => numbers.Cell(c, k)));

        if (panel.Floor is { } floor)
            keys = keys.FindAll(k => columns[floor.Column][k] >= floor.AtLeast);
        keys = Order(query, keys, columns[panel.OrderColumn]);
        return new PanelResult(query,
        [
            .. keys.Select(k => new PanelRow(
                query.Step is null ? null : new Timestamp(k.Bucket), k.Texts, [.. panel.Columns.Select(c => columns[c.Name][k])])),
        ]);
    }

    static Dictionary<GroupKey, double?> Measure(
        PanelQuery query, PanelColumn.Measure measure, TimeRange range, IEnumerable<RecordBatch> batches)
    {
        var asked = new MetricQuery(query.Panel.MetricOf(measure), range)
        {
            Step = query.Step,
            IncludeNoise = query.IncludeNoise,
            Filter = query.Filter,
        };
        return MetricEvaluator.Evaluate(asked, batches).ToDictionary(p => new GroupKey(p.Bucket?.Micros ?? 0, p.Group), p => p.Value);
    }

    static bool HasRows(Panel panel, TimeRange range, IEnumerable<RecordBatch> batches)
    {
        var time = panel.Measures.First().Metric.Time;
        foreach (var batch in batches.Where(b => panel.Schemas.Contains(b.Schema)))
            for (var i = 0; i < batch.RowCount; i++)
                if (new RowReader(batch, i).Get(time) is { } instant && range.Contains(instant)) return true;
        return false;
    }

    static List<GroupKey> Order(PanelQuery query, List<GroupKey> keys, Dictionary<GroupKey, double?> order)
    {
        var sign = query.Panel.IsAscending ? 1 : -1;
        if (query.Step is null)
        {
            var ordered = keys.OrderBy(k => order[k] is null).ThenBy(k => sign * order[k]).ThenBy(k => k);
            return [.. query.Top is { } rows ? ordered.Take(rows) : ordered];
        }

        if (query.Top is not { } top)
            return keys;
        var best = keys.GroupBy(k => new GroupKey(0, k.Texts))
            .OrderBy(g => sign * g.Sum(k => order[k] ?? 0))
            .ThenBy(g => g.Key)
            .Take(top)
            .Select(g => g.Key)
            .ToHashSet();
        return keys.FindAll(k => best.Contains(new GroupKey(0, k.Texts)));
    }

    /// <summary>The measures' numbers, and what columns make of them.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="measured">By measure, window (0 is the one asked about) and group.</param>
    /// <param name="counted">Windows before in which the formats have any row.</param>
    sealed class Numbers(Panel panel, Dictionary<string, List<Dictionary<GroupKey, double?>>> measured, int counted)
    {
        public double? Cell(PanelColumn column, GroupKey key)
        {
            switch (column)
            {
                case PanelColumn.Measure c:
                    return Measured(c.Name, key, 0);
                case PanelColumn.Share c:
                    return Divide(Measured(c.Of, key, 0), measured[c.Of][0].Where(v => v.Key.Bucket == key.Bucket).Sum(v => v.Value));
                case PanelColumn.Ratio c:
                    return Divide(Measured(c.Of, key, 0), Measured(c.Over, key, 0));
                case PanelColumn.Usual c:
                    return Divide(Enumerable.Range(1, c.Periods).Sum(i => Measured(c.Of, key, i)), counted);
                case PanelColumn.Spike c:
                    var usual = Cell(panel.Columns.OfType<PanelColumn.Usual>().First(u => u.Of == c.Of), key);
                    return usual is null ? null : Measured(c.Of, key, 0) / Math.Max(usual.Value, c.Floor);
                default:
                    throw new UnreachableException();
            }
        }

        double? Measured(string name, GroupKey key, int window) =>
            measured[name][window].TryGetValue(key, out var value) ? value
            : ((PanelColumn.Measure)panel.Column(name)).Metric.Aggregate is Aggregate.Quantile ? null : 0;

        static double? Divide(double? value, double? by) => by is null or 0 ? null : value / by;
    }
}
