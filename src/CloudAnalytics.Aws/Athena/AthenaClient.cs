using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.Athena;

/// <summary>
/// Runs statements in Amazon Athena: started once whatever is repeated, asked after until they end, and stopped when nobody waits any more
/// (https://docs.aws.amazon.com/athena/latest/APIReference).
/// </summary>
/// <param name="service">A client of <c>AmazonAthena</c>.</param>
/// <param name="time">The clock of the waits.</param>
public sealed class AthenaClient(Json11Client service, TimeProvider time)
{
    /// <summary>What an operation's name begins with.</summary>
    public const string Service = "AmazonAthena";

    /// <summary>A client.</summary>
    public static AthenaClient Open(AwsConnection connection, TimeProvider time) =>
        new(Json11Client.Open(connection, "athena", Service, time), time);

    /// <summary>Runs a statement to its end.</summary>
    /// <param name="statement">The statement and where it runs.</param>
    /// <param name="cancellationToken">Stops it in Athena too.</param>
    /// <returns>How it ended; that Athena could not do it is a value.</returns>
    /// <exception cref="Json11Exception">Athena refused the request itself, or could not be reached.</exception>
    public async ValueTask<AthenaOutcome> RunAsync(AthenaStatement statement, CancellationToken cancellationToken)
    {
        var id = await StartAsync(statement, cancellationToken);
        var deadline = time.GetUtcNow() + statement.TimeMax;
        var isOver = false;
        try
        {
            for (var wait = Limits.AthenaPollFirst; ; wait = Min(wait * 2, Limits.AthenaPollMax))
            {
                if (await StateAsync(id, cancellationToken) is { } outcome)
                {
                    isOver = true;
                    return outcome;
                }

                if (time.GetUtcNow() + wait > deadline)
                    return new AthenaOutcome.OutOfTime(statement.TimeMax);
                await Task.Delay(wait, time, cancellationToken);
            }
        }
        finally
        {
            if (!isOver)
                await StopAsync(id);
        }
    }

    /// <summary>Runs a question and reads its answer whole.</summary>
    /// <returns>The cells of each row as text; null where there is none.</returns>
    /// <exception cref="IOException">There is no answer, for the reason that the message says.</exception>
    public async Task<IReadOnlyList<string?[]>> AskAsync(AthenaStatement question, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetByteCount(question.Sql);
        if (bytes > Limits.AthenaStatementBytesMax)
            throw new IOException($"the question has {bytes} bytes, and Athena takes {Limits.AthenaStatementBytesMax}: it names too much");
        switch (await RunAsync(question, cancellationToken))
        {
            case AthenaOutcome.Failed failed:
                throw new IOException(failed.Error.Message);
            case AthenaOutcome.OutOfTime late:
                throw new IOException($"no answer within {late.TimeMax.TotalSeconds} s");
            case var outcome:
                var rows = new List<string?[]>();
                await foreach (var cells in ReadAsync((AthenaOutcome.Succeeded)outcome, cancellationToken))
                    rows.Add(cells);
                return rows;
        }
    }

    /// <summary>The rows of a statement that succeeded, page by page. The first row of the first page, the header, is left out.</summary>
    /// <returns>A row's cells as text; null where there is none.</returns>
    /// <exception cref="Json11Exception">Athena failed.</exception>
    public async IAsyncEnumerable<string?[]> ReadAsync(
        AthenaOutcome.Succeeded outcome, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isFirst = true;
        string? token = null;
        do
        {
            using var page = await service.CallAsync("GetQueryResults", json =>
            {
                json.WriteString("QueryExecutionId", outcome.Id);
                json.WriteNumber("MaxResults", Limits.AthenaPageRows);
                if (token is not null)
                    json.WriteString("NextToken", token);
            }, cancellationToken);
            var set = page.RootElement.GetProperty("ResultSet");
            foreach (var row in set.GetProperty("Rows").EnumerateArray())
            {
                var cells = Cells(row);
                if (!isFirst || !IsHeader(set, cells))
                    yield return cells;
                isFirst = false;
            }

            token = page.RootElement.TryGetProperty("NextToken", out var next) ? next.GetString() : null;
        }
        while (!string.IsNullOrEmpty(token));
    }

    async ValueTask<string> StartAsync(AthenaStatement statement, CancellationToken cancellationToken)
    {
        using var answer = await service.CallAsync("StartQueryExecution", json =>
        {
            json.WriteString("QueryString", statement.Sql);
            json.WriteString("ClientRequestToken", statement.RequestToken);
            json.WriteString("WorkGroup", statement.WorkGroup);
            json.WriteStartObject("QueryExecutionContext");
            json.WriteString("Database", statement.Database);
            json.WriteEndObject();
        }, cancellationToken);
        return answer.RootElement.GetProperty("QueryExecutionId").GetString()!;
    }

    async ValueTask<AthenaOutcome?> StateAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await service.CallAsync(
            "GetQueryExecution", json => json.WriteString("QueryExecutionId", id), cancellationToken);
        var execution = answer.RootElement.GetProperty("QueryExecution");
        var status = execution.GetProperty("Status");
        // Nothing may be there as null as well.
        var scanned = execution.TryGetProperty("Statistics", out var statistics) && statistics.ValueKind == JsonValueKind.Object
            && statistics.TryGetProperty("DataScannedInBytes", out var bytes) && bytes.ValueKind == JsonValueKind.Number
            ? bytes.GetInt64() : 0;
        // Athena puts a running query back into the queue when it tries it again by itself.
        return status.GetProperty("State").GetString() switch
        {
            "QUEUED" or "RUNNING" => null,
            "SUCCEEDED" => new AthenaOutcome.Succeeded(id, scanned),
            "CANCELLED" => new AthenaOutcome.Failed(new AthenaError(0, 0, false, "the query was cancelled in Athena"), scanned),
            _ => new AthenaOutcome.Failed(ErrorOf(status), scanned),
        };
    }

    async ValueTask StopAsync(string id)
    {
        using var limit = new CancellationTokenSource(Limits.AwsRequestTimeMax, time);
        try
        {
            using var answer = await service.CallAsync("StopQueryExecution", json => json.WriteString("QueryExecutionId", id), limit.Token);
        }
        catch (Exception failure) when (failure is Json11Exception or OperationCanceledException)
        {
            // The query ends by itself at the work group's limit; why nobody waits for it is the news.
        }
    }

    static AthenaError ErrorOf(JsonElement status)
    {
        var reason = status.TryGetProperty("StateChangeReason", out var text) ? text.GetString() : null;
        if (!status.TryGetProperty("AthenaError", out var error) || error.ValueKind != JsonValueKind.Object)
            return new AthenaError(0, 0, false, reason ?? "Athena gave no reason");
        return new AthenaError(Number(error, "ErrorCategory"), Number(error, "ErrorType"),
            error.TryGetProperty("Retryable", out var retryable) && retryable.ValueKind == JsonValueKind.True,
            error.TryGetProperty("ErrorMessage", out var message) ? message.GetString() ?? reason ?? "" : reason ?? "");
    }

    static int Number(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0;

    static string?[] Cells(JsonElement row) =>
        [
            .. row.GetProperty("Data").EnumerateArray()
                .Select(cell => cell.TryGetProperty("VarCharValue", out var value) ? value.GetString() : null),
        ];

    static bool IsHeader(JsonElement set, string?[] cells) =>
        set.TryGetProperty("ResultSetMetadata", out var metadata) && metadata.TryGetProperty("ColumnInfo", out var columns)
        && columns.EnumerateArray().Select(column => column.GetProperty("Name").GetString()).SequenceEqual(cells);

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
