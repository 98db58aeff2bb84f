using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using static CloudAnalytics.Catalogue.Columns;

namespace CloudAnalytics.Catalogue;

/// <summary>
/// What goes to a monitoring service besides the alarms' own numbers: the panels of the overview, totals for bands of the usual, and the
/// values that numbers may be told apart by. Every value is billed as a metric of its own.
/// </summary>
public static class CloudMetrics
{
    /// <summary>Kinds of events in message tracking (Microsoft: "Event types in the message tracking log").</summary>
    public static MetricDimension Event { get; } = new(CommonFields.Action, "Event",
    [
        "RECEIVE", "SUBMIT", "SEND", "SENDEXTERNAL", "DELIVER", "FAIL", "DEFER", "DSN", "BADMAIL", "POISONMESSAGE", "EXPAND", "RESOLVE",
        "REDIRECT", "TRANSFER", "AGENTINFO", "HADISCARD", "HARECEIVE", "HAREDIRECT", "HAREDIRECTFAIL", "NOTIFYMAPI", "SUBMITDEFER",
        "SUBMITFAIL", "DUPLICATEDELIVER", "DUPLICATEREDIRECT", "THROTTLE", "DROP",
    ]);

    /// <summary>Status codes of HTTP that Exchange and IIS answer with (RFC 9110; 440 is Microsoft's time-out of a login).</summary>
    public static MetricDimension Status { get; } = new(CommonFields.StatusCode, "Status",
    [
        "200", "204", "207", "301", "302", "304", "400", "401", "403", "404", "405", "408", "409", "413", "429", "440", "449", "456", "457",
        "500", "501", "502", "503", "504", "505", "507",
    ]);

    /// <summary>Error codes of Exchange Web Services about servers, limits and rights (Microsoft: ResponseCode).</summary>
    public static MetricDimension EwsError { get; } = new(CommonFields.ErrorCode, "ErrorCode",
    [
        "ErrorServerBusy", "ErrorExceededConnectionCount", "ErrorExceededSubscriptionCount", "ErrorExceededFindCountLimit",
        "ErrorTimeoutExpired", "ErrorInternalServerError", "ErrorInternalServerTransientError", "ErrorMailboxStoreUnavailable",
        "ErrorMailboxMoveInProgress", "ErrorConnectionFailed", "ErrorADUnavailable", "ErrorInsufficientResources", "ErrorQuotaExceeded",
        "ErrorMessageSizeExceeded", "ErrorAccessDenied", "ErrorImpersonateUserDenied", "ErrorImpersonationDenied", "ErrorAccountDisabled",
        "ErrorNonExistentMailbox", "ErrorItemNotFound", "ErrorFolderNotFound", "ErrorSubscriptionNotFound", "ErrorInvalidRequest",
        "ErrorSchemaValidation", "ErrorProxyRequestNotAllowed", "ErrorNoRespondingCASInDestinationSite",
    ]);

    /// <summary>Exchange's names for the protocols of its front end.</summary>
    public static MetricDimension Protocol { get; } = new(LoginFields.Protocol, "Protocol",
        ["Owa", "Ecp", "Ews", "Eas", "Mapi", "RpcHttp", "Autodiscover", "Oab", "PowerShell", "Rest"]);

    /// <summary>Reasons of failed deliveries (RFC 3463) that mail servers give often.</summary>
    public static MetricDimension Reason { get; } = new(LoginFields.FailureReason, "Reason",
    [
        "5.0.0", "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.8", "5.1.10", "5.2.0", "5.2.1", "5.2.2", "5.2.3", "5.3.0", "5.3.4", "5.4.0",
        "5.4.1", "5.4.4", "5.4.6", "5.4.7", "5.4.14", "5.5.0", "5.6.0", "5.7.0", "5.7.1", "5.7.54", "5.7.57", "5.7.60", "5.7.133",
        "5.7.134", "5.7.136", "4.3.1", "4.3.2", "4.4.1", "4.4.2", "4.4.7",
    ]);

    /// <summary>The formats.</summary>
    public static MetricDimension Format { get; } = new(Metric.Format, "Format", [.. LogFormats.All.Select(f => f.Schema.Name)]);

    /// <summary>Mail as a whole.</summary>
    public static PublishedPanel Mail { get; } = new(MailPanels.Totals);

    /// <summary>HTTP as a whole.</summary>
    public static PublishedPanel Web { get; } = new(WebPanels.OverTime with { IsOverTime = false, Chart = Chart.Number });

    /// <summary>Exchange Web Services as a whole.</summary>
    public static PublishedPanel Ews { get; } = new(new Panel("ews-totals", "Exchange Web Services",
        "Requests to Exchange Web Services, and how many ended with an error code.",
        [Count("requests", "Requests", WebMetrics.EwsRequests), Count("errors", "Errors", WebMetrics.EwsErrors)])
        { Chart = Chart.Number, Section = WebPanels.Section });

    /// <summary>Logins as a whole.</summary>
    public static PublishedPanel Logins { get; } = new(new Panel("login-totals", "Logins",
        "Logins over HTTP, SMTP, IMAP and POP, by how they ended.",
        [Count("succeeded", "Succeeded", LoginPanels.Succeeded), Count("failed", "Failed", LoginPanels.Failed)])
        { Chart = Chart.Number, Section = LoginPanels.Section });

    /// <summary>
    /// All that is published: first the totals, then the panels of the overview in its order. Panels that compare with days before are
    /// left out: five minutes are too short for it, and alarms publish such numbers by the hour.
    /// </summary>
    public static ImmutableArray<PublishedPanel> All { get; } =
    [
        Mail, Web, Ews, Logins,
        .. LogCatalogue.Overview.Where(p => p.Periods == 0 && p != Mail.Panel && p != WebPanels.OverTime).Select(Published),
    ];

    /// <summary>Alarms that ring when a number leaves its usual course.</summary>
    public static ImmutableArray<AnomalyAlarm> Anomalies { get; } =
    [
        new("mail-unusual", "Unusual amount of mail",
            "For a quarter of an hour there was clearly more or less mail than at this time of other days and weeks.",
            "More: look at the top senders and at spikes. Less: check transport services, internet line and that log files still arrive.",
            Mail, "messages", AnomalySide.Both, 4),
        new("failures-unusual", "Unusually many deliveries fail",
            "For a quarter of an hour clearly more deliveries were given up than at this time of other days and weeks.",
            "Look at delivery failures by reason: one reason for all names the cause.",
            Mail, "failures", AnomalySide.Above, 3),
        new("server-errors-unusual", "Unusually many server errors",
            "For a quarter of an hour clearly more requests ended with a server error (5xx) than at this time of other days and weeks.",
            "Look at server errors by protocol, and at the health of the application pools of the servers named there.",
            Web, "server_errors", AnomalySide.Above, 3),
        new("ews-errors-unusual", "Unusually many EWS errors",
            "For a quarter of an hour clearly more requests to Exchange Web Services ended with an error code than at this time of other "
            + "days and weeks.",
            "Look at EWS errors by code and at EWS clients: one program is often behind all of them.",
            Ews, "errors", AnomalySide.Above, 3),
        new("failed-logins-unusual", "Unusually many logins fail",
            "For a quarter of an hour clearly more logins were refused than at this time of other days and weeks.",
            "Look at failed logins by address and by account.",
            Logins, "failed", AnomalySide.Above, 3),
    ];

    static PublishedPanel Published(Panel panel)
    {
        // Over time the windows themselves are the time.
        var asked = panel.IsOverTime ? panel with { IsOverTime = false, Top = null } : panel;
        MetricDimension? dimension = panel.Name switch
        {
            "mail-volume" => Event,
            "delivery-failures" => Reason,
            "http-status" => Status,
            "server-errors" => Protocol,
            "ews-errors" => EwsError,
            "noise-share" => Format,
            _ => null,
        };
        return dimension is null ? new(asked) : new(asked with { Top = null }, dimension);
    }
}
