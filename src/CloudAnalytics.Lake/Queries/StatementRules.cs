using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Queries;

/// <summary>
/// Which statements people may run. The engine is locked down besides; this keeps out what the lock leaves, such as writing inside the
/// lake's own folders or changing its views.
/// </summary>
static class StatementRules
{
    /// <summary>Throws unless the text is one statement that only reads.</summary>
    internal static void Check(DuckDbConnection connection, string sql)
    {
        var text = sql.Trim();
        using var statement = connection.Prepare(text);
        switch (statement.Type)
        {
            case DuckDbStatementType.Select:
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

    static LakeSqlException Refusal(string what) =>
        new(LakeSqlFailure.Refused,
            $"{what} is not allowed here: one SELECT, DESCRIBE, SHOW or EXPLAIN of a SELECT can be run, as the archive is read-only.");
}
