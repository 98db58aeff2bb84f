using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>Rows of one format that a metric counts.</summary>
/// <param name="Schema">The format.</param>
/// <param name="Where">Which of its rows, besides what the metric itself says.</param>
public sealed record MetricSource(Schema Schema, Predicate Where)
{
    /// <summary>
    /// How the rows are computed, where <see cref="Schema"/> is that of a computed view: then only what lies around the time asked about is
    /// computed, where the view itself would read everything. Null for a format's rows.
    /// </summary>
    public CompletedRows? Completed { get; init; }
}

/// <summary>
/// A number worth knowing, declared once; every engine's query is compiled from it. Its meaning is what <see cref="MetricEvaluator"/>
/// computes: times are UTC, buckets are aligned to the epoch, ranges are half open, nulls never match, a group without rows is absent and
/// not 0, noise rows are left out unless asked for.
/// </summary>
/// <remarks>
/// Groups: a row belongs to the group of its values in <see cref="By"/>; a row with a null there belongs to none. A list field puts the row
/// into the group of each of its items. Records with arrays do not compare by content: a metric is identified by its name.
/// </remarks>
public sealed record Metric
{
    /// <summary>Declares a metric over several formats; the fields it names are symbols that all of them share.</summary>
    /// <param name="name">Lower-case words, dots between subject and quantity, underscores in words: <c>mail.messages</c>.</param>
    /// <param name="doc">What the number says, one sentence for administrators.</param>
    /// <param name="sources">The formats; at least one.</param>
    /// <param name="aggregate">What is made of the rows.</param>
    public Metric(string name, string doc, ImmutableArray<MetricSource> sources, Aggregate aggregate)
    {
        Check.That(!sources.IsEmpty);
        Name = name;
        Doc = doc;
        Sources = sources;
        Aggregate = aggregate;
    }

    /// <summary>Declares a metric over one format.</summary>
    public Metric(string name, string doc, Schema source, Aggregate aggregate)
        : this(name, doc, [new MetricSource(source, Predicate.Everything)], aggregate)
    {
    }

    /// <summary>
    /// Stands in <see cref="By"/> for the name of the format that a row is of; no schema has it as a column, and nothing else may name it.
    /// </summary>
    public static Field<Utf8Text> Format { get; } = Field.Keyword("format", "Format of the row.");

    /// <summary>Identifies the metric.</summary>
    public string Name { get; init; }

    /// <summary>What the number says.</summary>
    public string Doc { get; init; }

    /// <summary>The formats whose rows count, and which of their rows.</summary>
    public ImmutableArray<MetricSource> Sources { get; init; }

    /// <summary>The instant that puts a row into a range and a bucket.</summary>
    public Field<Timestamp> Time { get; init; } = CommonFields.Time;

    /// <summary>What is made of the rows.</summary>
    public Aggregate Aggregate { get; init; }

    /// <summary>Which rows, of every source.</summary>
    public Predicate Where { get; init; } = Predicate.Everything;

    /// <summary>One number per combination of these values; texts, integers, at most one list. Empty: one number for all rows.</summary>
    public ImmutableArray<Field> By { get; init; } = [];

    /// <summary>Whether background traffic counts too, whatever the question says: for metrics about the noise itself.</summary>
    public bool IncludesNoise { get; init; }

    /// <summary>
    /// What is wrong with the declaration: fields that a source does not have, groups that cannot be formed. Empty when all is well.
    /// </summary>
    public IEnumerable<string> Faults()
    {
        foreach (var source in Sources)
        {
            IEnumerable<Field> named = [Time, .. By, .. Where.Fields, .. source.Where.Fields, .. Aggregate.Fields];
            foreach (var field in named.Where(f => !source.Schema.Has(f) && (f != Format || !By.Contains(f))).Distinct())
                yield return $"metric {Name}: {source.Schema.Name} has no field {field.Name}";
        }

        if (By.Count(f => f.Type == FieldType.KeywordList) > 1)
            yield return $"metric {Name}: more than one list in By";
        foreach (var field in By.Where(f => f is not (Field<Utf8Text> or Field<Utf8List> or Field<long>)))
            yield return $"metric {Name}: cannot group by {field.Name}, which is {field.Type}";
        if (Sources.Select(s => s.Schema).Distinct().Count() != Sources.Length)
            yield return $"metric {Name}: names a format twice";
        if (Aggregate is Aggregate.Quantile { Q: <= 0 or > 1 })
            yield return $"metric {Name}: a quantile lies above 0 and is at most 1";
        if (string.IsNullOrWhiteSpace(Doc) || !Doc.EndsWith('.'))
            yield return $"metric {Name}: its doc is no sentence";
    }

    /// <summary>Of a source's rows those that count, apart from the range: what all these terms match.</summary>
    public Predicate RowsOf(MetricSource source, bool includeNoise) =>
        (includeNoise || IncludesNoise ? Predicate.Everything : new Predicate.IsNull(CommonFields.Noise)) & source.Where & Where;
}

/// <summary>A metric asked for a time.</summary>
/// <param name="Metric">What is asked.</param>
/// <param name="Range">Rows of this time.</param>
public sealed record MetricQuery(Metric Metric, TimeRange Range)
{
    /// <summary>Width of the buckets, whole seconds, or null for one number over the whole range.</summary>
    public TimeSpan? Step { get; init; }

    /// <summary>
    /// Only the groups with the highest sum of values over all buckets; null for all. Of equal ones those whose text comes first.
    /// </summary>
    public int? Top { get; init; }

    /// <summary>Whether background traffic counts too.</summary>
    public bool IncludeNoise { get; init; }

    /// <summary>Only these rows besides; a format that lacks a field named here has none.</summary>
    public Predicate Filter { get; init; } = Predicate.Everything;
}

/// <summary>A number of a metric.</summary>
/// <param name="Bucket">Start of the bucket; null when no step was asked for.</param>
/// <param name="Group">Values of the metric's By, in its order; numbers in decimal.</param>
/// <param name="Value">The number; null where a quantile had no values.</param>
public sealed record MetricPoint(Timestamp? Bucket, ImmutableArray<string> Group, double? Value);
