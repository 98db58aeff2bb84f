using System.Buffers;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>What the lines of several daemons have in common.</summary>
static class PostfixText
{
    const int ShortIdMin = 6;
    const int LongIdMin = 12;

    static readonly SearchValues<byte> s_shortId = SearchValues.Create("0123456789ABCDEF"u8);

    // Digits and letters without vowels: enable_long_queue_ids writes time and inode in base 52, a z between them.
    static readonly SearchValues<byte> s_longId = SearchValues.Create("0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"u8);

    /// <summary>Takes the level off the beginning: <c>warning: </c>, <c>fatal: </c>; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Level(scoped ref ReadOnlySpan<byte> text)
    {
        var length = text.IndexOf((byte)':');
        if (length is not (5 or 7) || text.Length <= length + 2 || text[length + 1] != ' ')
            return default;
        var word = text[..length];
        if (!word.SequenceEqual("warning"u8) && !word.SequenceEqual("fatal"u8) && !word.SequenceEqual("error"u8)
            && !word.SequenceEqual("panic"u8))
            return default;
        text = text[(length + 2)..];
        return word;
    }

    /// <summary>Takes the queue id off the beginning; empty when there is none, or NOQUEUE, which is taken off too.</summary>
    internal static ReadOnlySpan<byte> QueueId(scoped ref ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("NOQUEUE: "u8))
        {
            text = text[9..];
            return default;
        }

        var end = text.IndexOf((byte)':');
        if (end < ShortIdMin || end + 2 > text.Length || text[end + 1] != ' ' || !IsQueueId(text[..end]))
            return default;
        var id = text[..end];
        text = text[(end + 2)..];
        return id;
    }

    /// <summary>Whether a text is a queue id, short or long.</summary>
    internal static bool IsQueueId(ReadOnlySpan<byte> id) =>
        (id.Length >= ShortIdMin && id.IndexOfAnyExcept(s_shortId) < 0)
        || (id.Length >= LongIdMin && id.IndexOfAnyExcept(s_longId) < 0
            && id.LastIndexOf((byte)'z') is var z && z >= 10 && z < id.Length - 1);

    /// <summary>The queue id that the text begins with; empty when it begins with something else.</summary>
    internal static ReadOnlySpan<byte> IdAtStart(ReadOnlySpan<byte> text)
    {
        var end = 0;
        while (end < text.Length && char.IsAsciiLetterOrDigit((char)text[end]))
            end++;
        return IsQueueId(text[..end]) ? text[..end] : default;
    }

    /// <summary>Takes a beginning off the text.</summary>
    internal static bool Take(scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> start)
    {
        if (!text.StartsWith(start))
            return false;
        text = text[start.Length..];
        return true;
    }

    /// <summary>The text up to a separator, which is taken off with it; all of it where there is none.</summary>
    internal static ReadOnlySpan<byte> Until(scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
    {
        var at = text.IndexOf(separator);
        var part = at < 0 ? text : text[..at];
        text = at < 0 ? default : text[(at + separator.Length)..];
        return part;
    }

    /// <summary>
    /// Milliseconds of a number of seconds, of digits and at most one point. A whole number is divided once, so that what is stored is the
    /// nearest to what was logged.
    /// </summary>
    internal static bool TrySeconds(ReadOnlySpan<byte> text, out double millis)
    {
        millis = 0;
        if (text.IsEmpty || text.Length > 15)
            return false;
        long number = 0;
        long divisor = 0;
        foreach (var c in text)
        {
            if (c == '.' && divisor == 0)
            {
                divisor = 1;
                continue;
            }

            if ((uint)(c - '0') > 9)
                return false;
            number = (number * 10) + c - '0';
            divisor *= 10;
        }

        millis = divisor <= 1000 ? number * (divisor == 0 ? 1000 : 1000 / divisor) : number * 1000.0 / divisor;
        return true;
    }

    /// <summary>A number that the text is, without sign.</summary>
    internal static bool TryNumber(ReadOnlySpan<byte> text, out long number) =>
        System.Buffers.Text.Utf8Parser.TryParse(text, out number, out var used) && used == text.Length
        && text[0] is >= (byte)'0' and <= (byte)'9';

    /// <summary>Sets code and error of a reply such as <c>550 5.1.1 text</c>, and the reply.</summary>
    internal static void SetReply(ref RowWriter row, ReadOnlySpan<byte> reply)
    {
        row.SetBorrowed(UnixFields.Reply, reply);
        var rest = reply;
        if (TryCode(reply, out var code))
        {
            row.Set(CommonFields.StatusCode, code);
            rest = reply.Length > 4 ? reply[4..] : default;
        }

        var enhanced = EnhancedStatus.AtStart(rest);
        if (!enhanced.IsEmpty && enhanced[0] != '2')
            row.SetBorrowed(CommonFields.ErrorCode, enhanced);
    }

    /// <summary>The code of SMTP that the text begins with.</summary>
    internal static bool TryCode(ReadOnlySpan<byte> text, out long code)
    {
        code = 0;
        if (text.Length < 3 || text[0] is < (byte)'2' or > (byte)'5' || (text.Length > 3 && text[3] is not ((byte)' ' or (byte)'-')))
            return false;
        for (var i = 0; i < 3; i++)
        {
            if ((uint)(text[i] - '0') > 9)
                return false;
            code = (code * 10) + text[i] - '0';
        }

        return true;
    }

    /// <summary>Sets an address as it stands between its brackets; the null sender keeps them.</summary>
    internal static void SetSender(ref RowWriter row, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            row.Set(CommonFields.Sender, "<>"u8);
        else
            row.SetBorrowed(CommonFields.Sender, value);
    }

    /// <summary>Adds a pair that no column is for; both lie in the input.</summary>
    internal static void Add(ref RowWriter row, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!key.IsEmpty && !value.IsEmpty)
            row.Add(CommonFields.Attributes, key, value);
    }

    /// <summary>Whether an address or name is this host's own.</summary>
    internal static bool IsLoopback(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> name) =>
        ip.StartsWith("127."u8) || ip.SequenceEqual("::1"u8) || name.SequenceEqual("localhost"u8);
}
