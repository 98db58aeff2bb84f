using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Finds where a record ends: with its line, or, in log4j's layout, before the next line that begins one.</summary>
static class UnixRecord
{
    // A line that begins this near to the longest record's end may have too few bytes behind it to tell what it is.
    const int HeaderBytesMax = 64;

    /// <summary>Bytes of the record at a place of the input, line ends included; 0 when more must come to tell.</summary>
    internal static int Length(in ParseInput input, int at)
    {
        var rest = input.Span[at..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            return input.IsFinal || rest.Length >= Limits.RecordBytesMax ? rest.Length : 0;
        return Log4jHeader.Begins(rest) ? WithTrace(rest, end + 1, input) : end + 1;
    }

    /// <summary>Bytes of a record's first line, without its end.</summary>
    internal static int FirstLine(ReadOnlySpan<byte> record)
    {
        var end = record.IndexOf((byte)'\n');
        return (end < 0 ? record : record[..end]).TrimEnd((byte)'\r').Length;
    }

    /// <summary>Bytes of a record that are kept.</summary>
    /// <param name="record">All of it, without the line end behind it.</param>
    /// <param name="cutBytes">Its bytes, where some of them are not kept; else 0.</param>
    /// <param name="cutLines">Its lines, where there are more than are kept; else 0.</param>
    internal static int Kept(ReadOnlySpan<byte> record, out int cutBytes, out int cutLines)
    {
        (cutBytes, cutLines) = (0, 0);
        var first = record.IndexOf((byte)'\n');
        var kept = record.Length;
        if (first < 0 || first > Limits.UnixLineBytesMax)
        {
            kept = Math.Min(kept, Limits.UnixLineBytesMax);
        }
        else
        {
            kept = Math.Min(kept, Limits.TraceBytesMax);
            var lines = record.Count((byte)'\n') + 1;
            if (lines > Limits.TraceLinesMax)
            {
                cutLines = lines;
                kept = Math.Min(kept, LinesLength(record, Limits.TraceLinesMax));
            }
        }

        cutBytes = kept < record.Length ? record.Length : 0;
        return kept;
    }

    // Every line that has no header follows: also one that looks like a record of another layout.
    static int WithTrace(ReadOnlySpan<byte> rest, int at, in ParseInput input)
    {
        while (at < rest.Length)
        {
            var line = rest[at..];
            if (Log4jHeader.Begins(line.TrimStart((byte)0)))
                return at;
            var end = line.IndexOf((byte)'\n');
            var next = end < 0 ? rest.Length : at + end + 1;
            if (rest.Length >= Limits.RecordBytesMax && next > Limits.RecordBytesMax - HeaderBytesMax)
                return at;
            if (end < 0)
                return input.IsFinal ? rest.Length : 0;
            at = next;
        }

        return input.IsFinal || input.IsIdle ? at : 0;
    }

    static int LinesLength(ReadOnlySpan<byte> record, int lines)
    {
        var at = 0;
        for (var line = 0; line < lines; line++)
            at += record[at..].IndexOf((byte)'\n') + 1;
        return at - 1;
    }
}
