using System.Diagnostics;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>Which rows of a detection count.</summary>
/// <param name="WithoutAddresses">Client addresses that are left out.</param>
/// <param name="Keys">Only these keys; null for all.</param>
public sealed record DetectionScope(IReadOnlyCollection<string> WithoutAddresses, IReadOnlyCollection<string>? Keys)
{
    /// <summary>All rows.</summary>
    public static DetectionScope All { get; } = new([], null);

    /// <summary>What a key must exceed, where that is not the rule's own floor.</summary>
    public IReadOnlyDictionary<string, double>? Floors { get; init; }
}

/// <summary>
/// Detections as SQL for DuckDB. What needs a long history (addresses used before, the usual amount) is a question of its own, which is
/// asked only for the keys that fulfil the rest of a rule.
/// </summary>
public static class DetectionSql
{
    static readonly SqlDialect s_dialect = SqlDialect.DuckDb;

    /// <summary>
    /// The rows with which a rule is fulfilled, by key, item and hour: key, item, hour, how often, and of the first its time, number, ids
    /// of rows and details. The item is empty but for rules about new items.
    /// </summary>
    public static string Candidates(Detection detection, TimeRange range, DetectionScope scope) => $"""
        WITH events AS (
        {SqlText.Indent(Events(detection, Reach(detection.Rule, range), scope))}
        ),
        triggers AS (
        {SqlText.Indent(Triggers(detection.Rule, range, scope))}
        )
        SELECT key, item, date_trunc('hour', time) AS hour, count(*) AS triggers, min(time) AS first_time,
            first(value ORDER BY time, value) AS value, first(ids ORDER BY time, value) AS ids,
            first(details ORDER BY time, value) AS details
        FROM triggers
        WHERE {Within(range)}
        GROUP BY 1, 2, 3
        ORDER BY first_time, key, item
        LIMIT {Limits.DetectionCandidatesMax}
        """;

    /// <summary>The different client addresses of all rows that a detection looks at.</summary>
    public static string Addresses(Detection detection, TimeRange range) => $"""
        SELECT DISTINCT address
        FROM (
        {SqlText.Indent(Events(detection, Reach(detection.Rule, range), DetectionScope.All))}
        ) AS events
        WHERE address IS NOT NULL
        LIMIT {Limits.DetectionAddressesMax}
        """;

    /// <summary>Keys with the items that their marked rows have, and since when.</summary>
    public static string Known(Detection detection, TimeRange range, DetectionScope scope) => $"""
        SELECT key, item, min(time) AS since
        FROM (
        {SqlText.Indent(Events(detection, range, scope))}
        ) AS events
        WHERE marked
        GROUP BY 1, 2
        """;

    /// <summary>What nineteen of twenty of a key's windows with rows counted at most; keys without rows are absent.</summary>
    public static string Usual(Detection detection, TimeRange range, DetectionScope scope) => $"""
        SELECT key, quantile_disc(total, 0.95) AS usual
        FROM (
            SELECT key, {s_dialect.Bucket("time", (long)detection.Rule.Window.TotalSeconds)} AS bucket, sum(n) AS total
            FROM (
        {SqlText.Indent(SqlText.Indent(Events(detection, range, scope)))}
            ) AS events
            GROUP BY 1, 2
        ) AS buckets
        GROUP BY 1
        """;

    static TimeRange Reach(DetectionRule rule, TimeRange range) =>
        new(new Timestamp(range.From.Micros - (rule.Window.Ticks / TimeSpan.TicksPerMicrosecond * 2)), range.To);

    static string Within(TimeRange range) => $"time >= {SqlText.Literal(range.From)} AND time < {SqlText.Literal(range.To)}";

    static string Events(Detection detection, TimeRange range, DetectionScope scope)
    {
        var rows = string.Join("\nUNION ALL\n", detection.Sources.Select(source => Source(source, range)));
        var conditions = new List<string> { "key IS NOT NULL" };
        if (scope.Keys is { } keys)
            conditions.Add(In("key", keys));
        if (scope.WithoutAddresses.Count > 0)
            conditions.Add($"(address IS NULL OR NOT {In("address", scope.WithoutAddresses)})");
        return $"SELECT *\nFROM (\n{SqlText.Indent(rows)}\n) AS rows\n{SqlPredicate.Where(conditions)}";
    }

    static string In(string column, IReadOnlyCollection<string> values) =>
        values.Count == 0 ? SqlPredicate.False : $"{column} IN ({string.Join(", ", values.Select(SqlText.Literal))})";

    static string Source(DetectionRows rows, TimeRange range)
    {
        var schema = rows.Schema;
        var detail = rows.Detail is { } field ? SqlText.Name(field) : rows.Item is { } item ? Text(item, KeyForm.Whole) : "''";
        var columns = new[]
        {
            "time", "id", $"{Text(rows.Key, rows.KeyForm)} AS key",
            $"{(rows.Item is { } told ? Text(told, rows.ItemForm) : "''")} AS item",
            $"{(schema.Has(CommonFields.ClientIp) ? SqlText.Name(CommonFields.ClientIp) : "CAST(NULL AS VARCHAR)")} AS address",
            $"coalesce({detail}, '') AS detail",
            $"{(rows.Weight is { } weight ? $"coalesce({SqlText.Name(weight)}, 1)" : "1")} AS n",
            $"{Marked(rows)} AS marked",
        };
        var conditions = new List<string> { Within(range) };
        if (schema.Has(CommonFields.Noise))
            conditions.Add($"{SqlText.Name(CommonFields.Noise)} IS NULL");
        conditions.AddRange(SqlPredicate.CompileTerms(rows.Where.Terms, schema, s_dialect));
        if (!rows.Attributes.IsEmpty)
            conditions.Add(SqlPredicate.Any(rows.Attributes.Select(Attribute)));
        return $"{SqlText.Select(columns)}\nFROM {From(rows, range)}\n{SqlPredicate.Where(conditions)}";
    }

    // A computed view would read the whole lake: lines of one message lie within the hour.
    static string From(DetectionRows rows, TimeRange range)
    {
        if (rows.Completed is not { } completed)
            return SqlText.Name(rows.Schema.Name);
        var hour = TimeSpan.FromHours(1).Ticks / TimeSpan.TicksPerMicrosecond;
        var around = new TimeRange(new Timestamp(range.From.Micros - hour), new Timestamp(range.To.Micros + hour));
        var source = $"(SELECT * FROM {SqlText.Name(completed.Source.Name)} WHERE {Within(around)}) AS around";
        return $"(\n{SqlText.Indent(CompletedView.Select(completed, s_dialect, source))}\n) AS {SqlText.Name(rows.Schema.Name)}";
    }

    static string Marked(DetectionRows rows) =>
        rows.Marked is { } marked ? $"coalesce({SqlPredicate.Compile(marked, rows.Schema, s_dialect)}, FALSE)" : SqlPredicate.False;

    static string Attribute(AttributeTest test)
    {
        var value = s_dialect.Entry(SqlText.Name(CommonFields.Attributes), SqlText.Literal(test.Key));
        return test.Text is { } text ? $"contains(lower({value}), {SqlText.Literal(text.ToLowerInvariant())})" : $"{value} <> ''";
    }

    static string Text(Field field, KeyForm form)
    {
        var name = SqlText.Name(field);
        var text = field is Field<Utf8List> ? $"lower({name}[1])" : $"lower({name})";
        return form == KeyForm.Whole ? $"nullif({text}, '')"
            : $"CASE WHEN contains({text}, '@') THEN split_part({text}, '@', -1) WHEN {text} <> '' THEN '-' END";
    }

    static string Triggers(DetectionRule rule, TimeRange range, DetectionScope scope) => rule switch
    {
        DetectionRule.EachRow => "SELECT time, key, '' AS item, 1e0 AS value, [id] AS ids, [detail] AS details\nFROM events",
        DetectionRule.CountOver r => Sliding("sum(n) OVER span", r.Span, $"value >= {SqlText.Literal(r.AtLeast)}"),
        DetectionRule.BaselineOver r => Sliding("sum(n) OVER span", r.Span, $"value > {Floor(r, scope)}"),
        DetectionRule.DistinctOver r => Sliding("count(DISTINCT item) OVER span", r.Span, $"value >= {SqlText.Literal(r.AtLeast)}"),
        DetectionRule.SuccessAfter r => Sliding(
            "count(*) FILTER (WHERE NOT marked) OVER span", r.Span,
            $"marked AND item IS NOT NULL AND value >= {SqlText.Literal(r.Failures)}", item: "item"),
        DetectionRule.BucketOver r => Bucket(r, range),
        DetectionRule.SlowOver r => Slow(r),
        DetectionRule.SpreadOver r => Spread(r, range),
        DetectionRule.RatioOver r => Ratio(r, range),
        DetectionRule.TravelOver => "SELECT time, key, '' AS item, 0e0 AS value, [id] AS ids, [detail] AS details\nFROM events WHERE FALSE",
        _ => throw new UnreachableException(),
    };

    static string Floor(DetectionRule.BaselineOver rule, DetectionScope scope)
    {
        var own = scope.Floors?.Where(floor => floor.Value > rule.Floor)
            .Select(floor => $" WHEN {SqlText.Literal(floor.Key)} THEN {SqlText.Literal(floor.Value)}") ?? [];
        var cases = string.Concat(own);
        return cases.Length == 0 ? SqlText.Literal(rule.Floor) : $"CASE key{cases} ELSE {SqlText.Literal(rule.Floor)} END";
    }

    static string Samples(string window) => $"list(id) OVER {window} AS ids, list(detail) OVER {window} AS details";

    static string Recent =>
        $"recent AS (PARTITION BY key ORDER BY time, id ROWS BETWEEN {Limits.DetectionSampleRows - 1} PRECEDING AND CURRENT ROW)";

    static string Sliding(string value, TimeSpan span, string condition, string item = "''") => $"""
        SELECT time, key, {item} AS item, CAST(value AS DOUBLE) AS value, ids, details
        FROM (
            SELECT time, key, item, marked, {value} AS value, {Samples("recent")}
            FROM events
            WINDOW {Recent},
                span AS (PARTITION BY key ORDER BY time RANGE BETWEEN {Interval(span)} PRECEDING AND CURRENT ROW)
        ) AS judged
        WHERE {condition}
        """;

    // The level behind row i is the highest of (i - j + 1) - (t(i) - t(j)) / leak over all rows j up to it (Lindley's recursion, solved).
    static string Bucket(DetectionRule.BucketOver rule, TimeRange range) => $"""
        SELECT time, key, '' AS item, value, ids, details
        FROM (
            SELECT time, key, 1 + poured - min(poured) OVER (PARTITION BY key ORDER BY time, id ROWS UNBOUNDED PRECEDING) AS value,
                ids, details
            FROM (
                SELECT time, id, key, row_number() OVER (PARTITION BY key ORDER BY time, id)
                    - epoch(time - {SqlText.Literal(range.From)}) / {SqlText.Literal(rule.Leak.TotalSeconds)} AS poured,
                    {Samples("recent")}
                FROM events
                WINDOW {Recent}
            ) AS numbered
        ) AS judged
        WHERE value > {SqlText.Literal(rule.Capacity)}
        """;

    static string Slow(DetectionRule.SlowOver rule) => $"""
        SELECT time, key, '' AS item, CAST(value AS DOUBLE) AS value, ids, details
        FROM (
            SELECT time, key, count(*) OVER span AS value, median(gap) OVER span AS gap, {Samples("recent")}
            FROM (
                SELECT *, epoch(time - lag(time) OVER (PARTITION BY key ORDER BY time, id)) AS gap
                FROM events
            ) AS spaced
            WINDOW {Recent},
                span AS (PARTITION BY key ORDER BY time RANGE BETWEEN {Interval(rule.Span)} PRECEDING AND CURRENT ROW)
        ) AS judged
        WHERE value >= {SqlText.Literal(rule.AtLeast)} AND gap >= {SqlText.Literal(rule.Gap.TotalSeconds)}
        """;

    static string Spread(DetectionRule.SpreadOver rule, TimeRange range) => $"""
        SELECT max(time) AS time, key, '' AS item, CAST(count(*) AS DOUBLE) AS value,
            list_slice(list(id ORDER BY id), 1, {Limits.DetectionSampleRows}) AS ids,
            list_slice(list(told ORDER BY id), 1, {Limits.DetectionSampleRows}) AS details
        FROM (
            SELECT key, slot, told, max(time) AS time, min(id) AS id, list(DISTINCT address) AS addresses
            FROM (SELECT *, item AS told, {Slots(rule.Span)} AS slot FROM events) AS slots
            WHERE told IS NOT NULL AND address IS NOT NULL
            GROUP BY 1, 2, 3
            HAVING count(*) <= {rule.TriesMax}
        ) AS tried
        WHERE {Closed(rule.Span, range)}
        GROUP BY key, slot
        HAVING count(*) >= {SqlText.Literal(rule.AtLeast)} AND len(list_distinct(flatten(list(addresses)))) >= {rule.Addresses}
        """;

    static string Ratio(DetectionRule.RatioOver rule, TimeRange range) => $"""
        SELECT max(time) AS time, key, '' AS item, CAST(count(*) FILTER (WHERE marked) AS DOUBLE) / count(*) AS value,
            list_slice(list(id ORDER BY time, id) FILTER (WHERE marked), 1, {Limits.DetectionSampleRows}) AS ids,
            list_slice(list(detail ORDER BY time, id) FILTER (WHERE marked), 1, {Limits.DetectionSampleRows}) AS details
        FROM (SELECT *, {Slots(rule.Span)} AS slot FROM events) AS slots
        WHERE {Closed(rule.Span, range)}
        GROUP BY key, slot
        HAVING count(*) >= {rule.RowsMin} AND count(*) FILTER (WHERE marked) > {SqlText.Literal(rule.Share)} * count(*)
        """;

    // Each row lies in two windows, so that what happens at the edge of one is in the middle of the other.
    static string Slots(TimeSpan span)
    {
        var step = (long)span.TotalSeconds / 2;
        var bucket = s_dialect.Bucket("time", step);
        return $"unnest([{bucket}, {bucket} - {Interval(TimeSpan.FromSeconds(step))}])";
    }

    // A window that still goes on would give another finding at every look.
    static string Closed(TimeSpan span, TimeRange range) => $"slot + {Interval(span)} <= {SqlText.Literal(range.To)}";

    static string Interval(TimeSpan span) => $"INTERVAL {(long)span.TotalSeconds} SECOND";
}
