namespace CloudAnalytics.Cli.Output;

/// <summary>Writes CSV (RFC 4180) that a spreadsheet does not run: a text that would be a formula gets a leading apostrophe.</summary>
static class CsvText
{
    /// <summary>A cell holding text.</summary>
    internal static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
