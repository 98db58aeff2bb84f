using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using static CloudAnalytics.Catalogue.Columns;

namespace CloudAnalytics.Catalogue;

/// <summary>Panels about HTTP: what clients ask of the servers, what fails, how long it takes.</summary>
public static class WebPanels
{
    /// <summary>The heading they stand under.</summary>
    public const string Section = "Web";

    static readonly PanelColumn.Measure s_requests = Count("requests", "Requests", WebMetrics.Requests);

    /// <summary>Requests over time.</summary>
    public static Panel OverTime { get; } = new("http-over-time", "HTTP requests",
        "Requests at Exchange's front end over time, by how they ended.",
        [
            Count("answered", "Answered", WebMetrics.Succeeded),
            Count("client_errors", "4xx", WebMetrics.ClientErrors),
            Count("server_errors", "5xx", WebMetrics.ServerErrors),
        ]) { Chart = Chart.Lines, IsOverTime = true, Section = Section };

    /// <summary>Statuses.</summary>
    public static Panel Status { get; } = new Panel("http-status", "HTTP status codes",
        "How requests at Exchange's front end ended, by status code.", [s_requests, Share("requests")])
        { Chart = Chart.Bars, Top = 15, Section = Section }.By(CommonFields.StatusCode, "Status");

    /// <summary>Statuses by protocol.</summary>
    public static Panel StatusByProtocol { get; } = new Panel("http-status-by-protocol", "HTTP status codes by protocol",
        "How requests at Exchange's front end ended, by protocol (Owa, Ews, Mapi, Eas, Autodiscover) and status code.",
        [s_requests, Share("requests")])
        { Chart = Chart.Table, Top = 50, Section = Section }.By(LoginFields.Protocol, "Protocol").By(CommonFields.StatusCode, "Status");

    /// <summary>The server's faults.</summary>
    public static Panel ServerErrors { get; } = new Panel("server-errors", "Server errors by protocol",
        "Which part of the requests the servers failed to answer (status 500 to 599), by protocol.",
        [
            s_requests,
            Count("errors", "5xx", WebMetrics.ServerErrors),
            Ratio("error_share", "5xx share", "errors", "requests"),
        ]) { Chart = Chart.Bars, Top = 20, OrderBy = "error_share", Section = Section }.By(LoginFields.Protocol, "Protocol");

    /// <summary>Speed.</summary>
    public static Panel Duration { get; } = new Panel("http-latency", "HTTP latency by protocol",
        "How long requests at Exchange's front end took, by protocol; requests that wait for news are left out.",
        [
            s_requests,
            Milliseconds("p50", "Half within", WebMetrics.DurationP50),
            Milliseconds("p95", "95 % within", WebMetrics.DurationP95),
        ]) { Chart = Chart.Table, Top = 20, Section = Section }.By(LoginFields.Protocol, "Protocol");

    /// <summary>Who uses which server.</summary>
    public static Panel Servers { get; } = new Panel("http-servers", "HTTP by server",
        "Which front-end servers clients use: who would be cut off if a server went away.",
        [s_requests, Count("users", "Accounts", WebMetrics.Users), Bytes("bytes", "Bytes", WebMetrics.BytesSent)])
        { Chart = Chart.Table, Top = 20, Section = Section }.By(CommonFields.Host, "Server").By(LoginFields.Protocol, "Protocol");

    /// <summary>IIS statuses.</summary>
    public static Panel IisStatus { get; } = new Panel("iis-status", "IIS status codes",
        "How requests ended in the logs of IIS, front end and back end together.",
        [Count("requests", "Requests", WebMetrics.IisRequests), Share("requests")])
        { Chart = Chart.Bars, Top = 15, Section = Section }.By(CommonFields.StatusCode, "Status");

    /// <summary>EWS errors.</summary>
    public static Panel EwsErrors { get; } = new Panel("ews-errors", "EWS errors",
        "Error codes of Exchange Web Services; ErrorServerBusy means that an application is throttled.",
        [
            Count("errors", "Errors", WebMetrics.EwsErrors),
            Count("users", "Accounts", WebMetrics.EwsErrorUsers),
            Share("errors"),
        ]) { Chart = Chart.Bars, Top = 15, Section = Section }.By(CommonFields.ErrorCode, "Error");

    /// <summary>EWS programs.</summary>
    public static Panel EwsClients { get; } = new Panel("ews-clients", "EWS clients",
        "Programs that use Exchange Web Services, as they name themselves, with the number of accounts they act for.",
        [
            Count("requests", "Requests", WebMetrics.EwsRequests),
            Count("users", "Accounts", WebMetrics.EwsUsers),
            Count("errors", "Errors", WebMetrics.EwsErrors),
            Ratio("error_share", "Error share", "errors", "requests"),
        ]) { Chart = Chart.Table, Top = 20, Section = Section }.By(WebFields.UserAgent, "Program");

    /// <summary>EWS operations.</summary>
    public static Panel EwsOperations { get; } = new Panel("ews-operations", "EWS operations",
        "What is asked of Exchange Web Services, and how long it takes; requests that wait for news are left out of the time.",
        [Count("requests", "Requests", WebMetrics.EwsRequests), Milliseconds("p95", "95 % within", WebMetrics.EwsDurationP95)])
        { Chart = Chart.Table, Top = 20, Section = Section }.By(CommonFields.Action, "Operation");

    /// <summary>ActiveSync devices.</summary>
    public static Panel ActiveSyncClients { get; } = new Panel("activesync-clients", "ActiveSync clients",
        "Kinds of mobile devices that use ActiveSync, by requests, with the number of devices.",
        [
            Count("requests", "Requests", WebMetrics.ActiveSyncRequests),
            Count("devices", "Devices", WebMetrics.ActiveSyncDevices),
        ]) { Chart = Chart.Table, Top = 20, Section = Section }.By(WebFields.DeviceType, "Device type");

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static ImmutableArray<Panel> All { get; } =
    [
        OverTime, Status, ServerErrors, StatusByProtocol, Duration, Servers, EwsErrors, EwsClients, EwsOperations, ActiveSyncClients,
        IisStatus,
    ];
}
