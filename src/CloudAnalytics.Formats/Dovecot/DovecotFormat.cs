using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Dovecot;

/// <summary>Lines of Dovecot: logins, deliveries with what filters made of them, ends of sessions.</summary>
public sealed class DovecotFormat : UnixFormat
{
    static readonly Schema s_schema = new("dovecot",
        "One line of Dovecot; action is login, login_failed, disconnected, auth_failed, unknown_user, password_mismatch, saved, discarded, "
        + "forwarded, rejected or save_failed.",
        CommonFields.Action, CommonFields.Outcome, DovecotFields.Service, UnixFields.Program, UnixFields.Pid, CommonFields.UserName,
        LoginFields.Login, LoginFields.FailureReason, LoginFields.AuthMethod, LoginFields.Protocol, DovecotFields.Attempts,
        CommonFields.ClientIp, SessionFields.LocalIp, DovecotFields.IsEncrypted, SessionFields.SessionId, DovecotFields.MailPid,
        CommonFields.MessageId, MailEdge.Folder, CommonFields.Recipients, UnixFields.Reply, CommonFields.Bytes, DovecotFields.BytesIn,
        CommonFields.DurationMs, CommonFields.Severity, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc =>
        "Dovecot: logins, deliveries with what Sieve made of them, ends of sessions; from its own log and from syslog.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://doc.dovecot.org/main/core/config/logging.html";

    /// <inheritdoc/>
    public override IRowDerivation Derivation => DovecotEdges.Instance;

    internal override bool Claims(in UnixLine line) => line.Program.StartsWith("dovecot"u8);

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        var head = new DovecotHead(line.Message);
        row.SetBorrowed(DovecotFields.Service, head.Service);
        row.SetBorrowed(CommonFields.UserName, head.User);
        row.SetBorrowed(SessionFields.SessionId, head.Session);
        if (!head.Level.IsEmpty)
            row.SetBorrowed(CommonFields.Severity, head.Level);
        if (head.Service.EndsWith("-login"u8))
            return DovecotLogin.Read(ref row, head);
        if (head.Service.StartsWith("auth"u8))
            return DovecotAuth.Read(ref row, head.Text);
        if (head.Text.IndexOf("msgid="u8) is >= 0 and var at)
            return DovecotDelivery.Read(ref row, head.Text[(at + 6)..]);
        return DovecotSession.Read(ref row, head);
    }
}
