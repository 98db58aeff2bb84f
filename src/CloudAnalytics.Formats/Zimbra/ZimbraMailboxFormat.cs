using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>Zimbra's mailbox.log, and what has its layout: imapd.log, sync.log, milter.log; also over syslog.</summary>
public sealed class ZimbraMailboxFormat : UnixFormat
{
    static readonly Schema s_schema = new("zimbra_mailbox",
        "One record of Zimbra's mailbox server: deliveries into folders, requests, IMAP and POP commands, exceptions with their traces.",
        CommonFields.Action, CommonFields.Outcome, CommonFields.Severity, ZimbraFields.Category, ZimbraFields.Thread,
        UnixFields.Program, UnixFields.Pid, CommonFields.UserName, ZimbraFields.Account, CommonFields.ClientIp, SessionFields.RemoteIp,
        SessionFields.RemotePort, WebFields.XForwardedFor, ZimbraFields.ClientPort, ZimbraFields.OriginProtocol, WebFields.UserAgent,
        ZimbraFields.Via, SessionFields.SessionId, ZimbraFields.SoapId, ZimbraFields.MailboxNumber, ZimbraFields.AccountId,
        ZimbraFields.ContextId, ZimbraFields.ItemId, ZimbraFields.DataSource, CommonFields.MessageId, CommonFields.Sender,
        CommonFields.Recipients, UnixFields.RecipientCount, CommonFields.Bytes, MailEdge.Folder, ZimbraFields.FolderId,
        CommonFields.DurationMs, UnixFields.RelayHost, CommonFields.StatusCode, UnixFields.Reply, LoginFields.Login,
        LoginFields.FailureReason, LoginFields.AuthMethod, LoginFields.Protocol, CommonFields.ErrorCode, ZimbraFields.FaultCode,
        ZimbraFields.ErrorMessage, ZimbraFields.StackTrace, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc =>
        "Zimbra's mailbox server (mailbox.log; imapd.log, sync.log and others of its layout): deliveries, requests, logins, exceptions.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://wiki.zimbra.com/wiki/Log_Files";

    /// <inheritdoc/>
    public override IRowDerivation Derivation => ZimbraEdges.Instance;

    internal override bool Claims(in UnixLine line) => line.Program.SequenceEqual("mailboxd"u8);

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        if (!ZimbraLine.TrySplit(line, out var parts))
            return false;
        row.SetBorrowed(CommonFields.Severity, parts.Level);
        row.SetBorrowed(ZimbraFields.Category, parts.Category);
        row.SetBorrowed(ZimbraFields.Thread, parts.Thread);
        var facts = ZimbraContext.Read(ref row, parts.Context, context);
        if (!facts.OriginProtocol.IsEmpty)
            row.SetBorrowed(LoginFields.Protocol, facts.OriginProtocol);
        if (!parts.Trace.IsEmpty)
        {
            ZimbraTrace.Read(ref row, parts.Trace);
            row.SetBorrowed(UnixFields.Message, parts.Message);
        }

        if (ReadMessage(ref row, parts, facts))
            return true;
        row.SetBorrowed(UnixFields.Message, parts.Message);
        return false;
    }

    static bool ReadMessage(ref RowWriter row, scoped in ZimbraLine line, scoped in ZimbraContext.Facts facts) => line.Category switch
    {
        var category when category.SequenceEqual("lmtp"u8) => ZimbraDelivery.Lmtp(ref row, line.Message),
        var category when category.SequenceEqual("mailop"u8) => ZimbraDelivery.Mailop(ref row, line.Message),
        var category when category.SequenceEqual("smtp"u8) => ZimbraDelivery.Smtp(ref row, line.Message),
        var category when category.StartsWith("imap"u8) => ZimbraAccess.ImapOrPop(ref row, line.Message, "imap"u8),
        var category when category.SequenceEqual("pop"u8) => ZimbraAccess.ImapOrPop(ref row, line.Message, "pop3"u8),
        var category when category.SequenceEqual("soap"u8) => ZimbraAccess.Soap(ref row, line.Message),
        var category when category.SequenceEqual("SoapEngine"u8) => ZimbraAccess.SoapEngine(ref row, line.Message, facts),
        _ => ZimbraAccess.Misc(ref row, line.Message),
    };
}
