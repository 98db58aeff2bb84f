using System.Buffers.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Dovecot;

/// <summary>
/// Lines of login processes: <c>Login: user=&lt;U>, method=M, rip=A, lip=A, mpid=N, TLS, session=&lt;S></c>, and
/// <c>WHY (auth failed, N attempts in M secs): user=...</c>. They are the ones that count as logins.
/// </summary>
static class DovecotLogin
{
    static readonly Utf8View s_login = Utf8View.Inline("login"u8);
    static readonly Utf8View s_failed = Utf8View.Inline("login_failed"u8);
    static readonly Utf8View s_disconnected = Utf8View.Inline("disconnected"u8);
    static readonly Utf8View s_authFailed = Utf8View.Inline("auth failed"u8);

    internal static bool Read(ref RowWriter row, in DovecotHead head)
    {
        var text = head.Text;
        var pairs = text.IndexOf("user=<"u8) is >= 0 and var at ? at : text.IndexOf("rip="u8);
        if (pairs < 0)
            return false;
        row.SetBorrowed(LoginFields.Protocol, head.Service[..^6]);
        if (text.StartsWith("Login: "u8))
        {
            row.Set(CommonFields.Action, s_login);
            row.Set(CommonFields.Outcome, Outcome.Success);
            row.Set(LoginFields.Login, true);
        }
        else
        {
            Ended(ref row, text[..pairs].TrimEnd(" :"u8));
        }

        Pairs(ref row, text[pairs..]);
        return true;
    }

    static void Ended(ref RowWriter row, ReadOnlySpan<byte> why)
    {
        row.SetBorrowed(UnixFields.Reply, why);
        var at = why.IndexOf("(auth failed, "u8);
        if (at < 0)
        {
            row.Set(CommonFields.Action, s_disconnected);
            row.Set(CommonFields.Outcome, Outcome.Unknown);
            return;
        }

        row.Set(CommonFields.Action, s_failed);
        row.Set(CommonFields.Outcome, Outcome.Failure);
        row.Set(LoginFields.Login, true);
        row.Set(LoginFields.FailureReason, s_authFailed);
        var counts = why[(at + 14)..];
        if (Utf8Parser.TryParse(counts, out long attempts, out var digits))
            row.Set(DovecotFields.Attempts, attempts);
        if (counts[digits..].StartsWith(" attempts in "u8) && Utf8Parser.TryParse(counts[(digits + 13)..], out long seconds, out _))
            row.Set(CommonFields.DurationMs, seconds * 1000.0);
    }

    // The client chooses the account's text, which stands first: the pairs behind it are found from the end.
    static void Pairs(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        var rip = text.LastIndexOf("rip="u8);
        var before = rip < 0 ? text : text[..rip];
        if (Scan.Skip(ref before, "user=<"u8))
        {
            var end = before.LastIndexOf(">, method="u8);
            if (end >= 0)
                row.SetBorrowed(LoginFields.AuthMethod, before[(end + 10)..].TrimEnd(", "u8));
            else
                end = before.LastIndexOf((byte)'>');
            row.SetBorrowed(CommonFields.UserName, end < 0 ? before : before[..end]);
        }

        if (rip < 0)
            return;
        var rest = text[(rip + 4)..];
        row.SetBorrowed(CommonFields.ClientIp, AddressText.Ip(Scan.Until(ref rest, ", "u8)));
        var isEncrypted = false;
        while (!rest.IsEmpty)
        {
            var pair = Scan.Until(ref rest, ", "u8);
            if (pair.StartsWith("TLS"u8))
                isEncrypted = true;
            else if (Scan.Skip(ref pair, "lip="u8))
                row.SetBorrowed(SessionFields.LocalIp, AddressText.Ip(pair));
            else if (Scan.Skip(ref pair, "mpid="u8) && Utf8Parser.TryParse(pair, out long mpid, out _))
                row.Set(DovecotFields.MailPid, mpid);
            else if (Scan.Skip(ref pair, "session=<"u8))
                row.SetBorrowed(SessionFields.SessionId, pair.TrimEnd((byte)'>'));
        }

        row.Set(DovecotFields.IsEncrypted, isEncrypted);
    }
}
