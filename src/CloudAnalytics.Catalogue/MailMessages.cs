using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Formats.Unix;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue;

/// <summary>
/// Messages in Postfix's queues: Postfix tells the Message-ID, the sender and the client in different lines, which are brought together
/// here by the queue id.
/// </summary>
public static class MailMessages
{
    static readonly Schema s_schema = new("mail_message",
        "One message in one of Postfix's queues; a message that passes filters or several hosts has several rows with one message_id.",
        CommonFields.MessageId, CommonFields.Sender, CommonFields.Bytes, UnixFields.RecipientCount, CommonFields.ClientIp,
        UnixFields.ClientHostname, CommonFields.UserName, UnixFields.QueueId);

    /// <summary>The rows.</summary>
    public static CompletedRows Rows { get; } = new(
        s_schema, new PostfixFormat().Schema, new Is(CommonFields.Action, "message-id"), [CommonFields.Host, UnixFields.QueueId],
        [
            new(CommonFields.Sender, new Is(CommonFields.Action, "queued"), false),
            new(CommonFields.Bytes, new Is(CommonFields.Action, "queued"), false),
            new(UnixFields.RecipientCount, new Is(CommonFields.Action, "queued"), false),
            new(CommonFields.ClientIp, new Is(CommonFields.Action, "client"), true),
            new(UnixFields.ClientHostname, new Is(CommonFields.Action, "client"), true),
            new(CommonFields.UserName, new Is(CommonFields.Action, "client"), true),
        ]);
}
