using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>Lines of Postfix: all daemons, also of several instances on a host.</summary>
public sealed class PostfixFormat : UnixFormat
{
    static readonly Schema s_schema = new("postfix",
        "One line of a Postfix daemon; action is what it tells: client, message-id, queued, sent, deferred, bounced, removed, reject.",
        CommonFields.Action, CommonFields.Outcome, UnixFields.Program, UnixFields.Pid, UnixFields.QueueId, CommonFields.Sender,
        CommonFields.Recipients, UnixFields.OriginalRecipient, CommonFields.MessageId, CommonFields.Bytes, UnixFields.RecipientCount,
        CommonFields.ClientIp, UnixFields.ClientHostname, UnixFields.Helo, CommonFields.UserName, LoginFields.Login,
        LoginFields.FailureReason, LoginFields.AuthMethod, LoginFields.Protocol, PostfixFields.SaslSender,
        UnixFields.RelayHost, UnixFields.RelayIp, UnixFields.RelayPort, CommonFields.StatusCode, CommonFields.ErrorCode, UnixFields.Reply,
        UnixFields.QueuedAs, PostfixFields.ChildQueueId, PostfixFields.Stage, PostfixFields.IsInternalHop,
        CommonFields.DurationMs, PostfixFields.DelayBeforeQueueMs, PostfixFields.DelayInQueueMs, PostfixFields.DelayConnectMs,
        PostfixFields.DelaySendMs, PostfixFields.TlsVersion, PostfixFields.TlsCipher, PostfixFields.TlsTrust,
        CommonFields.Severity, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Postfix (mail.log, Zimbra's zimbra.log): all daemons and instances.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://www.postfix.org/documentation.html";

    /// <inheritdoc/>
    public override IRowDerivation Derivation => PostfixEdges.Instance;

    internal override bool Claims(in UnixLine line) => line.Program.StartsWith("postfix"u8) || line.Program.StartsWith("/postfix"u8);

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context) => false;
}
