using System.Text;

namespace CloudAnalytics.Pipeline.Json;

/// <summary>Finds where JSON objects end, without parsing them.</summary>
static class JsonFraming
{
    /// <summary>Passes over what may stand between objects: blanks, line ends, commas, the brackets of arrays, NULs.</summary>
    internal static ReadOnlySpan<byte> SkipSeparators(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']'
            or 0)
            at++;
        return json[at..];
    }

    /// <summary>
    /// Answer of <see cref="ObjectLength"/>: no object begins here, or it cannot end, because a text in it holds a line end.
    /// </summary>
    internal const int Broken = 0;

    /// <summary>Answer of <see cref="ObjectLength"/>: the object's end is not there.</summary>
    internal const int Unfinished = -1;

    /// <summary>Length of the object that begins here, or one of the two answers above.</summary>
    internal static int ObjectLength(ReadOnlySpan<byte> json)
    {
        if (json is not [(byte)'{', ..])
            return Broken;
        // Nearly always an object is a line, which is found many times faster than by looking at each quote.
        var lineEnd = json.IndexOf((byte)'\n');
        if (lineEnd > 0)
        {
            var line = json[..lineEnd].TrimEnd(" \t\r,]"u8);
            if (line[^1] == '}' && IsOneObject(line))
                return line.Length;
        }

        return Scan(json);
    }

    /// <summary>Whether the text is surely one object and nothing else; false also where telling takes a scan.</summary>
    internal static bool IsWholeObject(ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'{', ..])
            return false;
        text = text.TrimEnd(" \t\r\n"u8);
        return text[^1] == '}' && text.IndexOf((byte)'\n') < 0 && IsOneObject(text);
    }

    /// <summary>The object's keys, for a message; at most five.</summary>
    internal static string KeysOf(ReadOnlySpan<byte> json)
    {
        var keys = new List<string>();
        var at = 1;
        while (at < json.Length && keys.Count <= 5)
        {
            var open = json[at..].IndexOf((byte)'"');
            if (open < 0)
                break;
            var start = at + open + 1;
            var length = StringLength(json[start..]);
            if (length < 0)
                break;
            at = start + length + 1;
            if (json[at..].TrimStart(" \t\r\n"u8) is [(byte)':', ..])
                keys.Add(Encoding.UTF8.GetString(json.Slice(start, Math.Min(length, 40))));
            else if (json[at..].TrimStart(" \t\r\n"u8) is [(byte)'}', ..])
                break;
        }

        return keys.Count > 5 ? string.Join(", ", keys[..5]) + ", ..." : string.Join(", ", keys);
    }

    /// <summary>
    /// Bytes of a text up to its closing quote; negative when that is not there (-1), or a line end stands before it (-2).
    /// </summary>
    /// <param name="text">Behind the opening quote.</param>
    internal static int StringLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (true)
        {
            var found = text[at..].IndexOfAny((byte)'"', (byte)'\\', (byte)'\n');
            if (found < 0)
                return -1;
            at += found;
            if (text[at] == '"')
                return at;
            if (text[at] == '\n')
                return -2;
            at += 2;
            if (at > text.Length)
                return -1;
        }
    }

    // Whether a line from an opening to a closing brace is surely one object; where it is not sure, Scan tells. A closing brace, perhaps a
    // comma, and an opening one may be two objects; more opening than closing ones an object that goes on in the next line.
    static bool IsOneObject(ReadOnlySpan<byte> line)
    {
        var at = 1;
        while (line[at..].IndexOf((byte)'{') is var open and >= 0)
        {
            at += open;
            if (line[..at].TrimEnd(" \t,"u8) is [.., (byte)'}'])
                return false;
            at++;
        }

        return at == 1 || line.Count((byte)'{') == line.Count((byte)'}');
    }

    static int Scan(ReadOnlySpan<byte> json)
    {
        var depth = 0;
        var at = 0;
        while (true)
        {
            var found = json[at..].IndexOfAny((byte)'"', (byte)'{', (byte)'}');
            if (found < 0)
                return Unfinished;
            at += found;
            switch (json[at++])
            {
                case (byte)'{':
                    depth++;
                    break;
                case (byte)'}':
                    if (--depth == 0)
                        return at;
                    break;
                default:
                    var length = StringLength(json[at..]);
                    if (length < 0)
                        return length == -1 ? Unfinished : Broken;
                    at += length + 1;
                    break;
            }
        }
    }
}
