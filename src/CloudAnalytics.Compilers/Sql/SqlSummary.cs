using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>A column of a summary.</summary>
/// <param name="Name">Its name, not quoted.</param>
/// <param name="Type">DuckDB's type.</param>
public sealed record SummaryColumn(string Name, string Type);

/// <summary>
/// How a summary is made in DuckDB. A key is stored as 64 bits of its MD5, for a number groups several times as fast as a text: of
/// 10 million different messages two share them with a probability of 3 in a million. Whoever makes two keys with the same bits by intent
/// gains what the same key twice gives: one message fewer in a count.
/// </summary>
public static class SqlSummary
{
    /// <summary>The schema whose views are summaries, each beside one named <c>..._rest</c>: the rows of files that have none.</summary>
    public const string ViewSchema = "summaries";

    internal const string KeyHash = "key_hash";

    static SqlDialect Dialect => SqlDialect.DuckDb;

    /// <summary>The summary's columns; the time is the start of the stretch that a row stands for.</summary>
    public static ImmutableArray<SummaryColumn> Columns(Summary summary) =>
    [
        new(summary.Time.Name, Dialect.TypeOf(FieldType.Timestamp)),
        .. summary.By.Select(f => new SummaryColumn(f.Name, Dialect.TypeOf(f is Field<Utf8List> ? FieldType.Keyword : f.Type))),
        new(KeyHash, "UBIGINT"),
        .. summary.Metrics.Where(m => HasColumn(summary, m))
            .Select(m => new SummaryColumn(ColumnOf(m), m.Aggregate is Aggregate.Distinct ? "BOOLEAN" : "BIGINT")),
    ];

    /// <summary>
    /// The query that makes a summary of the rows that the view of its format's name has, in the order of time, so that few of its row
    /// groups are read for a short range.
    /// </summary>
    public static string Build(Summary summary)
    {
        var time = SqlText.Name(summary.Time);
        var groups = summary.By.Select(f => (Name: SqlText.Name(f), Expression: SqlText.Name(f)))
            .Prepend((Name: time, Expression: Dialect.Bucket(time, (long)Summary.Width.TotalSeconds))).ToList();
        var values = summary.Metrics.Where(m => HasColumn(summary, m))
            .Select(m => new PartialValue(SqlText.Name(ColumnOf(m)), m, RowValue(summary, m))).ToList();
        string[] conditions = [$"{time} IS NOT NULL", .. Terms(summary)];
        var rows = Rows(summary, SqlText.Name(summary.Schema.Name), groups, values, conditions);
        return $"{FromRows(summary, [.. groups.Select(g => g.Name)], values, rows)}\nORDER BY {time}";
    }

    /// <summary>The whole buckets in a range; empty where there is none.</summary>
    internal static TimeRange WholeBuckets(TimeRange range)
    {
        var width = Summary.Width.Ticks / TimeSpan.TicksPerMicrosecond;
        var from = TimeRange.BucketOf(range.From, Summary.Width);
        return new TimeRange(from == range.From ? from : new Timestamp(from.Micros + width), TimeRange.BucketOf(range.To, Summary.Width));
    }

    internal static bool HasWholeBuckets(TimeRange range) => WholeBuckets(range).Length > TimeSpan.Zero;

    /// <summary>The view of a summary.</summary>
    internal static string View(Summary summary) => $"{ViewSchema}.{SqlText.Name(summary.Name)}";

    /// <summary>The view of the rows that the summary lacks.</summary>
    internal static string RestView(Summary summary) => $"{ViewSchema}.{SqlText.Name(summary.Name + "_rest")}";

    /// <summary>Whether a metric needs a column: to count keys, the keys are enough.</summary>
    internal static bool HasColumn(Summary summary, Metric metric) =>
        metric.Aggregate is not Aggregate.Distinct || !summary.IsOfEveryRow(metric);

    internal static string ColumnOf(Metric metric) => metric.Name.Replace('.', '_');

    /// <summary>The conditions that every row of the summary meets.</summary>
    internal static IEnumerable<string> Terms(Summary summary) =>
        summary.Terms.Select(t => SqlPredicate.Compile(t, summary.Schema, Dialect));

    /// <summary>What a single row adds to a metric.</summary>
    internal static string RowValue(Summary summary, Metric metric)
    {
        var residual = SqlPredicate.Compile(summary.Residual(metric), summary.Schema, Dialect);
        var isAll = residual == SqlPredicate.True;
        return metric.Aggregate switch
        {
            Aggregate.Count => isAll ? "1" : $"CASE WHEN {residual} THEN 1 ELSE 0 END",
            Aggregate.Sum a => OrNull(SqlText.Name(a.Field)),
            Aggregate.SumPerDistinct a => OrNull(SqlText.Name(a.Field)),
            Aggregate.Distinct => $"coalesce({residual}, FALSE)",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        string OrNull(string value) => isAll ? value : $"CASE WHEN {residual} THEN {value} END";
    }

    /// <summary>What many parts of a metric make together.</summary>
    internal static string Merged(PartialValue value) => value.Metric.Aggregate switch
    {
        Aggregate.Count or Aggregate.Sum => $"CAST(sum({value.Name}) AS BIGINT) AS {value.Name}",
        Aggregate.SumPerDistinct => $"max({value.Name}) AS {value.Name}",
        Aggregate.Distinct => $"bool_or({value.Name}) AS {value.Name}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Rows of a view as one part each, with their key as text.</summary>
    internal static string Rows(
        Summary summary,
        string view,
        IEnumerable<(string Name, string Expression)> groups,
        IEnumerable<PartialValue> values,
        IEnumerable<string> conditions)
    {
        var columns = groups.Select(g => summary.By.Any(f => f is Field<Utf8List> && SqlText.Name(f) == g.Name)
                ? $"{Dialect.Items(g.Expression).Item} AS {g.Name}"
                : $"{g.Expression} AS {g.Name}")
            .Append($"{SqlScan.Text(summary.Key)} AS one_key")
            .Concat(values.Select(v => $"{v.OfRow} AS {v.Name}"));
        return $"{SqlText.Select(columns)}\nFROM {view}\n{SqlPredicate.Where(conditions)}";
    }

    /// <summary>Rows brought down to one part per group and key: as texts first, so that a hash is taken of each key once.</summary>
    internal static string FromRows(Summary summary, IReadOnlyList<string> groups, IReadOnlyList<PartialValue> values, string rows)
    {
        var positions = string.Join(", ", Enumerable.Range(1, groups.Count + 1));
        var merged = SqlText.Select([.. groups, "one_key", .. values.Select(Merged)]);
        var list = groups.Where(g => summary.By.Any(f => f is Field<Utf8List> && SqlText.Name(f) == g)).Select(g => $"\nWHERE {g} <> ''");
        var grouped = $"{merged}\nFROM (\n{SqlText.Indent(rows)}\n) AS summed_rows{string.Concat(list)}\nGROUP BY {positions}";
        var hashed = $"md5_number_lower(one_key) AS {KeyHash}";
        return $"{SqlText.Select([.. groups, hashed, .. values.Select(v => v.Name)])}\nFROM (\n{SqlText.Indent(grouped)}\n) AS keyed_rows";
    }
}

/// <summary>A metric's part in a row of a summary or of a scan.</summary>
/// <param name="Name">The column, bare or quoted.</param>
/// <param name="Metric">The metric.</param>
/// <param name="OfRow">What a single row of the log adds.</param>
sealed record PartialValue(string Name, Metric Metric, string OfRow);
