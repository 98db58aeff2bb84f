using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Rows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web.Intake;

/// <summary>How taking in goes: the sources, and the records that could not be read.</summary>
sealed class IntakeEndpoints(LakeDesk desk, IIntakeStatus? status)
{
    const string DeadLetters = "dead_letters";

    static readonly QueryLimits s_limits = new(Limits.IntakeSourcesMax, TimeSpan.FromSeconds(Limits.SearchSecondsMax));

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/intake", SourcesAsync);
        api.MapGet("/dead", DeadAsync);
        api.MapGet("/dead/reasons", ReasonsAsync);
    }

    async Task SourcesAsync(HttpContext context)
    {
        var question = new LakeQuestion(
            $"""
            SELECT source_file, format, sum(rows)::BIGINT, sum(dead_letters)::BIGINT, sum(bytes)::BIGINT,
                max("time"), arg_max(lag_ms, "time")
            FROM {IngestionSchema.Schema.Name}
            WHERE source_file IS NOT NULL
            GROUP BY source_file, format
            ORDER BY max("time") DESC, source_file
            """,
            s_limits);
        var recorded = await desk.AskAsync(() => question.List(desk.Lake, Recorded, context.RequestAborted), context.RequestAborted);
        var live = status?.Read();
        var sources = recorded.ToDictionary(source => (source.Path, source.Format));
        foreach (var source in live?.Sources ?? [])
        {
            var known = sources.GetValueOrDefault((source.Path, source.Format))
                ?? new SourceReply(source.Path, source.Format, 0, 0, 0, null, null);
            sources[(source.Path, source.Format)] = known with
            {
                IsFollowed = true,
                SizeBytes = source.SizeBytes,
                ReadBytes = source.ReadBytes,
                Fault = source.Fault,
            };
        }

        var reply = new IntakeReply(
            status is not null, live?.LastCommit is { } time ? CellJson.Time(time) : null, live?.Fault,
            recorded.Count == Limits.IntakeSourcesMax,
            [.. sources.Values.OrderBy(s => s.Fault is null).ThenByDescending(s => s.LastCommit, StringComparer.Ordinal)
                .ThenBy(s => s.Path, StringComparer.Ordinal)])
        {
            Listeners = [.. (live?.Listeners ?? []).Select(ListenerReply.Of)],
        };
        await ApiReply.JsonAsync(context, reply, WebJson.Default.IntakeReply);
    }

    static SourceReply Recorded(LakeQuery rows, int row) => new(
        rows.Column(0).GetString(row)!, rows.Column(1).GetString(row), Number(rows.Column(2), row), Number(rows.Column(3), row),
        Number(rows.Column(4), row), rows.Column(5).GetTime(row) is { } time ? CellJson.Time(time) : null,
        rows.Column(6).IsNull(row) ? null : rows.Column(6).GetDouble(row));

    static long Number(DuckDbColumn column, int row) => column.IsNull(row) ? 0 : column.GetInt64(row);

    async Task DeadAsync(HttpContext context)
    {
        var request = context.Request;
        var limit = ApiRequest.Number(request, "limit", Limits.DeadLettersPage, 1, Limits.DeadLettersPageMax);
        var skip = ApiRequest.Number(request, "skip", 0, 0, int.MaxValue);
        var where = Where(request);
        var question = new LakeQuestion(
            $"""
            SELECT "time", format, source_file, "offset", reason, raw_base64
            FROM {DeadLetters}
            WHERE {where}
            ORDER BY "time" DESC, source_file, "offset", reason
            LIMIT {limit + 1} OFFSET {skip}
            """,
            s_limits) { Parameters = [.. where.Parameters] };
        var letters = await desk.AskAsync(() => question.List(desk.Lake, Letter, context.RequestAborted), context.RequestAborted);
        var hasMore = letters.Count > limit;
        await ApiReply.JsonAsync(
            context, new DeadListReply([.. letters.Take(limit)], hasMore ? skip + limit : null), WebJson.Default.DeadListReply);
    }

    async Task ReasonsAsync(HttpContext context)
    {
        var reasons = await desk.AskAsync(() => new LakeDeadLetters(desk.Lake).Reasons(context.RequestAborted), context.RequestAborted);
        var reply = new DeadReasonsReply([.. reasons.Select(reason => new DeadReason(reason.Format, reason.Reason, reason.Records))]);
        await ApiReply.JsonAsync(context, reply, WebJson.Default.DeadReasonsReply);
    }

    static FilterSql Where(HttpRequest request)
    {
        var where = new FilterSql();
        (string, string)[] conditions =
        [
            ("format", "format = ?"), ("reason", "reason = ?"), ("source", "source_file = ?"),
            ("q", "contains(lower(source_file), lower(?))"),
        ];
        foreach (var (name, condition) in conditions)
        {
            if (ApiRequest.Text(request, name) is { } text)
                where.And(condition, text);
        }

        return where;
    }

    static DeadLetterReply Letter(LakeQuery rows, int row) => new(
        rows.Column(0).GetTime(row) is { } time ? CellJson.Time(time) : null,
        rows.Column(1).GetString(row), rows.Column(2).GetString(row), Number(rows.Column(3), row),
        rows.Column(4).GetString(row), rows.Column(5).GetString(row) ?? "");
}

/// <summary>How taking in goes.</summary>
/// <param name="IsFollowing">Whether this server takes anything in by itself.</param>
/// <param name="LastCommit">When rows were last made safe.</param>
/// <param name="Fault">Why nothing is taken in, or null.</param>
/// <param name="Truncated">Whether there are more sources than are listed.</param>
sealed record IntakeReply(bool IsFollowing, string? LastCommit, string? Fault, bool Truncated, List<SourceReply> Sources)
{
    public required List<ListenerReply> Listeners { get; init; }
}

/// <summary>A listener for syslog; numbers are since the start.</summary>
sealed record ListenerReply(string Path, long Messages, long Bytes, int Connections, long Dropped, long Refused, long Cut,
    List<SenderReply> Senders)
{
    internal static ListenerReply Of(ListenerSnapshot listener) => new(
        listener.Path, listener.Messages, listener.Bytes, listener.Connections, listener.Dropped, listener.Refused, listener.Cut,
        [.. listener.Senders.Select(sender => new SenderReply(
            sender.Address, sender.Messages, sender.Bytes, CellJson.Time(sender.LastAt), sender.IsSilent))]);
}

/// <summary>A machine that sends syslog.</summary>
sealed record SenderReply(string Address, long Messages, long Bytes, string LastAt, bool IsSilent);

/// <summary>A file or stream.</summary>
/// <param name="Rows">Rows taken in.</param>
/// <param name="DeadLetters">Records refused.</param>
/// <param name="Bytes">Bytes taken in.</param>
/// <param name="LastCommit">When something was last taken in of it.</param>
/// <param name="LagMs">How old the newest row was then; null for what is not followed.</param>
sealed record SourceReply(string Path, string? Format, long Rows, long DeadLetters, long Bytes, string? LastCommit, double? LagMs)
{
    public bool IsFollowed { get; init; }

    public long? SizeBytes { get; init; }

    public long? ReadBytes { get; init; }

    public string? Fault { get; init; }
}

/// <summary>Some dead letters.</summary>
/// <param name="Next">What to skip for the next ones, or null at the end.</param>
sealed record DeadListReply(List<DeadLetterReply> Letters, int? Next);

/// <summary>A record that could not be read.</summary>
sealed record DeadLetterReply(string? Time, string? Format, string? Source, long Offset, string? Reason, string RawBase64);

/// <summary>Why records could not be read.</summary>
sealed record DeadReasonsReply(List<DeadReason> Reasons);

/// <summary>How often for one reason.</summary>
sealed record DeadReason(string Format, string Reason, long Letters);
