using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// Exchange's administrator audit log as the server queues it in files: one row per change, its details as JSON in one cell.
/// </summary>
/// <remarks>
/// Columns and record types: Microsoft Learn, "Administrator audit logging" and "Office 365 Management Activity API schema".
/// </remarks>
public sealed class AdminAuditFormat : TabularFormat
{
    /// <summary>Record type.</summary>
    public static readonly Field<Utf8Text> RecordType = Field.Keyword("record_type", "Kind of record: ExchangeAdmin, ExchangeItem.");

    /// <summary>Workload.</summary>
    public static readonly Field<Utf8Text> Workload = Field.Keyword("workload", "Service that was acted on: Exchange.");

    /// <summary>Result.</summary>
    public static readonly Field<Utf8Text> ResultStatus = Field.Keyword("result_status",
        "Whether the change succeeded, as the log spells it: True.");

    /// <summary>Scope.</summary>
    public static readonly Field<Utf8Text> Scope = Field.Keyword("scope", "Online or Onprem, as the log spells it.");

    /// <summary>Record.</summary>
    public static readonly Field<Utf8Text> RecordIdentity = Field.Keyword("record_id", "Identity of the record.");

    /// <summary>Target.</summary>
    public static readonly Field<Utf8Text> ObjectId = Field.Keyword("object_id",
        "Object that was changed: a path in the directory, an address.");

    /// <summary>Account by another name.</summary>
    public static readonly Field<Utf8Text> UserId = Field.Keyword("user_id", "The account by the details of the record.");

    /// <summary>Parameters.</summary>
    public static readonly Field<Utf8Map> CmdletParameters = Field.Map("cmdlet_parameters",
        "Parameters of the change by name; secret ones replaced.");

    /// <summary>Server.</summary>
    public static readonly Field<Utf8Text> OriginatingServer = Field.Keyword("originating_server",
        "Server that made the change, with its version.");

    /// <summary>From outside.</summary>
    public static readonly Field<bool> ExternalAccess = Field.Boolean("external_access",
        "Whether somebody outside of the organisation made the change, such as the data centre's administrators.");

    /// <summary>Details.</summary>
    public static readonly Field<Utf8Text> AuditData = Field.Text("audit_data", "The whole record as JSON; secret parameters replaced.");

    static readonly Schema s_schema = new("exchange_admin_audit",
        "One change of an Exchange organisation's configuration by an administrator or by Exchange itself.",
        CommonFields.Action, CommonFields.Outcome, ResultStatus, CommonFields.UserName, UserId, ObjectId, CmdletParameters,
        CommonFields.ClientIp, ExternalAccess, RecordType, Workload, Scope, WebFields.Organization, OriginatingServer,
        MessageTrackingFormat.TenantId, RecordIdentity, MessageTrackingFormat.SchemaVersion, AuditData);

    static readonly Columns s_columns = new Columns()
        .Time("Timestamp", CommonFields.Time)
        .Text("Server", CommonFields.Host)
        .Text("TenantId", MessageTrackingFormat.TenantId)
        .Text("RecordType", RecordType)
        .Text("Data", AuditData)
        .Text("UserKey", CommonFields.UserName)
        .Text("RecordId", RecordIdentity)
        .Text("Operation", CommonFields.Action)
        .Text("Workload", Workload)
        .Text("ResultStatus", ResultStatus)
        .Text("Version", MessageTrackingFormat.SchemaVersion)
        .Text("Scope", Scope);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Administrator audit records queued in files: Logging\\LocalQueue\\Exchange\\audit*.LOG.";

    /// <inheritdoc/>
    public override string ReferenceUrl =>
        "https://learn.microsoft.com/exchange/policy-and-compliance/admin-audit-logging/admin-audit-logging";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["RecordType", "UserKey", "Operation", "Data"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
        ["Timestamp,Server,TenantId,RecordType,Data,UserKey,RecordId,Operation,Workload,ResultStatus,Version,Scope"];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        AuditDetails.Read(ref row);
        var result = row.Get(ResultStatus);
        row.Set(CommonFields.Outcome, result.IsEmpty ? Outcome.Unknown : IsSuccess(result) ? Outcome.Success : Outcome.Failure);
        var user = row.Get(CommonFields.UserName);
        var noise = Noise.OfAccount(user);
        if (noise.IsEmpty && user.IndexOf("(MSExchangeHM"u8) >= 0)
            noise = "health_probe"u8;
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
        return null;
    }

    internal override bool TryNaturalId(ref RowWriter row, in Cells cells, out RecordId id) =>
        GuidText.TryRead(row.Get(RecordIdentity), out id);

    static bool IsSuccess(ReadOnlySpan<byte> result) =>
        System.Text.Ascii.EqualsIgnoreCase(result, "True"u8) || System.Text.Ascii.EqualsIgnoreCase(result, "Succeeded"u8)
        || System.Text.Ascii.EqualsIgnoreCase(result, "PartiallySucceeded"u8);
}
