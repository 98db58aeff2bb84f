using System.Text;

namespace CloudAnalytics.Cli.Output;

/// <summary>
/// Makes text from logs harmless on a terminal: what a stranger wrote into a subject must not move the cursor or set the title.
/// </summary>
static class TerminalText
{
    /// <summary>The text with control characters (C0, DEL, C1) and line breaks shown as <c>\xNN</c>.</summary>
    internal static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.AsSpan().ContainsAnyInRange('\u007F', '\u009F'))
            return text;
        var clean = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (char.IsControl(c))
                clean.Append("\\x").Append(((int)c).ToString("X2"));
            else
                clean.Append(c);
        }

        return clean.ToString();
    }

    /// <summary>Tells something on the error stream. It may quote what stands in files; its line breaks are our own.</summary>
    internal static void Tell(string sentence) =>
        Console.Error.WriteLine(string.Join(Environment.NewLine, sentence.Split('\n').Select(line => Clean(line.TrimEnd('\r')))));
}
