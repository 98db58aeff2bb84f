using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>
/// Exchange's agent log: one row per decision of a transport agent, such as the content filter, on a message or a connection.
/// </summary>
/// <remarks>Columns and actions: Microsoft Learn, "Anti-spam agent logging". 2010 lacks the last three columns.</remarks>
public sealed class TransportAgentFormat : TabularFormat
{
    /// <summary>First address.</summary>
    public static readonly Field<Utf8Text> EnteredOrgFromIp = Field.Ip("entered_org_from_ip",
        "Address that the message entered the organisation from.");

    /// <summary>Header senders.</summary>
    public static readonly Field<Utf8List> FromAddresses = Field.List("from_addresses", "Senders by the message's From header (P2).");

    /// <summary>Agent.</summary>
    public static readonly Field<Utf8Text> Agent = Field.Keyword("agent", "Agent that decided: Content Filter Agent, Sender Id Agent.");

    /// <summary>Event.</summary>
    public static readonly Field<Utf8Text> AgentEvent = Field.Keyword("agent_event",
        "Place in the conversation where it decided: OnConnect, OnRcptCommand, OnEndOfHeaders, OnEndOfData.");

    /// <summary>Reason.</summary>
    public static readonly Field<Utf8Text> Reason = Field.Keyword("reason", "Why it decided so: SCL, BlockListProvider, SenderIdFail.");

    /// <summary>Detail of the reason.</summary>
    public static readonly Field<Utf8Text> ReasonData = Field.Keyword("reason_data",
        "Detail of the reason: the level, the list, the rule.");

    /// <summary>Spam confidence.</summary>
    public static readonly Field<long> SpamConfidence = Field.Int64("spam_confidence",
        "Spam confidence level from -1 (trusted) to 9 (spam), where the reason is one.");

    /// <summary>Diagnostics.</summary>
    public static readonly Field<Utf8Text> Diagnostics = Field.Text("diagnostics", "What the agent notes for those who search for errors.");

    static readonly Schema s_schema = new("exchange_agent",
        "One decision of a transport agent on a message or a connection.",
        CommonFields.Action, CommonFields.Outcome, Agent, AgentEvent, Reason, ReasonData, SpamConfidence, LoginFields.FailureReason,
        CommonFields.StatusCode, MessageTrackingFormat.SmtpResponse, CommonFields.Sender, FromAddresses, MessageTrackingFormat.ReturnPath,
        CommonFields.Recipients, MessageTrackingFormat.RecipientCount, CommonFields.MessageId, MessageTrackingFormat.NetworkMessageId,
        CommonFields.ClientIp, SessionFields.RemotePort, SessionFields.LocalIp, SessionFields.LocalPort, EnteredOrgFromIp,
        SessionFields.SessionId, MessageTrackingFormat.Direction, MessageTrackingFormat.TenantId, Diagnostics);

    static readonly int s_local;
    static readonly int s_remote;
    static readonly Columns s_columns = new Columns()
        .Time("Timestamp", CommonFields.Time)
        .Text("SessionId", SessionFields.SessionId)
        .Slot("LocalEndpoint", out s_local)
        .Slot("RemoteEndpoint", out s_remote)
        .Ip("EnteredOrgFromIP", EnteredOrgFromIp)
        .Text("MessageId", CommonFields.MessageId)
        .Text("P1FromAddress", MessageTrackingFormat.ReturnPath)
        .List("P2FromAddresses", FromAddresses)
        .List("Recipient", CommonFields.Recipients)
        .Int64("NumRecipients", MessageTrackingFormat.RecipientCount)
        .Text("Agent", Agent)
        .Text("Event", AgentEvent)
        .Text("Action", CommonFields.Action)
        .Text("SmtpResponse", MessageTrackingFormat.SmtpResponse)
        .Text("Reason", Reason)
        .Text("ReasonData", ReasonData)
        .Text("Diagnostics", Diagnostics)
        .Text("NetworkMsgID", MessageTrackingFormat.NetworkMessageId)
        .Text("TenantID", MessageTrackingFormat.TenantId)
        .Text("Directionality", MessageTrackingFormat.Direction);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Log of Exchange's transport agents (anti-spam): TransportRoles\\Logs\\Hub (FrontEnd, Edge)\\AgentLog.";

    /// <inheritdoc/>
    public override string ReferenceUrl =>
        "https://learn.microsoft.com/exchange/anti-spam-agent-logging-exchange-2013-help?view=exchserver-2019";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["P1FromAddress", "Agent", "Action"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "Timestamp,SessionId,LocalEndpoint,RemoteEndpoint,EnteredOrgFromIP,MessageId,P1FromAddress,P2FromAddresses,Recipient,NumRecipients,"
        + "Agent,Event,Action,SmtpResponse,Reason,ReasonData,Diagnostics,NetworkMsgID,TenantID,Directionality",
        "Timestamp,SessionId,LocalEndpoint,RemoteEndpoint,EnteredOrgFromIP,MessageId,P1FromAddress,P2FromAddresses,Recipient,NumRecipients,"
        + "Agent,Event,Action,SmtpResponse,Reason,ReasonData,Diagnostics",
    ];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        Endpoints(ref row, cells);
        var first = row.FirstOf(FromAddresses);
        row.Set(CommonFields.Sender, first.IsEmpty ? row.Get(MessageTrackingFormat.ReturnPath) : first);
        var succeeded = Verdict(row.Get(CommonFields.Action));
        row.Set(CommonFields.Outcome, succeeded switch { true => Outcome.Success, false => Outcome.Failure, null => Outcome.Unknown });
        var reason = row.Get(Reason);
        if (reason.Length >= 3 && System.Text.Ascii.EqualsIgnoreCase(reason[..3], "SCL"u8))
            SetConfidence(ref row, row.Get(ReasonData));
        var response = row.Get(MessageTrackingFormat.SmtpResponse);
        if (SmtpLines.CodeOf(response) is { } code)
            row.Set(CommonFields.StatusCode, code);
        if (succeeded == false)
            row.Set(LoginFields.FailureReason, reason.IsEmpty ? EnhancedStatus.Find(response) : reason);
        var noise = Noise.OfAccount(row.Get(CommonFields.Sender));
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
        return null;
    }

    static void Endpoints(ref RowWriter row, in Cells cells)
    {
        var local = cells[s_local];
        var remote = cells[s_remote];
        row.Set(SessionFields.LocalIp, AddressText.Ip(local));
        row.Set(CommonFields.ClientIp, AddressText.Ip(remote));
        if (!local.IsEmpty && AddressText.Port(local) is var localPort and >= 0)
            row.Set(SessionFields.LocalPort, localPort);
        if (!remote.IsEmpty && AddressText.Port(remote) is var remotePort and >= 0)
            row.Set(SessionFields.RemotePort, remotePort);
    }

    // RejectMessage, RejectCommand, RejectRecipients, DeleteMessage, DeleteRecipients, QuarantineMessage, Disconnect; AcceptMessage,
    // ModifyHeaders, StampScl, AttachmentStripped, ArchiveMessage and the like let the message pass.
    static bool? Verdict(ReadOnlySpan<byte> action) =>
        action.IsEmpty ? null
        : !(action.StartsWith("Reject"u8) || action.StartsWith("Delete"u8) || action.StartsWith("Quarantine"u8)
            || action.StartsWith("Disconnect"u8));

    static void SetConfidence(ref RowWriter row, ReadOnlySpan<byte> level)
    {
        if (System.Buffers.Text.Utf8Parser.TryParse(level, out long value, out var used) && used == level.Length && value is >= -1 and <= 9)
            row.Set(SpamConfidence, value);
    }
}
