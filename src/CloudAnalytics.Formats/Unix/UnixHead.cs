using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Recognises a Unix log by its first line.</summary>
static unsafe class UnixHead
{
    /// <summary>The format of the first complete line that has a header; a log may begin within a record.</summary>
    internal static bool TryFirstLine(ReadOnlySpan<byte> head, out UnixFormat? format)
    {
        format = null;
        if (head.Length < 16 || !MayBegin(head))
            return false;
        // Headers are read where a few bytes behind the text may be read too.
        var length = Math.Min(head.Length, Limits.UnixLineBytesMax);
        var block = new InputBlock(length);
        head[..length].CopyTo(block.Span);
        var header = new UnixHeader(new ParserContext("") { Arrived = default });
        for (var at = 0; at < length;)
        {
            var rest = block.Span[at..length];
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).TrimEnd("\r"u8);
            if (header.TryRead(block.Start + at, line.Length, out var parts))
            {
                format = UnixFormats.Of(parts);
                return true;
            }

            if (end < 0)
                return false;
            at += end + 1;
        }

        return false;
    }

    // Files of other families are told apart by a look at their first byte: a header begins with a digit, a month, a day or a priority.
    static bool MayBegin(ReadOnlySpan<byte> head) => head[0] is (byte)'<' or (>= (byte)'0' and <= (byte)'9')
        or (byte)'J' or (byte)'F' or (byte)'M' or (byte)'A' or (byte)'S' or (byte)'O' or (byte)'N' or (byte)'D' or (byte)'T' or (byte)'W';
}
