using System.Collections.Immutable;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Every log that a server of the sample can have.</summary>
enum LogKind
{
    TrackingTransport, TrackingDelivery, TrackingSubmission,
    SmtpReceiveEdge, SmtpReceiveClient, SmtpReceiveRelay, SmtpSend, Agent,
    Ews, MapiHttp, Imap4, Pop3,
    ProxyMapi, ProxyEws, ProxyEas, ProxyOwa, ProxyAutodiscover, ProxyOab, ProxyRpcHttp, ProxyEcp, ProxyPowerShell, ProxyRest,
    IisFront, IisBack, HttpError,
    Cmdlet, EcpActivity, EcpServer, Audit,
    EventsApplication, EventsSystem, EventsManagement,
}

/// <summary>What is the same about a log on every server.</summary>
/// <param name="Folder">Folder on the server below <paramref name="Root"/>, with <c>/</c>.</param>
/// <param name="Root">Where that folder hangs on Windows.</param>
/// <param name="Format">The product's name of the format.</param>
/// <param name="LogType">The <c>#Log-type</c>, or null for logs of Windows' HTTP server.</param>
/// <param name="Version">The <c>#Version</c> where it is not the server's.</param>
/// <param name="AgentFile">Name of the file of agent records.</param>
sealed record LogSpec(
    LogKind Kind, SampleFormat Format, string Root, string Folder, string Prefix, Rotation Rotation, ImmutableArray<string> Columns,
    string? LogType, string AgentFile, string? Version = null)
{
    const string Exchange = @"C:\Program Files\Microsoft\Exchange Server\V15";
    const string Drive = "C:";
    const string Logs15 = "15.0.0.0";

    public string Extension { get; init; } = ".LOG";

    public bool RepeatsHeader { get; init; }

    public bool IsNumbered { get; init; } = true;

    /// <summary>All logs; the index is the <see cref="LogKind"/>.</summary>
    public static readonly ImmutableArray<LogSpec> All =
    [
        Tracking(LogKind.TrackingTransport, "MSGTRK", "message-tracking"),
        Tracking(LogKind.TrackingDelivery, "MSGTRKMD", "message-tracking-delivery"),
        Tracking(LogKind.TrackingSubmission, "MSGTRKMS", "message-tracking-submission"),
        Smtp(LogKind.SmtpReceiveEdge, "Edge/ProtocolLog/SmtpReceive", "RECV", "SMTP Receive Protocol Log", "smtp-receive-edge"),
        Smtp(LogKind.SmtpReceiveClient, "FrontEnd/ProtocolLog/SmtpReceive", "RECV", "SMTP Receive Protocol Log", "smtp-receive-front-end"),
        Smtp(LogKind.SmtpReceiveRelay, "Hub/ProtocolLog/SmtpReceive", "RECV", "SMTP Receive Protocol Log", "smtp-receive-hub"),
        Smtp(LogKind.SmtpSend, "Edge/ProtocolLog/SmtpSend", "SEND", "SMTP Send Protocol Log", "smtp-send"),
        new(LogKind.Agent, SampleFormat.ExchangeAgent, Exchange, "TransportRoles/Logs/Edge/AgentLog", "AgentLog", Rotation.Daily,
            LogColumns.Agent, "Agent Log", "agent-log", Logs15),
        new(LogKind.Ews, SampleFormat.ExchangeEws, Exchange, "Logging/Ews", "Ews_", Rotation.Hourly, LogColumns.Ews, "EWS Logs", "ews")
            { RepeatsHeader = true },
        new(LogKind.MapiHttp, SampleFormat.ExchangeMapiHttp, Exchange, "Logging/MapiHttp/Mailbox", "MapiHttp_", Rotation.Hourly,
            LogColumns.MapiHttp, "MapiHttp Logs", "mapi-http") { RepeatsHeader = true },
        new(LogKind.Imap4, SampleFormat.ExchangeImapPop, Exchange, "Logging/Imap4", "IMAP4", Rotation.Hourly, LogColumns.ImapPop,
            "IMAP4 Log", "imap4", Logs15),
        new(LogKind.Pop3, SampleFormat.ExchangeImapPop, Exchange, "Logging/Pop3", "POP3", Rotation.Hourly, LogColumns.ImapPop,
            "POP3 Log", "pop3", Logs15),
        Proxy(LogKind.ProxyMapi, "Mapi"), Proxy(LogKind.ProxyEws, "Ews"), Proxy(LogKind.ProxyEas, "Eas"), Proxy(LogKind.ProxyOwa, "Owa"),
        Proxy(LogKind.ProxyAutodiscover, "Autodiscover"), Proxy(LogKind.ProxyOab, "Oab"), Proxy(LogKind.ProxyRpcHttp, "RpcHttp"),
        Proxy(LogKind.ProxyEcp, "Ecp"), Proxy(LogKind.ProxyPowerShell, "PowerShell"), Proxy(LogKind.ProxyRest, "Rest"),
        Iis(LogKind.IisFront, "W3SVC1", "iis"), Iis(LogKind.IisBack, "W3SVC2", "iis-back-end"),
        new(LogKind.HttpError, SampleFormat.IisError, Drive, "Windows/System32/LogFiles/HTTPERR", "httperr1", Rotation.Never,
            LogColumns.HttpError, null, "httperr", "1.0") { Extension = ".log", IsNumbered = false },
        new(LogKind.Cmdlet, SampleFormat.ExchangeCmdlet, Exchange, "Logging/CmdletInfra/Powershell-Proxy/Cmdlet", "Rps_Cmdlet_",
            Rotation.Hourly, LogColumns.Cmdlet, "Rps Cmdlet Logs", "cmdlet"),
        new(LogKind.EcpActivity, SampleFormat.ExchangeEcp, Exchange, "Logging/ECP/Activity", "ECPActivity_11500_", Rotation.Daily,
            LogColumns.Ecp, "ECP Activity Context Log", "ecp-activity", Logs15),
        new(LogKind.EcpServer, SampleFormat.ExchangeEcp, Exchange, "Logging/ECP/Server", "ECPServer", Rotation.Daily, LogColumns.Ecp,
            "ECP Server Log", "ecp-server", Logs15),
        new(LogKind.Audit, SampleFormat.ExchangeAdminAudit, Exchange, "Logging/LocalQueue/Exchange", "audit", Rotation.Daily,
            LogColumns.Audit, "audit", "audit"),
        Events(LogKind.EventsApplication, "Application"), Events(LogKind.EventsSystem, "System"),
        Events(LogKind.EventsManagement, "MSExchange Management"),
    ];

    static LogSpec Tracking(LogKind kind, string prefix, string agentFile) =>
        new(kind, SampleFormat.ExchangeMessageTracking, Exchange, "TransportRoles/Logs/MessageTracking", prefix, Rotation.Hourly,
            LogColumns.MessageTracking, "Message Tracking Log", agentFile);

    static LogSpec Smtp(LogKind kind, string folder, string prefix, string logType, string agentFile) =>
        new(kind, SampleFormat.ExchangeSmtpProtocol, Exchange, "TransportRoles/Logs/" + folder, prefix, Rotation.Hourly,
            LogColumns.SmtpProtocol, logType, agentFile, Logs15);

    static LogSpec Proxy(LogKind kind, string protocol) =>
        new(kind, SampleFormat.ExchangeHttpProxy, Exchange, "Logging/HttpProxy/" + protocol, "HttpProxy_", Rotation.Hourly,
            LogColumns.HttpProxy, "HttpProxy Logs", "http-proxy-" + protocol.ToLowerInvariant()) { RepeatsHeader = true };

    static LogSpec Iis(LogKind kind, string site, string agentFile) =>
        new(kind, SampleFormat.IisAccess, Drive, "inetpub/logs/LogFiles/" + site, "u_ex", Rotation.DailyShort, LogColumns.Iis, null,
            agentFile, "1.0") { Extension = ".log", IsNumbered = false };

    static LogSpec Events(LogKind kind, string log) =>
        new(kind, SampleFormat.WindowsEvent, Drive, "WindowsEvents", log, Rotation.Never, [], "", "windows-events")
            { Extension = ".xml", IsNumbered = false };
}
