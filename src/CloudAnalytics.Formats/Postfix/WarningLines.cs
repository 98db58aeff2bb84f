using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>Lines that begin with a level. Some of them are events of clients: failed logins, limits, commands that are no SMTP.</summary>
static class WarningLines
{
    static readonly Utf8View s_smtp = Utf8View.Inline("smtp"u8);
    static readonly Utf8View s_auth = Utf8View.Inline("auth"u8);

    internal static bool Read(ref RowWriter row, ReadOnlySpan<byte> level, ReadOnlySpan<byte> text)
    {
        row.SetBorrowed(CommonFields.Severity, level);
        row.SetBorrowed(UnixFields.Message, text);
        row.SetBorrowed(CommonFields.Action, level);
        if (!level.SequenceEqual("warning"u8))
            row.Set(CommonFields.Outcome, Outcome.Failure);
        var rest = text;
        if (PostfixText.Take(ref rest, "non-SMTP command from "u8))
            NoCommand(ref row, rest);
        else if (PostfixText.Take(ref rest, "hostname "u8))
            NoAddress(ref row, rest);
        else if (text.IndexOf(" limit exceeded: "u8) is >= 0 and var limit)
            TooMuch(ref row, text[(limit + 17)..]);
        else if (PostfixText.Take(ref rest, "Illegal address syntax from "u8) && PostfixPeer.TryTake(ref rest, out var peer))
            peer.SetClient(ref row);
        else if (PostfixPeer.TryTake(ref rest, out var client) && PostfixText.Take(ref rest, ": "u8))
            OfClient(ref row, client, rest);
        return true;
    }

    // PEER: GET / HTTP/1.1
    static void NoCommand(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        if (!PostfixPeer.TryTake(ref text, out var client))
            return;
        client.SetClient(ref row);
        row.Set(CommonFields.Action, "non-smtp-command"u8);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        if (PostfixText.Take(ref text, ": "u8))
            row.SetBorrowed(UnixFields.Reply, text);
    }

    // hostname x.example does not resolve to address 1.2.3.4: Name or service not known
    static void NoAddress(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        _ = PostfixText.Until(ref text, " does not resolve to address "u8);
        row.SetBorrowed(CommonFields.ClientIp, AddressText.Ip(PostfixText.Until(ref text, ": "u8)));
    }

    // Connection rate limit exceeded: 31 from PEER for service smtp
    static void TooMuch(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var count = PostfixText.Until(ref text, " from "u8);
        if (!PostfixPeer.TryTake(ref text, out var client))
            return;
        client.SetClient(ref row);
        row.Set(CommonFields.Action, "limit-exceeded"u8);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        PostfixText.Add(ref row, "count"u8, count);
        if (PostfixText.Take(ref text, " for service "u8))
            PostfixText.Add(ref row, "service"u8, text);
    }

    // PEER: SASL LOGIN authentication failed: reason, sasl_username=u
    static void OfClient(ref RowWriter row, in PostfixPeer client, ReadOnlySpan<byte> text)
    {
        client.SetClient(ref row);
        if (!PostfixText.Take(ref text, "SASL "u8))
            return;
        var method = PostfixText.Until(ref text, " authentication failed"u8);
        if (method.Contains((byte)' ') || !(text.IsEmpty || PostfixText.Take(ref text, ": "u8)))
            return;
        var user = text.LastIndexOf("sasl_username="u8);
        if (user == 0 || (user >= 2 && text.Slice(user - 2, 2).SequenceEqual(", "u8)))
        {
            row.SetBorrowed(CommonFields.UserName, text[(user + 14)..]);
            text = user == 0 ? default : text[..(user - 2)];
        }

        row.Set(CommonFields.Action, s_auth);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        row.SetBorrowed(LoginFields.AuthMethod, method);
        row.Set(LoginFields.Protocol, s_smtp);
        row.SetBorrowed(LoginFields.FailureReason, text);

        // Neither says anything of an account: the one is this host's fault, the other asks for what is not offered.
        if (!text.StartsWith("Connection lost to authentication server"u8) && !text.StartsWith("Invalid authentication mechanism"u8))
            row.Set(LoginFields.Login, true);
    }
}
