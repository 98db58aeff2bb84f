using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// The fields that only the log of Exchange Web Services has. Budgets are what throttling leaves an account; <c>11 Max</c> in the log is
/// 11, and a value that is no number (<c>Unlimited</c>) is kept in the attributes. Those of AD, CAS and RPC are shares of time,
/// <c>$null/$null/0%</c>, and stay as they are.
/// </summary>
public static class EwsFields
{
    public static readonly Field<Utf8Text> Ring = Field.Keyword("ring", "Deployment ring; Unknown on premises.");

    public static readonly Field<Utf8Text> VersionInfo = Field.Keyword("version_info", "Version of the schema that the client asked for.");

    public static readonly Field<Utf8Text> FrontEndServer = Field.Keyword("front_end_server", "Front end that handed the request on.");

    public static readonly Field<Utf8Text> ImpersonatedUser = Field.Keyword("impersonated_user",
        "Account in whose name the application acted (ApplicationImpersonation).", "user.effective.name");

    public static readonly Field<Utf8Text> ProxyAsUser = Field.Keyword("proxy_as_user",
        "Account in whose name another server handed the request on.");

    public static readonly Field<Utf8Text> ActAsUser = Field.Keyword("act_as_user", "Account whose rights the request used.");

    public static readonly Field<Utf8Text> Session = Field.Keyword("session_cookie",
        "Cookie that binds requests of one client to a server, as a hash.");

    public static readonly Field<Utf8Text> CorrelationId = Field.Keyword("correlation_id",
        "Identity of the work on the server; rows of one subscription share it.");

    public static readonly Field<Utf8Text> ServerRole = Field.Keyword("server_role",
        "PrimaryServer, or ProxyServer where the mailbox lies elsewhere.");

    public static readonly Field<Utf8Text> TaskType = Field.Keyword("task_type", "LocalTask, RemoteTask or ProxyTask.");

    public static readonly Field<long> RemoteBackendCount = Field.Int64("remote_backend_count", "Other servers that were asked.");

    public static readonly Field<long> LocalMailboxCount = Field.Int64("local_mailbox_count",
        "Mailboxes on this server that the request named.");

    public static readonly Field<long> RemoteMailboxCount = Field.Int64("remote_mailbox_count",
        "Mailboxes on other servers that the request named.");

    public static readonly Field<long> LocalIdCount = Field.Int64("local_id_count", "Items on this server that the request named.");

    public static readonly Field<long> RemoteIdCount = Field.Int64("remote_id_count", "Items on other servers that the request named.");

    public static readonly Field<long> BeginBudgetConnections = Field.Int64("begin_budget_connections",
        "Throttling budget for open connections when the request began.");

    public static readonly Field<long> EndBudgetConnections = Field.Int64("end_budget_connections",
        "Throttling budget for open connections when the request ended.");

    public static readonly Field<long> BeginBudgetHangingConnections = Field.Int64("begin_budget_hanging_connections",
        "Throttling budget for held connections when the request began.");

    public static readonly Field<long> EndBudgetHangingConnections = Field.Int64("end_budget_hanging_connections",
        "Throttling budget for held connections when the request ended.");

    public static readonly Field<Utf8Text> BeginBudgetAD = Field.Keyword("begin_budget_ad",
        "Throttling budget for use of Active Directory when the request began.");

    public static readonly Field<Utf8Text> EndBudgetAD = Field.Keyword("end_budget_ad",
        "Throttling budget for use of Active Directory when the request ended.");

    public static readonly Field<Utf8Text> BeginBudgetCAS = Field.Keyword("begin_budget_cas",
        "Throttling budget for use of the web service when the request began.");

    public static readonly Field<Utf8Text> EndBudgetCAS = Field.Keyword("end_budget_cas",
        "Throttling budget for use of the web service when the request ended.");

    public static readonly Field<Utf8Text> BeginBudgetRPC = Field.Keyword("begin_budget_rpc",
        "Throttling budget for use of mailbox calls when the request began.");

    public static readonly Field<Utf8Text> EndBudgetRPC = Field.Keyword("end_budget_rpc",
        "Throttling budget for use of mailbox calls when the request ended.");

    public static readonly Field<long> BeginBudgetFindCount = Field.Int64("begin_budget_find_count",
        "Throttling budget for search folders when the request began.");

    public static readonly Field<long> EndBudgetFindCount = Field.Int64("end_budget_find_count",
        "Throttling budget for search folders when the request ended.");

    public static readonly Field<long> BeginBudgetSubscriptions = Field.Int64("begin_budget_subscriptions",
        "Throttling budget for subscriptions when the request began.");

    public static readonly Field<long> EndBudgetSubscriptions = Field.Int64("end_budget_subscriptions",
        "Throttling budget for subscriptions when the request ended.");

    public static readonly Field<Utf8Text> MdbResource = Field.Keyword("mdb_resource", "Mailbox database that was watched.");

    public static readonly Field<Utf8Text> MdbHealth = Field.Keyword("mdb_health", "Its health.");

    public static readonly Field<Utf8Text> MdbHistoricalLoad = Field.Keyword("mdb_historical_load", "Its load over time.");

    public static readonly Field<Utf8Text> ThrottlingPolicy = Field.Keyword("throttling_policy", "Throttling policy of the account.");

    public static readonly Field<double> ThrottlingDelayMs = Field.Float64("throttling_delay_ms",
        "How long throttling held the request back, milliseconds.");

    public static readonly Field<Utf8Text> ThrottlingRequestType = Field.Keyword("throttling_request_type",
        "Resource that the request is throttled by.");

    public static readonly Field<long> DcRequestCount = Field.Int64("dc_request_count", "Calls to domain controllers.");

    public static readonly Field<double> DcLatencyMs = Field.Float64("dc_latency_ms", "Time in calls to domain controllers, milliseconds.");

    public static readonly Field<long> MailboxRequestCount = Field.Int64("mailbox_request_count", "Calls to mailboxes.");

    public static readonly Field<double> MailboxLatencyMs = Field.Float64("mailbox_latency_ms",
        "Time in calls to mailboxes, milliseconds.");

    public static readonly Field<double> RecipientLookupLatencyMs = Field.Float64("recipient_lookup_latency_ms",
        "Time to look the recipient up, milliseconds.");

    public static readonly Field<double> PrincipalLatencyMs = Field.Float64("principal_latency_ms",
        "Time to look the mailbox up, milliseconds.");

    public static readonly Field<double> HttpPipelineLatencyMs = Field.Float64("http_pipeline_latency_ms",
        "Time in the modules of IIS, milliseconds.");

    public static readonly Field<double> CheckAccessLatencyMs = Field.Float64("check_access_latency_ms",
        "Time to check the access, milliseconds.");

    public static readonly Field<double> AuthModuleLatencyMs = Field.Float64("auth_module_latency_ms",
        "Time to authenticate, milliseconds.");

    public static readonly Field<double> CallContextLatencyMs = Field.Float64("call_context_latency_ms",
        "Time to set the call up, milliseconds.");

    public static readonly Field<double> PreExecutionLatencyMs = Field.Float64("pre_execution_latency_ms",
        "Time before the operation began, milliseconds.");

    public static readonly Field<double> CoreExecutionLatencyMs = Field.Float64("core_execution_latency_ms",
        "Time of the operation itself, milliseconds.");

    public static readonly Field<Utf8Text> PrincipalLatencyDetail = Field.Text("principal_latency_detail",
        "Parts of principal_latency_ms.");

    public static readonly Field<Utf8Text> ClientStatistics = Field.Text("client_statistics",
        "What the client measured of its requests before.");

    public static readonly Field<Utf8Text> AuthenticationErrors = Field.Text("authentication_errors",
        "Why the request was not authenticated.");

    public static readonly Field<Utf8Text> Puid = Field.Keyword("puid", "Identity of the account in Microsoft 365; empty on premises.");

    public static readonly Field<Timestamp> StartTime = Field.Time("start_time", "When the request began (2016 and later).");

    public static readonly Field<long> ProcessId = Field.Int64("process_id", "Process that took the request.", "process.pid");

    public static readonly Field<double> GcTime = Field.Float64("gc_time", "Share of time in garbage collection.");

    public static readonly Field<long> StartTotalMemory = Field.Int64("start_total_memory",
        "Memory of the process when the request began, bytes.");

    public static readonly Field<long> EndTotalMemory = Field.Int64("end_total_memory",
        "Memory of the process when the request ended, bytes.");

    public static readonly Field<Utf8Text> StartGcCounts = Field.Keyword("start_gc_counts",
        "Garbage collections of each generation until the request began.");

    public static readonly Field<Utf8Text> EndGcCounts = Field.Keyword("end_gc_counts",
        "Garbage collections of each generation until the request ended.");

    public static readonly Field<Utf8Text> TokenPolicy = Field.Keyword("token_throttling_policy", "Throttling policy by tokens.");

    public static readonly Field<Utf8Text> BudgetKey = Field.Keyword("budget_key", "Whose budget the request was charged to.");

    public static readonly Field<double> CoinsCharged = Field.Float64("coins_charged", "What the request was charged.");

    public static readonly Field<Utf8Text> CoinsChargedMethod = Field.Keyword("coins_charged_method", "How the charge was found.");

    public static readonly Field<Utf8Text> SidBudget = Field.Keyword("sid_budget_info", "Budget of the account.");

    public static readonly Field<Utf8Text> AppBudget = Field.Keyword("app_budget_info", "Budget of the application.");

    public static readonly Field<Utf8Text> TenantBudget = Field.Keyword("tenant_budget_info", "Budget of the tenant.");

    public static readonly Field<Utf8Text> ResourceAccessed = Field.Keyword("resource_accessed", "Resource that the request used.");

    public static readonly Field<Utf8Text> ResourceThreshold = Field.Keyword("resource_threshold",
        "Threshold of that resource by its health.");

    public static readonly Field<Utf8Text> ThrottledBy = Field.Keyword("throttled_by",
        "What throttled the request; null when nothing did.");

    public static readonly Field<Utf8Text> BackoffHint = Field.Keyword("backoff_hint", "How long the client was asked to wait.");

    public static readonly Field<Utf8Text> WorkClassification = Field.Keyword("work_classification",
        "How urgent the server took the work to be.");
}
