using System.Collections.Frozen;
using System.Text.Json;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Queries;

/// <summary>
/// Which statements people may run. The engine is locked down besides; this keeps out what the lock leaves, such as writing inside the
/// lake's own folders, changing its views, or functions that do something when a SELECT calls them (logging to a file).
/// </summary>
static class StatementRules
{
    // Levels of nesting of a statement as JSON; one level of SQL takes about four.
    const int DepthMax = 2000;

    // What only computes, or tells about the views. Files are read through the views alone.
    static readonly FrozenSet<string> s_tableFunctions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "range", "generate_series", "unnest", "repeat", "repeat_row", "histogram", "histogram_values", "json_each", "json_tree", "summary",
        "duckdb_columns", "duckdb_functions", "duckdb_keywords", "duckdb_tables", "duckdb_types", "duckdb_views", "icu_calendar_names",
        "pg_timezone_names", "pragma_version");

    static readonly FrozenSet<string> s_refusedFunctions = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "write_log", "sleep_ms");

    /// <summary>Throws unless the text is one statement that only reads.</summary>
    internal static void Check(DuckDbConnection connection, string sql)
    {
        var text = sql.Trim();
        using var statement = connection.Prepare(text);
        switch (statement.Type)
        {
            case DuckDbStatementType.Select:
                CheckFunctions(connection, text);
                return;
            case DuckDbStatementType.Explain:
                Check(connection, Explained(text));
                return;
            default:
                throw Refusal(statement.Type.ToString().ToUpperInvariant());
        }
    }

    // The engine says only that it is an EXPLAIN; EXPLAIN ANALYZE runs what it explains, so that is judged by itself.
    static string Explained(string text)
    {
        var rest = AfterWord(text, "EXPLAIN") ?? throw Refusal("EXPLAIN behind a comment");
        return AfterWord(rest, "ANALYZE") ?? rest;
    }

    static string? AfterWord(string text, string word)
    {
        var rest = text.TrimStart();
        return rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) && rest.Length > word.Length
            && !char.IsLetterOrDigit(rest[word.Length]) && rest[word.Length] != '_'
            ? rest[word.Length..]
            : null;
    }

    // The engine's own parser says which functions are called, however the text is written.
    static void CheckFunctions(DuckDbConnection connection, string text)
    {
        using var result = connection.Query("SELECT json_serialize_sql(?::VARCHAR, skip_null := true, skip_empty := true)", text);
        if (!result.NextChunk() || result.Column(0).IsNull(0))
            throw Refusal("This statement");
        try
        {
            using var json = JsonDocument.Parse(result.Column(0).GetUtf8(0).ToArray(), new JsonDocumentOptions { MaxDepth = DepthMax });
            if (json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.True)
                throw Refusal("This statement");
            CheckFunctions(json.RootElement, isTable: false);
        }
        catch (JsonException)
        {
            throw Refusal("A statement nested so deeply");
        }
    }

    static void CheckFunctions(JsonElement node, bool isTable)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
                CheckFunctions(item, isTable: false);
        }

        if (node.ValueKind != JsonValueKind.Object)
            return;
        if (Text(node, "function_name") is { } function
            && (isTable ? !s_tableFunctions.Contains(function) : s_refusedFunctions.Contains(function)))
            throw Refusal($"The function {function}");
        var callsTable = Text(node, "type") == "TABLE_FUNCTION";
        foreach (var member in node.EnumerateObject())
            CheckFunctions(member.Value, callsTable && member.NameEquals("function"));
    }

    // A member may be of another kind: the type of a constant is an object.
    static string? Text(JsonElement node, string member) =>
        node.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static LakeSqlException Refusal(string what) => new(
        LakeSqlFailure.Refused,
        $"{what} is not allowed here: one SELECT, DESCRIBE, SHOW or EXPLAIN of a SELECT over the views can be run, "
            + "as the archive is read-only.");
}
