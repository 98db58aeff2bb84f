using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Server.Web.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>Looking for rows: a page of them, their number over time, the values of a field, one row, all as a file.</summary>
sealed class RowEndpoints(LakeDesk desk, ImmutableArray<Schema> schemas, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/rows", PageAsync);
        api.MapGet("/rows.csv", ExportAsync);
        api.MapGet("/rows/count", CountAsync);
        api.MapGet("/rows/values", ValuesAsync);
        api.MapGet("/row", OneAsync);
    }

    async Task PageAsync(HttpContext context)
    {
        var request = context.Request;
        var search = RowSearch.Read(request, schemas, clock);
        var limit = ApiRequest.Number(request, "limit", Limits.SearchRows, 1, Limits.SearchRowsMax);
        var isOldestFirst = ApiRequest.Text(request, "order") switch
        {
            null or "newest" => false,
            "oldest" => true,
            { } other => throw new RequestProblem($"The parameter 'order' is '{other}'; newest or oldest is wanted."),
        };
        RowCursor? after = ApiRequest.Text(request, "after") is { } text
            ? RowCursor.Parse(text) ?? throw new RequestProblem($"The parameter 'after' is '{text}', which no answer named as 'next'.")
            : null;
        // Time and id come first, always: they say where the next page begins, and lead to the whole row.
        ImmutableArray<Field> columns = [CommonFields.Time, CommonFields.Id, .. Columns(request, search.Schema, CommonFields.Raw)
            .Where(field => field != CommonFields.Time && field != CommonFields.Id)];
        var started = clock.GetTimestamp();
        using var reply = new RowReply(columns, limit);
        var question = RowSql.Page(search, columns, new RowPage(limit, isOldestFirst, after));
        await FillAsync(reply, question, context.RequestAborted);
        await ApiReply.JsonAsync(context, reply.Finish(clock.GetElapsedTime(started)));
    }

    async Task CountAsync(HttpContext context)
    {
        var search = RowSearch.Read(context.Request, schemas, clock);
        var step = RowSql.StepOf(search);
        var question = RowSql.Histogram(search, step);
        var buckets = await desk.AskAsync(() => question.List(
            desk.Lake,
            (rows, i) => new TimeBucket(CellJson.Time(new Timestamp(rows.Column(0).GetInt64(i))), rows.Column(1).GetInt64(i)),
            context.RequestAborted), context.RequestAborted);
        var reply = new CountReply(
            buckets.Sum(b => b.Rows), (int)step.TotalSeconds, CellJson.Time(search.From), CellJson.Time(search.To), buckets);
        await ApiReply.JsonAsync(context, reply, WebJson.Default.CountReply);
    }

    async Task ValuesAsync(HttpContext context)
    {
        var request = context.Request;
        var search = RowSearch.Read(request, schemas, clock);
        var field = FieldOf(search.Schema, ApiRequest.RequiredText(request, "field"));
        if (field.Type == FieldType.Map)
            throw new RequestProblem($"The values of {field.Name} cannot be counted: each is a set of names and values.");
        var count = ApiRequest.Number(request, "limit", Limits.FieldValues, 1, Limits.FieldValuesMax);
        var question = RowSql.Values(search, field, ApiRequest.Text(request, "containing"), count);
        var values = await desk.AskAsync(() => question.List(
            desk.Lake, (rows, i) => new ValueCount(rows.Column(0).GetString(i)!, rows.Column(1).GetInt64(i)), context.RequestAborted),
            context.RequestAborted);
        await ApiReply.JsonAsync(context, new ValuesReply(field.Name, values), WebJson.Default.ValuesReply);
    }

    async Task OneAsync(HttpContext context)
    {
        var request = context.Request;
        var name = ApiRequest.RequiredText(request, "format");
        var schema = schemas.FirstOrDefault(s => s.Name == name) ?? throw new RequestProblem($"There is no format '{name}'.");
        var time = ApiRequest.Time(request, "time") ?? throw new RequestProblem("The parameter 'time' is missing.");
        using var reply = new RowReply(schema.Fields, 1);
        await FillAsync(reply, RowSql.One(schema, time, ApiRequest.RequiredText(request, "id")), context.RequestAborted);
        if (reply.Rows == 0)
        {
            throw new RequestProblem("This row is not there any more: it is older than what is kept.")
            {
                Status = StatusCodes.Status404NotFound,
                Code = "not_found",
            };
        }

        await ApiReply.JsonAsync(context, reply.Finish(TimeSpan.Zero));
    }

    async Task ExportAsync(HttpContext context)
    {
        var search = RowSearch.Read(context.Request, schemas, clock);
        var columns = Columns(context.Request, search.Schema, except: null);
        var question = RowSql.All(search, columns);
        await desk.ExportAsync(async () =>
        {
            using var result = question.Run(desk.Lake, context.RequestAborted);
            await CsvReply.SendAsync(context, result, CsvText.FileName(search.Schema.Name, search.From, search.To));
        }, context.RequestAborted);
    }

    Task<RowReply> FillAsync(RowReply reply, LakeQuestion question, CancellationToken cancellationToken) => desk.AskAsync(() =>
    {
        using var rows = question.Run(desk.Lake, cancellationToken);
        return reply.Read(rows);
    }, cancellationToken);

    static ImmutableArray<Field> Columns(HttpRequest request, Schema schema, Field? except) =>
        ApiRequest.Text(request, "columns") is { } names
            ? [.. names.Split(',').Select(name => FieldOf(schema, name)).Distinct()]
            : [.. schema.Fields.Where(field => field != except)];

    static Field FieldOf(Schema schema, string name) =>
        schema.Find(name) ?? throw new RequestProblem($"The format {schema.Name} has no field '{name}'.");
}

/// <summary>How many rows there are, over time.</summary>
/// <param name="Total">All of them.</param>
/// <param name="StepSeconds">Width of a bucket.</param>
/// <param name="From">First instant that was asked for.</param>
/// <param name="To">First instant after.</param>
/// <param name="Buckets">Those that are not empty, in order.</param>
sealed record CountReply(long Total, int StepSeconds, string From, string To, List<TimeBucket> Buckets);

/// <summary>Rows of a stretch of time.</summary>
sealed record TimeBucket(string Time, long Rows);

/// <summary>The most frequent values of a field.</summary>
sealed record ValuesReply(string Field, List<ValueCount> Values);

/// <summary>How often a value occurs.</summary>
sealed record ValueCount(string Value, long Rows);
