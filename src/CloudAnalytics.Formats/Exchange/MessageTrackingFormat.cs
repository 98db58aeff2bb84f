using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>Exchange's message tracking log: one row per event of a message on one server.</summary>
/// <remarks>Columns and events: Microsoft Learn, "Message tracking". 2010 writes 26 columns, 2013 27, 2016 and later 30.</remarks>
public sealed class MessageTrackingFormat : TabularFormat
{
    /// <summary>Event source.</summary>
    public static readonly Field<Utf8Text> EventSource =
        Field.Keyword("event_source", "The transport component that made the event: SMTP, STOREDRIVER, ROUTING, ...");

    /// <summary>Client name.</summary>
    public static readonly Field<Utf8Text> ClientHostname =
        Field.Keyword("client_hostname", "Name of the server or client that submitted the message.", "client.domain");

    /// <summary>Server address.</summary>
    public static readonly Field<Utf8Text> ServerIp = Field.Ip("server_ip", "Address of the source or destination server.", "server.ip");

    /// <summary>Server name.</summary>
    public static readonly Field<Utf8Text> ServerHostname =
        Field.Keyword("server_hostname", "Name of the source or destination server; not always the one that logs.", "server.domain");

    /// <summary>Connector.</summary>
    public static readonly Field<Utf8Text> Connector = Field.Keyword("connector", "Send or receive connector that took the message.");

    /// <summary>Context.</summary>
    public static readonly Field<Utf8Text> SourceContext =
        Field.Text("source_context", "What the event source adds: SMTP session, reply of the next server, mailbox event.");

    /// <summary>SMTP session.</summary>
    public static readonly Field<Utf8Text> SmtpSession =
        Field.Keyword("smtp_session", "SMTP session of a RECEIVE by SMTP; joins session_id of the SMTP protocol log.");

    /// <summary>Reply of the next hop.</summary>
    public static readonly Field<Utf8Text> SmtpResponse = Field.Keyword("smtp_response", "Reply of the next server to a SEND.");

    /// <summary>Queue id there.</summary>
    public static readonly Field<Utf8Text> RemoteQueueId =
        Field.Keyword("remote_queue_id", "Queue id or InternalId that the next server gave the message in its reply.");

    /// <summary>Per-server id.</summary>
    public static readonly Field<long> InternalMessageId =
        Field.Int64("internal_message_id", "Number of the message on this server; differs on each server.");

    /// <summary>Network-wide id.</summary>
    public static readonly Field<Utf8Text> NetworkMessageId =
        Field.Keyword("network_message_id", "Identity of the message on all servers and through bifurcation (2013 and later).");

    /// <summary>Statuses.</summary>
    public static readonly Field<Utf8List> RecipientStatuses = Field.List("recipient_statuses",
        "Status of each recipient, parallel to recipients; null when the log's two lists do not match.");

    /// <summary>Statuses as logged.</summary>
    public static readonly Field<Utf8Text> RecipientStatus = Field.Text("recipient_status", "Recipient statuses as the log has them.");

    /// <summary>Recipients.</summary>
    public static readonly Field<long> RecipientCount = Field.Int64("recipient_count", "Number of recipients.");

    /// <summary>Related address.</summary>
    public static readonly Field<Utf8Text> RelatedRecipient =
        Field.Keyword("related_recipient", "Address before expansion or redirection: the distribution list of an EXPAND.");

    /// <summary>Reference.</summary>
    public static readonly Field<Utf8Text> Reference =
        Field.Keyword("reference", "Related message ids: the original of a DSN, the copies of a TRANSFER.");

    /// <summary>Subject.</summary>
    public static readonly Field<Utf8Text> Subject =
        Field.Text("subject", "Subject of the message; empty where the server does not log subjects.", "email.subject");

    /// <summary>Envelope sender.</summary>
    public static readonly Field<Utf8Text> ReturnPath =
        Field.Keyword("return_path", "Envelope sender (MAIL FROM, RFC 5321 4.1.1.2); <> is the null sender of bounces.");

    /// <summary>Message info.</summary>
    public static readonly Field<Utf8Text> MessageInfo =
        Field.Text("message_info", "Origin time and latency components of the message as logged.");

    /// <summary>Direction.</summary>
    public static readonly Field<Utf8Text> Direction = Field.Keyword("direction", "Incoming, Originating or Undefined.", "email.direction");

    /// <summary>Tenant.</summary>
    public static readonly Field<Utf8Text> TenantId = Field.Keyword("tenant_id", "Tenant; empty on premises.");

    /// <summary>First client.</summary>
    public static readonly Field<Utf8Text> OriginalClientIp =
        Field.Ip("original_client_ip", "Address of the client that first submitted the message.");

    /// <summary>First server.</summary>
    public static readonly Field<Utf8Text> OriginalServerIp =
        Field.Ip("original_server_ip", "Address of the server that first took the message.");

    /// <summary>Custom data.</summary>
    public static readonly Field<Utf8Text> CustomData =
        Field.Text("custom_data", "Further properties of the event, typed and separated by semicolons.");

    /// <summary>End-to-end latency.</summary>
    public static readonly Field<double> EndToEndLatencyMs =
        Field.Float64("e2e_latency_ms", "From the client's submission or the first receipt to this event, milliseconds.");

    /// <summary>Origin time.</summary>
    public static readonly Field<Timestamp> OriginTime =
        Field.Time("origin_time", "When the message entered the organisation (message-info).");

    /// <summary>Client submission.</summary>
    public static readonly Field<Timestamp> ClientSubmitTime = Field.Time("client_submit_time", "When the client submitted the message.");

    /// <summary>Traffic type.</summary>
    public static readonly Field<Utf8Text> TrafficType = Field.Keyword("traffic_type", "Email, or empty for internal traffic.");

    /// <summary>Log id.</summary>
    public static readonly Field<Utf8Text> LogId = Field.Keyword("log_id", "The server's own identity of the row (2016 and later).");

    /// <summary>Schema version.</summary>
    public static readonly Field<Utf8Text> SchemaVersion = Field.Keyword("schema_version", "Version of the log's columns.");

    static readonly Schema s_schema = new("exchange_message_tracking",
        "One event of one message on one Exchange server: received, sent, delivered, deferred, failed, expanded.",
        CommonFields.Action, EventSource, CommonFields.Outcome, CommonFields.Sender, CommonFields.Recipients, RecipientStatuses,
        RecipientStatus, RecipientCount,
        Subject, CommonFields.Bytes, CommonFields.MessageId, NetworkMessageId, InternalMessageId, Direction, Connector,
        CommonFields.ClientIp, ClientHostname, ServerIp, ServerHostname, OriginalClientIp, OriginalServerIp,
        EndToEndLatencyMs, OriginTime, ClientSubmitTime, SmtpSession, SmtpResponse, RemoteQueueId, LoginFields.FailureReason,
        ReturnPath, RelatedRecipient, Reference, SourceContext, MessageInfo, CustomData, TenantId, TrafficType, LogId, SchemaVersion);

    // Ordinals of what completion reads and writes for every row: this is the log with the most rows.
    static readonly int s_action = s_schema.OrdinalOf(CommonFields.Action);
    static readonly int s_outcome = s_schema.OrdinalOf(CommonFields.Outcome);
    static readonly int s_host = s_schema.OrdinalOf(CommonFields.Host);
    static readonly int s_noise = s_schema.OrdinalOf(CommonFields.Noise);
    static readonly int s_sender = s_schema.OrdinalOf(CommonFields.Sender);
    static readonly int s_logId = s_schema.OrdinalOf(LogId);
    static readonly int s_recipients = s_schema.OrdinalOf(CommonFields.Recipients);
    static readonly int s_recipientStatuses = s_schema.OrdinalOf(RecipientStatuses);
    static readonly int s_recipientStatus = s_schema.OrdinalOf(RecipientStatus);
    static readonly int s_sourceContext = s_schema.OrdinalOf(SourceContext);
    static readonly int s_messageInfo = s_schema.OrdinalOf(MessageInfo);
    static readonly int s_customData = s_schema.OrdinalOf(CustomData);
    static readonly int s_eventSource = s_schema.OrdinalOf(EventSource);
    static readonly int s_connector = s_schema.OrdinalOf(Connector);
    static readonly int s_clientHostname = s_schema.OrdinalOf(ClientHostname);
    static readonly int s_serverHostname = s_schema.OrdinalOf(ServerHostname);

    static readonly int s_recipientAddress;
    static readonly Columns s_columns = new Columns()
        .Time("date-time", CommonFields.Time)
        .Ip("client-ip", CommonFields.ClientIp)
        .Text("client-hostname", ClientHostname)
        .Ip("server-ip", ServerIp)
        .Text("server-hostname", ServerHostname)
        .Text("source-context", SourceContext)
        .Text("connector-id", Connector)
        .Text("source", EventSource)
        .Text("event-id", CommonFields.Action)
        .Int64("internal-message-id", InternalMessageId)
        .Text("message-id", CommonFields.MessageId)
        .Text("network-message-id", NetworkMessageId)
        .Slot("recipient-address", out s_recipientAddress)
        .Text("recipient-status", RecipientStatus)
        .Int64("total-bytes", CommonFields.Bytes)
        .Int64("recipient-count", RecipientCount)
        .Text("related-recipient-address", RelatedRecipient)
        .Text("reference", Reference)
        .Text("message-subject", Subject)
        .Text("sender-address", CommonFields.Sender)
        .Text("return-path", ReturnPath)
        .Text("message-info", MessageInfo)
        .Text("directionality", Direction)
        .Text("tenant-id", TenantId)
        .Ip("original-client-ip", OriginalClientIp)
        .Ip("original-server-ip", OriginalServerIp)
        .Text("custom-data", CustomData)
        .Text("transport-traffic-type", TrafficType)
        .Text("log-id", LogId)
        .Text("schema-version", SchemaVersion);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Message tracking log of Exchange 2010 to SE: TransportRoles\\Logs\\MessageTracking\\MSGTRK*.LOG.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/exchange/mail-flow/transport-logs/message-tracking";

    private protected override Columns DeclaredColumns => s_columns;

    // The sample of a cut-down header lacks event-id; recipients with a subject occur in no other Exchange log.
    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["date-time", "client-ip", "message-subject"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,"
        + "recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,"
        + "directionality,tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version",
        "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,"
        + "recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,"
        + "directionality,tenant-id,original-client-ip,original-server-ip,custom-data",
        "date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,"
        + "recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,"
        + "directionality,tenant-id,original-client-ip,original-server-ip,custom-data",
    ];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        RecipientList.Split(ref row, cells[s_recipientAddress], row.GetAt(s_recipientStatus), s_recipients, s_recipientStatuses);
        var action = row.GetAt(s_action);
        ref readonly var meaning = ref TrackingEvents.Of(action);
        row.SetView(s_outcome, meaning.Outcome);
        TrackingDetails.Read(ref row, action, row.GetAt(s_sourceContext), row.GetAt(s_messageInfo), row.GetAt(s_customData));
        if (meaning.IsFailure)
            TrackingDetails.ReadFailure(ref row);
        SetHost(ref row, action);
        if (!meaning.Noise.IsEmpty)
        {
            row.SetView(s_noise, meaning.Noise);
            return null;
        }

        var sender = row.GetAt(s_sender);
        var noise = Noise.OfAccount(sender.IsEmpty ? FirstOf(cells[s_recipientAddress]) : sender);
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
        return null;
    }

    internal override bool TryNaturalId(ref RowWriter row, in Cells cells, out RecordId id) => GuidText.TryRead(row.GetAt(s_logId), out id);

    // The row does not name the server that wrote it: of the two hosts it is the sending one of a SEND, and of an SMTP delivery that
    // failed or waits; the receiving one of everything else. A connector with a backslash in its name receives (SERVER\Default SERVER).
    static void SetHost(ref RowWriter row, ReadOnlySpan<byte> action)
    {
        if (row.IsSetAt(s_host))
            return;
        var (own, other) = action.StartsWith("SEND"u8) || IsFailedDelivery(ref row, action)
            ? (s_clientHostname, s_serverHostname) : (s_serverHostname, s_clientHostname);
        var host = row.ViewAt(own);
        // Without the sending host a SEND names its target alone, which is another machine.
        row.SetView(s_host, host.IsEmpty && !action.StartsWith("SEND"u8) ? row.ViewAt(other) : host);
    }

    static bool IsFailedDelivery(ref RowWriter row, ReadOnlySpan<byte> action) =>
        (action.SequenceEqual("FAIL"u8) || action.SequenceEqual("DEFER"u8)) && row.GetAt(s_eventSource).SequenceEqual("SMTP"u8)
        && !row.GetAt(s_connector).Contains((byte)'\\');

    static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> list)
    {
        var end = list.IndexOf((byte)';');
        return end < 0 ? list : list[..end];
    }
}
