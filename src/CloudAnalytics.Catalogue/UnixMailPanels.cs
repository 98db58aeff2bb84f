using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Filters;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Formats.Unix;
using static CloudAnalytics.Catalogue.Columns;

namespace CloudAnalytics.Catalogue;

/// <summary>Panels about mail flow through Postfix, amavis, Zimbra and Dovecot.</summary>
public static class UnixMailPanels
{
    /// <summary>The heading they stand under.</summary>
    public const string Section = "Unix mail";

    static readonly PanelColumn.Measure s_messages = Count("messages", "Messages", UnixMailMetrics.Messages);
    static readonly PanelColumn.Measure s_bytes = Bytes("bytes", "Bytes", UnixMailMetrics.Bytes);

    static readonly ImmutableArray<PanelColumn> s_latency =
    [
        Milliseconds("p50", "Half within", Latency(0.5m)), Milliseconds("p95", "95 % within", Latency(0.95m)),
        Milliseconds("p99", "99 % within", Latency(0.99m)),
    ];

    /// <summary>The size of the day.</summary>
    public static Panel Totals { get; } = new("unix-mail-totals", "Unix mail",
        "How many different messages Postfix's queues took up and how large they were. A message counts once, also where filters and "
        + "further hosts queue it again; bounces and other reports do not count.",
        [s_messages, s_bytes]) { Chart = Chart.Number, Section = Section };

    /// <summary>What became of deliveries.</summary>
    public static Panel Volume { get; } = new("unix-mail-volume", "Unix mail volume",
        "Deliveries of Postfix over time, one for each recipient and host: delivered or handed on, put off, given up, thrown away; and "
        + "what was refused to clients. The way to filters on the same host is not counted.",
        [
            Count("deliveries", "Delivered", UnixMailMetrics.Deliveries),
            Count("deferrals", "Put off", UnixMailMetrics.Deferrals),
            Count("failures", "Given up", UnixMailMetrics.Failures),
            Count("discarded", "Thrown away", UnixMailMetrics.Discarded),
            Count("rejections", "Refused", UnixMailMetrics.Rejections),
        ]) { Chart = Chart.Lines, IsOverTime = true, Section = Section };

    /// <summary>Who sends.</summary>
    public static Panel TopSenders { get; } = new Panel("unix-top-senders", "Unix top senders",
        "Who sends the most messages through Postfix, by the sender address; each message counts once, and the share is of all messages.",
        [s_messages, s_bytes, Share("messages")])
        { Chart = Chart.Bars, Top = 10, Section = Section }.By(CommonFields.Sender, "Sender");

    /// <summary>Who receives.</summary>
    public static Panel TopRecipients { get; } = new Panel("unix-top-recipients", "Unix top recipients",
        "Which addresses Postfix delivered or handed on the most messages to; a host that hands on to the next one and that one count "
        + "each.",
        [Count("deliveries", "Deliveries", UnixMailMetrics.Deliveries), Share("deliveries")])
        { Chart = Chart.Bars, Top = 10, Section = Section }.By(CommonFields.Recipients, "Recipient");

    /// <summary>Accounts that send.</summary>
    public static Panel Accounts { get; } = new Panel("smtp-login-senders", "Top accounts at SMTP",
        "Accounts that handed in the most messages over SMTP with a login, with the recipients of these messages.",
        [
            Count("messages", "Messages", UnixMailMetrics.Submitted),
            Count("recipients", "Recipients", UnixMailMetrics.SubmittedRecipients),
        ]) { Chart = Chart.Bars, Top = 20, Section = Section }.By(CommonFields.UserName, "Account");

    /// <summary>What fails.</summary>
    public static Panel Failures { get; } = new Panel("unix-delivery-failures", "Unix delivery failures by reason",
        "Deliveries that Postfix gave up, by the enhanced status code (RFC 3463) and the server that it spoke to.",
        [Count("failures", "Failures", UnixMailMetrics.Failures), Share("failures")])
        { Chart = Chart.Bars, Top = 20, Section = Section }.By(CommonFields.ErrorCode, "Reason").By(UnixFields.RelayHost, "Server");

    /// <summary>What is put off.</summary>
    public static Panel Deferrals { get; } = new Panel("unix-deferrals", "Unix deferrals by destination",
        "Deliveries that Postfix put off, by the server that it spoke to (none where it reached none) and the enhanced status code.",
        [Count("deferrals", "Deferrals", UnixMailMetrics.Deferrals), Share("deferrals")])
        { Chart = Chart.Table, Top = 50, Section = Section }.By(UnixFields.RelayHost, "Server").By(CommonFields.ErrorCode, "Reason");

    /// <summary>What is refused.</summary>
    public static Panel Rejections { get; } = new Panel("unix-rejections", "Unix rejections by reason",
        "What Postfix refused to clients, by the host that refused, the stage of the conversation and the enhanced status code.",
        [Count("rejections", "Rejections", UnixMailMetrics.Rejections), Share("rejections")])
        { Chart = Chart.Table, Top = 50, Section = Section }
        .By(CommonFields.Host, "Host").By(PostfixFields.Stage, "Stage").By(CommonFields.ErrorCode, "Reason");

    /// <summary>How long it takes.</summary>
    public static Panel LatencyTotals { get; } = new("unix-delivery-latency", "Unix delivery latency",
        "How long messages were in one of Postfix's queues until they were delivered or handed on, the time before included.",
        [Count("deliveries", "Deliveries", UnixMailMetrics.Deliveries), .. s_latency]) { Chart = Chart.Number, Section = Section };

    /// <summary>How long it takes, and when.</summary>
    public static Panel LatencyOverTime { get; } = new("unix-delivery-latency-over-time", "Unix delivery latency over time",
        "How long messages were in one of Postfix's queues until they were delivered or handed on.",
        s_latency) { Chart = Chart.Lines, IsOverTime = true, Section = Section };

    /// <summary>Where the time goes.</summary>
    public static Panel Delays { get; } = new Panel("unix-queue-delays", "Unix queue delay by stage",
        "Where the time of deliveries goes, by host: until the message was queued, in the queue, for the connection, for sending it.",
        [
            .. Stage("before", "Before the queue", PostfixFields.DelayBeforeQueueMs),
            .. Stage("queue", "In the queue", PostfixFields.DelayInQueueMs),
            .. Stage("connect", "Connecting", PostfixFields.DelayConnectMs),
            .. Stage("send", "Sending", PostfixFields.DelaySendMs),
        ]) { Chart = Chart.Table, Top = 50, Section = Section }.By(CommonFields.Host, "Host");

    /// <summary>Spam and viruses.</summary>
    public static Panel Verdicts { get; } = new Panel("spam-and-virus-verdicts", "Spam and virus verdicts",
        "What amavis made of messages: clean, spam, infected and so on, and whether it let them pass. A message counts once for each "
        + "verdict, however often it went through.",
        [Count("messages", "Messages", UnixMailMetrics.Verdicts), Count("verdicts", "Verdicts", UnixMailMetrics.VerdictLines)])
        { Chart = Chart.Bars, Top = 20, Section = Section }.By(AmavisFields.Category, "Verdict").By(CommonFields.Action, "Action");

    /// <summary>TLS.</summary>
    public static Panel Tls { get; } = new Panel("tls-versions", "TLS versions",
        "Versions of TLS of Postfix's connections, in and out, by the program that wrote the line. It logs them from smtpd_tls_loglevel "
        + "and smtp_tls_loglevel 1 on.",
        [Count("connections", "Connections", UnixMailMetrics.TlsConnections), Share("connections")])
        { Chart = Chart.Bars, Top = 20, Section = Section }.By(PostfixFields.TlsVersion, "Version").By(UnixFields.Program, "Program");

    /// <summary>Folders.</summary>
    public static Panel Folders { get; } = new Panel("mailbox-folders", "Mailbox folders",
        "Which folders messages were put into by Zimbra and Dovecot: Junk shows what filters took for spam.",
        [Count("messages", "Messages", UnixMailMetrics.Filed), Share("messages")])
        { Chart = Chart.Bars, Top = 20, Section = Section }.By(MailEdge.Folder, "Folder");

    /// <summary>Exceptions.</summary>
    public static Panel Exceptions { get; } = new Panel("zimbra-exceptions", "Zimbra exceptions by kind",
        "Requests to Zimbra's mailbox servers that failed, by kind, with the number of accounts; refused logins are among them.",
        [
            Count("exceptions", "Exceptions", UnixMailMetrics.Exceptions),
            Count("accounts", "Accounts", UnixMailMetrics.ExceptionAccounts),
        ]) { Chart = Chart.Bars, Top = 20, Section = Section }.By(CommonFields.ErrorCode, "Kind");

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static ImmutableArray<Panel> All { get; } =
    [
        Totals, Volume, TopSenders, TopRecipients, Accounts, Failures, Deferrals, Rejections, LatencyTotals, LatencyOverTime, Delays,
        Verdicts, Tls, Folders, Exceptions,
    ];

    static Metric Latency(decimal q) => UnixMailMetrics.Delay("latency",
        $"{(q == 0.5m ? "Half" : q == 0.95m ? "19 of 20" : "99 of 100")} of Postfix's deliveries took at most this long.",
        CommonFields.DurationMs, q);

    static IEnumerable<PanelColumn> Stage(string name, string title, Field<double> field) =>
    [
        Milliseconds($"{name}_p50", $"{title}, half", UnixMailMetrics.Delay($"delay_{name}",
            $"{title}: half of the deliveries took at most this long.", field, 0.5m)),
        Milliseconds($"{name}_p95", $"{title}, 95 %", UnixMailMetrics.Delay($"delay_{name}",
            $"{title}: 19 of 20 deliveries took at most this long.", field, 0.95m)),
    ];
}
