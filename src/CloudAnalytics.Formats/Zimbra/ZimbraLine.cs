using System.Buffers;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>
/// A line of Zimbra's layout behind its time, <c>%-5p [%t] [%z] %c{1} - %m</c> (store-conf/conf/log4j.properties.production), taken apart.
/// </summary>
/// <remarks>
/// Thread and context may hold brackets. The thread ends at the first <c>] [</c>; the context ends at the first <c>] CATEGORY - </c> behind
/// nothing or behind an odd number of semicolons, as a semicolon within a value is doubled: no client can end the context.
/// </remarks>
ref struct ZimbraLine
{
    static readonly SearchValues<byte> s_category =
        SearchValues.Create("-./_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>INFO, WARN, ...</summary>
    internal ReadOnlySpan<byte> Level;

    /// <summary>Thread.</summary>
    internal ReadOnlySpan<byte> Thread;

    /// <summary>Pairs, each ended by a semicolon.</summary>
    internal ReadOnlySpan<byte> Context;

    /// <summary>Category.</summary>
    internal ReadOnlySpan<byte> Category;

    /// <summary>What follows, up to the end of the line.</summary>
    internal ReadOnlySpan<byte> Message;

    /// <summary>The lines that follow.</summary>
    internal ReadOnlySpan<byte> Trace;

    /// <summary>Takes a line apart; false when it is of another layout.</summary>
    internal static bool TrySplit(scoped in UnixLine line, out ZimbraLine parts)
    {
        parts = default;
        var text = line.Message;
        var level = Log4jHeader.LevelLength(text);
        if (level == 0)
            return false;
        parts.Level = text[..level];
        var rest = text[level..].TrimStart((byte)' ')[1..];
        var end = rest.IndexOf("] ["u8);
        if (end < 0)
            return false;
        parts.Thread = rest[..end];
        rest = rest[(end + 3)..];
        if (!TrySplitContext(rest, ref parts))
            return false;
        parts.Trace = line.Trace;
        if (parts.Trace.IsEmpty)
            SplitTrace(ref parts);
        return true;
    }

    /// <summary>Whether the line is of the audit log.</summary>
    internal static bool IsAudit(scoped in UnixLine line) => TrySplit(line, out var parts) && parts.Category.SequenceEqual("security"u8);

    static bool TrySplitContext(ReadOnlySpan<byte> rest, ref ZimbraLine parts)
    {
        for (var from = 0; ; from++)
        {
            var close = rest[from..].IndexOf("] "u8);
            if (close < 0)
                return false;
            from += close;
            if (!IsContextEnd(rest[..from]))
                continue;
            var behind = rest[(from + 2)..];
            var length = behind.IndexOfAnyExcept(s_category);
            if (length <= 0 || !behind[length..].StartsWith(" - "u8))
                continue;
            parts.Context = rest[..from];
            parts.Category = behind[..length];
            parts.Message = behind[(length + 3)..];
            return true;
        }
    }

    static bool IsContextEnd(ReadOnlySpan<byte> context)
    {
        var semicolons = context.Length - context.TrimEnd((byte)';').Length;
        return context.IsEmpty || semicolons % 2 == 1;
    }

    // Over syslog a record is one line, in which a listener writes line breaks as #012 (rsyslog), or a shipper's JSON has them.
    static void SplitTrace(ref ZimbraLine parts)
    {
        var end = parts.Message.IndexOfAny((byte)'\n', (byte)'#');
        while (end >= 0)
        {
            var rest = parts.Message[end..];
            var length = rest[0] == '\n' ? 1 : rest.StartsWith("#012"u8) ? 4 : 0;
            if (length > 0)
            {
                parts.Trace = rest[length..];
                parts.Message = parts.Message[..end].TrimEnd((byte)'\r');
                return;
            }

            var next = rest[1..].IndexOfAny((byte)'\n', (byte)'#');
            end = next < 0 ? -1 : end + 1 + next;
        }
    }
}
