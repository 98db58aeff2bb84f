using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// The fields that only the log of Exchange's HTTP front end has. Latencies are null where the request did not come that far.
/// </summary>
public static class HttpProxyFields
{
    public static readonly Field<Utf8Text> UrlStem = Field.Keyword("url_stem", "Path of the request, without its query.", "url.path");

    public static readonly Field<Utf8Text> UrlQuery = Field.Text("url_query",
        "Query of the request; passwords and tokens replaced.", "url.query");

    public static readonly Field<Utf8Text> ProtocolAction = Field.Keyword("protocol_action",
        "What the client asks for: OWA action, EWS operation, cmdlet of a PowerShell request.");

    public static readonly Field<Utf8Text> AnchorMailbox = Field.Keyword("anchor_mailbox",
        "What the front end finds the mailbox by: SMTP:address, MailboxGuid~guid, Sid~sid, ServerInfo~...");

    public static readonly Field<long> BackendStatus = Field.Int64("backend_status",
        "HTTP status of the back end, null when it was not asked.");

    public static readonly Field<Utf8Text> ProxyAction = Field.Keyword("proxy_action", "What the front end did: Proxy or Redirect.");

    public static readonly Field<Utf8Text> TargetServer = Field.Keyword("target_server",
        "Back end that the request was handed to.", "destination.domain");

    public static readonly Field<Utf8Text> TargetServerVersion = Field.Keyword("target_server_version", "Version of that server.");

    public static readonly Field<Utf8Text> RoutingType = Field.Keyword("routing_type", "IntraForest, CrossForest.");

    public static readonly Field<Utf8Text> RoutingHint = Field.Keyword("routing_hint",
        "How the target was found: MailboxGuidWithDomain, WindowsIdentity, ServerCookie.");

    public static readonly Field<Utf8Text> BackendCookie = Field.Keyword("backend_cookie", "Cookie that keeps the client at its back end.");

    public static readonly Field<Utf8Text> ServerLocatorHost = Field.Keyword("server_locator_host",
        "Server that was asked where the mailbox lies.");

    public static readonly Field<double> ServerLocatorLatencyMs = Field.Float64("server_locator_latency_ms",
        "Time of that question, milliseconds.");

    public static readonly Field<long> TargetOutstandingRequests = Field.Int64("target_outstanding_requests",
        "Requests that the target had not answered yet.");

    public static readonly Field<Utf8Text> AuthModulePerf = Field.Keyword("auth_module_perf", "Measurements of the authentication module.");

    public static readonly Field<double> HttpPipelineLatencyMs = Field.Float64("http_pipeline_latency_ms",
        "Time in the modules of IIS, milliseconds.");

    public static readonly Field<double> CalculateTargetLatencyMs = Field.Float64("calculate_target_latency_ms",
        "Time to find the target server, milliseconds.");

    public static readonly Field<double> GlsLatencyMs = Field.Float64("gls_latency_ms", "Time in the global locator, milliseconds.");

    public static readonly Field<double> AccountForestLatencyMs = Field.Float64("account_forest_latency_ms",
        "Time in the directory of the account forest, milliseconds.");

    public static readonly Field<double> ResourceForestLatencyMs = Field.Float64("resource_forest_latency_ms",
        "Time in the directory of the resource forest, milliseconds.");

    public static readonly Field<double> AdLatencyMs = Field.Float64("ad_latency_ms", "Time in Active Directory, milliseconds.");

    public static readonly Field<double> SharedCacheLatencyMs = Field.Float64("shared_cache_latency_ms",
        "Time in the shared cache, milliseconds.");

    public static readonly Field<double> ActivityLifetimeMs = Field.Float64("activity_lifetime_ms",
        "From the first module to the end, milliseconds.");

    public static readonly Field<double> ModuleToHandlerLatencyMs = Field.Float64("module_to_handler_latency_ms",
        "Time to switch from module to handler, milliseconds.");

    public static readonly Field<double> ClientRequestStreamLatencyMs = Field.Float64("client_request_stream_latency_ms",
        "Time to read the request, milliseconds.");

    public static readonly Field<double> BackendRequestInitLatencyMs = Field.Float64("backend_request_init_latency_ms",
        "Time to reach the back end, milliseconds.");

    public static readonly Field<double> BackendRequestStreamLatencyMs = Field.Float64("backend_request_stream_latency_ms",
        "Time to send the request to the back end, milliseconds.");

    public static readonly Field<double> BackendProcessingLatencyMs = Field.Float64("backend_processing_latency_ms",
        "Time that the back end took, milliseconds.");

    public static readonly Field<double> BackendResponseInitLatencyMs = Field.Float64("backend_response_init_latency_ms",
        "Time to the back end's first byte, milliseconds.");

    public static readonly Field<double> BackendResponseStreamLatencyMs = Field.Float64("backend_response_stream_latency_ms",
        "Time to read the back end's answer, milliseconds.");

    public static readonly Field<double> ClientResponseStreamLatencyMs = Field.Float64("client_response_stream_latency_ms",
        "Time to send the answer, milliseconds.");

    public static readonly Field<double> KerberosLatencyMs = Field.Float64("kerberos_latency_ms",
        "Time to get a Kerberos ticket for the back end, milliseconds.");

    public static readonly Field<double> HandlerCompletionLatencyMs = Field.Float64("handler_completion_latency_ms",
        "Time to complete the handler, milliseconds.");

    public static readonly Field<double> RequestHandlerLatencyMs = Field.Float64("request_handler_latency_ms",
        "Time of the request handler, milliseconds.");

    public static readonly Field<double> HandlerToModuleLatencyMs = Field.Float64("handler_to_module_latency_ms",
        "Time to switch back from handler to module, milliseconds.");

    public static readonly Field<double> ProxyTimeMs = Field.Float64("proxy_time_ms", "Time of the proxying as a whole, milliseconds.");

    public static readonly Field<double> CoreLatencyMs = Field.Float64("core_latency_ms",
        "Time of the front end's own work, milliseconds.");

    public static readonly Field<double> RoutingLatencyMs = Field.Float64("routing_latency_ms", "Time to route the request, milliseconds.");

    public static readonly Field<double> ProxyOverheadMs = Field.Float64("proxy_overhead_ms",
        "Time that the front end added, milliseconds.");

    public static readonly Field<double> RouteRefresherLatencyMs = Field.Float64("route_refresher_latency_ms",
        "Time to refresh routes, milliseconds.");

    public static readonly Field<double> PartitionLookupLatencyMs = Field.Float64("partition_lookup_latency_ms",
        "Time to look partitions up, milliseconds.");

    public static readonly Field<Utf8Text> GlsLatencyBreakup = Field.Keyword("gls_latency_breakup", "Parts of gls_latency_ms.");

    public static readonly Field<Utf8Text> AccountForestLatencyBreakup = Field.Keyword("account_forest_latency_breakup",
        "Parts of account_forest_latency_ms.");

    public static readonly Field<Utf8Text> ResourceForestLatencyBreakup = Field.Keyword("resource_forest_latency_breakup",
        "Parts of resource_forest_latency_ms.");

    public static readonly Field<Utf8Text> SharedCacheLatencyBreakup = Field.Keyword("shared_cache_latency_breakup",
        "Parts of shared_cache_latency_ms.");

    public static readonly Field<Utf8Text> BackendGenericInfo = Field.Text("backend_generic_info",
        "What the back end reports of the request.");

    public static readonly Field<Utf8Text> EdgeTraceId = Field.Keyword("edge_trace_id", "Identity that an edge gave the request.");

    public static readonly Field<Utf8Text> DatabaseGuid = Field.Keyword("database_guid",
        "Mailbox database that the request was routed to.");

    public static readonly Field<Utf8Text> UserAdObjectGuid = Field.Keyword("user_ad_object_guid",
        "Identity of the account in Active Directory.");

    public static readonly Field<Utf8Text> RoutingStatus = Field.Keyword("routing_status", "Who routed: CafeV1.");
}
