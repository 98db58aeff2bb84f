using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Windows;

/// <summary>
/// The access log of Internet Information Services: one row per request, at Exchange's front end (W3SVC1) and back end (W3SVC2).
/// </summary>
/// <remarks>
/// W3C extended log file format, UTC, in whole seconds. Administrators choose the columns and their order, so they are found by the header.
/// Exchange adds <c>cafeReqId</c> to the query, which joins a front-end row with HttpProxy and with the back end.
/// </remarks>
public sealed class IisAccessFormat : TabularFormat
{
    /// <summary>Path of the request.</summary>
    public static readonly Field<Utf8Text> UriStem = Field.Keyword("uri_stem", "Path of the request, without its query.", "url.path");

    /// <summary>Query of the request.</summary>
    public static readonly Field<Utf8Text> UriQuery = Field.Text("uri_query",
        "Query of the request with what Exchange adds to it; passwords and tokens replaced.", "url.query");

    /// <summary>Page the client came from.</summary>
    public static readonly Field<Utf8Text> Referer = Field.Keyword("referer", "Page that led the client here.", "http.request.referrer");

    /// <summary>Cookies.</summary>
    public static readonly Field<Utf8Text> Cookie = Field.Text("cookie",
        "Cookies of the request where the server logs them; sessions replaced.");

    /// <summary>Detail of the status.</summary>
    public static readonly Field<long> SubStatus = Field.Int64("sub_status",
        "Detail of the status as IIS counts it: 401.1 is a refused logon, 401.2 the question for one.");

    /// <summary>Windows' error code.</summary>
    public static readonly Field<long> Win32Status = Field.Int64("win32_status",
        "Windows' error code, unsigned: 0, 64 (client gone), 1326 (bad password), 2148074254 (no credentials yet).");

    /// <summary>Port of the client.</summary>
    public static readonly Field<long> ClientPort = Field.Int64("client_port",
        "Port of the client, where the server logs it.", "client.port");

    /// <summary>Site.</summary>
    public static readonly Field<Utf8Text> SiteName = Field.Keyword("site_name", "Site as IIS names it: W3SVC1, W3SVC2.");

    /// <summary>Which of Exchange's two sites.</summary>
    public static readonly Field<Utf8Text> Tier = Field.Keyword("tier",
        "front_end (what clients reach) or back_end (what the front end hands requests to), by site and port; null when neither tells.");

    /// <summary>Front end's request id.</summary>
    public static readonly Field<Utf8Text> CafeRequestId = Field.Keyword("cafe_request_id",
        "Identity that Exchange's front end gave the request (cafeReqId); joins request_id of HttpProxy, EWS and MAPI.", "http.request.id");

    /// <summary>Correlation id.</summary>
    public static readonly Field<Utf8Text> CorrelationId = Field.Keyword("correlation_id",
        "CorrelationID that the client gave the request.");

    static readonly Schema s_schema = new("iis_access",
        "One HTTP request to a web site of IIS, such as Exchange's front end or back end.",
        CommonFields.Action, CommonFields.Outcome, CommonFields.StatusCode, SubStatus, Win32Status, LoginFields.Protocol, UriStem, UriQuery,
        CommonFields.UserName, CommonFields.ClientIp, ClientPort, WebFields.XForwardedFor, WebFields.UserAgent, Referer, WebFields.UrlHost,
        CommonFields.DurationMs, WebFields.LongPoll, CommonFields.Bytes, WebFields.RequestBytes, LoginFields.Login,
        LoginFields.FailureReason, WebFields.Command, WebFields.DeviceId, WebFields.DeviceType, CafeRequestId, CorrelationId, Tier,
        SiteName, WebFields.ServerIp,
        WebFields.ServerPort, WebFields.HttpVersion, Cookie);

    static readonly int s_clientIp;
    static readonly int s_status;
    static readonly int s_agent;
    static readonly int s_forwarded;
    static readonly Columns s_columns = new Columns()
        .Time("Timestamp", CommonFields.Time)
        .DateAndTime("date", "time")
        .Ip("s-ip", WebFields.ServerIp)
        .Text("cs-method", CommonFields.Action)
        .Text("cs-uri-stem", UriStem)
        .Text("cs-uri-query", UriQuery)
        .Int64("s-port", WebFields.ServerPort)
        .Text("cs-username", CommonFields.UserName)
        .Slot("c-ip", out s_clientIp)
        .Int64("c-port", ClientPort)
        .Slot("cs(User-Agent)", out s_agent)
        .Text("cs(Referer)", Referer)
        .Text("cs(Cookie)", Cookie)
        .Text("cs-host", WebFields.UrlHost)
        .Text("cs-version", WebFields.HttpVersion)
        .Text("s-sitename", SiteName)
        .Text("s-computername", CommonFields.Host)
        .Slot("sc-status", out s_status)
        .Int64("sc-substatus", SubStatus)
        .Int64("sc-win32-status", Win32Status)
        .Int64("sc-bytes", CommonFields.Bytes)
        .Int64("cs-bytes", WebFields.RequestBytes)
        .Float64("time-taken", CommonFields.DurationMs)
        .Slot("X-Forwarded-For", out s_forwarded)
        .Slot("cs(X-Forwarded-For)", s_forwarded);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Access log of IIS in W3C format: C:\\inetpub\\logs\\LogFiles\\W3SVC1 and W3SVC2, u_ex*.log.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/windows/win32/http/w3c-logging";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override Delimiter CellDelimiter => Delimiter.Space;

    // HTTPERR has the method and the status too, but path and query in one column.
    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["cs-uri-stem", "sc-status"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Cookie) "
        + "cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken",
        "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus "
        + "sc-win32-status sc-bytes cs-bytes time-taken",
        "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus "
        + "sc-win32-status time-taken",
        "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken",
    ];

    internal override bool IsMisaligned(in Cells cells)
    {
        var ip = cells[s_clientIp];
        return (!ip.IsEmpty && AddressText.Ip(ip).IsEmpty) || (!cells[s_status].IsEmpty && StatusOf(cells[s_status]) is null);
    }

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        row.SetBorrowed(CommonFields.ClientIp, AddressText.Ip(cells[s_clientIp]));
        var status = StatusOf(cells[s_status]);
        if (status is { } code)
            row.Set(CommonFields.StatusCode, code);
        row.Set(WebFields.UserAgent, QueryText.PlusToBlank(row.Arena, cells[s_agent]));
        row.Set(WebFields.XForwardedFor, QueryText.PlusToBlank(row.Arena, cells[s_forwarded]));
        ReadRequest(ref row, status);
        ReadTier(ref row);
        Judge(ref row, status);
        Secrets.Redact(ref row, UriQuery);
        Secrets.Redact(ref row, Cookie);
        Secrets.Redact(ref row, Referer);
        return null;
    }

    // Outlook on the web takes a password by a form and never answers 401: it sends the browser to the form again, with reason 2. The row
    // names no account.
    static bool IsFormAgain(ReadOnlySpan<byte> stem, ReadOnlySpan<byte> query) =>
        stem.Length > 16 && Ascii.EqualsIgnoreCase(stem[^16..], "/auth/logon.aspx"u8) && QueryText.Find(query, "reason="u8) is [(byte)'2'];

    static long? StatusOf(ReadOnlySpan<byte> text) =>
        text.Length == 3 && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            ? ((text[0] - '0') * 100) + ((text[1] - '0') * 10) + text[2] - '0'
            : null;

    static void ReadRequest(ref RowWriter row, long? status)
    {
        var stem = row.Get(UriStem);
        var query = row.Get(UriQuery);
        var protocol = ClientQuery.ProtocolOf(stem);
        if (!protocol.IsEmpty)
            row.Set(LoginFields.Protocol, Utf8View.Inline(protocol));
        if (!query.IsEmpty)
        {
            row.SetBorrowed(CafeRequestId, QueryText.Find(query, "cafeReqId="u8));
            row.SetBorrowed(CorrelationId, QueryText.Find(query, "CorrelationID="u8));
            if (protocol.SequenceEqual("Eas"u8))
                ActiveSyncQuery.Read(ref row, query);
            else if (protocol.SequenceEqual("Mapi"u8))
                row.SetBorrowed(WebFields.Command, ClientQuery.MapiRequestType(query));
        }

        // 101: the connection became a web socket.
        row.Set(WebFields.LongPoll,
            status == 101 || ClientQuery.Waits(row.Get(WebFields.Command)) || ClientQuery.IsChannel(row.Get(CommonFields.Action), stem));
    }

    static void ReadTier(ref RowWriter row)
    {
        var site = row.Get(SiteName);
        var port = row.Get(WebFields.ServerPort);
        if (port is 444 or 81 || Ascii.EqualsIgnoreCase(site, "W3SVC2"u8))
            row.Set(Tier, Utf8View.Inline("back_end"u8));
        else if (port is 443 or 80 || Ascii.EqualsIgnoreCase(site, "W3SVC1"u8))
            row.Set(Tier, Utf8View.Inline("front_end"u8));
    }

    // How the request ended, whether it was a logon, and whether anybody asked for it.
    static void Judge(ref RowWriter row, long? status)
    {
        var user = row.Get(CommonFields.UserName);
        var noise = Noise.OfAccount(user);
        if (noise.IsEmpty)
            noise = Noise.OfUserAgent(row.Get(WebFields.UserAgent));
        if (noise.IsEmpty)
            noise = Noise.OfPath(row.Get(UriStem));
        var outcome = status is null ? Outcome.Unknown : status < 400 ? Outcome.Success : Outcome.Failure;
        if (status == 401)
        {
            var win32 = row.Get(Win32Status) ?? 0;
            var reason = row.Get(SubStatus) == 1 ? LogonFailure.OfWin32(win32) : default;
            if (row.Get(SubStatus) == 1 && (!user.IsEmpty || !reason.IsEmpty))
            {
                row.Set(LoginFields.Login, true);
                row.Set(LoginFields.FailureReason, reason.IsEmpty ? "401.1"u8 : reason);

                // A phone names the account in its query even where the server does not log it.
                if (user.IsEmpty)
                    row.Set(CommonFields.UserName, QueryText.Decode(row.Arena, QueryText.Find(row.Get(UriQuery), "User="u8)));
            }
            else if (user.IsEmpty)
            {
                // The server asks who it is: the first step of every logon.
                outcome = Outcome.Unknown;
                noise = noise.IsEmpty ? "challenge"u8 : noise;
            }
        }
        else if (status is >= 200 and < 400 && !user.IsEmpty)
        {
            row.Set(LoginFields.Login, true);
        }
        else if (IsFormAgain(row.Get(UriStem), row.Get(UriQuery)))
        {
            outcome = Outcome.Failure;
            row.Set(LoginFields.Login, true);
            row.Set(LoginFields.FailureReason, "bad password"u8);
        }

        row.Set(CommonFields.Outcome, outcome);
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
    }
}
