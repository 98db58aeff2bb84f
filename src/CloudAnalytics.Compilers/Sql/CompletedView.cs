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
    /// <param name="needed">Carried fields that are asked for, the others being null; all of them when this is null.</param>
    public static string Select(
        CompletedRows completed, SqlDialect dialect, string? source = null, IReadOnlySet<Field>? needed = null)
    {
        var part = source ?? completed.Source.Name;
        return dialect.HasAsOfJoin ? Joined(completed, dialect, part, needed) : InWindows(completed, dialect, part);
    }

    /// <summary>
    /// Each row with the nearest that it carries from, by joins on the time: half the time of windows over all rows of a thing, and none
    /// for what nobody asked.
    /// </summary>
    static string Joined(CompletedRows completed, SqlDialect dialect, string source, IReadOnlySet<Field>? needed)
    {
        var time = SqlText.Name(CommonFields.Time);
        var groups = completed.Carried.Where(carried => needed?.Contains(carried.Field) ?? true)
            .GroupBy(carried => (carried.From, carried.IsEarlier)).Select((group, i) => (Name: $"carried_{i + 1}", Fields: group)).ToList();
        var from = groups.SelectMany(group => group.Fields.Select(carried => (carried.Field, group.Name)))
            .ToDictionary(pair => pair.Field, pair => pair.Name);
        var columns = completed.Schema.Fields.Select(field => from.TryGetValue(field, out var name)
            ? $"{name}.{SqlText.Name(field)}"
            : completed.Carried.Any(carried => carried.Field == field) ? Missing(field, dialect)
            : Own(completed, field, "completed.", dialect));
        var joins = groups.Select(group =>
        {
            var keys = completed.By.Select(SqlText.Name).Select(name => $"{Key($"completed.{name}")} = {Key($"{group.Name}.{name}")}");
            var read = completed.By.Append(CommonFields.Time).Concat(group.Fields.Select(carried => carried.Field));
            return $"""
                ASOF LEFT JOIN (
                    SELECT {string.Join(", ", read.Select(SqlText.Name))}
                    FROM {source}
                    WHERE {Condition(completed, group.Fields.Key.From, dialect)}
                ) AS {group.Name}
                    ON {string.Join(" AND ", keys)}
                    AND completed.{time} {(group.Fields.Key.IsEarlier ? ">=" : "<=")} {group.Name}.{time}
                """;
        });
        return $"""
            SELECT {string.Join(", ", columns)}
            FROM (SELECT * FROM {source} WHERE {Condition(completed, completed.Rows, dialect)}) AS completed
            {string.Join("\n", joins)}
            """;

        // Nothing is like nothing: a join would find no partner for it.
        static string Key(string name) => $"coalesce({name}, '')";
    }

    static string InWindows(CompletedRows completed, SqlDialect dialect, string source)
    {
        var rows = Condition(completed, completed.Rows, dialect);
        var carried = completed.Carried.ToDictionary(field => field.Field);
        var by = string.Join(", ", completed.By.Select(SqlText.Name));
        var earlier = completed.Carried.Where(field => field.IsEarlier)
            .Select(field => Condition(completed, field.From, dialect)).Distinct().ToList();
        // Stamps are seconds in many logs: what must come first goes first within one.
        var rank = earlier.Count == 0 ? "0" : $"CASE WHEN {string.Join(" OR ", earlier)} THEN 0 WHEN {rows} THEN 1 ELSE 2 END";
        rank = earlier.Count == 0 ? $"CASE WHEN {rows} THEN 0 ELSE 1 END" : rank;
        var window = $"PARTITION BY {by} ORDER BY {SqlText.Name(CommonFields.Time)}, {rank}";
        var columns = completed.Schema.Fields.Select(field =>
            carried.TryGetValue(field, out var from) ? Carry(from) : Own(completed, field, "", dialect));
        var wanted = string.Join(
            " OR ", completed.Carried.Select(field => Condition(completed, field.From, dialect)).Prepend(rows).Distinct());
        return $"""
            SELECT {string.Join(", ", completed.Schema.Fields.Select(SqlText.Name))}
            FROM (
                SELECT {string.Join(",\n        ", columns)}, {rows} AS is_completed
                FROM {source}
                WHERE {wanted}
            ) AS completed
            WHERE is_completed
            """;

        // A text that is missing there must not be looked for further away: it is the empty one for the time being.
        string Carry(CarriedField field)
        {
            var name = SqlText.Name(field.Field);
            var isText = field.Field is Field<Utf8Text>;
            var value = $"CASE WHEN {Condition(completed, field.From, dialect)} THEN {(isText ? $"coalesce({name}, '')" : name)} END";
            var found = field.IsEarlier
                ? $"{dialect.LastKnown(value)} OVER ({window} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
                : $"{dialect.FirstKnown(value)} OVER ({window} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)";
            return $"{(isText ? $"nullif({found}, '')" : found)} AS {name}";
        }
    }

    static string Condition(CompletedRows completed, Predicate predicate, SqlDialect dialect) =>
        $"({SqlPredicate.Compile(predicate, completed.Source, dialect)})";

    static string Own(CompletedRows completed, Field field, string table, SqlDialect dialect) =>
        completed.Source.Has(field) ? table + SqlText.Name(field) : Missing(field, dialect);

    static string Missing(Field field, SqlDialect dialect) => $"CAST(NULL AS {dialect.TypeOf(field.Type)}) AS {SqlText.Name(field)}";
}
