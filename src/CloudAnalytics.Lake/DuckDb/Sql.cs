namespace CloudAnalytics.Lake.DuckDb;

/// <summary>Writes names and texts into SQL so that they mean themselves.</summary>
public static class Sql
{
    /// <summary>A column's, view's or setting's name in double quotes.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text literal in single quotes.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
