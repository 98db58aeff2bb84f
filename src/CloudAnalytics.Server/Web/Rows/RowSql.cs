using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>The questions that the search page asks, as SQL.</summary>
static class RowSql
{
    static readonly QueryLimits s_limits = new(Limits.SearchRowsMax + 1, TimeSpan.FromSeconds(Limits.SearchSecondsMax));
    static readonly QueryLimits s_exportLimits = new(Limits.ExportRowsMax, TimeSpan.FromSeconds(Limits.ExportSecondsMax));

    /// <summary>A page of rows; one more than the limit, if there is one, tells that a further page is there.</summary>
    /// <param name="search">Which rows.</param>
    /// <param name="columns">The columns wanted.</param>
    /// <param name="page">Where the page begins and ends.</param>
    public static LakeQuestion Page(RowSearch search, ImmutableArray<Field> columns, RowPage page)
    {
        var where = Where(search);
        var (comparison, order) = page.IsOldestFirst ? (">", "ASC") : ("<", "DESC");
        if (page.After is { } after)
        {
            where.And(
                $"""("time" {comparison} ? OR ("time" = ? AND "id" {comparison} ?))""",
                after.Time.ToDateTimeOffset(), after.Time.ToDateTimeOffset(), after.Id);
        }

        return Question(where, s_limits, $"""
            SELECT {Names(columns)}
            FROM {Sql.Name(search.Schema.Name)}
            WHERE {where}
            ORDER BY "time" {order}, "id" {order}
            LIMIT {page.Rows + 1}
            """);
    }

    /// <summary>All rows up to a limit, the newest first, for a file.</summary>
    public static LakeQuestion All(RowSearch search, ImmutableArray<Field> columns)
    {
        var where = Where(search);
        return Question(where, s_exportLimits, $"""
            SELECT {Names(columns)}
            FROM {Sql.Name(search.Schema.Name)}
            WHERE {where}
            ORDER BY "time" DESC, "id" DESC
            LIMIT {Limits.ExportRowsMax}
            """);
    }

    /// <summary>How many rows in each bucket of time: columns <c>bucket</c> (microseconds since 1970) and <c>rows</c>.</summary>
    public static LakeQuestion Histogram(RowSearch search, TimeSpan step)
    {
        var where = Where(search);
        var micros = step.Ticks / TimeSpan.TicksPerMicrosecond;
        return Question(where, s_limits, $"""
            SELECT epoch_us("time") // {micros} * {micros} AS bucket, count(*) AS rows
            FROM {Sql.Name(search.Schema.Name)}
            WHERE {where}
            GROUP BY 1
            ORDER BY 1
            """);
    }

    /// <summary>The most frequent values of a field: columns <c>value</c> (as text) and <c>rows</c>.</summary>
    /// <param name="search">Of which rows.</param>
    /// <param name="field">The field; items of a list count one by one.</param>
    /// <param name="containing">Only values with this text in them, in upper or lower case; null for all.</param>
    /// <param name="count">How many values at most.</param>
    public static LakeQuestion Values(RowSearch search, Field field, string? containing, int count)
    {
        var where = Where(search);
        var value = field.Type == FieldType.KeywordList ? $"unnest({Sql.Name(field.Name)})" : Sql.Name(field.Name);
        var inner = $"SELECT CAST({value} AS VARCHAR) AS value FROM {Sql.Name(search.Schema.Name)} WHERE {where}";
        var outer = new FilterSql();
        outer.Parameters.AddRange(where.Parameters);
        outer.And("value IS NOT NULL");
        if (containing is not null)
            outer.And("contains(lower(value), lower(?))", containing);
        return Question(outer, s_limits, $"""
            SELECT value, count(*) AS rows
            FROM ({inner})
            WHERE {outer}
            GROUP BY value
            ORDER BY rows DESC, value
            LIMIT {count}
            """);
    }

    /// <summary>One row with all its columns. The time leads to the few files that can hold it.</summary>
    public static LakeQuestion One(Schema schema, DateTimeOffset time, string id) => new(
        $"""
        SELECT {Names(schema.Fields)}
        FROM {Sql.Name(schema.Name)}
        WHERE "time" = ? AND "id" = ?
        LIMIT 1
        """,
        s_limits) { Parameters = [time, id] };

    /// <summary>How many rows a format has, and from when to when: columns <c>rows</c>, <c>first</c>, <c>last</c>.</summary>
    public static LakeQuestion Extent(Schema schema) => new(
        $"""SELECT count(*) AS rows, min("time") AS first, max("time") AS last FROM {Sql.Name(schema.Name)}""", s_limits);

    /// <summary>A width of buckets that a small chart shows well.</summary>
    public static TimeSpan StepOf(RowSearch search) =>
        Steps.All.FirstOrDefault(step => search.To - search.From <= step * Limits.HistogramBucketsMax, Steps.All[^1]);

    static LakeQuestion Question(FilterSql where, QueryLimits limits, string sql) =>
        new(sql, limits) { Parameters = [.. where.Parameters] };

    static string Names(ImmutableArray<Field> columns) => string.Join(", ", columns.Select(field => Sql.Name(field.Name)));

    static FilterSql Where(RowSearch search)
    {
        var where = new FilterSql().And("\"time\" >= ?", search.From).And("\"time\" < ?", search.To);
        if (!search.IncludeNoise)
            where.And("\"noise\" IS NULL");
        foreach (var filter in search.Filters)
            where.And(filter);
        foreach (var (text, isExcluded) in SearchText.Parse(search.Text))
            where.AndText(SearchText.FieldsOf(search.Schema), text, isExcluded);
        return where;
    }
}

/// <summary>A stretch of the rows found.</summary>
/// <param name="Rows">How many at most.</param>
/// <param name="IsOldestFirst">Whether time runs forward.</param>
/// <param name="After">The last row of the page before, or null for the first page.</param>
readonly record struct RowPage(int Rows, bool IsOldestFirst, RowCursor? After);

/// <summary>A row's place in the order.</summary>
readonly record struct RowCursor(Timestamp Time, string Id)
{
    /// <summary>The text form, for addresses.</summary>
    public override string ToString() => $"{Time.Micros}_{Id}";

    /// <summary>Reads the text form; null when it is none.</summary>
    public static RowCursor? Parse(string text)
    {
        var separator = text.IndexOf('_', StringComparison.Ordinal);
        return separator > 0 && long.TryParse(text.AsSpan(0, separator), out var micros)
            ? new RowCursor(new Timestamp(micros), text[(separator + 1)..])
            : null;
    }
}
