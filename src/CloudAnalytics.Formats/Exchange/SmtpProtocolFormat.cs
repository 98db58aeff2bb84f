using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>Exchange's SMTP protocol logs, for receiving and for sending: one row per line of a conversation.</summary>
/// <remarks>
/// Columns and events: Microsoft Learn, "Protocol logging". Rows of several conversations interleave; numbers have gaps and come twice.
/// Exchange masks what clients answer during a login.
/// </remarks>
public sealed class SmtpProtocolFormat : TabularFormat
{
    /// <summary>Which side of the conversation.</summary>
    public static readonly Field<Utf8Text> SessionDirection = Field.Keyword("session_direction",
        "receive where this server answers, send where it asks; null where neither log type, connector nor greeting tells.");

    /// <summary>Event.</summary>
    public static readonly Field<Utf8Text> Event = Field.Keyword("event",
        "Kind of line: + connected, - disconnected, > sent, < received, * information.");

    /// <summary>Line.</summary>
    public static readonly Field<Utf8Text> Data = Field.Text("data", "What was sent or received; of information its subject.");

    /// <summary>Comment.</summary>
    public static readonly Field<Utf8Text> Context = Field.Text("context", "What the server notes about the line.");

    /// <summary>Enhanced status.</summary>
    public static readonly Field<Utf8Text> EnhancedStatusCode = Field.Keyword("enhanced_status",
        "Enhanced status code of an answer (RFC 3463), such as 5.7.54.");

    /// <summary>Name of the client.</summary>
    public static readonly Field<Utf8Text> Helo = Field.Keyword("helo",
        "Name that the client gives itself in HELO or EHLO (RFC 5321 4.1.1.1).");

    /// <summary>TLS version.</summary>
    public static readonly Field<Utf8Text> TlsVersion = Field.Keyword("tls_version",
        "Version of TLS that was agreed on: 1.2, 1.3.", "tls.version");

    /// <summary>TLS cipher.</summary>
    public static readonly Field<Utf8Text> TlsCipher = Field.Keyword("tls_cipher",
        "Bulk encryption that was agreed on, as Windows names it: CALG_AES_256.", "tls.cipher");

    static readonly Schema s_schema = new("exchange_smtp_protocol",
        "One line of an SMTP conversation of an Exchange server: a command, an answer, or what the server notes.",
        SessionDirection, Event, CommonFields.Action, CommonFields.Outcome, CommonFields.StatusCode, EnhancedStatusCode, Data, Context,
        SessionFields.SessionId, SessionFields.SequenceNumber, MessageTrackingFormat.Connector, LoginFields.Protocol,
        CommonFields.ClientIp, SessionFields.RemoteIp, SessionFields.RemotePort, SessionFields.LocalIp, SessionFields.LocalPort, Helo,
        MessageTrackingFormat.OriginalClientIp, CommonFields.UserName, LoginFields.Login, LoginFields.AuthMethod,
        LoginFields.FailureReason, CommonFields.ErrorCode, CommonFields.Sender, CommonFields.Recipients, CommonFields.MessageId,
        CommonFields.Bytes, MessageTrackingFormat.InternalMessageId, MessageTrackingFormat.RemoteQueueId, TlsVersion, TlsCipher);

    static readonly int s_local;
    static readonly int s_remote;
    static readonly Columns s_columns = new Columns()
        .Time("date-time", CommonFields.Time)
        .Text("connector-id", MessageTrackingFormat.Connector)
        .Text("session-id", SessionFields.SessionId)
        .Int64("sequence-number", SessionFields.SequenceNumber)
        .Slot("local-endpoint", out s_local)
        .Slot("remote-endpoint", out s_remote)
        .Text("event", Event)
        .Text("data", Data)
        .Text("context", Context);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc =>
        "SMTP protocol logs of Exchange: TransportRoles\\Logs\\FrontEnd (Hub, Mailbox, Edge)\\ProtocolLog\\SmtpReceive and SmtpSend.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/exchange/mail-flow/connectors/protocol-logging";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["session-id", "sequence-number", "event", "data"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
        ["date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context"];

    internal override FormatState CreateState() => new SessionMemory();

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context, FormatState? memory)
    {
        // A dash means no value in these logs, but here it is the disconnect. A row cut short before the event has none.
        if (row.Get(Event).IsEmpty && !cells[s_remote].IsEmpty)
            row.Set(Event, Utf8View.Inline("-"u8));
        row.Set(LoginFields.Protocol, Utf8View.Inline("smtp"u8));
        var isReceive = Direction(ref row, context);
        Endpoints(ref row, cells, isReceive);
        var kind = row.Get(Event);
        switch (kind.Length == 1 ? kind[0] : 0)
        {
            case '+':
                row.Set(CommonFields.Action, Utf8View.Inline("connect"u8));
                break;
            case '-':
                row.Set(CommonFields.Action, Utf8View.Inline("disconnect"u8));
                break;
            case '*':
                row.Set(CommonFields.Action, Utf8View.Inline("info"u8));
                SmtpLines.ReadInformation(ref row);
                break;
            case '<' or '>':
                SmtpLines.ReadLine(ref row, isReceive);
                break;
        }

        if (isReceive != false)
            SmtpLogins.Observe(ref row, (SessionMemory)memory!);
        var noise = Noise.OfAccount(row.Get(CommonFields.UserName));
        if (noise.IsEmpty)
            noise = Noise.OfAccount(row.Get(CommonFields.Sender));
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
        return null;
    }

    // The log's type tells; an agent's records have none, but only receive connectors are named with their server before a backslash. A
    // connector without a name is told by who greets.
    static bool? Direction(ref RowWriter row, ParserContext context)
    {
        var connector = row.Get(MessageTrackingFormat.Connector);
        var slash = connector.IndexOf((byte)'\\');
        bool? isReceive = null;
        if (context.LogType is { } type && type.Contains("Receive", StringComparison.OrdinalIgnoreCase))
            isReceive = true;
        else if (context.LogType is { } other && other.Contains("Send", StringComparison.OrdinalIgnoreCase))
            isReceive = false;
        else if (slash > 0)
            isReceive = true;
        else if (row.Get(Data).StartsWith("220 "u8))
            isReceive = row.Get(Event).SequenceEqual(">"u8);
        else if (!connector.IsEmpty)
            isReceive = false;
        if (isReceive is { } known)
            row.Set(SessionDirection, Utf8View.Inline(known ? "receive"u8 : "send"u8));
        if (slash > 0 && !row.IsSet(CommonFields.Host))
            row.SetBorrowed(CommonFields.Host, connector[..slash]);
        return isReceive;
    }

    static void Endpoints(ref RowWriter row, in Cells cells, bool? isReceive)
    {
        var local = cells[s_local];
        var remote = cells[s_remote];
        row.Set(SessionFields.LocalIp, AddressText.Ip(local));
        row.Set(SessionFields.RemoteIp, AddressText.Ip(remote));
        if (!local.IsEmpty && AddressText.Port(local) is var localPort and >= 0)
            row.Set(SessionFields.LocalPort, localPort);
        if (!remote.IsEmpty && AddressText.Port(remote) is var remotePort and >= 0)
            row.Set(SessionFields.RemotePort, remotePort);
        row.Set(CommonFields.ClientIp, AddressText.Ip(isReceive == false ? local : remote));
    }
}
