using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using static CloudAnalytics.Catalogue.Compliance.Words;

namespace CloudAnalytics.Catalogue.Compliance;

/// <summary>Questions about messages, answered by message tracking.</summary>
static class MailQueries
{
    const string TrackingEvidence =
        "Message tracking of all servers (exchange_message_tracking), every event but the servers' own redundancy traffic.";

    const string TrackingLimits =
        "Message tracking holds no content and no attachments' names. Blind copies stand among the recipients, not marked as such. Mail that "
        + "never reached a server whose log is read here (sent by other providers, drafts, mail moved between folders) does not occur. The "
        + "subject is missing where the servers do not log subjects.";

    static readonly QueryParameter s_address = new QueryParameter.Address("address", "The address, as sender or recipient.");

    static readonly QueryParameter s_subject = new QueryParameter.Text("subject",
        "Words that stand in the subject one after the other, in any case.");

    static readonly QueryParameter s_outside = new QueryParameter.Address("address", "The outside address that was written to.");

    static readonly QueryParameter s_message = new QueryParameter.MessageId("message", "The message.");

    static readonly QueryParameter.Domains s_domains = new("domains",
        "The organisation's own domains; every other one is outside, a subdomain too unless it is listed.")
    {
        Default = Nothing,
        DefaultDoc = "the domains of all addresses that mail was delivered to a mailbox for in the time asked about (DELIVER events): a "
            + "domain of the organisation that got no mail in that time, or whose mailboxes lie elsewhere, then counts as outside",
    };

    static readonly QueryParameter s_sender = new QueryParameter.Text("sender", "Only senders with this in their address.")
        { Default = Nothing, DefaultDoc = "all senders" };

    static readonly QueryParameter.Count s_top = new("top", "Lines wanted, those with the most messages.", 100_000)
        { Default = "100", DefaultDoc = "100" };

    static readonly RowValue s_key = Value(MessageTrackingFormat.NetworkMessageId).Or(Value(CommonFields.MessageId));

    static readonly ImmutableArray<QueryColumn> s_messageColumns =
    [
        Time("first_time", "First seen", "The message's first event in the time asked about.", Fold.Lowest),
        Time("last_time", "Last seen", "Its last event in that time.", Fold.Highest),
        Text("sender", "Sender", "Who it is from.", Fold.Lowest),
        Text("recipients", "Recipients", "All recipients that its events name; lists beside those they were expanded to.", Fold.Union),
        Text("subject", "Subject", "Its subject.", Fold.Lowest),
        Number("size", "Size", "Its size.", Fold.Highest, Unit.Bytes),
        Number("delivered", "Delivered", "Events that put it into a mailbox or handed it to the outside.", Fold.Count),
        Number("failed", "Failed", "Events that gave a delivery up.", Fold.Count),
        Number("events", "Events", "All its events.", Fold.Count),
        Text("message_id", "Message-ID", "Its Message-ID header.", Fold.Lowest),
        Text("message", "Message", "What tells it apart on all servers: the network message id, else the Message-ID."),
    ];

    /// <summary>All mail of an address.</summary>
    public static ComplianceQuery OfAddress { get; } = new("mail-of-address", "All mail of an address",
        "Every message that an address sent or got in a time, one line each: when, from whom, to whom, with which subject, how large, "
        + "whether it arrived.",
        TrackingEvidence, TrackingLimits,
        [s_address, From(), To], s_messageColumns,
        [Messages(new RowCondition.IsAddress(Value(CommonFields.Sender), s_address)
            | new RowCondition.HasAddress(CommonFields.Recipients, s_address)
            | new RowCondition.IsAddress(Value(MessageTrackingFormat.RelatedRecipient), s_address))],
        [new("first_time")]);

    /// <summary>Mail with a subject.</summary>
    public static ComplianceQuery WithSubject { get; } = new("mail-with-subject", "Mail with a subject",
        "Every message with certain words in its subject, one line each.",
        TrackingEvidence, TrackingLimits,
        [s_subject, From(), To], s_messageColumns,
        [Messages(new RowCondition.HasPart(Value(MessageTrackingFormat.Subject), s_subject))],
        [new("first_time")]);

    /// <summary>Who wrote to an outside address.</summary>
    public static ComplianceQuery ToOutside { get; } = new("who-wrote-to", "Who wrote to an outside address",
        "Every sender whose mail went to an outside address or domain in a time, with the number of messages, and how many of them failed.",
        TrackingEvidence,
        TrackingLimits + " A message counts as written when a server took it; whether it was read outside no log here says.",
        [s_outside, From(), To],
        [
            Text("sender", "Sender", "Who wrote."),
            Number("messages", "Messages", "Different messages.", Fold.Distinct),
            Number("failed", "Failed", "Those of them with a delivery to that address that was given up.", Fold.Distinct),
            Time("first_time", "First", "The first event of them.", Fold.Lowest),
            Time("last_time", "Last", "The last event of them.", Fold.Highest),
        ],
        [Rows(Logs.Tracking, Where(Predicate.Has(CommonFields.Sender)) & new RowCondition.HasAddress(CommonFields.Recipients, s_outside),
            ("sender", new RowValue.Lower(CommonFields.Sender)), ("messages", s_key),
            ("failed", s_key.If(Where(new Predicate.Is(CommonFields.Action, "FAIL")))),
            ("first_time", CommonFields.Time), ("last_time", CommonFields.Time))],
        [new("messages", true), new("sender")]);

    /// <summary>One message's history.</summary>
    public static ComplianceQuery History { get; } = new("message-history", "One message's full history",
        "Everything that happened to one message on all servers, event by event: taken in, routed, expanded, delivered, failed, bounced.",
        "Message tracking of all servers (exchange_message_tracking), redundancy traffic included: events with the Message-ID, events with a "
        + "network message id that one of those has, and reports that refer to the message.",
        TrackingLimits + " What happened before or after on servers outside is only told by their answers (column detail).",
        [s_message, From(90), To],
        [
            Time("time", "Time", "When it happened."),
            Text("server", "Server", "The server that logged it."),
            Text("event", "Event", "What happened: RECEIVE, SUBMIT, SEND, DELIVER, EXPAND, FAIL, DSN and the like."),
            Text("source", "Component", "The component of Exchange that did it."),
            Text("sender", "Sender", "Who it is from."),
            Text("recipients", "Recipients", "Whom the event is about."),
            Text("outcome", "Outcome", "success, failure or unknown."),
            Text("detail", "Detail", "The recipients' statuses, or the answer of the next server."),
            Text("client", "From", "The server or client that handed it over."),
            Text("next", "To", "The server it was handed to."),
            Text("connector", "Connector", "The connector it came or went through."),
            Text("subject", "Subject", "Its subject."),
            Text("message_id", "Message-ID", "The Message-ID of the event; a report's own where a report refers to the message."),
            Text("message", "Network message id", "The same on all servers."),
            Text("id", "Row", "Identity of the row in the archive."),
        ],
        [Rows(Logs.Tracking, new RowCondition.IsMessage(CommonFields.MessageId, MessageTrackingFormat.NetworkMessageId,
                MessageTrackingFormat.Reference, s_message),
            ("time", CommonFields.Time), ("server", CommonFields.Host), ("event", CommonFields.Action),
            ("source", MessageTrackingFormat.EventSource), ("sender", CommonFields.Sender),
            ("recipients", new RowValue.Joined(CommonFields.Recipients)), ("outcome", CommonFields.Outcome),
            ("detail", Value(MessageTrackingFormat.SmtpResponse).Or(Value(MessageTrackingFormat.RecipientStatus))),
            ("client", Value(MessageTrackingFormat.ClientHostname).Or(Value(CommonFields.ClientIp))),
            ("next", Value(MessageTrackingFormat.ServerHostname).Or(Value(MessageTrackingFormat.ServerIp))),
            ("connector", MessageTrackingFormat.Connector), ("subject", MessageTrackingFormat.Subject),
            ("message_id", CommonFields.MessageId), ("message", MessageTrackingFormat.NetworkMessageId), ("id", CommonFields.Id))],
        [new("time"), new("server"), new("id")]) { IncludesNoise = true };

    /// <summary>Top external recipients.</summary>
    public static ComplianceQuery TopExternal { get; } = new("top-external-recipients", "Top external recipients by sender",
        "Which outside addresses each sender of the organisation wrote to most: pairs of sender and recipient with the number of messages.",
        TrackingEvidence,
        TrackingLimits + " What is outside depends on the list of own domains; the default is derived from deliveries and may miss some.",
        [s_domains, s_sender, s_top, From(), To],
        [
            Text("sender", "Sender", "Who wrote."),
            Text("recipient", "Recipient", "The outside address."),
            Number("messages", "Messages", "Different messages from the one to the other.", Fold.Distinct),
            Time("first_time", "First", "The first event of them.", Fold.Lowest),
            Time("last_time", "Last", "The last event of them.", Fold.Highest),
        ],
        [Rows(Logs.Tracking,
            Outside(new RowValue.Item()) & !Outside(Value(CommonFields.Sender))
                & new RowCondition.HasPart(Value(CommonFields.Sender), s_sender),
            ("sender", new RowValue.Lower(CommonFields.Sender)), ("recipient", new RowValue.Lower(new RowValue.Item())),
            ("messages", s_key), ("first_time", CommonFields.Time), ("last_time", CommonFields.Time))
            with { Items = CommonFields.Recipients }],
        [new("messages", true), new("sender"), new("recipient")]) { Top = s_top };

    /// <summary>All of them, in the order in which they are listed.</summary>
    public static ImmutableArray<ComplianceQuery> All { get; } = [OfAddress, ToOutside, History, WithSubject, TopExternal];

    static RowCondition Outside(RowValue address) => new RowCondition.IsOutside(
        address, s_domains, Logs.Tracking, new Predicate.Is(CommonFields.Action, "DELIVER"), CommonFields.Recipients);

    static QuerySource Messages(RowCondition where) => Rows(Logs.Tracking, Where(Predicate.Has(CommonFields.MessageId)
            | Predicate.Has(MessageTrackingFormat.NetworkMessageId)) & where,
        ("first_time", CommonFields.Time), ("last_time", CommonFields.Time), ("sender", new RowValue.Lower(CommonFields.Sender)),
        ("recipients", CommonFields.Recipients), ("subject", MessageTrackingFormat.Subject), ("size", CommonFields.Bytes),
        ("delivered", s_key.If(Where(new Predicate.IsOneOf(CommonFields.Action, ["DELIVER", "SENDEXTERNAL"])))),
        ("failed", s_key.If(Where(new Predicate.Is(CommonFields.Action, "FAIL")))),
        ("events", s_key), ("message_id", CommonFields.MessageId), ("message", s_key));
}
