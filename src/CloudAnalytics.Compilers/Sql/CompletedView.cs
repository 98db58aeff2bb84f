using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>Completed rows as a query over the view of their format.</summary>
public static class CompletedView
{
    /// <summary>The query; its columns are those of the completed rows' schema, in order.</summary>
    /// <param name="completed">The rows.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="source">What is read instead of the format's view: a part of it.</param>
    public static string Select(CompletedRows completed, SqlDialect dialect, string? source = null)
    {
        var rows = Condition(completed.Rows);
        var carried = completed.Carried.ToDictionary(field => field.Field);
        var by = string.Join(", ", completed.By.Select(SqlText.Name));
        var earlier = completed.Carried.Where(field => field.IsEarlier).Select(field => Condition(field.From)).Distinct().ToList();
        // Stamps are seconds in many logs: what must come first goes first within one.
        var rank = earlier.Count == 0 ? "0" : $"CASE WHEN {string.Join(" OR ", earlier)} THEN 0 WHEN {rows} THEN 1 ELSE 2 END";
        rank = earlier.Count == 0 ? $"CASE WHEN {rows} THEN 0 ELSE 1 END" : rank;
        var window = $"PARTITION BY {by} ORDER BY {SqlText.Name(CommonFields.Time)}, {rank}";
        var columns = completed.Schema.Fields.Select(field => carried.TryGetValue(field, out var from) ? Carry(from) : Own(field));
        var wanted = string.Join(" OR ", completed.Carried.Select(field => Condition(field.From)).Prepend(rows).Distinct());
        return $"""
            SELECT {string.Join(", ", completed.Schema.Fields.Select(SqlText.Name))}
            FROM (
                SELECT {string.Join(",\n        ", columns)}, {rows} AS is_completed
                FROM {source ?? completed.Source.Name}
                WHERE {wanted}
            ) AS completed
            WHERE is_completed
            """;

        string Condition(Predicate predicate) => $"({SqlPredicate.Compile(predicate, completed.Source, dialect)})";

        string Own(Field field) => completed.Source.Has(field)
            ? SqlText.Name(field) : $"CAST(NULL AS {dialect.TypeOf(field.Type)}) AS {SqlText.Name(field)}";

        // A text that is missing there must not be looked for further away: it is the empty one for the time being.
        string Carry(CarriedField field)
        {
            var name = SqlText.Name(field.Field);
            var isText = field.Field is Field<Utf8Text>;
            var value = $"CASE WHEN {Condition(field.From)} THEN {(isText ? $"coalesce({name}, '')" : name)} END";
            var found = field.IsEarlier
                ? $"{dialect.LastKnown(value)} OVER ({window} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
                : $"{dialect.FirstKnown(value)} OVER ({window} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)";
            return $"{(isText ? $"nullif({found}, '')" : found)} AS {name}";
        }
    }
}
