using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>
/// Writes rows to a cluster by bulk requests that create each document under the row's id, so that a row that comes twice is there once.
/// Only what failed is sent again, after a pause drawn at random; rows that the cluster will never take are answered one by one with its
/// reason. The deadline is the cancellation: what is not known to be written by then is answered as transient.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="names">The indices' names.</param>
/// <param name="time">The clock of pauses.</param>
/// <param name="random">Draws the pauses; null for the process's own.</param>
public sealed class OpenSearchSink(OpenSearchClient client, IndexNames names, TimeProvider time, Random? random = null) : IBatchSink
{
    // Of the formats whose template is known to be there.
    readonly Dictionary<Schema, BulkEncoder> _encoders = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public string Name => "opensearch";

    /// <summary>Bytes of a request; less in tests.</summary>
    public int BodyBytesMax { get; init; } = Limits.BulkBytesMax;

    /// <summary>How long a request may take; less in tests.</summary>
    public TimeSpan Timeout { get; init; } = Limits.BulkTimeout;

    /// <summary>Longest first pause; less in tests.</summary>
    public TimeSpan Pause { get; init; } = Limits.BulkPause;

    /// <summary>Longest pause; less in tests.</summary>
    public TimeSpan PauseMax { get; init; } = Limits.BulkPauseMax;

    /// <summary>What this sink has done since it was made.</summary>
    public BulkCounts Counts { get; } = new();

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (!_encoders.TryGetValue(batch.Schema, out var encoder))
        {
            if (await MissingTemplateAsync(batch.Schema, cancellationToken) is { } missing)
                return new WriteResult.Failed(FailureKind.Transient, missing, []);
            _encoders.Add(batch.Schema, encoder = new BulkEncoder(batch.Schema, names));
        }

        var delivery = new Delivery(batch.RowCount);
        var lines = new List<Line>(batch.RowCount);
        encoder.Clear();
        for (var row = 0; row < batch.RowCount && delivery.Stop is null; row++)
        {
            var start = encoder.Length;
            encoder.Add(batch, row);
            if (encoder.Length > BodyBytesMax && lines.Count > 0)
            {
                encoder.Truncate(start);
                await SendAsync(encoder.Encoded, lines, delivery, cancellationToken);
                encoder.Clear();
                lines.Clear();
                start = 0;
                encoder.Add(batch, row);
            }

            lines.Add(new Line(row, start, encoder.Length));
        }

        if (lines.Count > 0 && delivery.Stop is null)
            await SendAsync(encoder.Encoded, lines, delivery, cancellationToken);
        encoder.Clear();
        if (delivery.Stop is { } stop)
            delivery.FailRest(stop);
        return delivery.Result();
    }

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        ValueTask.FromResult<WriteResult>(WriteResult.Written.Instance);

    /// <summary>
    /// Why rows of a format cannot be written yet, or null. Without its template an index would be made with fields guessed from the first
    /// document, and nothing but deleting it would help.
    /// </summary>
    async Task<string?> MissingTemplateAsync(Schema schema, CancellationToken cancellationToken)
    {
        var alias = names.Alias(schema);
        var response = await client.SendAsync("HEAD", $"_index_template/{alias}", null, Timeout, cancellationToken);
        if (response.IsSuccess)
            return null;
        return response.Status == 404
            ? $"OpenSearch has no index template {alias}: run the provisioning of the stack again"
            : $"OpenSearch does not tell whether it has the index template {alias}: {response.Reason}";
    }

    /// <summary>Sends lines until each is written, refused for good, or given back.</summary>
    async Task SendAsync(ReadOnlyMemory<byte> body, IReadOnlyList<Line> lines, Delivery delivery,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Counts.Requests++;
            var response = await client.SendLinesAsync($"_bulk?{BulkAnswer.Filter}", body, Timeout, cancellationToken);
            var pending = new List<Line>(lines.Count);
            var reason = response.IsSuccess ? "" : response.Reason;
            if (response.Status is 413 or 400)
            {
                await HalveAsync(body, lines, response, delivery, cancellationToken);
                return;
            }

            if (response.IsSuccess)
                reason = Sort(response, lines, pending, delivery);
            else if (response.IsTransient)
                pending.AddRange(lines);
            else
                delivery.Stop = $"OpenSearch refuses all rows: {reason}";
            if (pending.Count == 0 || delivery.Stop is not null)
                return;
            Counts.Retried += pending.Count;
            if (attempt >= Limits.BulkAttemptsMax || !await PauseAsync(attempt, cancellationToken))
            {
                pending.ForEach(l => delivery.Fail(l.Row, FailureKind.Transient, reason));
                return;
            }

            if (pending.Count < lines.Count)
                (body, lines) = Gather(body, pending);
        }
    }

    /// <summary>Sorts items by what became of them; returns a reason of those that are to be sent again.</summary>
    string Sort(OpenSearchResponse response, IReadOnlyList<Line> lines, List<Line> pending, Delivery delivery)
    {
        var items = BulkAnswer.Read(response.Body, lines.Count);
        if (items is null)
        {
            pending.AddRange(lines);
            return "the answer to a bulk request could not be read";
        }

        var reason = "";
        for (var i = 0; i < items.Length; i++)
        {
            switch (items[i].Outcome)
            {
                case BulkOutcome.Written:
                    delivery.Written(lines[i].Row);
                    Counts.Written++;
                    break;
                case BulkOutcome.Again:
                    pending.Add(lines[i]);
                    reason = items[i].Reason;
                    break;
                case BulkOutcome.Never:
                    delivery.Fail(lines[i].Row, FailureKind.Permanent, items[i].Reason);
                    Counts.Refused++;
                    break;
                default:
                    delivery.Stop = items[i].Reason;
                    break;
            }
        }

        return reason;
    }

    /// <summary>What the cluster cannot read as a whole goes in two halves, down to the one document that it does not take.</summary>
    async Task HalveAsync(
        ReadOnlyMemory<byte> body, IReadOnlyList<Line> lines, OpenSearchResponse response,
        Delivery delivery, CancellationToken cancellationToken)
    {
        if (lines.Count == 1)
        {
            delivery.Fail(lines[0].Row, FailureKind.Permanent, $"OpenSearch takes no document of {body.Length} bytes: {response.Reason}");
            Counts.Refused++;
            return;
        }

        var middle = lines.Count / 2;
        foreach (var half in (IReadOnlyList<Line>[])[[.. lines.Take(middle)], [.. lines.Skip(middle)]])
        {
            if (delivery.Stop is not null)
                return;
            var (start, end) = (half[0].Start, half[^1].End);
            var moved = half.Select(l => new Line(l.Row, l.Start - start, l.End - start)).ToList();
            await SendAsync(body[start..end], moved, delivery, cancellationToken);
        }
    }

    /// <summary>Waits a random time below a bound that doubles (full jitter); false when the deadline comes first.</summary>
    async Task<bool> PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        var bound = Math.Min(PauseMax.TotalMilliseconds, Pause.TotalMilliseconds * Math.Pow(2, attempt - 1));
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds((random ?? Random.Shared).NextDouble() * bound), time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    static (ReadOnlyMemory<byte> Body, IReadOnlyList<Line> Lines) Gather(ReadOnlyMemory<byte> body, List<Line> pending)
    {
        var gathered = new byte[pending.Sum(l => l.End - l.Start)];
        var lines = new List<Line>(pending.Count);
        var length = 0;
        foreach (var line in pending)
        {
            body[line.Start..line.End].CopyTo(gathered.AsMemory(length));
            lines.Add(new Line(line.Row, length, length + line.End - line.Start));
            length = lines[^1].End;
        }

        return (gathered, lines);
    }

    /// <summary>Where a row's two lines stand in a body.</summary>
    readonly record struct Line(int Row, int Start, int End);

    /// <summary>What became of a batch's rows so far.</summary>
    /// <param name="rows">How many they are.</param>
    sealed class Delivery(int rows)
    {
        readonly bool[] _written = new bool[rows];
        SortedDictionary<int, RowFailure>? _failures;

        /// <summary>Why nothing more is sent, or null.</summary>
        public string? Stop { get; set; }

        public void Written(int row) => _written[row] = true;

        public void Fail(int row, FailureKind kind, string reason) => (_failures ??= [])[row] = new RowFailure(row, kind, reason);

        public void FailRest(string reason)
        {
            for (var row = 0; row < rows; row++)
                if (!_written[row] && _failures?.ContainsKey(row) != true) Fail(row, FailureKind.Transient, reason);
        }

        public WriteResult Result()
        {
            if (_failures is null)
                return WriteResult.Written.Instance;
            var first = _failures.First().Value;
            return _failures.Count == rows && _failures.Values.All(f => f.Kind == first.Kind && f.Reason == first.Reason)
                ? new WriteResult.Failed(first.Kind, first.Reason, [])
                : new WriteResult.RowsFailed([.. _failures.Values]);
        }
    }
}

/// <summary>What a sink has done.</summary>
public sealed class BulkCounts
{
    /// <summary>Bulk requests sent.</summary>
    public long Requests { get; internal set; }

    /// <summary>Rows that are there, those included that had been there before.</summary>
    public long Written { get; internal set; }

    /// <summary>Times that a row was to be sent again.</summary>
    public long Retried { get; internal set; }

    /// <summary>Rows that the cluster will never take.</summary>
    public long Refused { get; internal set; }
}
