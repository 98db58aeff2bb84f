using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>The log of MAPI over HTTP at the mailbox server: one row per request of Outlook.</summary>
/// <remarks>Request types: [MS-OXCMAPIHTTP] 2.2.4 and 2.2.5. <c>RequestId</c> is the one of HttpProxy.</remarks>
public sealed class MapiHttpFormat : TabularFormat
{
    public static readonly Field<Utf8Text> MapiRequestId = Field.Keyword("mapi_request_id", "Identity that Outlook gave the request.");

    public static readonly Field<Utf8Text> ResponseCode = Field.Keyword("response_code",
        "Code of the protocol (X-ResponseCode), 0 on success.");

    public static readonly Field<Utf8Text> MapiStatus = Field.Keyword("mapi_status",
        "Status of the request in the answer's body, 0 on success.");

    public static readonly Field<Utf8Text> ReturnCode = Field.Keyword("return_code", "MAPI error of the operation, 0 on success.");

    public static readonly Field<Utf8Text> Ring = Field.Keyword("ring", "Deployment ring.");

    public static readonly Field<Utf8Text> UserEmail = Field.Keyword("user_email", "Address of the account.", "user.email");

    public static readonly Field<Utf8Text> Upn = Field.Keyword("upn", "User principal name of the account.");

    public static readonly Field<Utf8Text> Puid = Field.Keyword("puid", "Identity of the account in Microsoft 365; empty on premises.");

    public static readonly Field<Utf8Text> TenantGuid = Field.Keyword("tenant_guid", "Tenant; empty on premises.");

    public static readonly Field<Utf8Text> MailboxId = Field.Keyword("mailbox_id", "Mailbox that was opened: guid@domain.");

    public static readonly Field<Utf8Text> DatabaseGuid = Field.Keyword("database_guid", "Mailbox database.");

    public static readonly Field<Utf8Text> ActAsUserEmail = Field.Keyword("act_as_user",
        "Account in whose name the request acted.");

    public static readonly Field<Utf8Text> SourceCafeServer = Field.Keyword("source_cafe_server", "Front end that handed the request on.");

    public static readonly Field<Utf8Text> EdgeInfo = Field.Keyword("edge_info", "Edge that the request came through.");

    public static readonly Field<Utf8Text> NetworkDeviceInfo = Field.Keyword("network_device_info", "Network devices on the way.");

    public static readonly Field<Utf8Text> SessionCookie = Field.Keyword("session_cookie", "Session of the client on this server.");

    public static readonly Field<Utf8Text> SequenceCookie = Field.Keyword("sequence_cookie", "Place of the request in its session.");

    public static readonly Field<Utf8Text> MapiClientInfo = Field.Keyword("mapi_client_info",
        "Instance of the client program and its connection.");

    public static readonly Field<Utf8Text> ClientSoftware = Field.Keyword("client_software",
        "Program of the client: OUTLOOK.EXE.", "user_agent.name");

    public static readonly Field<Utf8Text> ClientSoftwareVersion = Field.Keyword("client_software_version",
        "Version of the client program.", "user_agent.version");

    public static readonly Field<Utf8Text> ClientMode = Field.Keyword("client_mode", "Cached, Online or Unknown.");

    public static readonly Field<double> AuthModuleLatencyMs = Field.Float64("auth_module_latency_ms",
        "Time to authenticate, milliseconds.");

    public static readonly Field<Utf8Text> LiveIdBasicLog = Field.Text("live_id_basic_log", "Steps of a logon against Microsoft 365.");

    public static readonly Field<Utf8Text> LiveIdBasicError = Field.Keyword("live_id_basic_error", "Error of such a logon.");

    public static readonly Field<Utf8Text> LiveIdNegotiateError = Field.Keyword("live_id_negotiate_error",
        "Error of negotiating such a logon.");

    public static readonly Field<double> OAuthLatencyMs = Field.Float64("oauth_latency_ms", "Time to check an OAuth token, milliseconds.");

    public static readonly Field<Utf8Text> OAuthError = Field.Keyword("oauth_error", "Error of an OAuth token.");

    public static readonly Field<Utf8Text> OAuthErrorCategory = Field.Keyword("oauth_error_category", "Kind of that error.");

    public static readonly Field<Utf8Text> OAuthExtraInfo = Field.Keyword("oauth_extra_info", "Further facts about the token.");

    public static readonly Field<Utf8Text> RopIds = Field.Keyword("rop_ids",
        "Numbers of the remote operations in the request (MS-OXCROPS 2.2.2), separated by bars.");

    public static readonly Field<Utf8Text> OperationSpecific = Field.Text("operation_specific", "Further facts about the operation.");

    static readonly Schema s_schema = new("exchange_mapi_http",
        "One request of Outlook over MAPI/HTTP; action is its type (Connect, Execute, NotificationWait).",
        CommonFields.Action, CommonFields.Outcome, CommonFields.StatusCode, CommonFields.ErrorCode, ResponseCode, MapiStatus,
        ReturnCode, CommonFields.UserName, CommonFields.ClientIp, WebFields.XForwardedFor, ClientSoftware, ClientSoftwareVersion,
        ClientMode, CommonFields.DurationMs, WebFields.LongPoll, MailboxId, DatabaseGuid, SourceCafeServer, WebFields.RequestId,
        MapiRequestId, WebFields.ClientRequestId, LoginFields.AuthMethod, WebFields.ServerVersion, Ring, UserEmail, Upn, Puid,
        TenantGuid, ActAsUserEmail, EdgeInfo, NetworkDeviceInfo, SessionCookie, SequenceCookie, MapiClientInfo, AuthModuleLatencyMs,
        LiveIdBasicLog, LiveIdBasicError, LiveIdNegotiateError, OAuthLatencyMs, OAuthError, OAuthErrorCategory, OAuthExtraInfo, RopIds,
        OperationSpecific, WebFields.GenericInfo, WebFields.GenericErrors);

    static readonly int s_clientIp;
    static readonly int s_user;
    static readonly WebRows.VersionSlots s_version;
    static readonly Columns s_columns = new Columns()
        .Time("DateTime", CommonFields.Time)
        .Text("RequestId", WebFields.RequestId)
        .Text("MapiRequestId", MapiRequestId)
        .Text("ClientRequestId", WebFields.ClientRequestId)
        .Text("RequestType", CommonFields.Action)
        .Int64("HttpStatusCode", CommonFields.StatusCode)
        .Text("ResponseCode", ResponseCode)
        .Text("StatusCode", MapiStatus)
        .Text("ReturnCode", ReturnCode)
        .Float64("TotalRequestLatency", CommonFields.DurationMs)
        .Text("DeploymentRing", Ring)
        .Version(out s_version)
        .Text("AuthenticatedUserEmail", UserEmail)
        .Text("UPN", Upn)
        .Text("Puid", Puid)
        .Text("TenantGuid", TenantGuid)
        .Text("MailboxId", MailboxId)
        .Text("MDBGuid", DatabaseGuid)
        .Text("ActAsUserEmail", ActAsUserEmail)
        .Slot("ClientIP", out s_clientIp)
        .Text("SourceCafeServer", SourceCafeServer)
        .Text("EdgeInfo", EdgeInfo)
        .Text("NetworkDeviceInfo", NetworkDeviceInfo)
        .Text("SessionCookie", SessionCookie)
        .Text("SequenceCookie", SequenceCookie)
        .Text("MapiClientInfo", MapiClientInfo)
        .Text("ClientSoftware", ClientSoftware)
        .Text("ClientSoftwareVersion", ClientSoftwareVersion)
        .Text("ClientMode", ClientMode)
        .Text("AuthenticationType", LoginFields.AuthMethod)
        .Float64("AuthModuleLatency", AuthModuleLatencyMs)
        .Text("LiveIdBasicLog", LiveIdBasicLog)
        .Text("LiveIdBasicError", LiveIdBasicError)
        .Text("LiveIdNegotiateError", LiveIdNegotiateError)
        .Float64("OAuthLatency", OAuthLatencyMs)
        .Text("OAuthError", OAuthError)
        .Text("OAuthErrorCategory", OAuthErrorCategory)
        .Text("OAuthExtraInfo", OAuthExtraInfo)
        .Slot("AuthenticatedUser", out s_user)
        .Text("RopIds", RopIds)
        .Text("OperationSpecific", OperationSpecific)
        .Text("GenericInfo", WebFields.GenericInfo)
        .Text("GenericErrors", WebFields.GenericErrors);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "MAPI over HTTP log of Exchange 2013 SP1 to SE: Logging\\MapiHttp\\Mailbox\\MapiHttp_*.LOG.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcmapihttp";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["MapiRequestId", "RequestType"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "DateTime,RequestId,MapiRequestId,ClientRequestId,RequestType,HttpStatusCode,ResponseCode,StatusCode,ReturnCode,"
        + "TotalRequestLatency,DeploymentRing,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,AuthenticatedUserEmail,UPN,Puid,"
        + "TenantGuid,MailboxId,MDBGuid,ActAsUserEmail,ClientIP,SourceCafeServer,EdgeInfo,NetworkDeviceInfo,SessionCookie,"
        + "SequenceCookie,MapiClientInfo,ClientSoftware,ClientSoftwareVersion,ClientMode,AuthenticationType,AuthModuleLatency,"
        + "LiveIdBasicLog,LiveIdBasicError,LiveIdNegotiateError,OAuthLatency,OAuthError,OAuthErrorCategory,OAuthExtraInfo,"
        + "AuthenticatedUser,RopIds,OperationSpecific,GenericInfo,GenericErrors",
    ];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        WebRows.SetVersion(ref row, cells, s_version);
        WebRows.SetClient(ref row, cells, s_clientIp, "ClientIP"u8);
        SetUser(ref row, cells);
        row.SetBorrowed(CommonFields.ErrorCode, ErrorOf(row.Get(ReturnCode), row.Get(MapiStatus), row.Get(ResponseCode)));
        row.Set(WebFields.LongPoll, ClientQuery.Waits(row.Get(CommonFields.Action)));
        var software = row.Get(ClientSoftware);
        var isProbe = software.SequenceEqual("Microsoft.Exchange.RpcClientAccess.Monitoring.dll"u8);
        var noise = isProbe ? "health_probe"u8 : Noise.OfUserAgent(software);
        WebRows.Judge(ref row, noise);
        return null;
    }

    // At the back end the account is often Anonymous, since the front end has authenticated it; the address names it then.
    static void SetUser(ref RowWriter row, in Cells cells)
    {
        var user = cells[s_user];
        if (!user.IsEmpty && !user.SequenceEqual("Anonymous"u8))
        {
            row.Set(CommonFields.UserName, cells.View(s_user));
            return;
        }

        var upn = row.Get(Upn);
        row.SetBorrowed(CommonFields.UserName, upn.IsEmpty ? row.Get(UserEmail) : upn);
    }

    // The innermost code that says no: the operation's, then the body's, then the protocol's.
    static ReadOnlySpan<byte> ErrorOf(ReadOnlySpan<byte> operation, ReadOnlySpan<byte> body, ReadOnlySpan<byte> protocol) =>
        !IsSuccess(operation) ? operation : !IsSuccess(body) ? body : !IsSuccess(protocol) ? protocol : default;

    static bool IsSuccess(ReadOnlySpan<byte> code) => code.IsEmpty || code is [(byte)'0'] || code.SequenceEqual("Success"u8);
}
