using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>
/// A format's view in Athena over its two tables: rows that arrived before the cut are read from the archive, later ones from the fresh
/// files, one of each id. The cut is a date in the view's text, which the compaction replaces as a whole.
/// </summary>
public static class AthenaView
{
    /// <summary>The column that both tables' rows are found by: the day of the event as text, 2026-01-31.</summary>
    public const string Day = "day";

    /// <summary>
    /// The statement that makes or replaces the view, named as its schema. What arrives twice arrives within a day, so an id of the fresh
    /// files is looked for in the archive of the day before the cut besides.
    /// </summary>
    /// <param name="schema">The format.</param>
    /// <param name="cut">The first day of arrival that is read from the fresh files; null before anything was compacted.</param>
    public static string Create(Schema schema, DateOnly? cut)
    {
        var columns = string.Join(", ", schema.Fields.Select(field => SqlText.Name(field)));
        var time = SqlText.Name(CommonFields.Time);
        var arrived = SqlText.Name(CommonFields.Arrived);
        var id = SqlText.Name(CommonFields.Id);
        var day = $"coalesce(date_format({time}, '%Y-%m-%d'), arrived_day)";
        var since = cut is { } first ? $"\n    WHERE arrived_day >= {Literal(first)}" : "";
        var fresh = $"""
            SELECT {columns}, {Day}
            FROM (
                SELECT {columns}, {day} AS {Day}, row_number() OVER (PARTITION BY {id} ORDER BY {arrived}, {time}) AS copy
                FROM {schema.Name}_raw{since}
            ) AS fresh
            WHERE (copy = 1 OR {id} IS NULL)
            """;
        var view = $"CREATE OR REPLACE VIEW {schema.Name} AS\n";
        if (cut is not { } before)
            return view + fresh;
        var lastDay = $"{arrived} >= TIMESTAMP '{before.AddDays(-1):yyyy-MM-dd} 00:00:00'";
        return $"""
            {view}SELECT {columns}, {Day}
            FROM {schema.Name}_archive
            WHERE {arrived} < TIMESTAMP '{before:yyyy-MM-dd} 00:00:00'
            UNION ALL
            {fresh}
                AND coalesce({id}, '') NOT IN (
                    SELECT {id} FROM {schema.Name}_archive WHERE {lastDay} AND {arrived} < TIMESTAMP '{before:yyyy-MM-dd} 00:00:00' AND {id} IS NOT NULL
                )
            """;
    }

    /// <summary>
    /// A query for the rows of a time that lies within the last days, which are all in the fresh files: an engine reads of these files only
    /// what belongs to the time, where through the view it would read all of them.
    /// </summary>
    public static string Fresh(Schema schema, TimeRange range)
    {
        var columns = string.Join(", ", schema.Fields.Select(field => SqlText.Name(field)));
        var (time, arrived, id) = (SqlText.Name(CommonFields.Time), SqlText.Name(CommonFields.Arrived), SqlText.Name(CommonFields.Id));

        // A row's time is a day behind its arrival at most.
        return $"""
            SELECT {columns}
            FROM (
                SELECT {columns}, row_number() OVER (PARTITION BY {id} ORDER BY {arrived}, {time}) AS copy
                FROM {schema.Name}_raw
                WHERE arrived_day >= {DayOf(range.From, -1)}
                    AND {time} >= {SqlText.Literal(range.From)} AND {time} < {SqlText.Literal(range.To)}
            ) AS fresh
            WHERE copy = 1 OR {id} IS NULL
            """;
    }

    /// <summary>The day of an instant as a literal, or one so many days later.</summary>
    internal static string DayOf(Timestamp time, int later) =>
        Literal(DateOnly.FromDateTime(time.ToDateTimeOffset().UtcDateTime).AddDays(later));

    static string Literal(DateOnly day) => SqlText.Literal(FormattableString.Invariant($"{day:yyyy-MM-dd}"));
}
