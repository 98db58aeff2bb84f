using System.Collections.Immutable;
using System.Diagnostics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>What is made of the rows of a group. Closed: the evaluator and every compiler handle exactly these.</summary>
/// <remarks>
/// All but <see cref="Quantile"/> are exact in every engine. They also merge: counts and sums add up, distinct keys unite (with the highest
/// value of each), quantiles come from histograms, so that summaries per stretch of time can stand in for the rows.
/// </remarks>
public abstract record Aggregate
{
    Aggregate()
    {
    }

    /// <summary>How many rows.</summary>
    public sealed record Count : Aggregate;

    /// <summary>The sum of the values; nulls are skipped, and where all are null it is 0.</summary>
    public sealed record Sum(Field<long> Field) : Aggregate;

    /// <summary>
    /// The lowest value that at least this part of the values do not exceed (nearest rank: the value at rank ceil(n * q) of n in ascending
    /// order); nulls are skipped, and where all are null it is null. Athena answers with <c>approx_percentile</c>, whose rank may be off by
    /// one part in a hundred.
    /// </summary>
    /// <param name="Field">The value.</param>
    /// <param name="Q">Above 0, at most 1: 0.5 is the median, 1 the highest value. Up to 4 decimals.</param>
    public sealed record Quantile(Field<double> Field, decimal Q) : Aggregate;

    /// <summary>How many different keys; rows without one are skipped.</summary>
    public sealed record Distinct(Key Key) : Aggregate;

    /// <summary>
    /// Of each different key the highest value, summed: the size of messages that many servers logged many times. Rows without a key, and
    /// nulls, are skipped; where nothing is left it is 0.
    /// </summary>
    public sealed record SumPerDistinct(Key Key, Field<long> Field) : Aggregate;

    /// <summary>The fields that it reads.</summary>
    public IEnumerable<Field> Fields => this switch
    {
        Count => [],
        Sum a => [a.Field],
        Quantile a => [a.Field],
        Distinct a => a.Key.Fields,
        SumPerDistinct a => [.. a.Key.Fields, a.Field],
        _ => throw new UnreachableException(),
    };

    /// <summary>What tells the things counted apart, or null where rows are counted.</summary>
    public Key? KeyOrNull => this switch
    {
        Distinct a => a.Key,
        SumPerDistinct a => a.Key,
        _ => null,
    };
}

/// <summary>
/// What tells things apart: the first of these fields that has a value (a message's network id, or its Message-ID from servers that lack
/// it).
/// </summary>
public sealed record Key
{
    /// <summary>Names the fields, the preferred one first.</summary>
    public Key(params ReadOnlySpan<Field<Utf8Text>> fields)
    {
        Check.That(fields.Length > 0);
        Fields = [.. fields];
    }

    /// <summary>The fields, the preferred one first.</summary>
    public ImmutableArray<Field<Utf8Text>> Fields { get; }

    /// <inheritdoc/>
    public bool Equals(Key? other) => other is not null && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Fields[0].GetHashCode();
}
