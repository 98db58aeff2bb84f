using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue;

/// <summary>Numbers about mail flow. A message is counted once, however many servers and events it passes.</summary>
public static class MailMetrics
{
    /// <summary>What tells messages apart on all servers.</summary>
    public static Key Message { get; } = new(MessageTrackingFormat.NetworkMessageId, CommonFields.MessageId);

    /// <summary>Messages.</summary>
    public static Metric Messages { get; } = new("mail.messages",
        "Different messages that the servers handled.", Logs.Tracking, new Aggregate.Distinct(Message));

    /// <summary>Bytes.</summary>
    public static Metric Bytes { get; } = new("mail.bytes",
        "Size of these messages, each counted once.", Logs.Tracking, new Aggregate.SumPerDistinct(Message, CommonFields.Bytes));

    /// <summary>Events.</summary>
    public static Metric Events { get; } = new("mail.events",
        "Events in the message tracking log; a message has several on every server it passes.", Logs.Tracking, new Aggregate.Count());

    /// <summary>Mail from outside.</summary>
    public static Metric Incoming { get; } = Messages.Where("mail.incoming",
        "Messages from outside that were delivered to a mailbox.",
        Is("DELIVER") & new Is(MessageTrackingFormat.Direction, "Incoming"));

    /// <summary>Mail to outside.</summary>
    public static Metric Outgoing { get; } = Messages.Where("mail.outgoing",
        "Messages that left the organisation.",
        Is("SENDEXTERNAL") | (Is("SEND") & Has(MessageTrackingFormat.Connector) & !IsIntraOrganization));

    /// <summary>Mail inside.</summary>
    public static Metric Internal { get; } = Messages.Where("mail.internal",
        "Messages of the organisation's own senders that were delivered to a mailbox.",
        Is("DELIVER") & new Is(MessageTrackingFormat.Direction, "Originating"));

    /// <summary>Given up.</summary>
    public static Metric Failures { get; } = Events.Where("mail.failures",
        "Deliveries that were given up (FAIL events).", Is("FAIL"));

    /// <summary>Messages given up.</summary>
    public static Metric FailedMessages { get; } = Messages.Where("mail.failed_messages",
        "Different messages with a delivery that was given up.", Is("FAIL"));

    /// <summary>Put off.</summary>
    public static Metric Deferrals { get; } = Events.Where("mail.deferrals",
        "Deliveries that were put off to be tried again (DEFER events).", Is("DEFER"));

    /// <summary>Trouble.</summary>
    public static Metric Problems { get; } = Events.Where("mail.problems",
        "Events that say something went wrong or was put off: FAIL, DEFER, BADMAIL, POISONMESSAGE, THROTTLE and the like.",
        new Is(CommonFields.Outcome, "failure"));

    /// <summary>Poison.</summary>
    public static Metric Poison { get; } = Events.Where("mail.poison",
        "Messages that made the transport service crash and were set aside (POISONMESSAGE events).", Is("POISONMESSAGE"));

    /// <summary>Deliveries.</summary>
    public static Metric Deliveries { get; } = Events.Where("mail.deliveries",
        "Deliveries to a mailbox and hand-overs to the outside whose way through the organisation was timed.",
        IsDelivery & Has(MessageTrackingFormat.EndToEndLatencyMs));

    /// <summary>Median delay.</summary>
    public static Metric LatencyP50 { get; } = Latency("p50", "Half of the deliveries took at most this long from entry to mailbox.", 0.5m);

    /// <summary>Delay of the slower ones.</summary>
    public static Metric LatencyP95 { get; } = Latency("p95", "19 of 20 deliveries took at most this long.", 0.95m);

    /// <summary>Delay of the slowest.</summary>
    public static Metric LatencyP99 { get; } = Latency("p99", "99 of 100 deliveries took at most this long.", 0.99m);

    /// <summary>Relayed mail.</summary>
    public static Metric Relayed { get; } = Messages.Where("mail.relayed",
        "Messages that clients handed in by SMTP at connectors that were set up besides Exchange's own.", IsRelay);

    /// <summary>Size of relayed mail.</summary>
    public static Metric RelayedBytes { get; } = Bytes.Where("mail.relayed_bytes",
        "Size of the messages that clients handed in at such connectors.", IsRelay);

    /// <summary>Expansions.</summary>
    public static Metric Expanded { get; } = Messages.Where("mail.expanded",
        "Messages to a distribution list.", Is("EXPAND") & Has(MessageTrackingFormat.RelatedRecipient));

    static Predicate IsDelivery => new IsOneOf(CommonFields.Action, ["DELIVER", "SENDEXTERNAL"]);

    static Predicate IsIntraOrganization => new StartsWith(MessageTrackingFormat.Connector, "Intra-Organization");

    // Exchange's own receive connectors are called Default..., Client... and Outbound Proxy..., behind the server's name and a backslash.
    static Predicate IsRelay => Is("RECEIVE") & new Is(MessageTrackingFormat.EventSource, "SMTP") & Has(MessageTrackingFormat.Connector)
        & !new Contains(MessageTrackingFormat.Connector, "\\Default ")
        & !new Contains(MessageTrackingFormat.Connector, "\\Client ")
        & !new Contains(MessageTrackingFormat.Connector, "\\Outbound Proxy ");

    static Predicate Is(string action) => new Is(CommonFields.Action, action);

    static Metric Latency(string name, string doc, decimal q) => new($"mail.latency_{name}", doc, Logs.Tracking,
        new Aggregate.Quantile(MessageTrackingFormat.EndToEndLatencyMs, q)) { Where = IsDelivery };
}
