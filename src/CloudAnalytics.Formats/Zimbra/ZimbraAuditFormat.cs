using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>
/// Zimbra's audit.log, the category <c>security</c>: logins and what administrators do. Its pairs are those of the context, a blank
/// between them (ZimbraLog.encodeAttrs).
/// </summary>
public sealed class ZimbraAuditFormat : UnixFormat
{
    static readonly Schema s_schema = new("zimbra_audit",
        "One record of Zimbra's audit log: a login or a command of administration; action is its cmd.",
        CommonFields.Action, CommonFields.Outcome, CommonFields.Severity, UnixFields.Program, UnixFields.Pid, CommonFields.UserName,
        ZimbraFields.Account, ZimbraFields.Target, LoginFields.Login, LoginFields.FailureReason, LoginFields.AuthMethod,
        LoginFields.Protocol, CommonFields.ClientIp, SessionFields.RemoteIp, SessionFields.RemotePort, WebFields.XForwardedFor,
        ZimbraFields.ClientPort, ZimbraFields.OriginProtocol, WebFields.UserAgent, ZimbraFields.Via, SessionFields.SessionId,
        ZimbraFields.SoapId, ZimbraFields.MailboxNumber, ZimbraFields.AccountId, ZimbraFields.ContextId, ZimbraFields.ItemId,
        ZimbraFields.DataSource, CommonFields.MessageId, ZimbraFields.Thread, CommonFields.ErrorCode, ZimbraFields.FaultCode,
        ZimbraFields.ErrorMessage, ZimbraFields.StackTrace, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Zimbra's audit log (audit.log, imapd-audit.log): logins, and every command of administration.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://wiki.zimbra.com/wiki/Log_Files";

    internal override bool Claims(in UnixLine line) => line.Program.SequenceEqual("mailboxd"u8) && ZimbraLine.IsAudit(line);

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        if (!ZimbraLine.TrySplit(line, out var parts))
            return false;
        row.SetBorrowed(CommonFields.Severity, parts.Level);
        row.SetBorrowed(ZimbraFields.Thread, parts.Thread);
        var facts = ZimbraContext.Read(ref row, parts.Context, context);
        if (!parts.Trace.IsEmpty)
            ZimbraTrace.Read(ref row, parts.Trace);
        if (parts.Message.StartsWith("cmd="u8) && ZimbraCommand.Read(ref row, parts.Message, facts.OriginProtocol))
            return true;
        row.SetBorrowed(UnixFields.Message, parts.Message);
        return false;
    }
}
