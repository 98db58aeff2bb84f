using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Postfix;

/// <summary>Lines of Postfix: all daemons, also of several instances on a host.</summary>
/// <remarks>
/// Values of <c>action</c>: Postfix's own word where it has one, with hyphens for blanks, in lower case.
/// Clients: connect, disconnect, client (a message begins), auth (a login that failed), tls, tls-setup, tls-error, certificate,
/// lost-connection, timeout, too-many-errors, pipelining, bare-newline, non-smtp-command, limit-exceeded, keywords-discarded.
/// Rules: reject, reject_warning, warn, warning, info, permit, filter, hold, discard, redirect, prepend, replace, strip, bcc, delay;
/// milter-reject, milter-hold, milter-discard and other milter- words; proxy-accept, proxy-reject.
/// Queue: pickup, message-id, resent-message-id, queued, skipped, removed, expired, requeued, released, deleted;
/// non-delivery-notification, delay-notification, delivery-status-notification.
/// Deliveries: sent, deferred, bounced, expired, deliverable, undeliverable, softbounce, discarded (Postfix says sent, a filter or a rule
/// threw it away). Attempts: said, refused, lost-connection, timeout, connect, auth, certificate-error, pix-workarounds, starttls-offered.
/// postscreen: pass-old, pass-new, allowlisted, denylisted, allowlist-veto, pregreet, dnsbl, hangup, command-time-limit,
/// command-count-limit, command-length-limit, command-pipelining, bare-newline, non-smtp-command; dnsblog: dnsbl-listed.
/// Services: statistics, cache-cleanup, started, reload, terminating, starting, stopping, refreshing, running, restarting; warning, error,
/// fatal, panic.
/// </remarks>
public sealed class PostfixFormat : UnixFormat
{
    static readonly Schema s_schema = new("postfix",
        "One line of a Postfix daemon; action is what it tells: client, message-id, queued, sent, deferred, bounced, removed, reject.",
        CommonFields.Action, CommonFields.Outcome, UnixFields.Program, UnixFields.Pid, UnixFields.QueueId, CommonFields.Sender,
        CommonFields.Recipients, UnixFields.OriginalRecipient, CommonFields.MessageId, CommonFields.Bytes, UnixFields.RecipientCount,
        CommonFields.ClientIp, UnixFields.ClientHostname, SessionFields.RemotePort, SessionFields.LocalIp, SessionFields.LocalPort,
        UnixFields.Helo, PostfixFields.SmtpProtocol, CommonFields.UserName, LoginFields.Login,
        LoginFields.FailureReason, LoginFields.AuthMethod, LoginFields.Protocol, PostfixFields.SaslSender, PostfixFields.PreviousQueueId,
        UnixFields.RelayHost, UnixFields.RelayIp, UnixFields.RelayPort, PostfixFields.DeliveryStatus, CommonFields.StatusCode,
        CommonFields.ErrorCode, UnixFields.Reply, PostfixFields.Blocklist, PostfixFields.Content,
        UnixFields.QueuedAs, PostfixFields.RemoteInternalId, PostfixFields.RemoteHostname, PostfixFields.ChildQueueId,
        PostfixFields.Stage, PostfixFields.IsInternalHop,
        CommonFields.DurationMs, PostfixFields.DelayBeforeQueueMs, PostfixFields.DelayInQueueMs, PostfixFields.DelayConnectMs,
        PostfixFields.DelaySendMs, PostfixFields.ConnectionUse, PostfixFields.TlsVersion, PostfixFields.TlsCipher, PostfixFields.TlsTrust,
        CommonFields.Severity, UnixFields.Message);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc =>
        "Postfix (mail.log, Zimbra's zimbra.log): all daemons and instances. action is Postfix's own word in lower case: client, reject, "
        + "milter-reject, hold, discard, message-id, queued, sent, deferred, bounced, expired, removed, "
        + "connect, lost-connection, tls, auth, pregreet, dnsbl, statistics, warning; discarded where Postfix says sent but a filter "
        + "threw the message away.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://www.postfix.org/documentation.html";

    /// <inheritdoc/>
    public override IRowDerivation Derivation => PostfixEdges.Instance;

    // postfix/smtpd, postfix/submission/smtpd, postfix-out/smtp, /postfix-script; not postfix-policyd and other companions' names.
    internal override bool Claims(in UnixLine line)
    {
        var program = line.Program;
        if (program.StartsWith("/"u8))
            program = program[1..];
        return program.StartsWith("postfix"u8)
            && (program.Length == 7 || program[7] == '/' || program.SequenceEqual("postfix-script"u8)
                || (program[7] is (byte)'-' or (byte)'.' or (byte)'_' or (>= (byte)'0' and <= (byte)'9') && program.Contains((byte)'/')));
    }

    internal override bool Read(ref RowWriter row, in UnixLine line, ParserContext context)
    {
        var text = line.Message;
        var level = PostfixText.Level(ref text);
        var queueId = PostfixText.QueueId(ref text);
        if (!queueId.IsEmpty)
            row.SetBorrowed(UnixFields.QueueId, queueId);
        if (text.IsEmpty)
            return false;
        if (!level.IsEmpty)
            return WarningLines.Read(ref row, level, text);
        if (!queueId.IsEmpty && text.StartsWith("to="u8))
            return DeliveryLines.TryDelivery(ref row, line, text);
        return ServiceLines.TryAnyDaemon(ref row, text) || ReadByDaemon(ref row, line, text, queueId);
    }

    static bool ReadByDaemon(ref RowWriter row, in UnixLine line, ReadOnlySpan<byte> text, ReadOnlySpan<byte> queueId)
    {
        var daemon = line.Program[(line.Program.LastIndexOf((byte)'/') + 1)..];
        if (Is(daemon, "smtpd"u8))
            return SmtpdLines.Read(ref row, line, text);
        if (Is(daemon, "qmgr"u8) || Is(daemon, "cleanup"u8) || Is(daemon, "oqmgr"u8) || Is(daemon, "nqmgr"u8) || Is(daemon, "pickup"u8)
            || Is(daemon, "bounce"u8) || Is(daemon, "postsuper"u8))
            return QueueLines.Read(ref row, line, text, queueId);
        if (Is(daemon, "smtp"u8) || Is(daemon, "lmtp"u8) || Is(daemon, "relay"u8) || Is(daemon, "local"u8) || Is(daemon, "virtual"u8)
            || Is(daemon, "pipe"u8) || Is(daemon, "error"u8) || Is(daemon, "retry"u8) || Is(daemon, "discard"u8))
            return AttemptLines.Read(ref row, text);
        if (Is(daemon, "postscreen"u8) || Is(daemon, "dnsblog"u8) || Is(daemon, "tlsproxy"u8))
            return ScreenLines.Read(ref row, line, text);
        return ServiceLines.Read(ref row, text);
    }

    static bool Is(ReadOnlySpan<byte> daemon, ReadOnlySpan<byte> name) => daemon.SequenceEqual(name);
}
