using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Dovecot;

/// <summary>
/// Lines of password databases: <c>pam(USER,ADDRESS,&lt;SESSION>): unknown user</c>. They say why a login failed that the login process
/// counts; what follows the reason may be the password, of which nothing is taken.
/// </summary>
static class DovecotAuth
{
    static readonly Utf8View s_failed = Utf8View.Inline("auth_failed"u8);
    static readonly Utf8View s_unknown = Utf8View.Inline("unknown_user"u8);

    internal static bool Read(ref RowWriter row, ReadOnlySpan<byte> text)
    {
        // conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: pam(...): since 2.3.11.
        if (text.StartsWith("conn "u8) && text.IndexOf(">: "u8) is > 0 and var behind)
            text = text[(behind + 3)..];
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf("): "u8);
        if (open <= 0 || close < open || text[..open].IndexOfAny((byte)' ', (byte)':') >= 0)
            return false;
        var reason = text[(close + 3)..];
        if (reason.StartsWith("unknown user"u8))
        {
            row.Set(CommonFields.Action, s_unknown);
            row.Set(LoginFields.FailureReason, "unknown user"u8);
        }
        else if (reason.IndexOf("assword mismatch"u8) is >= 0 and < 80)
        {
            row.Set(CommonFields.Action, "password_mismatch"u8);
            row.Set(LoginFields.FailureReason, "password mismatch"u8);
        }
        else if (reason.IndexOf("failed"u8) >= 0 || reason.IndexOf("disabled"u8) >= 0 || reason.IndexOf("expired"u8) >= 0)
        {
            row.Set(CommonFields.Action, s_failed);
            var end = reason.IndexOf((byte)'(');
            row.SetBorrowed(LoginFields.FailureReason, (end > 0 && reason[end - 1] == ' ' ? reason[..end] : reason).TrimEnd((byte)' '));
        }
        else
        {
            return false;
        }

        row.Set(CommonFields.Outcome, Outcome.Failure);
        Client(ref row, text[(open + 1)..close]);
        return true;
    }

    // USER,ADDRESS or USER,ADDRESS,<SESSION>: the client chooses the account's text.
    static void Client(ref RowWriter row, ReadOnlySpan<byte> who)
    {
        if (who is [.., (byte)'>'] && who.LastIndexOf(",<"u8) is >= 0 and var session)
        {
            row.SetBorrowed(SessionFields.SessionId, who[(session + 2)..^1]);
            who = who[..session];
        }

        var comma = who.LastIndexOf((byte)',');
        var ip = comma < 0 ? default : AddressText.Ip(who[(comma + 1)..]);
        row.SetBorrowed(CommonFields.ClientIp, ip);
        row.SetBorrowed(CommonFields.UserName, ip.IsEmpty ? who : who[..comma]);
    }
}
