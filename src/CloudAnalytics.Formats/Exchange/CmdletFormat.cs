using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>Exchange's log of cmdlets run over remote PowerShell: one row per call.</summary>
/// <remarks>
/// What administrators, the admin center and Exchange's own monitoring ran, with its parameters. The columns that say which domain
/// controllers a session used go to the attributes.
/// </remarks>
public sealed class CmdletFormat : TabularFormat
{
    static readonly Schema s_schema = new("exchange_cmdlet",
        "One cmdlet run over remote PowerShell on an Exchange server.",
        CommonFields.Action, CommonFields.Outcome, CommonFields.UserName, CmdletFields.Parameters, CmdletFields.Result,
        CommonFields.ErrorCode, LoginFields.FailureReason, CmdletFields.ClientApplication, CommonFields.DurationMs, CmdletFields.StartTime,
        CmdletFields.IsAdmin, CmdletFields.UserSid, WebFields.Organization, CmdletFields.EffectiveOrganization, CmdletFields.ServicePlan,
        CmdletFields.Culture, WebFields.RequestId, WebFields.ClientRequestId, CmdletFields.CmdletId, WebFields.ServerVersion,
        CmdletFields.ProcessName, EwsFields.ProcessId, CmdletFields.ThreadId, CmdletFields.OutputObjects, CmdletFields.IsOutputRedacted,
        CmdletFields.BudgetOnStart, CmdletFields.ThrottlingInfo, CmdletFields.DelayInfo, EwsFields.ThrottlingDelayMs,
        CmdletFields.ProxyStage, CmdletFields.ProxyServer, CmdletFields.ProxiedObjects, CmdletFields.ProxyLatencyMs,
        CmdletFields.ParameterBindingMs, CmdletFields.BeginMs, CmdletFields.ProcessMs, CmdletFields.EndMs, CmdletFields.StopMs,
        CmdletFields.BusinessLogicMs, CmdletFields.PowerShellMs, CmdletFields.UserInteractionMs, CmdletFields.ProvisioningMs,
        CmdletFields.CacheHits, CmdletFields.CacheMisses, CmdletFields.GenericLatency, WebFields.GenericInfo, WebFields.GenericErrors,
        CmdletFields.ObjectGuid, CmdletFields.ExternalOrganizationId, CmdletFields.ExternalObjectId, CmdletFields.NonPiiParameters);

    static readonly WebRows.VersionSlots s_version;
    static readonly Columns s_columns = new Columns()
        .Time("DateTime", CommonFields.Time)
        .Time("StartTime", CmdletFields.StartTime)
        .Text("RequestId", WebFields.RequestId)
        .Text("ClientRequestId", WebFields.ClientRequestId)
        .Version(out s_version)
        .Text("ServerHostName", CommonFields.Host)
        .Int64("ProcessId", EwsFields.ProcessId)
        .Text("ProcessName", CmdletFields.ProcessName)
        .Int64("ThreadId", CmdletFields.ThreadId)
        .Text("CultureInfo", CmdletFields.Culture)
        .Text("Organization", WebFields.Organization)
        .Text("AuthenticatedUser", CommonFields.UserName)
        .Text("ExecutingUserSid", CmdletFields.UserSid)
        .Text("EffectiveOrganization", CmdletFields.EffectiveOrganization)
        .Text("UserServicePlan", CmdletFields.ServicePlan)
        .Boolean("IsAdmin", CmdletFields.IsAdmin)
        .Text("ClientApplication", CmdletFields.ClientApplication)
        .Text("Cmdlet", CommonFields.Action)
        .Text("Parameters", CmdletFields.Parameters)
        .Text("CmdletUniqueId", CmdletFields.CmdletId)
        .Text("UserBudgetOnStart", CmdletFields.BudgetOnStart)
        .Text("ThrottlingInfo", CmdletFields.ThrottlingInfo)
        .Text("DelayInfo", CmdletFields.DelayInfo)
        .Float64("ThrottlingDelay", EwsFields.ThrottlingDelayMs)
        .Boolean("IsOutputObjectRedacted", CmdletFields.IsOutputRedacted)
        .Text("CmdletProxyStage", CmdletFields.ProxyStage)
        .Text("CmdletProxyRemoteServer", CmdletFields.ProxyServer)
        .Int64("ProxiedObjectCount", CmdletFields.ProxiedObjects)
        .Float64("CmdletProxyLatency", CmdletFields.ProxyLatencyMs)
        .Int64("OutputObjectCount", CmdletFields.OutputObjects)
        .Float64("ParameterBinding", CmdletFields.ParameterBindingMs)
        .Float64("BeginProcessing", CmdletFields.BeginMs)
        .Float64("ProcessRecord", CmdletFields.ProcessMs)
        .Float64("EndProcessing", CmdletFields.EndMs)
        .Float64("StopProcessing", CmdletFields.StopMs)
        .Float64("BizLogic", CmdletFields.BusinessLogicMs)
        .Float64("PowerShellLatency", CmdletFields.PowerShellMs)
        .Float64("UserInteractionLatency", CmdletFields.UserInteractionMs)
        .Float64("ProvisioningLayerLatency", CmdletFields.ProvisioningMs)
        .Float64("TotalTime", CommonFields.DurationMs)
        .Text("ErrorType", CommonFields.ErrorCode)
        .Text("ExecutionResult", CmdletFields.Result)
        .Int64("CacheHitCount", CmdletFields.CacheHits)
        .Int64("CacheMissCount", CmdletFields.CacheMisses)
        .Text("GenericLatency", CmdletFields.GenericLatency)
        .Text("GenericInfo", WebFields.GenericInfo)
        .Text("GenericErrors", WebFields.GenericErrors)
        .Text("ObjectGuid", CmdletFields.ObjectGuid)
        .Text("ExternalDirectoryOrganizationId", CmdletFields.ExternalOrganizationId)
        .Text("ExternalDirectoryObjectId", CmdletFields.ExternalObjectId)
        .Text("NonPiiParameters", CmdletFields.NonPiiParameters);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc =>
        "Log of cmdlets over remote PowerShell: Logging\\CmdletInfra\\Powershell-Proxy\\Cmdlet\\Rps_Cmdlet_*.LOG.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/powershell/exchange/exchange-management-shell";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["Cmdlet", "CmdletUniqueId"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "DateTime,StartTime,RequestId,ClientRequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ServerHostName,ProcessId,"
        + "ProcessName,ThreadId,CultureInfo,Organization,AuthenticatedUser,ExecutingUserSid,EffectiveOrganization,UserServicePlan,IsAdmin,"
        + "ClientApplication,Cmdlet,Parameters,CmdletUniqueId,UserBudgetOnStart,ContributeToFailFast,RunspaceSettingsCreationHint,"
        + "ADViewEntireForest,ADRecipientViewRoot,ADConfigurationDomainControllers,ADPreferredGlobalCatalogs,ADPreferredDomainControllers,"
        + "ADUserConfigurationDomainController,ADUserPreferredGlobalCatalog,ADuserPreferredDomainControllers,ThrottlingInfo,DelayInfo,"
        + "ThrottlingDelay,IsOutputObjectRedacted,CmdletProxyStage,CmdletProxyRemoteServer,CmdletProxyRemoteServerVersion,"
        + "CmdletProxyMethod,ProxiedObjectCount,CmdletProxyLatency,OutputObjectCount,ParameterBinding,BeginProcessing,ProcessRecord,EndProcessing,"
        + "StopProcessing,BizLogic,PowerShellLatency,UserInteractionLatency,ProvisioningLayerLatency,ActivityContextLifeTime,TotalTime,"
        + "ErrorType,ExecutionResult,CacheHitCount,CacheMissCount,GenericLatency,GenericInfo,GenericErrors,ObjectGuid,"
        + "ExternalDirectoryOrganizationId,ExternalDirectoryObjectId,NonPiiParameters",
    ];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        WebRows.SetVersion(ref row, cells, s_version);
        var result = row.Get(CmdletFields.Result);
        var isError = !row.Get(CommonFields.ErrorCode).IsEmpty || (!result.IsEmpty && !result.SequenceEqual("Success"u8));
        row.Set(CommonFields.Outcome, isError ? Outcome.Failure : result.IsEmpty ? Outcome.Unknown : Outcome.Success);
        if (isError)
            row.Set(LoginFields.FailureReason, ExceptionIn(row.Get(WebFields.GenericErrors)));
        var noise = Noise.OfAccount(row.Get(CommonFields.UserName));
        if (noise.IsEmpty && row.Get(CmdletFields.ClientApplication).SequenceEqual("ActiveMonitor"u8))
            noise = "health_probe"u8;
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
        SecretParameters.Hide(ref row, CmdletFields.Parameters);
        SecretParameters.Hide(ref row, CmdletFields.NonPiiParameters);
        return null;
    }

    // Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException: the sentence behind it is in the server's language.
    static ReadOnlySpan<byte> ExceptionIn(ReadOnlySpan<byte> errors)
    {
        var end = errors.IndexOf("Exception:"u8);
        end = end < 0 ? errors.IndexOf("Exception "u8) : end;
        if (end < 0)
            return default;
        var start = end;
        while (start > 0 && char.IsAsciiLetterOrDigit((char)errors[start - 1]))
            start--;
        return errors[start..(end + 9)];
    }
}
