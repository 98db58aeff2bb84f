using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>Lines of master(8), anvil(8), scache(8), postfix-script and what any daemon may write.</summary>
static class ServiceLines
{
    /// <summary>What any daemon may write.</summary>
    internal static bool TryAnyDaemon(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (PostfixText.Take(ref text, "cache "u8))
            return Cleaned(ref row, text);
        if (!text.StartsWith("table "u8) || !text.EndsWith(" has changed -- restarting"u8))
            return false;
        row.Set(CommonFields.Action, "restarting"u8);
        PostfixText.Add(ref row, "table"u8, text[6..^26]);
        return true;
    }

    internal static bool Read(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (PostfixText.Take(ref text, "statistics: "u8))
        {
            if (!Rate(ref row, text) && !Interval(ref row, text) && !Counts(ref row, text))
                return false;
            row.Set(CommonFields.Action, "statistics"u8);
            return true;
        }

        return Master(ref row, text) || Script(ref row, text);
    }

    // btree:/var/lib/postfix/verify_cache full cleanup: retained=724 dropped=6 entries
    static bool Cleaned(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf(" cleanup: "u8);
        if (at < 0)
            return false;
        var head = text[..at];
        var kind = head.LastIndexOf((byte)' ');
        if (kind < 0)
            return false;
        row.Set(CommonFields.Action, "cache-cleanup"u8);
        PostfixText.Add(ref row, "cache"u8, head[..kind]);
        PostfixText.Add(ref row, "cleanup"u8, head[(kind + 1)..]);
        var counts = new PostfixPairs(text[(at + 10)..], byBlanks: true);
        while (counts.Next(out var key, out var value))
            PostfixText.Add(ref row, key, value);
        return true;
    }

    // max connection rate 1/60s for (smtpd:1.2.3.4) at Oct 26 18:13:50; max cache size 1 at Oct 26 18:13:50
    static bool Rate(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var at = text.LastIndexOf(" at "u8);
        if (at < 0 || !text.StartsWith("max "u8))
            return false;
        var what = text[..at];
        var source = what.IndexOf(" for ("u8);
        if (source > 0 && what[^1] == ')')
        {
            // The service may be an address with a port, and so may hold colons, as addresses of version 6 do.
            var pair = what[(source + 6)..^1];
            var colon = ColonBeforeClient(pair);
            PostfixText.Add(ref row, "service"u8, colon < 0 ? pair : pair[..colon]);
            row.SetBorrowed(CommonFields.ClientIp, AddressText.Ip(pair[(colon + 1)..]));
            what = what[..source];
        }

        var space = what.LastIndexOf((byte)' ');
        PostfixText.Add(ref row, what[..space], what[(space + 1)..]);
        PostfixText.Add(ref row, "at"u8, text[(at + 4)..]);
        return true;
    }

    static int ColonBeforeClient(ReadOnlySpan<byte> pair)
    {
        for (var at = 0; pair[at..].IndexOf((byte)':') is >= 0 and var step; at++)
        {
            at += step;
            var client = pair[(at + 1)..];
            var isPort = client.IndexOf((byte)':') is > 0 and <= 5 and var end
                && client[..end].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && pair[..at].Contains((byte)'.');
            if (!isPort)
                return at;
        }

        return -1;
    }

    // start interval Dec  6 21:20:35
    static bool Interval(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (!PostfixText.Take(ref text, "start interval "u8))
            return false;
        PostfixText.Add(ref row, "start interval"u8, text);
        return true;
    }

    // domain lookup hits=0 miss=1 success=0%; max simultaneous domains=1 addresses=1 connection=1
    static bool Counts(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var equals = text.IndexOf((byte)'=');
        var start = equals < 0 ? -1 : text[..equals].LastIndexOf((byte)' ');
        if (start < 0)
            return false;
        PostfixText.Add(ref row, "of"u8, text[..start]);
        var counts = new PostfixPairs(text[(start + 1)..], byBlanks: true);
        while (counts.Next(out var key, out var value))
            PostfixText.Add(ref row, key, value);
        return true;
    }

    // daemon started -- version 2.11.0, configuration /etc/postfix; terminating on signal 15
    static bool Master(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (PostfixText.Take(ref text, "terminating on signal "u8))
        {
            row.Set(CommonFields.Action, "terminating"u8);
            PostfixText.Add(ref row, "signal"u8, text);
            return true;
        }

        var isStart = PostfixText.Take(ref text, "daemon started -- version "u8);
        if (!isStart && !PostfixText.Take(ref text, "reload -- version "u8))
            return false;
        row.Set(CommonFields.Action, isStart ? "started"u8 : "reload"u8);
        PostfixText.Add(ref row, "version"u8, PostfixText.Until(ref text, ", configuration "u8));
        PostfixText.Add(ref row, "configuration"u8, text);
        return true;
    }

    static bool Script(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (PostfixText.Take(ref text, "the Postfix mail system is running: PID: "u8))
        {
            row.Set(CommonFields.Action, "running"u8);
            PostfixText.Add(ref row, "pid"u8, text);
            return true;
        }

        var action = PostfixText.Until(ref text, " the Postfix mail system"u8);
        if (!action.SequenceEqual("starting"u8) && !action.SequenceEqual("stopping"u8) && !action.SequenceEqual("refreshing"u8)
            && !action.SequenceEqual("aborting"u8))
            return false;
        row.SetBorrowed(CommonFields.Action, action);
        return true;
    }
}
