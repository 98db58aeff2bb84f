using System.Text;

namespace CloudAnalytics.Compilers.Documents;

/// <summary>Texts that become parts of a Markdown document.</summary>
static class Markdown
{
    /// <summary>Text of a table's cell: what Markdown and HTML take for their own is escaped.</summary>
    public static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '\\' or '|' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#')
                cell.Append('\\');
            cell.Append(c is '\r' or '\n' ? ' ' : c);
        }

        return cell.ToString();
    }

    /// <summary>A row of a table.</summary>
    public static void Row(this StringBuilder text, params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells)
            text.Append("| ").Append(cell).Append(cell.Length == 0 ? "" : " ");
        text.Append("|\n");
    }
}
