using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>
/// Lines of postscreen(8), which tests clients before they may talk to smtpd, and of its helpers dnsblog(8) and tlsproxy(8).
/// </summary>
static class ScreenLines
{
    internal static bool Read(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text)
    {
        if (PostfixText.Take(ref text, "CONNECT from "u8))
            return Connected(ref row, text);
        if (PostfixText.Take(ref text, "addr "u8))
            return Listed(ref row, text);
        return Decided(ref row, text) || Violated(ref row, text) || RefusalLines.TryRead(ref row, line, text)
            || TlsLines.TryRead(ref row, text);
    }

    // [ip]:port to [ip]:port; tlsproxy knows only the first.
    static bool Connected(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (!PostfixPeer.TryTake(ref text, out var client))
            return false;
        client.SetClient(ref row);
        row.Set(CommonFields.Action, "connect"u8);
        if (!PostfixText.Take(ref text, " to "u8) || !PostfixPeer.TryTake(ref text, out var local))
            return true;
        row.SetBorrowed(SessionFields.LocalIp, local.Ip);
        if (local.Port >= 0)
            row.Set(SessionFields.LocalPort, local.Port);
        return true;
    }

    // 1.2.3.4 listed by domain zen.spamhaus.org as 127.0.0.2
    static bool Listed(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var ip = AddressText.Ip(PostfixText.Until(ref text, " listed by domain "u8));
        var list = PostfixText.Until(ref text, " as "u8);
        if (ip.IsEmpty || text.IsEmpty)
            return false;
        row.SetBorrowed(CommonFields.ClientIp, ip);
        row.SetBorrowed(PostfixFields.Blocklist, list);
        row.Set(CommonFields.Action, "dnsbl-listed"u8);
        PostfixText.Add(ref row, "result"u8, text);
        return true;
    }

    // PASS OLD [ip]:port
    static bool Decided(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var open = text.IndexOf(" ["u8);
        if (open < 0)
            return false;
        var word = text[..open];
        var action = word.SequenceEqual("PASS OLD"u8) ? "pass-old"u8
            : word.SequenceEqual("PASS NEW"u8) ? "pass-new"u8
            : word.SequenceEqual("DISCONNECT"u8) ? "disconnect"u8
            : word.SequenceEqual("WHITELISTED"u8) || word.SequenceEqual("ALLOWLISTED"u8) ? "allowlisted"u8
            : word.SequenceEqual("BLACKLISTED"u8) || word.SequenceEqual("DENYLISTED"u8) ? "denylisted"u8
            : word.SequenceEqual("WHITELIST VETO"u8) || word.SequenceEqual("ALLOWLIST VETO"u8) ? "allowlist-veto"u8
            : default;
        var rest = text[(open + 1)..];
        if (action.IsEmpty || !PostfixPeer.TryTake(ref rest, out var client))
            return false;
        client.SetClient(ref row);
        row.Set(CommonFields.Action, action);
        if (action.StartsWith("pass"u8) || action.StartsWith("allowlisted"u8))
            row.Set(CommonFields.Outcome, Outcome.Success);
        else if (!action.StartsWith("disconnect"u8))
            row.Set(CommonFields.Outcome, Outcome.Failure);
        return true;
    }

    // PREGREET 6 after 1.2 from P: RSET; DNSBL rank 3 for P; HANGUP after 63 from P in tests ...; COMMAND TIME LIMIT from P after HELO
    static bool Violated(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var action = Violation(text);
        if (action.IsEmpty)
            return false;
        var rest = text;
        var what = PostfixText.Until(ref rest, action.SequenceEqual("dnsbl"u8) ? " for "u8 : " from "u8);
        if (!PostfixPeer.TryTake(ref rest, out var client))
            return false;
        client.SetClient(ref row);
        row.Set(CommonFields.Action, action);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        if (PostfixText.Take(ref rest, " after "u8) || PostfixText.Take(ref rest, " in "u8))
            row.SetBorrowed(PostfixFields.Stage, PostfixText.Until(ref rest, ": "u8));
        else
            _ = PostfixText.Take(ref rest, ": "u8);
        row.SetBorrowed(UnixFields.Reply, rest);
        Measure(ref row, what);
        return true;
    }

    static ReadOnlySpan<byte> Violation(ReadOnlySpan<byte> text) =>
        text.StartsWith("PREGREET "u8) ? "pregreet"u8
        : text.StartsWith("DNSBL rank "u8) ? "dnsbl"u8
        : text.StartsWith("HANGUP "u8) ? "hangup"u8
        : text.StartsWith("COMMAND TIME LIMIT "u8) ? "command-time-limit"u8
        : text.StartsWith("COMMAND COUNT LIMIT "u8) ? "command-count-limit"u8
        : text.StartsWith("COMMAND LENGTH LIMIT "u8) ? "command-length-limit"u8
        : text.StartsWith("COMMAND PIPELINING "u8) ? "command-pipelining"u8
        : text.StartsWith("NON-SMTP COMMAND "u8) ? "non-smtp-command"u8
        : text.StartsWith("BARE NEWLINE "u8) ? "bare-newline"u8
        : default;

    // PREGREET 6 after 1.2, HANGUP after 63: seconds since it connected; DNSBL rank 3.
    static void Measure(ref RowWriter row, ReadOnlySpan<byte> what)
    {
        if (PostfixText.Take(ref what, "DNSBL rank "u8))
        {
            PostfixText.Add(ref row, "rank"u8, what);
            return;
        }

        var seconds = what;
        _ = PostfixText.Until(ref seconds, " after "u8);
        if (PostfixText.TrySeconds(seconds, out var millis))
            row.Set(CommonFields.DurationMs, millis);
        if (PostfixText.Take(ref what, "PREGREET "u8) && PostfixText.TryNumber(PostfixText.Until(ref what, " "u8), out var bytes))
            row.Set(CommonFields.Bytes, bytes);
    }
}
