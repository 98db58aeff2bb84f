using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Exchange;
using static CloudAnalytics.Catalogue.Columns;

namespace CloudAnalytics.Catalogue;

/// <summary>Panels about mail flow, from message tracking.</summary>
public static class MailPanels
{
    /// <summary>The heading they stand under.</summary>
    public const string Section = "Mail";

    /// <summary>The size of the day.</summary>
    public static Panel Totals { get; } = new("mail-totals", "Mail",
        "How many different messages the servers handled, how large they were, and how many deliveries were given up or put off.",
        [
            Count("messages", "Messages", MailMetrics.Messages),
            Bytes("bytes", "Bytes", MailMetrics.Bytes),
            Count("failures", "Failed deliveries", MailMetrics.Failures),
            Count("deferrals", "Deferrals", MailMetrics.Deferrals),
        ]) { Chart = Chart.Number, Section = Section };

    /// <summary>Who sends.</summary>
    public static Panel TopSenders { get; } = new Panel("top-senders", "Top senders",
        "Who sends the most messages, by the sender address; each message counts once, and the share is of all messages.",
        [Count("messages", "Messages", MailMetrics.Messages), Bytes("bytes", "Bytes", MailMetrics.Bytes), Share("messages")])
        { Chart = Chart.Bars, Top = 10, Section = Section }.By(CommonFields.Sender, "Sender");

    /// <summary>Who receives.</summary>
    public static Panel TopRecipients { get; } = new Panel("top-recipients", "Top recipients",
        "Which addresses the most messages are for; a message counts once for each of its recipients, and so it does in the whole that the "
        + "share is of.",
        [Count("messages", "Messages", MailMetrics.Messages), Bytes("bytes", "Bytes", MailMetrics.Bytes), Share("messages")])
        { Chart = Chart.Bars, Top = 10, Section = Section }.By(CommonFields.Recipients, "Recipient");

    /// <summary>When, and what.</summary>
    public static Panel Volume { get; } = new Panel("mail-volume", "Mail volume",
        "Events in the message tracking log over time, by kind: RECEIVE, DELIVER, SEND, FAIL and so on.",
        [Count("events", "Events", MailMetrics.Events)])
        { Chart = Chart.Lines, IsOverTime = true, Top = 8, Section = Section }.By(CommonFields.Action, "Event");

    /// <summary>Which way.</summary>
    public static Panel Direction { get; } = new("mail-direction", "Mail by direction",
        "Messages over time: from outside into mailboxes, to the outside, and between the organisation's own mailboxes.",
        [
            Count("incoming", "From outside", MailMetrics.Incoming),
            Count("outgoing", "To outside", MailMetrics.Outgoing),
            Count("inside", "Internal", MailMetrics.Internal),
        ]) { Chart = Chart.Lines, IsOverTime = true, Section = Section };

    /// <summary>What fails.</summary>
    public static Panel Failures { get; } = new Panel("delivery-failures", "Delivery failures by reason",
        "Deliveries that were given up, by the enhanced status code (RFC 3463): 5.1.x is a wrong address, 5.2.x a mailbox, 5.7.x a "
        + "refusal.",
        [
            Count("failures", "Failures", MailMetrics.Failures),
            Count("messages", "Messages", MailMetrics.FailedMessages),
            Share("failures"),
        ]) { Chart = Chart.Bars, Top = 20, Section = Section }.By(LoginFields.FailureReason, "Reason");

    /// <summary>Where it fails.</summary>
    public static Panel Problems { get; } = new Panel("mail-problems", "Problems by event and server",
        "Events that say something went wrong or was put off, by kind of event and by the server that logged it.",
        [Count("events", "Events", MailMetrics.Problems)])
        { Chart = Chart.Table, Top = 20, Section = Section }.By(CommonFields.Action, "Event").By(CommonFields.Host, "Server");

    /// <summary>How long it takes.</summary>
    public static Panel Latency { get; } = new("delivery-latency", "Delivery latency",
        "How long messages took from entering the organisation until they lay in the mailbox or had left it.",
        [
            Count("deliveries", "Deliveries", MailMetrics.Deliveries),
            Milliseconds("p50", "Half within", MailMetrics.LatencyP50),
            Milliseconds("p95", "95 % within", MailMetrics.LatencyP95),
            Milliseconds("p99", "99 % within", MailMetrics.LatencyP99),
        ]) { Chart = Chart.Number, Section = Section };

    /// <summary>How long it takes, and when.</summary>
    public static Panel LatencyOverTime { get; } = new("delivery-latency-over-time", "Delivery latency over time",
        "How long messages took from entering the organisation until they lay in the mailbox or had left it.",
        [
            Milliseconds("p50", "Half within", MailMetrics.LatencyP50),
            Milliseconds("p95", "95 % within", MailMetrics.LatencyP95),
            Milliseconds("p99", "99 % within", MailMetrics.LatencyP99),
        ]) { Chart = Chart.Lines, IsOverTime = true, Section = Section };

    /// <summary>Who still relays.</summary>
    public static Panel RelayClients { get; } = new Panel("relay-clients", "Relay clients",
        "Devices and programs that hand in mail by SMTP at connectors that somebody set up besides Exchange's own, by server: who would "
        + "be cut "
        + "off if the server went away.",
        [Count("messages", "Messages", MailMetrics.Relayed), Bytes("bytes", "Bytes", MailMetrics.RelayedBytes)])
        { Chart = Chart.Table, Top = 50, Section = Section }
        .By(CommonFields.Host, "Server").By(MessageTrackingFormat.Connector, "Connector").By(CommonFields.ClientIp, "Client");

    /// <summary>Which lists are used.</summary>
    public static Panel Lists { get; } = new Panel("distribution-lists", "Distribution lists",
        "Which distribution lists messages were sent to.",
        [Count("messages", "Messages", MailMetrics.Expanded)])
        { Chart = Chart.Bars, Top = 10, Section = Section }.By(MessageTrackingFormat.RelatedRecipient, "List");

    /// <summary>Who sends more than usual.</summary>
    public static Panel SenderSpikes { get; } = new Panel("sender-spikes", "Senders above their usual",
        "Senders with many more messages than in the same hours of the days before, as an account that sends spam has. Fewer than 20 "
        + "messages "
        + "count as 20, so that small numbers make no spikes.",
        Spike(Count("messages", "Messages", MailMetrics.Messages), floor: 20))
        { Chart = Chart.Table, Top = 10, OrderBy = "spike", Floor = new PanelFloor("spike", 2), Section = Section }
        .By(CommonFields.Sender, "Sender");

    /// <summary>What is more than usual.</summary>
    public static Panel EventSpikes { get; } = new Panel("mail-spikes", "Mail events against their usual",
        "Each kind of event against the same hours of the days before. Fewer than 20 events count as 20, so that small numbers make no "
        + "spikes.",
        Spike(Count("events", "Events", MailMetrics.Events), floor: 20))
        { Chart = Chart.Table, Top = 20, OrderBy = "spike", Section = Section }.By(CommonFields.Action, "Event");

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static ImmutableArray<Panel> All { get; } =
    [
        Totals, Volume, TopSenders, TopRecipients, Failures, Latency, LatencyOverTime, Direction, Problems, SenderSpikes, EventSpikes,
        RelayClients, Lists,
    ];
}
