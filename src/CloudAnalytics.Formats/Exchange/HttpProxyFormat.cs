using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>The log of Exchange's HTTP front end (Client Access): one row per request, one folder per protocol.</summary>
/// <remarks>
/// 2016 to SE write the same 74 columns. <c>RequestId</c> is the <c>cafeReqId</c> of IIS and the <c>RequestId</c> of MAPI over HTTP.
/// </remarks>
public sealed class HttpProxyFormat : TabularFormat
{
    static readonly Schema s_schema = new("exchange_http_proxy",
        "One request that Exchange's front end took and handed to a back end; action is the HTTP method.",
        CommonFields.Action, CommonFields.Outcome, CommonFields.StatusCode, HttpProxyFields.BackendStatus, CommonFields.ErrorCode,
        LoginFields.Protocol, WebFields.UrlHost, HttpProxyFields.UrlStem, HttpProxyFields.UrlQuery, HttpProxyFields.ProtocolAction,
        WebFields.Command, CommonFields.UserName, CommonFields.ClientIp, WebFields.XForwardedFor, WebFields.UserAgent,
        WebFields.DeviceId, WebFields.DeviceType, CommonFields.DurationMs, WebFields.LongPoll, CommonFields.Bytes,
        WebFields.RequestBytes, HttpProxyFields.AnchorMailbox, HttpProxyFields.TargetServer, HttpProxyFields.TargetServerVersion,
        HttpProxyFields.ProxyAction, HttpProxyFields.RoutingType, HttpProxyFields.RoutingHint, LoginFields.AuthMethod,
        WebFields.IsAuthenticated, WebFields.Organization, WebFields.RequestId, WebFields.ClientRequestId, WebFields.ServerVersion,
        HttpProxyFields.BackendCookie, HttpProxyFields.ServerLocatorHost, HttpProxyFields.ServerLocatorLatencyMs,
        HttpProxyFields.TargetOutstandingRequests, HttpProxyFields.AuthModulePerf, HttpProxyFields.HttpPipelineLatencyMs,
        HttpProxyFields.CalculateTargetLatencyMs, HttpProxyFields.GlsLatencyMs, HttpProxyFields.AccountForestLatencyMs,
        HttpProxyFields.ResourceForestLatencyMs, HttpProxyFields.AdLatencyMs, HttpProxyFields.SharedCacheLatencyMs,
        HttpProxyFields.ActivityLifetimeMs, HttpProxyFields.ModuleToHandlerLatencyMs, HttpProxyFields.ClientRequestStreamLatencyMs,
        HttpProxyFields.BackendRequestInitLatencyMs, HttpProxyFields.BackendRequestStreamLatencyMs,
        HttpProxyFields.BackendProcessingLatencyMs, HttpProxyFields.BackendResponseInitLatencyMs,
        HttpProxyFields.BackendResponseStreamLatencyMs, HttpProxyFields.ClientResponseStreamLatencyMs,
        HttpProxyFields.KerberosLatencyMs, HttpProxyFields.HandlerCompletionLatencyMs, HttpProxyFields.RequestHandlerLatencyMs,
        HttpProxyFields.HandlerToModuleLatencyMs, HttpProxyFields.ProxyTimeMs, HttpProxyFields.CoreLatencyMs,
        HttpProxyFields.RoutingLatencyMs, HttpProxyFields.ProxyOverheadMs, HttpProxyFields.RouteRefresherLatencyMs,
        HttpProxyFields.PartitionLookupLatencyMs, HttpProxyFields.GlsLatencyBreakup, HttpProxyFields.AccountForestLatencyBreakup,
        HttpProxyFields.ResourceForestLatencyBreakup, HttpProxyFields.SharedCacheLatencyBreakup, HttpProxyFields.BackendGenericInfo,
        HttpProxyFields.EdgeTraceId, HttpProxyFields.DatabaseGuid, HttpProxyFields.UserAdObjectGuid, HttpProxyFields.RoutingStatus,
        WebFields.GenericInfo, WebFields.GenericErrors);

    static readonly int s_clientIp;
    static readonly WebRows.VersionSlots s_version;
    static readonly Columns s_columns = new Columns()
        .Time("DateTime", CommonFields.Time)
        .Text("RequestId", WebFields.RequestId)
        .Version(out s_version)
        .Text("ClientRequestId", WebFields.ClientRequestId)
        .Text("Protocol", LoginFields.Protocol)
        .Text("UrlHost", WebFields.UrlHost)
        .Text("UrlStem", HttpProxyFields.UrlStem)
        .Text("ProtocolAction", HttpProxyFields.ProtocolAction)
        .Text("AuthenticationType", LoginFields.AuthMethod)
        .Boolean("IsAuthenticated", WebFields.IsAuthenticated)
        .Text("AuthenticatedUser", CommonFields.UserName)
        .Text("Organization", WebFields.Organization)
        .Text("AnchorMailbox", HttpProxyFields.AnchorMailbox)
        .Text("UserAgent", WebFields.UserAgent)
        .Slot("ClientIpAddress", out s_clientIp)
        .Text("ServerHostName", CommonFields.Host)
        .Int64("HttpStatus", CommonFields.StatusCode)
        .Int64("BackEndStatus", HttpProxyFields.BackendStatus)
        .Text("ErrorCode", CommonFields.ErrorCode)
        .Text("Method", CommonFields.Action)
        .Text("ProxyAction", HttpProxyFields.ProxyAction)
        .Text("TargetServer", HttpProxyFields.TargetServer)
        .Text("TargetServerVersion", HttpProxyFields.TargetServerVersion)
        .Text("RoutingType", HttpProxyFields.RoutingType)
        .Text("RoutingHint", HttpProxyFields.RoutingHint)
        .Text("BackEndCookie", HttpProxyFields.BackendCookie)
        .Text("ServerLocatorHost", HttpProxyFields.ServerLocatorHost)
        .Float64("ServerLocatorLatency", HttpProxyFields.ServerLocatorLatencyMs)
        .Int64("RequestBytes", WebFields.RequestBytes)
        .Int64("ResponseBytes", CommonFields.Bytes)
        .Int64("TargetOutstandingRequests", HttpProxyFields.TargetOutstandingRequests)
        .Text("AuthModulePerfContext", HttpProxyFields.AuthModulePerf)
        .Float64("HttpPipelineLatency", HttpProxyFields.HttpPipelineLatencyMs)
        .Float64("CalculateTargetBackEndLatency", HttpProxyFields.CalculateTargetLatencyMs)
        .Text("GlsLatencyBreakup", HttpProxyFields.GlsLatencyBreakup)
        .Float64("TotalGlsLatency", HttpProxyFields.GlsLatencyMs)
        .Text("AccountForestLatencyBreakup", HttpProxyFields.AccountForestLatencyBreakup)
        .Float64("TotalAccountForestLatency", HttpProxyFields.AccountForestLatencyMs)
        .Text("ResourceForestLatencyBreakup", HttpProxyFields.ResourceForestLatencyBreakup)
        .Float64("TotalResourceForestLatency", HttpProxyFields.ResourceForestLatencyMs)
        .Float64("ADLatency", HttpProxyFields.AdLatencyMs)
        .Text("SharedCacheLatencyBreakup", HttpProxyFields.SharedCacheLatencyBreakup)
        .Float64("TotalSharedCacheLatency", HttpProxyFields.SharedCacheLatencyMs)
        .Float64("ActivityContextLifeTime", HttpProxyFields.ActivityLifetimeMs)
        .Float64("ModuleToHandlerSwitchingLatency", HttpProxyFields.ModuleToHandlerLatencyMs)
        .Float64("ClientReqStreamLatency", HttpProxyFields.ClientRequestStreamLatencyMs)
        .Float64("BackendReqInitLatency", HttpProxyFields.BackendRequestInitLatencyMs)
        .Float64("BackendReqStreamLatency", HttpProxyFields.BackendRequestStreamLatencyMs)
        .Float64("BackendProcessingLatency", HttpProxyFields.BackendProcessingLatencyMs)
        .Float64("BackendRespInitLatency", HttpProxyFields.BackendResponseInitLatencyMs)
        .Float64("BackendRespStreamLatency", HttpProxyFields.BackendResponseStreamLatencyMs)
        .Float64("ClientRespStreamLatency", HttpProxyFields.ClientResponseStreamLatencyMs)
        .Float64("KerberosAuthHeaderLatency", HttpProxyFields.KerberosLatencyMs)
        .Float64("HandlerCompletionLatency", HttpProxyFields.HandlerCompletionLatencyMs)
        .Float64("RequestHandlerLatency", HttpProxyFields.RequestHandlerLatencyMs)
        .Float64("HandlerToModuleSwitchingLatency", HttpProxyFields.HandlerToModuleLatencyMs)
        .Float64("ProxyTime", HttpProxyFields.ProxyTimeMs)
        .Float64("CoreLatency", HttpProxyFields.CoreLatencyMs)
        .Float64("RoutingLatency", HttpProxyFields.RoutingLatencyMs)
        .Float64("HttpProxyOverhead", HttpProxyFields.ProxyOverheadMs)
        .Float64("TotalRequestTime", CommonFields.DurationMs)
        .Float64("RouteRefresherLatency", HttpProxyFields.RouteRefresherLatencyMs)
        .Text("UrlQuery", HttpProxyFields.UrlQuery)
        .Text("BackEndGenericInfo", HttpProxyFields.BackendGenericInfo)
        .Text("GenericInfo", WebFields.GenericInfo)
        .Text("GenericErrors", WebFields.GenericErrors)
        .Text("EdgeTraceId", HttpProxyFields.EdgeTraceId)
        .Text("DatabaseGuid", HttpProxyFields.DatabaseGuid)
        .Text("UserADObjectGuid", HttpProxyFields.UserAdObjectGuid)
        .Float64("PartitionEndpointLookupLatency", HttpProxyFields.PartitionLookupLatencyMs)
        .Text("RoutingStatus", HttpProxyFields.RoutingStatus);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Front-end log of Exchange 2013 to SE: Logging\\HttpProxy\\<protocol>\\HttpProxy_*.LOG.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/exchange/architecture/client-access/client-access";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["UrlStem", "ProxyAction"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,"
        + "ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,"
        + "ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,RoutingType,"
        + "RoutingHint,BackEndCookie,ServerLocatorHost,ServerLocatorLatency,RequestBytes,ResponseBytes,TargetOutstandingRequests,"
        + "AuthModulePerfContext,HttpPipelineLatency,CalculateTargetBackEndLatency,GlsLatencyBreakup,TotalGlsLatency,"
        + "AccountForestLatencyBreakup,TotalAccountForestLatency,ResourceForestLatencyBreakup,TotalResourceForestLatency,ADLatency,"
        + "SharedCacheLatencyBreakup,TotalSharedCacheLatency,ActivityContextLifeTime,ModuleToHandlerSwitchingLatency,"
        + "ClientReqStreamLatency,BackendReqInitLatency,BackendReqStreamLatency,BackendProcessingLatency,BackendRespInitLatency,"
        + "BackendRespStreamLatency,ClientRespStreamLatency,KerberosAuthHeaderLatency,HandlerCompletionLatency,RequestHandlerLatency,"
        + "HandlerToModuleSwitchingLatency,ProxyTime,CoreLatency,RoutingLatency,HttpProxyOverhead,TotalRequestTime,"
        + "RouteRefresherLatency,UrlQuery,BackEndGenericInfo,GenericInfo,GenericErrors,EdgeTraceId,DatabaseGuid,UserADObjectGuid,"
        + "PartitionEndpointLookupLatency,RoutingStatus",
    ];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        WebRows.SetVersion(ref row, cells, s_version);
        WebRows.SetClient(ref row, cells, s_clientIp, "ClientIpAddress"u8);
        var stem = row.Get(HttpProxyFields.UrlStem);
        var query = row.Get(HttpProxyFields.UrlQuery);
        var protocol = row.Get(LoginFields.Protocol);
        if (protocol.SequenceEqual("Eas"u8))
            ActiveSyncQuery.Read(ref row, query);
        else if (protocol.SequenceEqual("Mapi"u8))
            row.SetBorrowed(WebFields.Command, ClientQuery.MapiRequestType(row.Get(WebFields.ClientRequestId)));
        row.Set(WebFields.LongPoll, row.Get(CommonFields.StatusCode) == 101 || ClientQuery.Waits(row.Get(WebFields.Command))
            || ClientQuery.Waits(row.Get(HttpProxyFields.ProtocolAction)) || ClientQuery.IsChannel(row.Get(CommonFields.Action), stem));
        var noise = Noise.OfUserAgent(row.Get(WebFields.UserAgent));
        if (noise.IsEmpty)
            noise = Noise.OfPath(stem);
        if (noise.IsEmpty && query.IndexOf("clientApplication=ActiveMonitor"u8) >= 0)
            noise = "health_probe"u8;
        WebRows.Judge(ref row, noise);
        Secrets.Redact(ref row, HttpProxyFields.UrlQuery);
        return null;
    }
}
