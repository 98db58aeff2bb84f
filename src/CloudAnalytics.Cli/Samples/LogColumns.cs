using System.Collections.Immutable;

namespace CloudAnalytics.Cli.Samples;

/// <summary>The column names of every log, as its <c>#Fields</c> line lists them.</summary>
static class LogColumns
{
    /// <summary>Message tracking of Exchange 2016, 2019 and SE; 2013 lacks the last three.</summary>
    public static readonly ImmutableArray<string> MessageTracking = Split(
        "date-time client-ip client-hostname server-ip server-hostname source-context connector-id source event-id " +
        "internal-message-id message-id network-message-id recipient-address recipient-status total-bytes recipient-count " +
        "related-recipient-address reference message-subject sender-address return-path message-info directionality tenant-id " +
        "original-client-ip original-server-ip custom-data transport-traffic-type log-id schema-version");

    /// <summary>EWS of Exchange 2016 and later; 2013 lacks <see cref="EwsAbsent2013"/>.</summary>
    public static readonly ImmutableArray<string> Ews = Split(
        "DateTime RequestId MajorVersion MinorVersion BuildVersion RevisionVersion Ring ClientRequestId AuthenticationType " +
        "IsAuthenticated AuthenticatedUser Organization UserAgent VersionInfo ClientIpAddress ServerHostName FrontEndServer " +
        "SoapAction HttpStatus RequestSize ResponseSize ErrorCode ImpersonatedUser ProxyAsUser ActAsUser Cookie CorrelationGuid " +
        "PrimaryOrProxyServer TaskType RemoteBackendCount LocalMailboxCount RemoteMailboxCount LocalIdCount RemoteIdCount " +
        "BeginBudgetConnections EndBudgetConnections BeginBudgetHangingConnections EndBudgetHangingConnections BeginBudgetAD " +
        "EndBudgetAD BeginBudgetCAS EndBudgetCAS BeginBudgetRPC EndBudgetRPC BeginBudgetFindCount EndBudgetFindCount " +
        "BeginBudgetSubscriptions EndBudgetSubscriptions MDBResource MDBHealth MDBHistoricalLoad ThrottlingPolicy " +
        "ThrottlingDelay ThrottlingRequestType TotalDCRequestCount TotalDCRequestLatency TotalMBXRequestCount " +
        "TotalMBXRequestLatency RecipientLookupLatency ExchangePrincipalLatency HttpPipelineLatency CheckAccessCoreLatency " +
        "AuthModuleLatency CallContextInitLatency PreExecutionLatency CoreExecutionLatency TotalRequestTime " +
        "DetailedExchangePrincipalLatency ClientStatistics GenericInfo AuthenticationErrors GenericErrors Puid StartTime " +
        "ProcessId TimeInGC StartTotalMemory EndTotalMemory StartGCCounts EndGCCounts TokenBasedThrottlingPolicy BudgetKey " +
        "CoinsCharged CoinsChargedMethod SidBudgetInfo AppBudgetInfo TenantBudgetInfo ResourceAccessed " +
        "ResourceHealthBasedThreshold ThrottledBy BackoffHint WorkClassification");

    /// <summary>HttpProxy, the same in every folder.</summary>
    public static readonly ImmutableArray<string> HttpProxy = Split(
        "DateTime RequestId MajorVersion MinorVersion BuildVersion RevisionVersion ClientRequestId Protocol UrlHost UrlStem " +
        "ProtocolAction AuthenticationType IsAuthenticated AuthenticatedUser Organization AnchorMailbox UserAgent " +
        "ClientIpAddress ServerHostName HttpStatus BackEndStatus ErrorCode Method ProxyAction TargetServer TargetServerVersion " +
        "RoutingType RoutingHint BackEndCookie ServerLocatorHost ServerLocatorLatency RequestBytes ResponseBytes " +
        "TargetOutstandingRequests AuthModulePerfContext HttpPipelineLatency CalculateTargetBackEndLatency GlsLatencyBreakup " +
        "TotalGlsLatency AccountForestLatencyBreakup TotalAccountForestLatency ResourceForestLatencyBreakup " +
        "TotalResourceForestLatency ADLatency SharedCacheLatencyBreakup TotalSharedCacheLatency ActivityContextLifeTime " +
        "ModuleToHandlerSwitchingLatency ClientReqStreamLatency BackendReqInitLatency BackendReqStreamLatency " +
        "BackendProcessingLatency BackendRespInitLatency BackendRespStreamLatency ClientRespStreamLatency " +
        "KerberosAuthHeaderLatency HandlerCompletionLatency RequestHandlerLatency HandlerToModuleSwitchingLatency ProxyTime " +
        "CoreLatency RoutingLatency HttpProxyOverhead TotalRequestTime RouteRefresherLatency UrlQuery BackEndGenericInfo " +
        "GenericInfo GenericErrors EdgeTraceId DatabaseGuid UserADObjectGuid PartitionEndpointLookupLatency RoutingStatus");

    /// <summary>SMTP receive and send protocol logs.</summary>
    public static readonly ImmutableArray<string> SmtpProtocol = Split(
        "date-time connector-id session-id sequence-number local-endpoint remote-endpoint event data context");

    /// <summary>IMAP4 and POP3.</summary>
    public static readonly ImmutableArray<string> ImapPop = Split(
        "dateTime sessionId seqNumber sIp cIp user duration rqsize rpsize command parameters context puid");

    /// <summary>Transport agents.</summary>
    public static readonly ImmutableArray<string> Agent = Split(
        "Timestamp SessionId LocalEndpoint RemoteEndpoint EnteredOrgFromIP MessageId P1FromAddress P2FromAddresses Recipient " +
        "NumRecipients Agent Event Action SmtpResponse Reason ReasonData Diagnostics NetworkMsgID TenantID Directionality");

    /// <summary>Cmdlets run over remote PowerShell.</summary>
    public static readonly ImmutableArray<string> Cmdlet = Split(
        "DateTime StartTime RequestId ClientRequestId MajorVersion MinorVersion BuildVersion RevisionVersion ServerHostName " +
        "ProcessId ProcessName ThreadId CultureInfo Organization AuthenticatedUser ExecutingUserSid EffectiveOrganization " +
        "UserServicePlan IsAdmin ClientApplication Cmdlet Parameters CmdletUniqueId UserBudgetOnStart ContributeToFailFast " +
        "RunspaceSettingsCreationHint ADViewEntireForest ADRecipientViewRoot ADConfigurationDomainControllers " +
        "ADPreferredGlobalCatalogs ADPreferredDomainControllers ADUserConfigurationDomainController " +
        "ADUserPreferredGlobalCatalog ADuserPreferredDomainControllers ThrottlingInfo DelayInfo ThrottlingDelay " +
        "IsOutputObjectRedacted CmdletProxyStage CmdletProxyRemoteServer CmdletProxyRemoteServerVersion CmdletProxyMethod " +
        "ProxiedObjectCount CmdletProxyLatency OutputObjectCount ParameterBinding BeginProcessing ProcessRecord EndProcessing " +
        "StopProcessing BizLogic PowerShellLatency UserInteractionLatency ProvisioningLayerLatency ActivityContextLifeTime " +
        "TotalTime ErrorType ExecutionResult CacheHitCount CacheMissCount GenericLatency GenericInfo GenericErrors ObjectGuid " +
        "ExternalDirectoryOrganizationId ExternalDirectoryObjectId NonPiiParameters");

    /// <summary>Both logs of the Exchange admin center.</summary>
    public static readonly ImmutableArray<string> Ecp = Split(
        "TimeStamp ServerName EventId EventData");

    /// <summary>Administrator audit.</summary>
    public static readonly ImmutableArray<string> Audit = Split(
        "Timestamp Server TenantId RecordType Data UserKey RecordId Operation Workload ResultStatus Version Scope");

    /// <summary>MAPI over HTTP at the mailbox server.</summary>
    public static readonly ImmutableArray<string> MapiHttp = Split(
        "DateTime RequestId MapiRequestId ClientRequestId RequestType HttpStatusCode ResponseCode StatusCode ReturnCode " +
        "TotalRequestLatency DeploymentRing MajorVersion MinorVersion BuildVersion RevisionVersion AuthenticatedUserEmail UPN " +
        "Puid TenantGuid MailboxId MDBGuid ActAsUserEmail ClientIP SourceCafeServer EdgeInfo NetworkDeviceInfo SessionCookie " +
        "SequenceCookie MapiClientInfo ClientSoftware ClientSoftwareVersion ClientMode AuthenticationType AuthModuleLatency " +
        "LiveIdBasicLog LiveIdBasicError LiveIdNegotiateError OAuthLatency OAuthError OAuthErrorCategory OAuthExtraInfo " +
        "AuthenticatedUser RopIds OperationSpecific GenericInfo GenericErrors");

    /// <summary>The EWS columns that Exchange 2013 lacks.</summary>
    public static readonly string[] EwsAbsent2013 =
    [
        "Ring", "StartTime", "ProcessId", "TimeInGC", "StartTotalMemory", "EndTotalMemory", "StartGCCounts", "EndGCCounts",
        "TokenBasedThrottlingPolicy", "BudgetKey", "CoinsCharged", "CoinsChargedMethod", "SidBudgetInfo", "AppBudgetInfo",
        "TenantBudgetInfo", "ResourceAccessed", "ResourceHealthBasedThreshold", "ThrottledBy", "BackoffHint",
        "WorkClassification",
    ];

    /// <summary>The message-tracking columns that Exchange 2013 lacks.</summary>
    public static readonly string[] TrackingAbsent2013 = ["transport-traffic-type", "log-id", "schema-version"];

    /// <summary>Every IIS column that the sample knows, in the order of IIS; a site has those its administrator chose.</summary>
    public static readonly ImmutableArray<string> Iis = Split(
        "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version " +
        "cs(User-Agent) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken X-Forwarded-For");

    /// <summary>What IIS leaves out by default.</summary>
    public static readonly string[] IisAbsentByDefault =
        ["s-sitename", "s-computername", "cs-version", "cs-host", "sc-bytes", "cs-bytes", "X-Forwarded-For"];

    /// <summary>What IIS leaves out where an administrator added sizes and the client behind the load balancer.</summary>
    public static readonly string[] IisAbsentWithBytes = ["s-sitename", "s-computername", "cs-version", "cs-host"];

    /// <summary>Errors of Windows' HTTP server.</summary>
    public static readonly ImmutableArray<string> HttpError = Split(
        "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename");

    static ImmutableArray<string> Split(string names) => [.. names.Split(' ')];
}
