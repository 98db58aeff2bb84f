using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using static CloudAnalytics.Catalogue.Columns;

namespace CloudAnalytics.Catalogue;

/// <summary>What must be noticed without anybody looking.</summary>
public static class Alarms
{
    /// <summary>Spam outbreak.</summary>
    public static Alarm SenderSpike { get; } = new("sender-spike", "A sender sends far more than usual",
        "One address sends at least five times as many messages in an hour as in the same hour of the days before (fewer than 20 count "
        + "as 20): "
        + "often a stolen account that sends spam.",
        "Look at the sender's messages and logins. If the account is stolen: block it, change its password, end its sessions, empty the "
        + "queues.",
        MailPanels.SenderSpikes with { Floor = null }, "spike", 5)
    {
        Window = TimeSpan.FromHours(1),
        Severity = AlarmSeverity.Critical,
    };

    /// <summary>Failures above the usual.</summary>
    public static Alarm DeliveryFailures { get; } = new("delivery-failures", "Many deliveries fail",
        "At least five times as many deliveries were given up in a quarter of an hour as in the same time of the days before (fewer "
        + "than 10 count "
        + "as 10).",
        "Look at the reasons: one reason for all names the cause, such as a full disk, a wrong connector or a block list.",
        new Panel("delivery-failures-alarm", "Failed deliveries", "Failed deliveries against the same time of the days before.",
            Spike(Count("failures", "Failures", MailMetrics.Failures), floor: 10)), "spike", 5)
    {
        Window = TimeSpan.FromMinutes(15),
    };

    /// <summary>Deferrals.</summary>
    public static Alarm Deferrals { get; } = new("deferrals", "Mail is being put off",
        "A server put off at least 100 deliveries in a quarter of an hour, twice in a row: mail is piling up in its queues.",
        "Look at the reason of the deferrals and at the queues of that server (Get-Queue): the next server may be down or refuse mail.",
        new Panel("deferrals-alarm", "Deferrals by server", "Deliveries that were put off, by server.",
            [Count("deferrals", "Deferrals", MailMetrics.Deferrals)]).By(CommonFields.Host, "Server"), "deferrals", 100)
    {
        Window = TimeSpan.FromMinutes(15),
        Windows = 2,
        Breaches = 2,
    };

    /// <summary>Slow mail.</summary>
    public static Alarm DeliverySlow { get; } = new("delivery-slow", "Mail is slow",
        "One in 20 deliveries took longer than 5 minutes in two of the last three quarters of an hour.",
        "Look at delivery latency over time and at the problems by server: deferrals name the hop that waits.",
        MailPanels.Latency with { Floor = new PanelFloor("deliveries", 20) }, "p95", 300_000)
    {
        Window = TimeSpan.FromMinutes(15),
        Windows = 3,
        Breaches = 2,
    };

    /// <summary>Poison.</summary>
    public static Alarm Poison { get; } = new("poison-message", "A message crashes the transport service",
        "A message made the transport service of a server crash and was set aside in the poison queue.",
        "Look at the message (Get-Message -Queue SERVER\\Poison) and keep a copy for support; remove it or release it.",
        new Panel("poison-alarm", "Poison messages", "Messages in the poison queue, by server.",
            [Count("poison", "Messages", MailMetrics.Poison)]).By(CommonFields.Host, "Server"), "poison", 1)
    {
        Severity = AlarmSeverity.Critical,
    };

    /// <summary>No mail.</summary>
    public static Alarm MailSilent { get; } = new("mail-silent", "Hardly any mail flows",
        "Less than a tenth of the messages of the same hour of the days before, where at least 100 are usual.",
        "Check that the transport services run, that the internet line and the connectors work, and that the log files still arrive.",
        new Panel("mail-silent-alarm", "Messages against their usual", "Messages against the same hour of the days before.",
            Spike(Count("messages", "Messages", MailMetrics.Messages), floor: 1)) { Floor = new PanelFloor("usual", 100) }, "spike", 0.1)
    {
        Comparison = AlarmComparison.AtMost,
        Window = TimeSpan.FromHours(1),
        Severity = AlarmSeverity.Critical,
        Missing = AlarmMissing.IsUnknown,
    };

    /// <summary>Server errors.</summary>
    public static Alarm ServerErrors { get; } = new("server-errors", "A web service fails",
        "At least 5 % of the requests of one protocol ended with a server error (5xx) in two of the last three windows of 5 minutes "
        + "with at "
        + "least 50 requests.",
        "Look at the rows behind it for the error code and the target server; check the health of that server's application pools.",
        WebPanels.ServerErrors with { Floor = new PanelFloor("requests", 50) }, "error_share", 0.05)
    {
        Windows = 3,
        Breaches = 2,
        Severity = AlarmSeverity.Critical,
    };

    /// <summary>Slow web.</summary>
    public static Alarm HttpSlow { get; } = new("http-slow", "A web service is slow",
        "One in 20 requests of one protocol took longer than 5 seconds in two of the last three windows of 5 minutes with at least 50 "
        + "requests.",
        "Look at the target servers of the slow requests, and there at processor, disk and domain controllers.",
        WebPanels.Duration with { Floor = new PanelFloor("requests", 50) }, "p95", 5000)
    {
        Windows = 3,
        Breaches = 2,
    };

    /// <summary>EWS throttling.</summary>
    public static Alarm EwsBusy { get; } = new("ews-busy", "An application is throttled",
        "A program got at least 20 answers from Exchange Web Services in 5 minutes that it asks too much (ErrorServerBusy and the like).",
        "Find the program and its account; ask its vendor to follow the back-off hint, or give its account a throttling policy of its own.",
        new Panel("ews-busy-alarm", "Throttled programs", "Requests refused because of limits, by program.",
            [Count("busy", "Refused", WebMetrics.EwsBusy)]).By(WebFields.UserAgent, "Program"), "busy", 20);

    /// <summary>Attack from an address.</summary>
    public static Alarm LoginAttack { get; } = new("login-attack", "An address guesses passwords",
        "At least 20 logins from one address were refused in a quarter of an hour.",
        "Look at the accounts it tried and whether any login from it succeeded. Block the address at the firewall; change passwords it "
        + "got right.",
        LoginPanels.ByAddress, "failed", 20)
    {
        Window = TimeSpan.FromMinutes(15),
        Severity = AlarmSeverity.Critical,
    };

    /// <summary>Attack on an account.</summary>
    public static Alarm LoginAccount { get; } = new("login-account", "Many logins of one account fail",
        "At least 20 logins of one account were refused in a quarter of an hour: an attack, or a device with an old password that locks "
        + "the account.",
        "Look at the addresses: one inside address is a forgotten device, many outside addresses are an attack.",
        LoginPanels.ByAccount, "failed", 20)
    {
        Window = TimeSpan.FromMinutes(15),
    };

    /// <summary>A grave finding.</summary>
    public static Alarm GraveFinding { get; } = new("finding-high", "A detection has found something grave",
        "A detection whose findings must be looked at now (severity high) has found something: a taken account, mail that is forwarded, a "
        + "burst of mail, a virus that got through.",
        "Look at the finding: docs/detections.md says for each detection what it has seen, and what looks the same and is harmless.",
        FindingPanels.Grave, "findings", 1) { Severity = AlarmSeverity.Critical };

    /// <summary>Broken lines.</summary>
    public static Alarm DeadLetters { get; } = new("dead-letters", "Log lines cannot be read",
        "At least 1 % of the lines of one file, and 10 of them, could not be read in a quarter of an hour.",
        "Look at the dead letters: the reason and the line say whether the file is of another format, was cut off, or shows a fault of "
        + "ours.",
        IngestionPanels.ByFile with { Floor = new PanelFloor("dead_letters", 10) }, "dead_share", 0.01)
    {
        Window = TimeSpan.FromMinutes(15),
        Severity = AlarmSeverity.Notice,
    };

    /// <summary>Lag.</summary>
    public static Alarm IngestionLag { get; } = new("ingestion-lag", "Logs arrive late",
        "Rows of a followed file were more than 15 minutes old when they arrived, in three windows of 5 minutes in a row.",
        "Check that the program that ships the file runs, and that the clocks of both machines agree.",
        IngestionPanels.ByFile, "lag_ms", 900_000)
    {
        Windows = 3,
        Breaches = 3,
        Severity = AlarmSeverity.Notice,
    };

    /// <summary>Silence.</summary>
    public static Alarm SourceSilent { get; } = new("source-silent", "A log has stopped coming",
        "Less than a tenth of the rows of the same hour of the days before came in of one format, where at least 100 are usual.",
        "Check the server that writes the log, the program that ships it, and that the folder is still the one that is watched.",
        IngestionPanels.Spikes with { Floor = new PanelFloor("usual", 100) }, "spike", 0.1)
    {
        Comparison = AlarmComparison.AtMost,
        Window = TimeSpan.FromHours(1),
        Missing = AlarmMissing.IsUnknown,
    };

    /// <summary>All of them, by subject.</summary>
    public static ImmutableArray<Alarm> All { get; } =
    [
        SenderSpike, DeliveryFailures, Deferrals, DeliverySlow, Poison, MailSilent, ServerErrors, HttpSlow, EwsBusy, LoginAttack,
        LoginAccount, GraveFinding, DeadLetters, IngestionLag, SourceSilent,
    ];
}
