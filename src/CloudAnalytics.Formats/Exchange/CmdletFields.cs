using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>The fields that only the log of remote PowerShell cmdlets has.</summary>
public static class CmdletFields
{
    /// <summary>Start.</summary>
    public static readonly Field<Timestamp> StartTime = Field.Time("start_time", "When the cmdlet began.");

    /// <summary>Parameters.</summary>
    public static readonly Field<Utf8Text> Parameters = Field.Text("parameters", "Parameters of the cmdlet; values of passwords replaced.");

    /// <summary>Parameters without personal data.</summary>
    public static readonly Field<Utf8Text> NonPiiParameters = Field.Text("non_pii_parameters",
        "Parameters without personal data, where Exchange strips it.");

    /// <summary>Identity of the call.</summary>
    public static readonly Field<Utf8Text> CmdletId = Field.Keyword("cmdlet_id", "Identity of this call of the cmdlet.");

    /// <summary>Program.</summary>
    public static readonly Field<Utf8Text> ClientApplication = Field.Keyword("client_application",
        "Program that ran it: EMC, ManagementShell, ActiveMonitor.");

    /// <summary>Account's security identifier.</summary>
    public static readonly Field<Utf8Text> UserSid = Field.Keyword("user_sid", "Security identifier of the account.", "user.id");

    /// <summary>Whether by an administrator.</summary>
    public static readonly Field<bool> IsAdmin = Field.Boolean("is_admin", "Whether the account acted as an administrator.");

    /// <summary>Organisation acted on.</summary>
    public static readonly Field<Utf8Text> EffectiveOrganization = Field.Keyword("effective_organization",
        "Organisation that was acted on.");

    /// <summary>Plan.</summary>
    public static readonly Field<Utf8Text> ServicePlan = Field.Keyword("service_plan", "Service plan of the account; empty on premises.");

    /// <summary>Culture.</summary>
    public static readonly Field<Utf8Text> Culture = Field.Keyword("culture", "Language of the session.");

    /// <summary>Process.</summary>
    public static readonly Field<Utf8Text> ProcessName = Field.Keyword("process_name", "Process that ran the cmdlet.", "process.name");

    /// <summary>Thread.</summary>
    public static readonly Field<long> ThreadId = Field.Int64("thread_id", "Thread that ran the cmdlet.", "process.thread.id");

    /// <summary>Result.</summary>
    public static readonly Field<Utf8Text> Result = Field.Keyword("result", "How it ended: Success, Error.");

    /// <summary>Budget.</summary>
    public static readonly Field<Utf8Text> BudgetOnStart = Field.Text("budget_on_start", "Budget of the account when the cmdlet began.");

    /// <summary>Throttling.</summary>
    public static readonly Field<Utf8Text> ThrottlingInfo = Field.Text("throttling_info", "What throttling did.");

    /// <summary>Delay.</summary>
    public static readonly Field<Utf8Text> DelayInfo = Field.Text("delay_info", "What the cmdlet was delayed for.");

    /// <summary>Redacted output.</summary>
    public static readonly Field<bool> IsOutputRedacted = Field.Boolean("is_output_redacted",
        "Whether personal data was left out of the output.");

    /// <summary>Proxy stage.</summary>
    public static readonly Field<Utf8Text> ProxyStage = Field.Keyword("proxy_stage", "Stage of handing the cmdlet to another server.");

    /// <summary>Proxy server.</summary>
    public static readonly Field<Utf8Text> ProxyServer = Field.Keyword("proxy_server", "Server that the cmdlet was handed to.");

    /// <summary>Objects by proxy.</summary>
    public static readonly Field<long> ProxiedObjects = Field.Int64("proxied_objects", "Objects that the other server returned.");

    /// <summary>Proxy latency.</summary>
    public static readonly Field<double> ProxyLatencyMs = Field.Float64("proxy_latency_ms", "Time for the other server, milliseconds.");

    /// <summary>Objects.</summary>
    public static readonly Field<long> OutputObjects = Field.Int64("output_objects", "Objects that the cmdlet returned.");

    /// <summary>Phase.</summary>
    public static readonly Field<double> ParameterBindingMs = Field.Float64("parameter_binding_ms",
        "Time to bind parameters, milliseconds.");

    /// <summary>Phase.</summary>
    public static readonly Field<double> BeginMs = Field.Float64("begin_processing_ms", "Time in BeginProcessing, milliseconds.");

    /// <summary>Phase.</summary>
    public static readonly Field<double> ProcessMs = Field.Float64("process_record_ms", "Time in ProcessRecord, milliseconds.");

    /// <summary>Phase.</summary>
    public static readonly Field<double> EndMs = Field.Float64("end_processing_ms", "Time in EndProcessing, milliseconds.");

    /// <summary>Phase.</summary>
    public static readonly Field<double> StopMs = Field.Float64("stop_processing_ms", "Time in StopProcessing, milliseconds.");

    /// <summary>Part of the time.</summary>
    public static readonly Field<double> BusinessLogicMs = Field.Float64("business_logic_ms",
        "Time in the cmdlet's own logic, milliseconds.");

    /// <summary>Part of the time.</summary>
    public static readonly Field<double> PowerShellMs = Field.Float64("powershell_ms", "Time in PowerShell itself, milliseconds.");

    /// <summary>Part of the time.</summary>
    public static readonly Field<double> UserInteractionMs = Field.Float64("user_interaction_ms",
        "Time waiting for the user, milliseconds.");

    /// <summary>Part of the time.</summary>
    public static readonly Field<double> ProvisioningMs = Field.Float64("provisioning_ms", "Time in the provisioning layer, milliseconds.");

    /// <summary>Cache.</summary>
    public static readonly Field<long> CacheHits = Field.Int64("cache_hits", "Lookups that a cache answered.");

    /// <summary>Cache.</summary>
    public static readonly Field<long> CacheMisses = Field.Int64("cache_misses", "Lookups that no cache answered.");

    /// <summary>Latencies.</summary>
    public static readonly Field<Utf8Text> GenericLatency = Field.Text("generic_latency", "Further times, pairs separated by semicolons.");

    /// <summary>Object.</summary>
    public static readonly Field<Utf8Text> ObjectGuid = Field.Keyword("object_guid", "Object that was acted on.");

    /// <summary>Organisation in Microsoft 365.</summary>
    public static readonly Field<Utf8Text> ExternalOrganizationId = Field.Keyword("external_organization_id",
        "Organisation in Microsoft 365; empty on premises.");

    /// <summary>Object in Microsoft 365.</summary>
    public static readonly Field<Utf8Text> ExternalObjectId = Field.Keyword("external_object_id",
        "Object in Microsoft 365; empty on premises.");
}
