using System.Diagnostics;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>Whether a row is meant.</summary>
public delegate bool RowTest(RowReader row);

/// <summary>Makes tests of rows out of predicates; this is what a predicate means.</summary>
public static class RowTests
{
    /// <summary>The test that a predicate stands for.</summary>
    public static RowTest Of(Predicate predicate)
    {
        switch (predicate)
        {
            case Predicate.Always:
                return _ => true;
            case Predicate.Is p:
                return OneOf(p.Field, [p.Value]);
            case Predicate.IsOneOf p:
                return OneOf(p.Field, p.Values.AsSpan());
            case Predicate.IsNumber p:
                return row => row.Get(p.Field) == p.Value;
            case Predicate.IsTrue p:
                return row => row.Get(p.Field) == true;
            case Predicate.StartsWith p:
                var start = Encoding.UTF8.GetBytes(p.Value);
                return row => row.Get(p.Field) is { IsEmpty: false } text && text.StartsWith(start);
            case Predicate.Contains p:
                var part = Encoding.UTF8.GetBytes(p.Value);
                return row => row.Get(p.Field) is { IsEmpty: false } text && text.IndexOf(part) >= 0;
            case Predicate.Includes p:
                return Includes(p.Field, Encoding.UTF8.GetBytes(p.Value));
            case Predicate.AtLeast p:
                return row => row.Get(p.Field) >= p.Value;
            case Predicate.AtLeastFraction p:
                return row => row.Get(p.Field) >= p.Value;
            case Predicate.IsNull p:
                return row => IsNull(row, p.Field);
            case Predicate.AllOf p:
                var all = Array.ConvertAll([.. p.Operands], Of);
                return row => All(all, row);
            case Predicate.AnyOf p:
                var any = Array.ConvertAll([.. p.Operands], Of);
                return row => Any(any, row);
            case Predicate.Not p:
                var term = Of(p.Operand);
                return row => !term(row);
            default:
                throw new UnreachableException();
        }
    }

    static RowTest OneOf(Field<Utf8Text> field, ReadOnlySpan<string> values)
    {
        var texts = values.ToArray().Select(Encoding.UTF8.GetBytes).ToArray();
        return row =>
        {
            var text = row.Get(field);
            foreach (var candidate in texts)
                if (!text.IsEmpty && text.SequenceEqual(candidate)) return true;
            return false;
        };
    }

    static RowTest Includes(Field<Utf8List> field, byte[] value) => row =>
    {
        for (var i = 0; i < row.Count(field); i++)
            if (value.Length > 0 && row.ItemAt(field, i).SequenceEqual(value)) return true;
        return false;
    };

    static bool All(RowTest[] terms, RowReader row)
    {
        foreach (var term in terms)
            if (!term(row)) return false;
        return true;
    }

    static bool Any(RowTest[] terms, RowReader row)
    {
        foreach (var term in terms)
            if (term(row)) return true;
        return false;
    }

    static bool IsNull(RowReader row, Field field) => field switch
    {
        Field<Utf8Text> f => row.Get(f).IsEmpty,
        Field<long> f => row.Get(f) is null,
        Field<Timestamp> f => row.Get(f) is null,
        Field<double> f => row.Get(f) is null,
        Field<bool> f => row.Get(f) is null,
        Field<Utf8List> f => row.Count(f) == 0,
        Field<Utf8Map> f => row.Count(f) == 0,
        _ => throw new UnreachableException(),
    };
}
