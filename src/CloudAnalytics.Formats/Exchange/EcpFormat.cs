using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Values;
using CloudAnalytics.Formats.Windows;

namespace CloudAnalytics.Formats.Exchange;

/// <summary>Logs of the Exchange admin center (ECP): one row per event, its details in one cell of typed pairs.</summary>
/// <remarks>
/// The server log (EventId ECP.Request) says what was run and how long it took, the activity log (Request) for whom and at what cost.
/// Exchange 2013 calls the time MyTimeStamp. Other web applications of Exchange write logs of the same columns; they read as this format.
/// </remarks>
public sealed class EcpFormat : TabularFormat
{
    /// <summary>Details.</summary>
    public static readonly Field<Utf8Text> EventData = Field.Text("event_details",
        "Details of the event, typed pairs separated by semicolons: S:URL=, S:CMD=, Dbl:WLM.TS=; passwords replaced.");

    /// <summary>Activity.</summary>
    public static readonly Field<Utf8Text> ActivityId = Field.Keyword("ecp_activity_id",
        "Activity that the event belongs to; the same in all logs of the request.");

    /// <summary>Account's identity.</summary>
    public static readonly Field<Utf8Text> UserId = Field.Keyword("user_guid", "Identity of the account, where the log has no name.");

    /// <summary>Exception.</summary>
    public static readonly Field<Utf8Text> Error = Field.Text("error_message",
        "Exception of the request, in the server's language.", "error.message");

    static readonly Schema s_schema = new("exchange_ecp",
        "One event of the Exchange admin center: a request, and the cmdlet that it ran.",
        CommonFields.Action, CommonFields.Outcome, WebFields.Command, CommonFields.UserName, UserId, WebFields.UrlHost,
        IisAccessFormat.UriStem, IisAccessFormat.UriQuery, IisAccessFormat.Referer, CommonFields.DurationMs, Error,
        SessionFields.SessionId, WebFields.RequestId, ActivityId, WebFields.ServerVersion, EventData);

    static readonly Columns s_columns = new Columns()
        .Time("TimeStamp", CommonFields.Time)
        .Time("MyTimeStamp", CommonFields.Time)
        .Text("ServerName", CommonFields.Host)
        .Text("EventId", CommonFields.Action)
        .Text("EventData", EventData);

    /// <inheritdoc/>
    public override Schema Schema => s_schema;

    /// <inheritdoc/>
    public override string Doc => "Logs of the Exchange admin center: Logging\\ECP\\Activity and Logging\\ECP\\Server.";

    /// <inheritdoc/>
    public override string ReferenceUrl => "https://learn.microsoft.com/exchange/architecture/client-access/exchange-admin-center";

    private protected override Columns DeclaredColumns => s_columns;

    private protected override IReadOnlyList<string> DecisiveColumns { get; } = ["ServerName", "EventId", "EventData"];

    private protected override IReadOnlyList<string> KnownHeaders { get; } = ["TimeStamp,ServerName,EventId,EventData"];

    internal override string? Complete(ref RowWriter row, in Cells cells, ParserContext context)
    {
        var data = row.Get(EventData);
        ReadUrl(ref row, Find(data, "S:URL="u8));
        row.SetBorrowed(CommonFields.UserName, WithoutMark(Find(data, "S:PSA="u8)));
        row.SetBorrowed(UserId, Find(data, "S:USID="u8));
        row.SetBorrowed(WebFields.Command, Find(data, "S:CMD="u8));
        row.SetBorrowed(SessionFields.SessionId, Find(data, "S:SID="u8));
        row.SetBorrowed(WebFields.RequestId, Find(data, "S:REQID="u8));
        row.SetBorrowed(ActivityId, Either(data, "S:ActID="u8, "S:ACTID="u8));
        row.SetBorrowed(WebFields.ServerVersion, Either(data, "S:Bld="u8, "S:BLD="u8));
        row.SetBorrowed(IisAccessFormat.Referer, Find(data, "S:REFERRER="u8));
        var error = Find(data, "S:EX="u8);
        row.SetBorrowed(Error, error);
        if (System.Buffers.Text.Utf8Parser.TryParse(Find(data, "S:TIME="u8), out double milliseconds, out _))
            row.Set(CommonFields.DurationMs, milliseconds);

        // The server log always has the key; the activity log does not say how a request ended.
        var isServerLog = data.IndexOf("S:EX="u8) >= 0;
        row.Set(CommonFields.Outcome, !error.IsEmpty ? Outcome.Failure : isServerLog ? Outcome.Success : Outcome.Unknown);
        var noise = Noise.OfAccount(row.Get(CommonFields.UserName));
        if (!noise.IsEmpty)
            row.Set(CommonFields.Noise, noise);
        Secrets.Redact(ref row, EventData);
        Secrets.Redact(ref row, IisAccessFormat.UriQuery);
        Secrets.Redact(ref row, IisAccessFormat.Referer);
        return null;
    }

    // https://localhost:444/ecp/RulesEditor/InboxRules.svc/GetList?msExchEcpCanary=..., or the path alone.
    static void ReadUrl(ref RowWriter row, ReadOnlySpan<byte> url)
    {
        var scheme = url.IndexOf("://"u8);
        if (scheme is > 0 and < 6)
        {
            var rest = url[(scheme + 3)..];
            var slash = rest.IndexOf((byte)'/');
            var authority = slash < 0 ? rest : rest[..slash];
            var colon = authority.LastIndexOf((byte)':');
            row.SetBorrowed(WebFields.UrlHost, colon < 0 ? authority : authority[..colon]);
            url = slash < 0 ? default : rest[slash..];
        }

        var question = url.IndexOf((byte)'?');
        row.SetBorrowed(IisAccessFormat.UriStem, question < 0 ? url : url[..question]);
        if (question >= 0)
            row.SetBorrowed(IisAccessFormat.UriQuery, url[(question + 1)..]);
    }

    static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key)
    {
        var value = KeyValueText.Find(data, key, (byte)';');
        return value.SequenceEqual("<null>"u8) ? default : value;
    }

    static ReadOnlySpan<byte> Either(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, ReadOnlySpan<byte> other) =>
        Find(data, key) is { IsEmpty: false } value ? value : Find(data, other);

    // <PII>anna@contoso.com</PII>
    static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> account)
    {
        if (account.StartsWith("<PII>"u8))
            account = account[5..];
        return account.EndsWith("</PII>"u8) ? account[..^6] : account;
    }
}
