using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CloudAnalytics.Doubles.Kinesis;

/// <summary>
/// Lambda's reader of a stream, as documented (docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html and
/// kinesis-on-failure-destination.html): gathers records into batches, invokes a function, and decides by its answer where to go on. Time
/// is virtual: nothing waits.
/// </summary>
public sealed class EventSourceMapping
{
    /// <summary>Name of the mapping in keys of batches that were given up.</summary>
    public const string Uuid = "11111111-2222-4333-8444-555555555555";

    readonly KinesisStream _stream;
    readonly MappingSettings _settings;
    readonly VirtualTime _time;
    readonly Func<ReadOnlyMemory<byte>, Task<MappingResult>> _invoke;
    readonly List<Lane> _lanes = [];
    readonly int[] _read;
    int _lastRequest;

    /// <summary>A mapping that begins with the oldest record.</summary>
    public EventSourceMapping(
        KinesisStream stream, MappingSettings settings, VirtualTime time, Func<ReadOnlyMemory<byte>, Task<MappingResult>> invoke)
    {
        (_stream, _settings, _time, _invoke) = (stream, settings, time, invoke);
        _read = new int[stream.Shards];
        for (var shard = 0; shard < stream.Shards; shard++)
            for (var lane = 0; lane < settings.ParallelizationFactor; lane++)
                _lanes.Add(new Lane(shard, lane));
    }

    /// <summary>All invocations.</summary>
    public List<MappingCall> Calls { get; } = [];

    /// <summary>Batches that were given up.</summary>
    public List<FailedBatch> FailedBatches { get; } = [];

    /// <summary>Records that left the stream before they were processed, by their age: lost.</summary>
    public List<ShardRecord> Expired { get; } = [];

    /// <summary>Batches that were split because the function failed.</summary>
    public int Bisections { get; private set; }

    /// <summary>Whether everything in the stream is processed or given up.</summary>
    public bool IsIdle => _lanes.TrueForAll(lane => lane.IsEmpty) && Enumerable.Range(0, _stream.Shards).All(IsRead);

    /// <summary>Takes up what is due now, once round all shards.</summary>
    /// <returns>Whether anything was invoked or given up.</returns>
    public async Task<bool> PollAsync()
    {
        Read();
        var did = false;
        foreach (var lane in _lanes)
            did |= await StepAsync(lane);
        return did;
    }

    /// <summary>Goes on until nothing is left, moving time on to what is due next.</summary>
    public async Task RunAsync(int roundsMax = 1_000_000)
    {
        for (var round = 0; round < roundsMax; round++)
        {
            if (await PollAsync())
                continue;
            if (IsIdle)
                return;
            _time.AdvanceTo(_lanes.Where(lane => !lane.IsEmpty).Min(Due));
        }

        throw new InvalidOperationException($"the stream is not empty after {roundsMax} rounds");
    }

    bool IsRead(int shard) => _read[shard] == _stream.Records(shard).Count;

    void Read()
    {
        for (var shard = 0; shard < _stream.Shards; shard++)
        {
            var records = _stream.Records(shard);
            for (; _read[shard] < records.Count; _read[shard]++)
            {
                var record = records[_read[shard]];
                var number = KinesisStream.ShardOf(record.PartitionKey + "\0lane", _settings.ParallelizationFactor);
                var lane = _lanes[(shard * _settings.ParallelizationFactor) + number];
                if (lane.Queue.Count == 0)
                    lane.GatheringSince = _time.GetUtcNow();
                lane.Queue.Add(record);
            }
        }
    }

    DateTimeOffset Due(Lane lane) =>
        lane.Retries.Count > 0 ? lane.Retries.Peek().NotBefore : lane.GatheringSince + _settings.BatchingWindow;

    async Task<bool> StepAsync(Lane lane)
    {
        if (lane.Retries.Count == 0 && Gather(lane) is { } gathered)
            lane.Retries.Push(gathered);
        if (lane.Retries.Count == 0 || lane.Retries.Peek().NotBefore > _time.GetUtcNow())
            return false;
        var batch = lane.Retries.Pop();
        if (TakeOld(lane, batch) is not { } young)
            return true;
        await InvokeAsync(lane, young);
        return true;
    }

    /// <summary>The next batch, once it is full or has been gathered long enough.</summary>
    Batch? Gather(Lane lane)
    {
        var count = 0;
        var bytes = KinesisEventText.EnvelopeBytes;
        while (count < lane.Queue.Count && count < _settings.BatchSize
            && (count == 0 || bytes + KinesisEventText.SizeOf(lane.Queue[count]) <= _settings.PayloadBytesMax))
            bytes += KinesisEventText.SizeOf(lane.Queue[count++]);
        var isFull = count == _settings.BatchSize || count < lane.Queue.Count;
        if (count == 0 || (!isFull && _time.GetUtcNow() < lane.GatheringSince + _settings.BatchingWindow))
            return null;
        var batch = new Batch(lane.Queue.GetRange(0, count), 0, 0, default);
        lane.Queue.RemoveRange(0, count);
        lane.GatheringSince = _time.GetUtcNow();
        return batch;
    }

    /// <summary>Takes out of a batch what is too old: those records are given up, or have left the stream.</summary>
    Batch? TakeOld(Lane lane, Batch batch)
    {
        var now = _time.GetUtcNow();
        var gone = batch.Records.TakeWhile(record => now - record.Arrived > _settings.Retention).ToList();
        Expired.AddRange(gone);
        var rest = batch.Records.Skip(gone.Count).ToList();
        var old = _settings.MaximumRecordAge is { } age ? rest.TakeWhile(record => now - record.Arrived > age).ToList() : [];
        if (old.Count > 0)
            GiveUp(lane, batch with { Records = old }, "RecordAgeExceeded", null);
        rest.RemoveRange(0, old.Count);
        return rest.Count == 0 ? null : batch with { Records = rest };
    }

    async Task InvokeAsync(Lane lane, Batch batch)
    {
        var result = await _invoke(KinesisEventText.Write(batch.Records, KinesisStream.ShardId(lane.Shard)));
        var rest = result.IsThrottled || result.Error is not null ? 0 : FirstNotDone(result.Answer, batch.Records);
        var outcome = result.IsThrottled ? "throttled" : rest is null ? "done" : rest > 0 || IsPartial(result) ? "partial" : "failed";
        Calls.Add(new MappingCall(_time.GetUtcNow(), KinesisStream.ShardId(lane.Shard), [.. batch.Records.Select(r => r.Sequence)], outcome,
            _time.GetUtcNow() - batch.Records[^1].Arrived));
        if (rest is null)
            return;
        var failed = batch with { Records = [.. batch.Records.Skip(rest.Value)], Invokes = batch.Invokes + 1 };
        if (result.IsThrottled)
        {
            // "Throttles do not count as retries."
            lane.Retries.Push(failed with { NotBefore = _time.GetUtcNow() + PauseOf(failed.Invokes) });
            return;
        }

        if (outcome == "failed" && _settings.BisectBatchOnFunctionError && failed.Records.Count > 1)
        {
            // "Splitting a batch does not count towards the retry quota."
            Bisections++;
            var middle = failed.Records.Count / 2;
            var notBefore = _time.GetUtcNow() + PauseOf(failed.Invokes);
            lane.Retries.Push(failed with { Records = [.. failed.Records.Skip(middle)], NotBefore = notBefore });
            lane.Retries.Push(failed with { Records = [.. failed.Records.Take(middle)], NotBefore = notBefore });
            return;
        }

        if (outcome == "partial" && rest > 0 && _settings.BisectBatchOnFunctionError)
            Bisections++;
        if (_settings.MaximumRetryAttempts >= 0 && failed.Retries >= _settings.MaximumRetryAttempts)
            GiveUp(lane, failed, "RetryAttemptsExhausted", result.Error);
        else
            lane.Retries.Push(failed with { Retries = failed.Retries + 1, NotBefore = _time.GetUtcNow() + PauseOf(failed.Invokes) });
    }

    bool IsPartial(MappingResult result) =>
        _settings.ReportBatchItemFailures && result.Error is null && AnswerOf(result.Answer) is { Count: > 0 } ids && !ids.Contains("");

    /// <summary>Index of the record from which on the batch is to be delivered again; null when all is done.</summary>
    int? FirstNotDone(ReadOnlyMemory<byte> answer, List<ShardRecord> records)
    {
        if (!_settings.ReportBatchItemFailures)
            return null;
        var ids = AnswerOf(answer);
        if (ids is { Count: 0 })
            return null;
        if (ids is null || ids.Contains(""))
            return 0;
        var first = ids.Select(id => records.FindIndex(record => record.Sequence == id)).Min();
        return Math.Max(first, 0);
    }

    /// <summary>
    /// The numbers that an answer names; empty for what counts as success (nothing, null, an empty object, an empty or null list), an empty
    /// text among them or null for what counts as failure of all.
    /// </summary>
    static List<string>? AnswerOf(ReadOnlyMemory<byte> answer)
    {
        if (answer.IsEmpty)
            return [];
        try
        {
            using var json = JsonDocument.Parse(answer);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("batchItemFailures", out var list)
                || list.ValueKind == JsonValueKind.Null)
                return [];
            return
            [
                .. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object
                    && item.TryGetProperty("itemIdentifier", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : ""),
            ];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    TimeSpan PauseOf(int invokes)
    {
        var pause = _settings.Pause * Math.Pow(2, Math.Min(invokes - 1, 30));
        return pause < _settings.PauseMax ? pause : _settings.PauseMax;
    }

    void GiveUp(Lane lane, Batch batch, string condition, string? error)
    {
        var shard = KinesisStream.ShardId(lane.Shard);
        var now = _time.GetUtcNow().UtcDateTime;
        var key = string.Create(CultureInfo.InvariantCulture,
            $"aws/lambda/{Uuid}/{shard}/{now:yyyy'/'MM'/'dd}/{now:yyyy-MM-dd'T'HH.mm.ss}-{Guid.NewGuid()}");
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content))
        {
            json.WriteStartObject();
            json.WriteStartObject("requestContext");
            json.WriteString("requestId", FormattableString.Invariant($"request-{++_lastRequest}"));
            json.WriteString("functionArn", "arn:aws:lambda:eu-central-1:123456789012:function:" + _settings.Function);
            json.WriteString("condition", condition);
            json.WriteNumber("approximateInvokeCount", batch.Invokes);
            json.WriteEndObject();
            json.WriteStartObject("responseContext");
            json.WriteNumber("statusCode", 200);
            json.WriteString("executedVersion", "$LATEST");
            if (error is not null)
                json.WriteString("functionError", error);
            json.WriteEndObject();
            json.WriteString("version", "1.0");
            json.WriteString("timestamp", Stamp(now));
            json.WriteStartObject("KinesisBatchInfo");
            json.WriteString("shardId", shard);
            json.WriteString("startSequenceNumber", batch.Records[0].Sequence);
            json.WriteString("endSequenceNumber", batch.Records[^1].Sequence);
            json.WriteString("approximateArrivalOfFirstRecord", Stamp(batch.Records[0].Arrived.UtcDateTime));
            json.WriteString("approximateArrivalOfLastRecord", Stamp(batch.Records[^1].Arrived.UtcDateTime));
            json.WriteNumber("batchSize", batch.Records.Count);
            json.WriteString("streamArn", "arn:aws:kinesis:eu-central-1:123456789012:stream/" + KinesisEventText.Stream);
            json.WriteEndObject();
            json.WriteString("payload", Encoding.UTF8.GetString(KinesisEventText.Write(batch.Records, shard)));
            json.WriteEndObject();
        }

        FailedBatches.Add(new FailedBatch(key, condition, batch.Records, content.ToArray()));
    }

    static string Stamp(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Some records of a shard that are processed in order; as many of them as batches go at a time.</summary>
    sealed class Lane(int shard, int number)
    {
        public int Shard => shard;

        public int Number => number;

        public List<ShardRecord> Queue { get; } = [];

        public DateTimeOffset GatheringSince { get; set; }

        /// <summary>What must be done before anything new: of a split batch the first half lies on top.</summary>
        public Stack<Batch> Retries { get; } = [];

        public bool IsEmpty => Queue.Count == 0 && Retries.Count == 0;
    }

    /// <summary>Records that are delivered together.</summary>
    sealed record Batch(List<ShardRecord> Records, int Retries, int Invokes, DateTimeOffset NotBefore);
}
