using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// Computes metrics over batches. This is the definition of what a metric means: every compiled query must give the same.
/// </summary>
public static class MetricEvaluator
{
    /// <summary>The metric's numbers, ordered by bucket, then by group.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="batches">All rows there are, of any formats; those of formats that the metric does not name are passed over.</param>
    public static ImmutableArray<MetricPoint> Evaluate(MetricQuery query, IEnumerable<RecordBatch> batches)
    {
        var groups = new Dictionary<GroupKey, Accumulator>();
        foreach (var batch in batches)
        {
            var source = query.Metric.Sources.FirstOrDefault(s => s.Schema == batch.Schema);
            if (source is not null)
                Add(query, source, batch, groups);
        }

        ImmutableArray<MetricPoint> points =
        [
            .. groups.OrderBy(g => g.Key).Select(g =>
                new MetricPoint(query.Step is null ? null : new Timestamp(g.Key.Bucket), g.Key.Texts, g.Value.Value)),
        ];
        return query.Top is { } top ? CutTo(top, points) : points;
    }

    static void Add(MetricQuery query, MetricSource source, RecordBatch batch, Dictionary<GroupKey, Accumulator> groups)
    {
        var metric = query.Metric;
        var isMeant = RowTests.Of(metric.RowsOf(source, query.IncludeNoise) & query.Filter);
        var keys = new List<ImmutableArray<string>>();
        for (var i = 0; i < batch.RowCount; i++)
        {
            var row = new RowReader(batch, i);
            if (row.Get(metric.Time) is not { } time || !query.Range.Contains(time) || !isMeant(row))
                continue;
            var bucket = query.Step is { } step ? TimeRange.BucketOf(time, step).Micros : 0;
            GroupsOf(batch.Schema, row, metric.By, keys);
            foreach (var key in keys)
            {
                var group = new GroupKey(bucket, key);
                if (!groups.TryGetValue(group, out var accumulator))
                    groups.Add(group, accumulator = Accumulator.Of(metric.Aggregate));
                accumulator.Add(row);
            }
        }
    }

    /// <summary>
    /// The groups that a row belongs to: one, none when a value is null, or one for each item of a list (twice for an item named twice).
    /// </summary>
    static void GroupsOf(Schema schema, RowReader row, ImmutableArray<Field> by, List<ImmutableArray<string>> groups)
    {
        groups.Clear();
        groups.Add([]);
        foreach (var field in by)
        {
            var values = field == Metric.Format ? [schema.Name] : ValuesOf(row, field);
            var longer = new List<ImmutableArray<string>>();
            foreach (var group in groups)
                longer.AddRange(values.Select(group.Add));
            groups.Clear();
            groups.AddRange(longer);
        }
    }

    static List<string> ValuesOf(RowReader row, Field field)
    {
        var values = new List<string>();
        switch (field)
        {
            case Field<Utf8Text> text:
                if (row.Get(text) is { IsEmpty: false } value)
                    values.Add(Encoding.UTF8.GetString(value));
                break;
            case Field<long> number:
                if (row.Get(number) is { } integer)
                    values.Add(integer.ToString(CultureInfo.InvariantCulture));
                break;
            case Field<Utf8List> list:
                for (var i = 0; i < row.Count(list); i++)
                    if (row.ItemAt(list, i) is { IsEmpty: false } item) values.Add(Encoding.UTF8.GetString(item));
                break;
            default:
                throw new UnreachableException();
        }

        return values;
    }

    static ImmutableArray<MetricPoint> CutTo(int top, ImmutableArray<MetricPoint> points)
    {
        var best = points
            .GroupBy(p => new GroupKey(0, p.Group))
            .OrderByDescending(g => g.Sum(p => p.Value))
            .ThenBy(g => g.Key)
            .Take(top)
            .Select(g => g.Key)
            .ToHashSet();
        return [.. points.Where(p => best.Contains(new GroupKey(0, p.Group)))];
    }
}
