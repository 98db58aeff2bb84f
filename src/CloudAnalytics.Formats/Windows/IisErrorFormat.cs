using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Windows;

/// <summary>The error log of Windows' HTTP server: requests and connections that ended before a web site saw them.</summary>
/// <remarks>
/// W3C format, UTC, in whole seconds. Reasons: Microsoft Learn, "Error logging in HTTP APIs". <c>Timer_ConnectionIdle</c>, the ordinary
/// end of a connection that is kept open, makes most of the rows.
/// </remarks>
public sealed class IisErrorFormat : TabularFormat
{
    /// <summary>Site number.</summary>
    public static readonly Field<long> SiteId = Field.Int64("site_id", "Number of the site in IIS; null when the request reached none.");

    /// <summary>Application pool.</summary>
    public static readonly Field<Utf8Text> QueueName = Field.Keyword("queue_name",
        "Request queue, which is the application pool: MSExchangeOWAAppPool.");

    /// <summary>Stream.</summary>
    public static readonly Field<long> StreamId = Field.Int64("stream_id", "Number of the HTTP/2 stream in its connection.");

    static readonly Schema s_schema = new("iis_error",
        "One request or connection that Windows' HTTP server ended by itself.",
        CommonFields.Action, CommonFields.Outcome, CommonFields.StatusCode, CommonFields.ErrorCode, LoginFields.Protocol,
        IisAccessFormat.UriStem, IisAccessFormat.UriQuery, CommonFields.ClientIp, IisAccessFormat.ClientPort, WebFields.UserAgent,
        WebFields.UrlHost, CommonFields.DurationMs, CommonFields.Bytes, WebFields.RequestBytes, QueueName, SiteId, StreamId,
        WebFields.ServerIp, WebFields.ServerPort, WebFields.HttpVersion);

    static readonly int s_uri;
    static readonly int s_agent;
    static readonly Columns s_columns = new Columns()
        .Time("Timestamp", CommonFields.Time)
        .DateAndTime("date", "time")
        .Ip("c-ip", CommonFields.ClientIp)
        .Int64("c-port", IisAccessFormat.ClientPort)
        .Ip("s-ip", WebFields.ServerIp)
        .Int64("s-port", WebFields.ServerPort)
        .Text("cs-version", WebFields.HttpVersion)
        .Text("cs-method", CommonFields.Action)
        .Slot("cs-uri", out s_uri)
        .Slot("cs(User-Agent)", out s_agent)
        .Text("cs-host", WebFields.UrlHost)
        .Text("s-computername", CommonFields.Host)
        .Int64("streamid", StreamId)
        .Int64("sc-status", CommonFields.StatusCode)
        .Int64("sc-bytes", CommonFields.Bytes)
        .Int64("cs-bytes", WebFields.RequestBytes)
        .Float64("time-taken", CommonFields.DurationMs)
        .Int64("s-siteid", SiteId)
        .Text("s-reason", CommonFields.ErrorCode)
        .Text("s-queuename", QueueName);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Error log of Windows' HTTP server below IIS: C:\\Windows\\System32\\LogFiles\\HTTPERR\\httperr*.log.";

    /// <inheritdoc/>
    public override string ReferenceUrl =>
        "https://learn.microsoft.com/troubleshoot/developer/webapps/aspnet/site-behavior-performance/error-logging-http-apis";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override Delimiter CellDelimiter => Delimiter.Space;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["s-reason", "s-queuename"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } =
    [
        "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename",
        "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename",
    ];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        var uri = cells[s_uri];
        var question = uri.IndexOf((byte)'?');
        var stem = question < 0 ? uri : uri[..question];
        row.SetBorrowed(IisAccessFormat.UriStem, stem);
        if (question >= 0)
            row.SetBorrowed(IisAccessFormat.UriQuery, uri[(question + 1)..]);
        var protocol = ClientQuery.ProtocolOf(stem);
        if (!protocol.IsEmpty)
            row.Set(LoginFields.Protocol, Utf8View.Inline(protocol));
        row.Set(WebFields.UserAgent, QueryText.PlusToBlank(row.Arena, cells[s_agent]));

        // Without a status nobody was answered: the connection ended, which for an idle one is no failure.
        var status = row.Get(CommonFields.StatusCode);
        row.Set(CommonFields.Outcome, status >= 400 ? Outcome.Failure : Outcome.Unknown);
        Secrets.Redact(ref row, IisAccessFormat.UriQuery);
        return null;
    }
}
