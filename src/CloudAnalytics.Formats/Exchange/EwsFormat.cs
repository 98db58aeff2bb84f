using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>The log of Exchange Web Services at the mailbox server: one row per request, and rows about streaming subscriptions.</summary>
/// <remarks>
/// 2013 writes 72 columns, 2016 and later 92. The column <c>ErrorCode</c> holds the answer's ResponseCode, empty on success.
/// </remarks>
public sealed class EwsFormat : TabularFormat
{
    static readonly Schema s_schema = new("exchange_ews",
        "One request to Exchange Web Services; action is the SOAP operation (GetItem, FindItem, SyncFolderItems).",
        CommonFields.Action, CommonFields.Outcome, CommonFields.StatusCode, CommonFields.ErrorCode, CommonFields.UserName,
        CommonFields.ClientIp, WebFields.XForwardedFor, WebFields.UserAgent, EwsFields.ImpersonatedUser, EwsFields.ActAsUser,
        EwsFields.ProxyAsUser, CommonFields.DurationMs, WebFields.LongPoll, CommonFields.Bytes, WebFields.RequestBytes,
        EwsFields.ThrottlingDelayMs, EwsFields.ThrottledBy, EwsFields.BackoffHint, LoginFields.AuthMethod, WebFields.IsAuthenticated,
        WebFields.Organization, WebFields.RequestId, WebFields.ClientRequestId, EwsFields.CorrelationId, WebFields.ServerVersion,
        EwsFields.Ring, EwsFields.VersionInfo, EwsFields.FrontEndServer, EwsFields.Session, EwsFields.ServerRole, EwsFields.TaskType,
        EwsFields.RemoteBackendCount, EwsFields.LocalMailboxCount, EwsFields.RemoteMailboxCount, EwsFields.LocalIdCount,
        EwsFields.RemoteIdCount, EwsFields.BeginBudgetConnections, EwsFields.EndBudgetConnections,
        EwsFields.BeginBudgetHangingConnections, EwsFields.EndBudgetHangingConnections, EwsFields.BeginBudgetAD, EwsFields.EndBudgetAD,
        EwsFields.BeginBudgetCAS, EwsFields.EndBudgetCAS, EwsFields.BeginBudgetRPC, EwsFields.EndBudgetRPC,
        EwsFields.BeginBudgetFindCount, EwsFields.EndBudgetFindCount, EwsFields.BeginBudgetSubscriptions,
        EwsFields.EndBudgetSubscriptions, EwsFields.MdbResource, EwsFields.MdbHealth, EwsFields.MdbHistoricalLoad,
        EwsFields.ThrottlingPolicy, EwsFields.ThrottlingRequestType, EwsFields.DcRequestCount, EwsFields.DcLatencyMs,
        EwsFields.MailboxRequestCount, EwsFields.MailboxLatencyMs, EwsFields.RecipientLookupLatencyMs, EwsFields.PrincipalLatencyMs,
        EwsFields.HttpPipelineLatencyMs, EwsFields.CheckAccessLatencyMs, EwsFields.AuthModuleLatencyMs, EwsFields.CallContextLatencyMs,
        EwsFields.PreExecutionLatencyMs, EwsFields.CoreExecutionLatencyMs, EwsFields.PrincipalLatencyDetail,
        EwsFields.ClientStatistics, EwsFields.AuthenticationErrors, EwsFields.Puid, EwsFields.StartTime, EwsFields.ProcessId,
        EwsFields.GcTime, EwsFields.StartTotalMemory, EwsFields.EndTotalMemory, EwsFields.StartGcCounts, EwsFields.EndGcCounts,
        EwsFields.TokenPolicy, EwsFields.BudgetKey, EwsFields.CoinsCharged, EwsFields.CoinsChargedMethod, EwsFields.SidBudget,
        EwsFields.AppBudget, EwsFields.TenantBudget, EwsFields.ResourceAccessed, EwsFields.ResourceThreshold,
        EwsFields.WorkClassification, WebFields.GenericInfo, WebFields.GenericErrors);

    static readonly int s_clientIp;
    static readonly WebRows.VersionSlots s_version;
    static readonly Columns s_columns = new Columns()
        .Time("DateTime", CommonFields.Time)
        .Text("RequestId", WebFields.RequestId)
        .Version(out s_version)
        .Text("Ring", EwsFields.Ring)
        .Text("ClientRequestId", WebFields.ClientRequestId)
        .Text("AuthenticationType", LoginFields.AuthMethod)
        .Boolean("IsAuthenticated", WebFields.IsAuthenticated)
        .Text("AuthenticatedUser", CommonFields.UserName)
        .Text("Organization", WebFields.Organization)
        .Text("UserAgent", WebFields.UserAgent)
        .Text("VersionInfo", EwsFields.VersionInfo)
        .Slot("ClientIpAddress", out s_clientIp)
        .Text("ServerHostName", CommonFields.Host)
        .Text("FrontEndServer", EwsFields.FrontEndServer)
        .Text("SoapAction", CommonFields.Action)
        .Int64("HttpStatus", CommonFields.StatusCode)
        .Int64("RequestSize", WebFields.RequestBytes)
        .Int64("ResponseSize", CommonFields.Bytes)
        .Text("ErrorCode", CommonFields.ErrorCode)
        .Text("ImpersonatedUser", EwsFields.ImpersonatedUser)
        .Text("ProxyAsUser", EwsFields.ProxyAsUser)
        .Text("ActAsUser", EwsFields.ActAsUser)
        .Text("Cookie", EwsFields.Session)
        .Text("CorrelationGuid", EwsFields.CorrelationId)
        .Text("PrimaryOrProxyServer", EwsFields.ServerRole)
        .Text("TaskType", EwsFields.TaskType)
        .Int64("RemoteBackendCount", EwsFields.RemoteBackendCount)
        .Int64("LocalMailboxCount", EwsFields.LocalMailboxCount)
        .Int64("RemoteMailboxCount", EwsFields.RemoteMailboxCount)
        .Int64("LocalIdCount", EwsFields.LocalIdCount)
        .Int64("RemoteIdCount", EwsFields.RemoteIdCount)
        .Int64("BeginBudgetConnections", EwsFields.BeginBudgetConnections)
        .Int64("EndBudgetConnections", EwsFields.EndBudgetConnections)
        .Int64("BeginBudgetHangingConnections", EwsFields.BeginBudgetHangingConnections)
        .Int64("EndBudgetHangingConnections", EwsFields.EndBudgetHangingConnections)
        .Text("BeginBudgetAD", EwsFields.BeginBudgetAD)
        .Text("EndBudgetAD", EwsFields.EndBudgetAD)
        .Text("BeginBudgetCAS", EwsFields.BeginBudgetCAS)
        .Text("EndBudgetCAS", EwsFields.EndBudgetCAS)
        .Text("BeginBudgetRPC", EwsFields.BeginBudgetRPC)
        .Text("EndBudgetRPC", EwsFields.EndBudgetRPC)
        .Int64("BeginBudgetFindCount", EwsFields.BeginBudgetFindCount)
        .Int64("EndBudgetFindCount", EwsFields.EndBudgetFindCount)
        .Int64("BeginBudgetSubscriptions", EwsFields.BeginBudgetSubscriptions)
        .Int64("EndBudgetSubscriptions", EwsFields.EndBudgetSubscriptions)
        .Text("MDBResource", EwsFields.MdbResource)
        .Text("MDBHealth", EwsFields.MdbHealth)
        .Text("MDBHistoricalLoad", EwsFields.MdbHistoricalLoad)
        .Text("ThrottlingPolicy", EwsFields.ThrottlingPolicy)
        .Float64("ThrottlingDelay", EwsFields.ThrottlingDelayMs)
        .Text("ThrottlingRequestType", EwsFields.ThrottlingRequestType)
        .Int64("TotalDCRequestCount", EwsFields.DcRequestCount)
        .Float64("TotalDCRequestLatency", EwsFields.DcLatencyMs)
        .Int64("TotalMBXRequestCount", EwsFields.MailboxRequestCount)
        .Float64("TotalMBXRequestLatency", EwsFields.MailboxLatencyMs)
        .Float64("RecipientLookupLatency", EwsFields.RecipientLookupLatencyMs)
        .Float64("ExchangePrincipalLatency", EwsFields.PrincipalLatencyMs)
        .Float64("HttpPipelineLatency", EwsFields.HttpPipelineLatencyMs)
        .Float64("CheckAccessCoreLatency", EwsFields.CheckAccessLatencyMs)
        .Float64("AuthModuleLatency", EwsFields.AuthModuleLatencyMs)
        .Float64("CallContextInitLatency", EwsFields.CallContextLatencyMs)
        .Float64("PreExecutionLatency", EwsFields.PreExecutionLatencyMs)
        .Float64("CoreExecutionLatency", EwsFields.CoreExecutionLatencyMs)
        .Float64("TotalRequestTime", CommonFields.DurationMs)
        .Text("DetailedExchangePrincipalLatency", EwsFields.PrincipalLatencyDetail)
        .Text("ClientStatistics", EwsFields.ClientStatistics)
        .Text("GenericInfo", WebFields.GenericInfo)
        .Text("AuthenticationErrors", EwsFields.AuthenticationErrors)
        .Text("GenericErrors", WebFields.GenericErrors)
        .Text("Puid", EwsFields.Puid)
        .Time("StartTime", EwsFields.StartTime)
        .Int64("ProcessId", EwsFields.ProcessId)
        .Float64("TimeInGC", EwsFields.GcTime)
        .Int64("StartTotalMemory", EwsFields.StartTotalMemory)
        .Int64("EndTotalMemory", EwsFields.EndTotalMemory)
        .Text("StartGCCounts", EwsFields.StartGcCounts)
        .Text("EndGCCounts", EwsFields.EndGcCounts)
        .Text("TokenBasedThrottlingPolicy", EwsFields.TokenPolicy)
        .Text("BudgetKey", EwsFields.BudgetKey)
        .Float64("CoinsCharged", EwsFields.CoinsCharged)
        .Text("CoinsChargedMethod", EwsFields.CoinsChargedMethod)
        .Text("SidBudgetInfo", EwsFields.SidBudget)
        .Text("AppBudgetInfo", EwsFields.AppBudget)
        .Text("TenantBudgetInfo", EwsFields.TenantBudget)
        .Text("ResourceAccessed", EwsFields.ResourceAccessed)
        .Text("ResourceHealthBasedThreshold", EwsFields.ResourceThreshold)
        .Text("ThrottledBy", EwsFields.ThrottledBy)
        .Text("BackoffHint", EwsFields.BackoffHint)
        .Text("WorkClassification", EwsFields.WorkClassification);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Exchange Web Services log of Exchange 2013 to SE: Logging\\Ews\\Ews_*.LOG.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["DateTime", "SoapAction"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Ring,ClientRequestId,AuthenticationType,"
        + "IsAuthenticated,AuthenticatedUser,Organization,UserAgent,VersionInfo,ClientIpAddress,ServerHostName,FrontEndServer,"
        + "SoapAction,HttpStatus,RequestSize,ResponseSize,ErrorCode,ImpersonatedUser,ProxyAsUser,ActAsUser,Cookie,CorrelationGuid,"
        + "PrimaryOrProxyServer,TaskType,RemoteBackendCount,LocalMailboxCount,RemoteMailboxCount,LocalIdCount,RemoteIdCount,"
        + "BeginBudgetConnections,EndBudgetConnections,BeginBudgetHangingConnections,EndBudgetHangingConnections,BeginBudgetAD,"
        + "EndBudgetAD,BeginBudgetCAS,EndBudgetCAS,BeginBudgetRPC,EndBudgetRPC,BeginBudgetFindCount,EndBudgetFindCount,"
        + "BeginBudgetSubscriptions,EndBudgetSubscriptions,MDBResource,MDBHealth,MDBHistoricalLoad,ThrottlingPolicy,ThrottlingDelay,"
        + "ThrottlingRequestType,TotalDCRequestCount,TotalDCRequestLatency,TotalMBXRequestCount,TotalMBXRequestLatency,"
        + "RecipientLookupLatency,ExchangePrincipalLatency,HttpPipelineLatency,CheckAccessCoreLatency,AuthModuleLatency,"
        + "CallContextInitLatency,PreExecutionLatency,CoreExecutionLatency,TotalRequestTime,DetailedExchangePrincipalLatency,"
        + "ClientStatistics,GenericInfo,AuthenticationErrors,GenericErrors,Puid,StartTime,ProcessId,TimeInGC,StartTotalMemory,"
        + "EndTotalMemory,StartGCCounts,EndGCCounts,TokenBasedThrottlingPolicy,BudgetKey,CoinsCharged,CoinsChargedMethod,"
        + "SidBudgetInfo,AppBudgetInfo,TenantBudgetInfo,ResourceAccessed,ResourceHealthBasedThreshold,ThrottledBy,BackoffHint,"
        + "WorkClassification",
        "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,AuthenticationType,"
        + "IsAuthenticated,AuthenticatedUser,Organization,UserAgent,VersionInfo,ClientIpAddress,ServerHostName,FrontEndServer,"
        + "SoapAction,HttpStatus,RequestSize,ResponseSize,ErrorCode,ImpersonatedUser,ProxyAsUser,ActAsUser,Cookie,CorrelationGuid,"
        + "PrimaryOrProxyServer,TaskType,RemoteBackendCount,LocalMailboxCount,RemoteMailboxCount,LocalIdCount,RemoteIdCount,"
        + "BeginBudgetConnections,EndBudgetConnections,BeginBudgetHangingConnections,EndBudgetHangingConnections,BeginBudgetAD,"
        + "EndBudgetAD,BeginBudgetCAS,EndBudgetCAS,BeginBudgetRPC,EndBudgetRPC,BeginBudgetFindCount,EndBudgetFindCount,"
        + "BeginBudgetSubscriptions,EndBudgetSubscriptions,MDBResource,MDBHealth,MDBHistoricalLoad,ThrottlingPolicy,ThrottlingDelay,"
        + "ThrottlingRequestType,TotalDCRequestCount,TotalDCRequestLatency,TotalMBXRequestCount,TotalMBXRequestLatency,"
        + "RecipientLookupLatency,ExchangePrincipalLatency,HttpPipelineLatency,CheckAccessCoreLatency,AuthModuleLatency,"
        + "CallContextInitLatency,PreExecutionLatency,CoreExecutionLatency,TotalRequestTime,DetailedExchangePrincipalLatency,"
        + "ClientStatistics,GenericInfo,AuthenticationErrors,GenericErrors,Puid",
    ];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        WebRows.SetVersion(ref row, cells, s_version);
        WebRows.SetClient(ref row, cells, s_clientIp, "ClientIpAddress"u8);
        if (row.Get(CommonFields.ErrorCode).SequenceEqual("NoError"u8))
            row.Set(CommonFields.ErrorCode, default(Utf8View));
        row.Set(WebFields.LongPoll, ClientQuery.Waits(row.Get(CommonFields.Action)));
        var noise = Noise.OfUserAgent(row.Get(WebFields.UserAgent));
        if (noise.IsEmpty)
            noise = Noise.OfAccount(row.Get(EwsFields.ImpersonatedUser));
        WebRows.Judge(ref row, noise);
        return null;
    }
}
