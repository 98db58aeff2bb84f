using System.Diagnostics;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>
/// Rules as queries over the rows of a detection, <c>events</c>: the rows with which a rule is fulfilled, each with time, key, item,
/// number, ids and details.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="range">The time that is judged; rows of twice the rule's window before it are there too.</param>
/// <param name="scope">Which rows count.</param>
sealed class DetectionTriggers(SqlDialect dialect, TimeRange range, DetectionScope scope)
{
    const string Samples = "array_agg(id) OVER recent AS ids, array_agg(detail) OVER recent AS details";

    static readonly string s_recent =
        $"recent AS (PARTITION BY key ORDER BY time, id ROWS BETWEEN {Limits.DetectionSampleRows - 1} PRECEDING AND CURRENT ROW)";

    /// <summary>The query of a rule.</summary>
    public string Of(DetectionRule rule) => rule switch
    {
        DetectionRule.EachRow => "SELECT time, key, '' AS item, 1E0 AS value, ARRAY[id] AS ids, ARRAY[detail] AS details\nFROM events",
        DetectionRule.CountOver r => Sliding("sum(n) OVER span", r.Span, $"value >= {SqlText.Literal(r.AtLeast)}"),
        DetectionRule.BaselineOver r => Sliding("sum(n) OVER span", r.Span, $"value > {Floor(r)}"),
        DetectionRule.DistinctOver r => Sliding(dialect.DistinctOver("item", "span"), r.Span, $"value >= {SqlText.Literal(r.AtLeast)}"),
        DetectionRule.SuccessAfter r => Sliding(
            "sum(CASE WHEN marked THEN 0 ELSE 1 END) OVER span", r.Span,
            $"marked AND item IS NOT NULL AND value >= {SqlText.Literal(r.Failures)}", item: "item"),
        DetectionRule.BucketOver r => Bucket(r),
        DetectionRule.SlowOver r => Slow(r),
        DetectionRule.SpreadOver r => Spread(r),
        DetectionRule.RatioOver r => Ratio(r),
        DetectionRule.TravelOver r => new TravelTrigger(scope).Of(r),
        _ => throw new UnreachableException(),
    };

    string Floor(DetectionRule.BaselineOver rule)
    {
        var own = scope.Floors?.Where(floor => floor.Value > rule.Floor)
            .Select(floor => $" WHEN {SqlText.Literal(floor.Key)} THEN {SqlText.Literal(floor.Value)}") ?? [];
        var cases = string.Concat(own);
        return cases.Length == 0 ? SqlText.Literal(rule.Floor) : $"CASE key{cases} ELSE {SqlText.Literal(rule.Floor)} END";
    }

    static string Sliding(string value, TimeSpan span, string condition, string item = "''") => $"""
        SELECT time, key, {item} AS item, CAST(value AS DOUBLE) AS value, ids, details
        FROM (
            SELECT time, key, item, marked, {value} AS value, {Samples}
            FROM events
            WINDOW {s_recent},
                {Span(span)}
        ) AS judged
        WHERE {condition}
        """;

    // The level behind row i is the highest of (i - j + 1) - (t(i) - t(j)) / leak over all rows j up to it (Lindley's recursion, solved).
    string Bucket(DetectionRule.BucketOver rule) => $"""
        SELECT time, key, '' AS item, value, ids, details
        FROM (
            SELECT time, key, 1 + poured - min(poured) OVER (PARTITION BY key ORDER BY time, id ROWS UNBOUNDED PRECEDING) AS value,
                ids, details
            FROM (
                SELECT time, id, key, row_number() OVER (PARTITION BY key ORDER BY time, id)
                    - {Millis(SqlText.Literal(range.From), "time")} / {SqlText.Literal(rule.Leak.TotalMilliseconds)} AS poured,
                    {Samples}
                FROM events
                WINDOW {s_recent}
            ) AS numbered
        ) AS judged
        WHERE value > {SqlText.Literal(rule.Capacity)}
        """;

    static string Slow(DetectionRule.SlowOver rule) => $"""
        SELECT time, key, '' AS item, CAST(value AS DOUBLE) AS value, ids, details
        FROM (
            SELECT time, key, count(*) OVER span AS value, count(gap) OVER span AS gaps,
                sum(CASE WHEN gap >= {(long)rule.Gap.TotalMilliseconds} THEN 1 ELSE 0 END) OVER span AS pauses, {Samples}
            FROM (
                SELECT *, {Millis("lag(time) OVER (PARTITION BY key ORDER BY time, id)", "time")} AS gap
                FROM events
            ) AS spaced
            WINDOW {s_recent},
                {Span(rule.Span)}
        ) AS judged
        WHERE value >= {SqlText.Literal(rule.AtLeast)} AND pauses > 0 AND pauses * 2 >= gaps
        """;

    string Spread(DetectionRule.SpreadOver rule) => $"""
        SELECT max(time) AS time, key, '' AS item, CAST(count(*) AS DOUBLE) AS value,
            {dialect.Head("array_agg(id ORDER BY id)", Limits.DetectionSampleRows)} AS ids,
            {dialect.Head("array_agg(told ORDER BY id)", Limits.DetectionSampleRows)} AS details
        FROM (
            SELECT key, slot, item AS told, max(time) AS time, min(id) AS id, array_agg(DISTINCT address) AS addresses
            FROM {Slots(rule.Span)}
            WHERE item IS NOT NULL AND address IS NOT NULL
            GROUP BY key, slot, item
            HAVING count(*) <= {rule.TriesMax}
        ) AS tried
        WHERE {Closed(rule.Span)}
        GROUP BY key, slot
        HAVING count(*) >= {SqlText.Literal(rule.AtLeast)}
            AND {dialect.Length("array_distinct(flatten(array_agg(addresses)))")} >= {rule.Addresses}
        """;

    string Ratio(DetectionRule.RatioOver rule) => $"""
        SELECT max(time) AS time, key, '' AS item, CAST(count(*) FILTER (WHERE marked) AS DOUBLE) / count(*) AS value,
            {dialect.Head("array_agg(id ORDER BY time, id) FILTER (WHERE marked)", Limits.DetectionSampleRows)} AS ids,
            {dialect.Head("array_agg(detail ORDER BY time, id) FILTER (WHERE marked)", Limits.DetectionSampleRows)} AS details
        FROM {Slots(rule.Span)}
        WHERE {Closed(rule.Span)}
        GROUP BY key, slot
        HAVING count(*) >= {rule.RowsMin} AND count(*) FILTER (WHERE marked) > {SqlText.Literal(rule.Share)} * count(*)
        """;

    // Each row lies in two windows, so that what happens at the edge of one is in the middle of the other.
    string Slots(TimeSpan span)
    {
        var step = (long)span.TotalSeconds / 2;
        var bucket = dialect.Bucket("time", step);
        return $"events CROSS JOIN UNNEST(ARRAY[{bucket}, {bucket} - {Interval(TimeSpan.FromSeconds(step))}]) AS slots (slot)";
    }

    // A window that still goes on would give another finding at every look.
    string Closed(TimeSpan span) => $"slot + {Interval(span)} <= {SqlText.Literal(range.To)}";

    static string Span(TimeSpan span) =>
        $"span AS (PARTITION BY key ORDER BY time RANGE BETWEEN {Interval(span)} PRECEDING AND CURRENT ROW)";

    internal static string Interval(TimeSpan span) => $"INTERVAL '{(long)span.TotalSeconds}' SECOND";

    internal static string Millis(string from, string to) => $"date_diff('millisecond', {from}, {to})";
}
