using System.Text;
using CloudAnalytics.Core;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>Reads header lines: <c>#Fields: a,b</c> (also <c># Fields:</c>), or the names alone as a first line.</summary>
static class HeaderText
{
    /// <summary>The column names of a <c>#Fields</c> line, or null when the line is none.</summary>
    internal static IReadOnlyList<string>? FromDirective(ReadOnlySpan<byte> line, Delimiter delimiter)
    {
        if (line.IsEmpty || line[0] != '#')
            return null;
        var rest = line[1..].TrimStart((byte)' ');
        return Ascii.EqualsIgnoreCase(rest[..Math.Min(7, rest.Length)], "fields:"u8) ? Split(rest[7..], delimiter) : null;
    }

    /// <summary>The column names of a line that holds nothing else.</summary>
    internal static IReadOnlyList<string> Split(ReadOnlySpan<byte> line, Delimiter delimiter)
    {
        var names = new List<string>();
        foreach (var range in line.Split((byte)delimiter))
        {
            var name = line[range].Trim(" \t\r"u8);
            if ((!name.IsEmpty || delimiter == Delimiter.Comma) && names.Count < Limits.HeaderColumnsMax)
                names.Add(System.Text.Encoding.UTF8.GetString(name));
        }

        while (names.Count > 0 && names[^1].Length == 0)
            names.RemoveAt(names.Count - 1);
        return names;
    }

    /// <summary>The first header in the beginning of a file: a <c>#Fields</c> line, else the first line that is no comment.</summary>
    internal static IReadOnlyList<string>? Find(ReadOnlySpan<byte> head, Delimiter delimiter)
    {
        IReadOnlyList<string>? plain = null;
        while (!head.IsEmpty)
        {
            var end = head.IndexOfAny((byte)'\n', (byte)'\r');
            var line = (end < 0 ? head : head[..end]).TrimStart((byte)0);
            if (FromDirective(line, delimiter) is { } header)
                return header;
            if (plain is null && !line.IsEmpty && line[0] != '#')
                plain = Split(line, delimiter);
            head = end < 0 ? default : head[(end + 1)..];
        }

        return plain;
    }
}
