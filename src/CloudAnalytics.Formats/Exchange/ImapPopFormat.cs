using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;
using CloudAnalytics.Formats.Windows;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>Exchange's IMAP4 and POP3 protocol logs: one row per command of a client.</summary>
/// <remarks>
/// The logs are off by default (Set-ImapSettings, Set-PopSettings -ProtocolLogEnabled). Older builds lack rqsize, rpsize and puid. The
/// front end logs up to the login, then the back end (ports 1993 and 1995) logs what follows; there the client is the front end.
/// </remarks>
public sealed class ImapPopFormat : TabularFormat
{
    /// <summary>Parameters.</summary>
    public static readonly Field<Utf8Text> Parameters = Field.Text("parameters", "What follows the command; passwords replaced.");

    /// <summary>Context.</summary>
    public static readonly Field<Utf8Text> Context = Field.Text("context",
        "Result and measurements of the command: R=, Msg=, Rows=, Budget=.");

    /// <summary>Result.</summary>
    public static readonly Field<Utf8Text> Result = Field.Keyword("result",
        "How the command ended: OK, or the server's answer without the client's tag, such as NO LOGIN failed.");

    /// <summary>Message.</summary>
    public static readonly Field<Utf8Text> Message = Field.Text("result_message",
        "What the server adds to the result (Msg=), such as the proxy's target.");

    static readonly Schema s_schema = new("exchange_imap_pop",
        "One command of an IMAP or POP client and how it ended.",
        LoginFields.Protocol, CommonFields.Action, CommonFields.Outcome, Result, CommonFields.UserName, CommonFields.ClientIp,
        IisAccessFormat.ClientPort, LoginFields.Login, LoginFields.AuthMethod, LoginFields.FailureReason, CommonFields.ErrorCode,
        Parameters, Message, CommonFields.DurationMs, CommonFields.Bytes, WebFields.RequestBytes, SessionFields.SessionId,
        SessionFields.SequenceNumber, IisAccessFormat.Tier, WebFields.ServerIp, WebFields.ServerPort, Context, EwsFields.Puid);

    static readonly int s_server;
    static readonly int s_client;
    static readonly Columns s_columns = new Columns()
        .Time("dateTime", CommonFields.Time)
        .Text("sessionId", SessionFields.SessionId)
        .Int64("seqNumber", SessionFields.SequenceNumber)
        .Slot("sIp", out s_server)
        .Slot("cIp", out s_client)
        .Text("user", CommonFields.UserName)
        .Float64("duration", CommonFields.DurationMs)
        .Int64("rqsize", WebFields.RequestBytes)
        .Int64("rpsize", CommonFields.Bytes)
        .Text("command", CommonFields.Action)
        .Text("parameters", Parameters)
        .Text("context", Context)
        .Text("puid", EwsFields.Puid);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "IMAP4 and POP3 protocol logs of Exchange: Logging\\Imap4 and Logging\\Pop3.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/exchange/clients/pop3-and-imap4/configure-protocol-logging";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["sIp", "cIp", "command"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context,puid",
        "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context",
        "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,command,parameters,context",
    ];

    internal override FormatState CreateState() => new SessionMemory();

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context, FormatState? memory)
    {
        var port = Endpoints(ref row, cells);
        var protocol = ProtocolOf(context.LogType, port);
        if (!protocol.IsEmpty)
            row.Set(LoginFields.Protocol, Utf8View.Inline(protocol));
        var isBackEnd = port is 1993 or 1995;
        if (protocol.Length > 0 && port >= 0)
            row.Set(IisAccessFormat.Tier, Utf8View.Inline(isBackEnd ? "back_end"u8 : "front_end"u8));
        var succeeded = ReadResult(ref row);
        var action = row.Get(CommonFields.Action);
        if (!action.IsEmpty)
            Observe(ref row, (SessionMemory)memory!, action, succeeded, isBackEnd);
        var noise = Noise.OfAccount(row.Get(CommonFields.UserName));
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
        return null;
    }

    static int Endpoints(ref RowWriter row, in Cells cells)
    {
        var server = cells[s_server];
        var client = cells[s_client];
        row.Set(WebFields.ServerIp, AddressText.Ip(server));
        row.Set(CommonFields.ClientIp, AddressText.Ip(client));
        var port = server.IsEmpty ? -1 : AddressText.Port(server);
        if (port >= 0)
            row.Set(WebFields.ServerPort, port);
        if (!client.IsEmpty && AddressText.Port(client) is var clientPort and >= 0)
            row.Set(IisAccessFormat.ClientPort, clientPort);
        return port;
    }

    static ReadOnlySpan<byte> ProtocolOf(string? logType, int port) => port switch
    {
        143 or 993 or 1993 => "imap"u8,
        110 or 995 or 1995 => "pop3"u8,
        _ when logType?.Contains("IMAP", StringComparison.OrdinalIgnoreCase) == true => "imap"u8,
        _ when logType?.Contains("POP", StringComparison.OrdinalIgnoreCase) == true => "pop3"u8,
        _ => default,
    };

    static bool? ReadResult(ref RowWriter row)
    {
        var context = row.Get(Context);
        var answer = PairText.Find(context, "R="u8);
        row.SetBorrowed(Message, PairText.Find(context, "Msg="u8));
        row.SetBorrowed(CommonFields.ErrorCode, PairText.Find(context, "ErrMsg="u8));

        // a2 NO LOGIN failed. (RFC 3501 section 7.1); -ERR Logon failure (RFC 1939 section 3) has no tag.
        if (answer.IndexOf((byte)' ') is var tag and > 0 && answer[(tag + 1)..] is var untagged
            && (untagged.StartsWith("NO"u8) || untagged.StartsWith("BAD"u8) || untagged.StartsWith("OK"u8)))
            answer = untagged;
        row.SetBorrowed(Result, answer);
        bool? succeeded = answer.IsEmpty ? null : answer.StartsWith("OK"u8) || answer.StartsWith("+OK"u8);
        row.Set(CommonFields.Outcome, succeeded switch { true => Outcome.Success, false => Outcome.Failure, null => Outcome.Unknown });
        return succeeded;
    }

    // A login is one command, save POP's USER and PASS. What the front end has let in is logged again by the back end: that counts no more.
    static void Observe(ref RowWriter row, SessionMemory memory, ReadOnlySpan<byte> action, bool? succeeded, bool isBackEnd)
    {
        var parameters = row.Get(Parameters);
        var session = row.Get(SessionFields.SessionId);
        var isPass = Is(action, "pass"u8);
        if (Is(action, "user"u8))
        {
            if (row.Get(CommonFields.UserName).IsEmpty)
                row.SetBorrowed(CommonFields.UserName, Word(parameters));
            if (!session.IsEmpty)
                memory.SetTextAt(memory.Begin(Hash64.Of(session)), 0, row.Get(CommonFields.UserName));
            return;
        }

        if (Is(action, "CloseSession"u8) && memory.Count > 0)
            memory.End(Hash64.Of(session));
        var isAuthenticate = Is(action, "authenticate"u8) || Is(action, "auth"u8);
        var isLogin = Is(action, "login"u8) || Is(action, "apop"u8);
        if (!isPass && !isAuthenticate && !isLogin)
            return;
        if (row.Get(CommonFields.UserName).IsEmpty && isPass && memory.Find(Hash64.Of(session)) is var place and >= 0)
            row.Set(CommonFields.UserName, memory.TextAt(place, 0));
        else if (row.Get(CommonFields.UserName).IsEmpty && isLogin)
            row.SetBorrowed(CommonFields.UserName, Word(parameters));
        if (isAuthenticate)
            row.SetBorrowed(LoginFields.AuthMethod, Word(parameters));
        HidePassword(ref row, parameters, isPass);
        if (succeeded is null || isBackEnd)
            return;
        row.Set(LoginFields.Login, true);
        if (succeeded == false)
            row.Set(LoginFields.FailureReason, row.Get(Result));
    }

    // Exchange writes ***** for passwords; a build that does not must not bring them here.
    static void HidePassword(ref RowWriter row, ReadOnlySpan<byte> parameters, bool isPass)
    {
        var secret = isPass ? parameters : parameters[WordEnd(parameters)..].TrimStart((byte)' ');
        Secrets.Hide(ref row, Parameters, (parameters.Length - secret.Length)..);
    }

    // The account before the password; it is left out where it is the account that is wrong.
    static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> parameters)
    {
        var word = parameters[..WordEnd(parameters)];
        return word.IndexOfAnyExcept((byte)'*') < 0 ? default : word.Trim((byte)'"');
    }

    // An account with blanks is quoted (RFC 3501 section 4.3).
    static int WordEnd(ReadOnlySpan<byte> parameters)
    {
        var quoted = parameters.StartsWith("\""u8) ? parameters[1..].IndexOf((byte)'"') : -1;
        var end = parameters[(quoted + 1)..].IndexOf((byte)' ');
        return end < 0 ? parameters.Length : quoted + 1 + end;
    }

    static bool Is(ReadOnlySpan<byte> action, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(action, name);
}
