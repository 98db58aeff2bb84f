using System.Diagnostics;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>Gathers the rows of one group.</summary>
abstract class Accumulator
{
    public static Accumulator Of(Aggregate aggregate) => aggregate switch
    {
        Aggregate.Count => new Rows(),
        Aggregate.Sum a => new Total(a.Field),
        Aggregate.Quantile a => new Ranks(a.Field, a.Q),
        Aggregate.Distinct a => new Keys(a.Key),
        Aggregate.SumPerDistinct a => new Highest(a.Key, a.Field),
        _ => throw new UnreachableException(),
    };

    public abstract double? Value { get; }

    public abstract void Add(RowReader row);

    static string? Read(RowReader row, Key key)
    {
        foreach (var field in key.Fields)
            if (row.Get(field) is { IsEmpty: false } text) return Encoding.UTF8.GetString(text);
        return null;
    }

    sealed class Rows : Accumulator
    {
        long _count;

        public override double? Value => _count;

        public override void Add(RowReader row) => _count++;
    }

    sealed class Total(Field<long> field) : Accumulator
    {
        Int128 _sum;

        public override double? Value => (double)_sum;

        public override void Add(RowReader row) => _sum += row.Get(field) ?? 0;
    }

    sealed class Ranks(Field<double> field, decimal q) : Accumulator
    {
        readonly List<double> _values = [];

        public override double? Value
        {
            get
            {
                _values.Sort();
                return _values.Count == 0 ? null : _values[(int)Math.Ceiling(_values.Count * q) - 1];
            }
        }

        public override void Add(RowReader row)
        {
            if (row.Get(field) is { } value)
                _values.Add(value);
        }
    }

    sealed class Keys(Key key) : Accumulator
    {
        readonly HashSet<string> _keys = new(StringComparer.Ordinal);

        public override double? Value => _keys.Count;

        public override void Add(RowReader row)
        {
            if (Read(row, key) is { } text)
                _keys.Add(text);
        }
    }

    sealed class Highest(Key key, Field<long> field) : Accumulator
    {
        readonly Dictionary<string, long> _highest = new(StringComparer.Ordinal);

        public override double? Value
        {
            get
            {
                Int128 sum = 0;
                foreach (var value in _highest.Values)
                    sum += value;
                return (double)sum;
            }
        }

        public override void Add(RowReader row)
        {
            if (Read(row, key) is not { } text || row.Get(field) is not { } value)
                return;
            _highest[text] = _highest.TryGetValue(text, out var known) ? Math.Max(known, value) : value;
        }
    }
}
