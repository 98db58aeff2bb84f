using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Places;
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

    /// <summary>Where items are that are addresses; those that are not named have no place.</summary>
    public IReadOnlyDictionary<string, Place>? Places { get; init; }

    /// <summary>The last marked row of each key with a place before the time that is judged.</summary>
    public IReadOnlyCollection<EarlierRow> Earlier { get; init; } = [];

    /// <summary>Since when all rows are to be found in fresh files too; null where that is not known or makes no difference.</summary>
    public Timestamp? FreshSince { get; init; }

    internal bool IsFresh(TimeRange range) => range.From.Micros >= FreshSince?.Micros;
}

/// <summary>A row from before the time that is judged.</summary>
/// <param name="Time">Its time.</param>
/// <param name="Id">Its id.</param>
/// <param name="Key">What it is about.</param>
/// <param name="Item">Its item.</param>
public readonly record struct EarlierRow(Timestamp Time, string Id, string Key, string Item);

/// <summary>
/// Detections as SQL. What needs a long history (addresses used before, the usual amount) is a question of its own, which is asked only for
/// the keys that fulfil the rest of a rule.
/// </summary>
/// <param name="dialect">The engine.</param>
public sealed class DetectionSql(SqlDialect dialect)
{
    /// <summary>
    /// The rows with which a rule is fulfilled, by key, item and hour: key, item, hour, how often, and of the first its time, number, ids
    /// of rows and details. The item is empty but for rules about new items. Times are microseconds, lists are packed.
    /// </summary>
    public string Candidates(Detection detection, TimeRange range, DetectionScope scope) => $"""
        WITH events AS (
        {SqlText.Indent(Events(detection, Reach(detection.Rule, range), scope))}
        ),
        triggers AS (
        {SqlText.Indent(new DetectionTriggers(dialect, range, scope).Of(detection.Rule))}
        )
        SELECT key, item, {dialect.Micros("date_trunc('hour', time)")} AS hour, count(*) AS triggers, {dialect.Micros("min(time)")} AS first_time,
            {OfFirst("value")} AS value, {dialect.Packed(OfFirst("ids"))} AS ids, {dialect.Packed(OfFirst("details"))} AS details
        FROM triggers
        WHERE {SqlText.Within(range)}
        GROUP BY key, item, date_trunc('hour', time)
        ORDER BY first_time, key, item
        LIMIT {Limits.DetectionCandidatesMax}
        """;

    /// <summary>The different client addresses of all rows that a detection looks at.</summary>
    public string Addresses(Detection detection, TimeRange range, DetectionScope scope) => $"""
        SELECT DISTINCT address
        FROM (
        {SqlText.Indent(Events(detection, Reach(detection.Rule, range), scope))}
        ) AS events
        WHERE address IS NOT NULL
        LIMIT {Limits.DetectionAddressesMax}
        """;

    /// <summary>Keys with the different items of their marked rows.</summary>
    public string Items(Detection detection, TimeRange range, DetectionScope scope) => $"""
        SELECT DISTINCT key, item
        FROM (
        {SqlText.Indent(Events(detection, range, scope))}
        ) AS events
        WHERE marked AND item IS NOT NULL
        ORDER BY key, item
        LIMIT {Limits.DetectionAddressesMax}
        """;

    /// <summary>Keys with the items of their marked rows, and of each the last row's time and id; the latest first.</summary>
    public string Latest(Detection detection, TimeRange range, DetectionScope scope) => $"""
        SELECT key, item, {dialect.Micros("max(time)")} AS latest, max_by(id, ROW(time, id)) AS id
        FROM (
        {SqlText.Indent(Events(detection, range, scope))}
        ) AS events
        WHERE marked AND item IS NOT NULL
        GROUP BY key, item
        ORDER BY latest DESC, key, item
        LIMIT {Limits.DetectionAddressesMax}
        """;

    /// <summary>Keys with the items that their marked rows have, and since when.</summary>
    public string Known(Detection detection, TimeRange range, DetectionScope scope) => $"""
        SELECT key, item, {dialect.Micros("min(time)")} AS since
        FROM (
        {SqlText.Indent(Events(detection, range, scope))}
        ) AS events
        WHERE marked
        GROUP BY key, item
        """;

    /// <summary>What nineteen of twenty of a key's windows with rows counted at most; keys without rows are absent.</summary>
    public string Usual(Detection detection, TimeRange range, DetectionScope scope) => $"""
        SELECT key, {dialect.Quantiles("total", [0.95m])}[1] AS usual
        FROM (
            SELECT key, {dialect.Bucket("time", (long)detection.Rule.Window.TotalSeconds)} AS bucket, sum(n) AS total
            FROM (
        {SqlText.Indent(SqlText.Indent(Events(detection, range, scope)))}
            ) AS events
            GROUP BY 1, 2
        ) AS buckets
        GROUP BY key
        """;

    /// <summary>Keys and hours of the findings that a detection has of a time.</summary>
    public string Stored(Detection detection, TimeRange range, DetectionScope scope) => $"""
        SELECT DISTINCT {FindingSchema.Key.Name}, {dialect.Micros("date_trunc('hour', time)")} AS hour
        FROM {dialect.Rows(FindingSchema.Schema, range, scope.IsFresh(range))}
        WHERE {FindingSchema.Detection.Name} = {SqlText.Literal(detection.Name)} AND {SqlText.Within(range)}
        """;

    // Both engines have this; of their own words for it neither knows the other's.
    static string OfFirst(string column) => $"array_agg({column} ORDER BY time, value, ids)[1]";

    // Windows that overlap begin up to two of them before. Of a journey the row before is all, and is asked for by itself.
    static TimeRange Reach(DetectionRule rule, TimeRange range)
    {
        var reach = rule is DetectionRule.TravelOver ? TimeSpan.Zero : rule.Window * 2;
        return new(new Timestamp(range.From.Micros - (reach.Ticks / TimeSpan.TicksPerMicrosecond)), range.To);
    }

    string Events(Detection detection, TimeRange range, DetectionScope scope)
    {
        var rows = string.Join("\nUNION ALL\n", detection.Sources.Select(source => Source(source, range, scope)));
        var conditions = new List<string> { "key IS NOT NULL" };
        if (scope.Keys is { } keys)
            conditions.Add(In("key", keys));
        if (scope.WithoutAddresses.Count > 0)
            conditions.Add($"(address IS NULL OR NOT {In("address", scope.WithoutAddresses)})");
        return $"SELECT *\nFROM (\n{SqlText.Indent(rows)}\n) AS log_rows\n{SqlPredicate.Where(conditions)}";
    }

    static string In(string column, IReadOnlyCollection<string> values) =>
        values.Count == 0 ? SqlPredicate.False : $"{column} IN ({string.Join(", ", values.Select(SqlText.Literal))})";

    string Source(DetectionRows rows, TimeRange range, DetectionScope scope)
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
        var conditions = new List<string> { SqlText.Within(range) };
        if (schema.Has(CommonFields.Noise))
            conditions.Add($"{SqlText.Name(CommonFields.Noise)} IS NULL");
        conditions.AddRange(SqlPredicate.CompileTerms(rows.Where.Terms, schema, dialect));
        if (!rows.Attributes.IsEmpty)
            conditions.Add(SqlPredicate.Any(rows.Attributes.Select(Attribute)));
        return $"{SqlText.Select(columns)}\nFROM {From(rows, range, scope)}\n{SqlPredicate.Where(conditions)}";
    }

    // A computed view would read the whole lake: lines of one message lie within the hour.
    string From(DetectionRows rows, TimeRange range, DetectionScope scope)
    {
        if (rows.Completed is not { } completed)
            return dialect.Rows(rows.Schema, range, scope.IsFresh(range));
        var hour = TimeSpan.FromHours(1).Ticks / TimeSpan.TicksPerMicrosecond;
        var around = new TimeRange(new Timestamp(range.From.Micros - hour), new Timestamp(range.To.Micros + hour));
        var source = $"(SELECT * FROM {dialect.Rows(completed.Source, around, scope.IsFresh(around))} WHERE {SqlText.Within(around)}) AS around";
        return $"(\n{SqlText.Indent(CompletedView.Select(completed, dialect, source))}\n) AS {SqlText.Name(rows.Schema.Name)}";
    }

    string Marked(DetectionRows rows) =>
        rows.Marked is { } marked ? $"coalesce({SqlPredicate.Compile(marked, rows.Schema, dialect)}, FALSE)" : SqlPredicate.False;

    string Attribute(AttributeTest test)
    {
        var value = dialect.Entry(SqlText.Name(CommonFields.Attributes), SqlText.Literal(test.Key));
        return test.Text is { } text
            ? dialect.Contains($"lower({value})", SqlText.Literal(text.ToLowerInvariant())) : $"{value} <> ''";
    }

    string Text(Field field, KeyForm form)
    {
        var name = SqlText.Name(field);
        var text = $"lower({(field is Field<Utf8List> ? dialect.First(name) : name)})";
        return form == KeyForm.Whole ? $"nullif({text}, '')"
            : $"CASE WHEN {dialect.Contains(text, "'@'")} THEN nullif({dialect.Behind(text, "'@'")}, '') WHEN {text} <> '' THEN '-' END";
    }
}
