using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Rows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web.Statements;

/// <summary>Runs the SQL of the SQL page. The engine lets it read the views and nothing else; a browser that goes away stops it.</summary>
sealed class SqlEndpoint(LakeDesk desk, QueryLimits limits, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/sql", RunAsync);
        api.MapPost("/sql.csv", ExportAsync);
    }

    async Task RunAsync(HttpContext context)
    {
        var request = await ReadAsync(context);
        if (request.Limit < 1)
            throw new RequestProblem($"The limit is {request.Limit}; 1 or more rows are wanted.");
        var limit = Math.Min(request.Limit ?? limits.RowsMax, limits.RowsMax);
        var started = clock.GetTimestamp();
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        try
        {
            var asked = limits with { RowsMax = limit };
            await desk.AskAsync(() => Run(request.Sql, asked, json, context.RequestAborted), context.RequestAborted);
        }
        catch (LakeSqlException e) when (e.Failure != LakeSqlFailure.OutOfTime)
        {
            throw new RequestProblem(e.Message, e) { Code = "sql_error" };
        }

        json.WriteNumber("elapsedMs", Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 1));
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
        await ApiReply.JsonAsync(context, buffer.WrittenMemory);
    }

    async Task ExportAsync(HttpContext context)
    {
        var request = await ReadAsync(context);
        try
        {
            await desk.ExportAsync(async () =>
            {
                var asked = limits with { RowsMax = Limits.ExportRowsMax };
                using var result = desk.Lake.QueryUntrusted(request.Sql, asked, context.RequestAborted);
                context.Response.Headers["X-Row-Limit"] = asked.RowsMax.ToString(CultureInfo.InvariantCulture);
                await CsvReply.SendAsync(context, result, $"result-{clock.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss}.csv");
            }, context.RequestAborted);
        }
        catch (LakeSqlException e) when (e.Failure != LakeSqlFailure.OutOfTime && !context.Response.HasStarted)
        {
            throw new RequestProblem(e.Message, e) { Code = "sql_error" };
        }
    }

    static async Task<SqlRequest> ReadAsync(HttpContext context)
    {
        var request = await ApiRequest.ReadAsync(context, WebJson.Default.SqlRequest);
        return !string.IsNullOrWhiteSpace(request.Sql) && request.Sql.Length <= Limits.SqlTextLengthMax
            ? request
            : throw new RequestProblem(
                $"The statement has {request.Sql?.Length ?? 0} characters; 1 to {Limits.SqlTextLengthMax} are allowed.");
    }

    /// <returns>Whether rows were left out.</returns>
    bool Run(string sql, QueryLimits asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        using var result = desk.Lake.QueryUntrusted(sql, asked, cancellationToken);
        json.WriteStartArray("columns");
        for (var i = 0; i < result.ColumnNames.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", result.ColumnNames[i]);
            json.WriteString("type", result.ColumnTypes[i].ToString());
            json.WriteString("kind", CellJson.KindOf(result.ColumnTypes[i]));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        var isCut = WriteRows(result, json);
        json.WriteEndArray();
        json.WriteBoolean("truncated", isCut);
        return isCut;
    }

    /// <returns>Whether rows were left out.</returns>
    static bool WriteRows(LakeQuery result, Utf8JsonWriter json)
    {
        while (result.NextChunk())
        {
            for (var i = 0; i < result.RowCount; i++)
            {
                if (json.BytesCommitted + json.BytesPending > Limits.SqlReplyBytesMax)
                    return true;
                json.WriteStartArray();
                for (var column = 0; column < result.ColumnNames.Count; column++)
                    CellJson.Write(json, result.Column(column), i);
                json.WriteEndArray();
            }
        }

        return result.IsTruncated;
    }
}

/// <summary>A statement to run.</summary>
/// <param name="Sql">One SELECT, EXPLAIN or DESCRIBE.</param>
/// <param name="Limit">Rows wanted at most, within what is allowed; null for all of that. Exports have a limit of their own.</param>
sealed record SqlRequest(string Sql, int? Limit = null);
