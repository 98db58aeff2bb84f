using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Tests.Catalogue;

/// <summary>
/// Random rows for the formats that a panel asks, drawn from the values that its predicates name, so that many rows match.
/// </summary>
sealed class SomeRows(Random random, bool mayRepeatItems = true, string ids = "row", int daysBefore = 2)
{
    static readonly string[] s_texts = ["alpha", "beta", "gamma", "delta", "EX01\\Relay EX01", "10.1.2.3"];

    static readonly long s_lateMicros = TimeSpan.FromSeconds(90).Ticks / TimeSpan.TicksPerMicrosecond;

    public List<RecordBatch> For(Panel panel, TimeRange range, int rows)
    {
        var texts = new Dictionary<Field, List<string>>();
        var numbers = new Dictionary<Field, List<long>>();
        foreach (var measure in panel.Measures)
            foreach (var source in measure.Metric.Sources)
                Gather(measure.Metric.Where & source.Where, texts, numbers);
        var batches = new List<RecordBatch>();
        foreach (var schema in panel.Schemas)
        {
            var batch = new RecordBatch(schema, rows);
            for (var i = 0; i < rows; i++)
                Add(batch, range, texts, numbers);
            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>The panel over computed rows as if they were stored, so that they may be random.</summary>
    public static Panel Stored(Panel panel) => panel with
    {
        Columns = [.. panel.Columns.Select(c => c is not PanelColumn.Measure m ? c : m with
        {
            Metric = m.Metric with { Sources = [.. m.Metric.Sources.Select(s => s with { Completed = null })] },
        })],
    };

    void Add(RecordBatch batch, TimeRange range, Dictionary<Field, List<string>> texts, Dictionary<Field, List<long>> numbers)
    {
        var row = batch.NewRow();
        var start = range.Earlier(TimeSpan.FromDays(daysBefore)).From.Micros;
        var time = start + (random.NextInt64((range.To.Micros - start) / 1000) * 1000);
        row.Set(CommonFields.Time, new Timestamp(time));
        row.Set(CommonFields.Arrived, new Timestamp(time + s_lateMicros));
        foreach (var field in batch.Schema.Fields)
        {
            if (field == CommonFields.Time || random.Next(field == CommonFields.Noise ? 2 : 8) == 0)
                continue;
            switch (field)
            {
                case Field<Utf8Text> f:
                    string[] values = texts.GetValueOrDefault(f) is { } named ? [.. named, s_texts[0]] : s_texts;
                    if (f != CommonFields.Noise || random.Next(4) == 0)
                        row.Set(f, Encoding.UTF8.GetBytes(Pick(values)));
                    break;
                case Field<long> f:
                    row.Set(f, numbers.GetValueOrDefault(f) is { } limits ? Pick(limits) + random.Next(-1, 2) : random.Next(1, 5));
                    break;
                case Field<double> f:
                    row.Set(f, random.Next(1, 40) / 4.0);
                    break;
                case Field<bool> f:
                    row.Set(f, random.Next(4) > 0);
                    break;
                case Field<Utf8List> f:
                    string[] items = [Pick(s_texts), Pick(s_texts)];
                    foreach (var item in mayRepeatItems ? items : items.Distinct())
                        row.Add(f, Encoding.UTF8.GetBytes(item));
                    break;
            }
        }

        row.Set(CommonFields.Id, Encoding.UTF8.GetBytes($"{ids}{batch.RowCount}"));
        row.Commit();
    }

    T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    static void Gather(Predicate predicate, Dictionary<Field, List<string>> texts, Dictionary<Field, List<long>> numbers)
    {
        void Text(Field field, params IEnumerable<string> values)
        {
            if (!texts.TryGetValue(field, out var list))
                texts.Add(field, list = []);
            list.AddRange(values);
        }

        switch (predicate)
        {
            case Predicate.Is p:
                Text(p.Field, p.Value);
                break;
            case Predicate.IsOneOf p:
                Text(p.Field, p.Values);
                break;
            case Predicate.StartsWith p:
                Text(p.Field, p.Value + "x");
                break;
            case Predicate.Contains p:
                Text(p.Field, "x" + p.Value + "y", "xy");
                break;
            case Predicate.AtLeast p:
                numbers.TryAdd(p.Field, []);
                numbers[p.Field].Add(p.Value);
                break;
            case Predicate.Not p:
                Gather(p.Operand, texts, numbers);
                break;
            case Predicate.AllOf p:
                p.Operands.ToList().ForEach(o => Gather(o, texts, numbers));
                break;
            case Predicate.AnyOf p:
                p.Operands.ToList().ForEach(o => Gather(o, texts, numbers));
                break;
        }
    }
}
