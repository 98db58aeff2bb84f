using System.Globalization;
using System.Text;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Server.Web.Json;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>
/// Comma-separated values (RFC 4180) for spreadsheets. A text that a spreadsheet would run as a formula gets an apostrophe before it: mail
/// subjects come from strangers.
/// </summary>
public static class CsvText
{
    // OWASP, "CSV Injection": = + - @, tab and line ends; and the full-width forms that some programs take for the same.
    const string FormulaStarts = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>Appends one field, quoted where it must be.</summary>
    /// <param name="line">The line so far.</param>
    /// <param name="text">The value; null is an empty field.</param>
    /// <param name="isNumber">Whether the product wrote it as a number: a minus before it then is no formula.</param>
    public static void Append(StringBuilder line, string? text, bool isNumber = false)
    {
        if (string.IsNullOrEmpty(text))
            return;
        var isFormula = !isNumber && FormulaStarts.Contains(text[0], StringComparison.Ordinal);
        if (!isFormula && text.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            line.Append(text);
            return;
        }

        line.Append('"').Append(isFormula ? "'" : "").Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    /// <summary>Appends a cell of a result.</summary>
    internal static void Append(StringBuilder line, in DuckDbColumn column, int row)
    {
        if (column.IsNull(row))
            return;
        switch (CellJson.KindOf(column.Type))
        {
            case "time" when column.GetTime(row) is { } time:
                Append(line, CellJson.Time(time), isNumber: true);
                break;
            case "list":
                Append(line, string.Join("; ", column.GetStrings(row)));
                break;
            case "number":
                Append(line, column.GetString(row), isNumber: true);
                break;
            default:
                Append(line, column.GetString(row));
                break;
        }
    }

    /// <summary>A line of names, with its end.</summary>
    public static string Header(IEnumerable<string> names)
    {
        var line = new StringBuilder();
        var count = 0;
        foreach (var name in names)
        {
            line.Append(count++ == 0 ? "" : ",");
            Append(line, name);
        }

        return line.Append("\r\n").ToString();
    }

    /// <summary>The name of a file that a browser saves, with the time that it speaks of.</summary>
    internal static string FileName(string what, DateTimeOffset from, DateTimeOffset to) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}-{from.UtcDateTime:yyyyMMdd'T'HHmm}-{to.UtcDateTime:yyyyMMdd'T'HHmm}.csv");
}
