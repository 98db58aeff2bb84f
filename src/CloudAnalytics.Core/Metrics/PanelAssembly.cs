using System.Collections.Immutable;
using System.Diagnostics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// Makes a panel's answer from its measures' numbers: what is derived from them, the floor, the order, the top. The evaluator ends with it,
/// and so do engines that answer with numbers per group and cannot go on from there.
/// </summary>
public static class PanelAssembly
{
    /// <summary>The panel's rows.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="measured">By measure and window of <see cref="PanelQuery.Windows"/>: its numbers, one per group that has rows.</param>
    /// <param name="periodsSeen">In how many of the windows before the formats have any row.</param>
    public static PanelResult Of(
        PanelQuery query, IReadOnlyDictionary<string, ImmutableArray<ImmutableArray<MetricPoint>>> measured, int periodsSeen)
    {
        var panel = query.Panel;
        var byKey = measured.ToDictionary(m => m.Key, m => m.Value.Select(ByKey).ToList());
        var keys = byKey.Values.SelectMany(windows => windows).SelectMany(w => w.Keys).Distinct().Order().ToList();
        var numbers = new Numbers(panel, byKey, periodsSeen);
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

    static Dictionary<GroupKey, double?> ByKey(ImmutableArray<MetricPoint> points) =>
        points.ToDictionary(p => new GroupKey(p.Bucket?.Micros ?? 0, p.Group), p => p.Value);

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
