using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>The numbers of a field from one bound to below another, as metrics say it of status codes.</summary>
/// <param name="Field">The field.</param>
/// <param name="From">The lowest number in it.</param>
/// <param name="To">The lowest number above it.</param>
readonly record struct NumberRange(Field<long> Field, long From, long To)
{
    /// <summary>The range that terms of which all must hold say, or null where they say something else.</summary>
    public static NumberRange? Of(IReadOnlyList<Predicate> terms)
    {
        if (terms.Count != 2 || terms.OfType<Predicate.AtLeast>().FirstOrDefault() is not { } low
            || terms.OfType<Predicate.Not>().FirstOrDefault()?.Operand is not Predicate.AtLeast high || low.Field != high.Field)
            return null;
        return new NumberRange(low.Field, low.Value, high.Value);
    }

    /// <summary>
    /// The one range that ranges without a gap between them make, or null. An engine skips rows by two comparisons in half the time that it
    /// takes to try the ranges one by one.
    /// </summary>
    public static NumberRange? Union(IEnumerable<NumberRange?> ranges)
    {
        NumberRange? union = null;
        foreach (var range in ranges.OrderBy(r => r?.From))
        {
            if (range is not { } next || (union is { } before && (next.Field != before.Field || next.From > before.To)))
                return null;
            union = union is { } so ? so with { To = Math.Max(so.To, next.To) } : next;
        }

        return union;
    }

    /// <summary>The conditions of a row in the range.</summary>
    public IEnumerable<string> Conditions =>
        [$"{SqlText.Name(Field)} >= {SqlText.Literal(From)}", $"{SqlText.Name(Field)} < {SqlText.Literal(To)}"];
}
