using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue;

/// <summary>Numbers about HTTP: the front end's log of requests (HttpProxy), IIS, Exchange Web Services, ActiveSync.</summary>
public static class WebMetrics
{
    /// <summary>Requests at the front end.</summary>
    public static Metric Requests { get; } = new("web.requests",
        "Requests of clients at Exchange's front end.", Logs.HttpProxy, new Aggregate.Count());

    /// <summary>Served.</summary>
    public static Metric Succeeded { get; } = Requests.Where("web.status_2xx_3xx",
        "Requests that were answered or redirected (status 200 to 399).", Status(200, 400));

    /// <summary>The client's fault.</summary>
    public static Metric ClientErrors { get; } = Requests.Where("web.status_4xx",
        "Requests that the server refused as wrong or not allowed (status 400 to 499).", Status(400, 500));

    /// <summary>The server's fault.</summary>
    public static Metric ServerErrors { get; } = Requests.Where("web.status_5xx",
        "Requests that the server failed to answer (status 500 to 599).", Status(500, 600));

    /// <summary>Typical time.</summary>
    public static Metric DurationP50 { get; } = Duration("p50", "Half of the requests took at most this long, long polls left out.", 0.5m);

    /// <summary>Time of the slower ones.</summary>
    public static Metric DurationP95 { get; } = Duration("p95", "19 of 20 requests took at most this long, long polls left out.", 0.95m);

    /// <summary>Accounts.</summary>
    public static Metric Users { get; } = new("web.users",
        "Different accounts that made requests at Exchange's front end.", Logs.HttpProxy,
        new Aggregate.Distinct(new Key(CommonFields.UserName)));

    /// <summary>Bytes sent.</summary>
    public static Metric BytesSent { get; } = new("web.bytes",
        "Bytes of the front end's answers.", Logs.HttpProxy, new Aggregate.Sum(CommonFields.Bytes));

    /// <summary>Requests at IIS.</summary>
    public static Metric IisRequests { get; } = new("iis.requests",
        "Requests in the logs of IIS, front end and back end.", Logs.Iis, new Aggregate.Count());

    /// <summary>EWS requests.</summary>
    public static Metric EwsRequests { get; } = new("ews.requests",
        "Requests to Exchange Web Services.", Logs.Ews, new Aggregate.Count());

    /// <summary>EWS errors.</summary>
    public static Metric EwsErrors { get; } = EwsRequests.Where("ews.errors",
        "Requests to Exchange Web Services that ended with an error code.", Has(CommonFields.ErrorCode));

    /// <summary>EWS throttling.</summary>
    public static Metric EwsBusy { get; } = EwsRequests.Where("ews.busy",
        "Requests to Exchange Web Services refused because the account or the server was over its limit (ErrorServerBusy, "
        + "ErrorExceededConnectionCount and the like).",
        new IsOneOf(CommonFields.ErrorCode,
            ["ErrorServerBusy", "ErrorExceededConnectionCount", "ErrorExceededSubscriptionCount", "ErrorExceededFindCountLimit"]));

    /// <summary>EWS accounts.</summary>
    public static Metric EwsUsers { get; } = new("ews.users",
        "Different accounts that used Exchange Web Services.", Logs.Ews, new Aggregate.Distinct(new Key(CommonFields.UserName)));

    /// <summary>Accounts with EWS errors.</summary>
    public static Metric EwsErrorUsers { get; } = EwsUsers.Where("ews.error_users",
        "Different accounts whose requests to Exchange Web Services ended with an error code.", Has(CommonFields.ErrorCode));

    /// <summary>Time of EWS requests.</summary>
    public static Metric EwsDurationP95 { get; } = new("ews.duration_p95",
        "19 of 20 requests to Exchange Web Services took at most this long, long polls left out.", Logs.Ews,
        new Aggregate.Quantile(CommonFields.DurationMs, 0.95m)) { Where = !new IsTrue(WebFields.LongPoll) };

    /// <summary>ActiveSync requests.</summary>
    public static Metric ActiveSyncRequests { get; } = new("activesync.requests",
        "Requests of ActiveSync devices, as IIS logs them at the front end.", Logs.Iis, new Aggregate.Count())
    {
        Where = Has(WebFields.DeviceType),
    };

    /// <summary>ActiveSync devices.</summary>
    public static Metric ActiveSyncDevices { get; } = new("activesync.devices",
        "Different ActiveSync devices.", Logs.Iis, new Aggregate.Distinct(new Key(WebFields.DeviceId)))
    {
        Where = Has(WebFields.DeviceType),
    };

    static Predicate Status(long from, long to) =>
        new AtLeast(CommonFields.StatusCode, from) & !new AtLeast(CommonFields.StatusCode, to);

    static Metric Duration(string name, string doc, decimal q) => new($"web.duration_{name}", doc, Logs.HttpProxy,
        new Aggregate.Quantile(CommonFields.DurationMs, q)) { Where = !new IsTrue(WebFields.LongPoll) };
}
