using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Aws.Replay;

/// <summary>What became of the records of one object: found = replayed + refused + already there + left.</summary>
/// <param name="Key">The object.</param>
/// <param name="Kind">What it is: dead letters, or a batch that Lambda gave up.</param>
/// <param name="Function">The function that gave them up: index, archive; null where that is not known.</param>
/// <param name="Found">Records in it.</param>
/// <param name="Replayed">Those that are rows now, or would be.</param>
/// <param name="Refused">Those that still cannot be read, or that OpenSearch still refuses.</param>
/// <param name="AlreadyThere">Those that an earlier replay has made rows of.</param>
/// <param name="Left">Those for OpenSearch, where none was named.</param>
public readonly record struct ReplayCount(
    string Key, string Kind, string? Function, int Found, int Replayed, int Refused, int AlreadyThere, int Left);

/// <summary>
/// Sends records again by the handlers' own pipeline and sinks, and not by the stream: there they would get new sequence numbers, and with
/// these new ids, so that what had been written already would be written twice. Here each record keeps its place, so its rows have the ids
/// that they would have had, and doing it twice has the effect of doing it once. Records go where the function that gave them up writes:
/// what index gave up to OpenSearch, what archive gave up to the archive, and what an unknown one gave up to both.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="formats">The formats.</param>
/// <param name="folder">Where files are made before they are stored.</param>
/// <param name="keepRaw">Whether the original records are kept.</param>
public sealed class StoreReplay(IObjectStore lake, IReadOnlyList<ILogFormat> formats, string folder, bool keepRaw)
{
    /// <summary>Below it lies, for each object that was replayed, which of its records are rows.</summary>
    public const string Done = "state/replay/";

    readonly FormatRecognizer _recognizer = new([.. formats]);

    /// <summary>OpenSearch; null leaves what the index function gave up.</summary>
    public IBatchSink? Documents { get; init; }

    /// <summary>The format that the stack declares for raw lines of its stream; null where records tell theirs.</summary>
    public ILogFormat? Declared { get; init; }

    /// <summary>The operator's proxies, whose word on a client's address counts, as in the first reading.</summary>
    public AddressRanges Proxies { get; init; } = AddressRanges.None;

    /// <summary>Replays an object's records.</summary>
    /// <param name="source">The object.</param>
    /// <param name="isDryRun">Only counts.</param>
    /// <param name="cancellationToken">Ends it; what was written is written.</param>
    /// <exception cref="IOException">A store cannot now. Done again, the replay goes on with this object.</exception>
    public async ValueTask<ReplayCount> RunAsync(ReplayObject source, bool isDryRun, CancellationToken cancellationToken)
    {
        var (key, found) = (source.Key, source.Records.Count);
        var kind = source.IsBatch ? "batch" : "dead letters";
        if (source.Function == ReplayObject.Index && Documents is null)
            return new ReplayCount(key, kind, source.Function, found, 0, 0, 0, found);
        var done = await ReadDoneAsync(key, cancellationToken);
        var open = source.Records.Where(record => !done.Contains(NameOf(record))).ToList();
        var good = await ReadableAsync(source, open, cancellationToken);

        // Of a batch, what cannot be read becomes dead letters, as it would have in the function: then the whole batch is done.
        var sent = source.IsBatch ? open : good;
        if (!isDryRun && sent.Count > 0)
        {
            var refused = await SendAsync(source, sent, cancellationToken);
            good = good.FindAll(record => !refused.Any(letter => IsOf(letter, record, source.IsBatch)));
            sent = source.IsBatch ? sent : good;
            if (sent.Count > 0)
                await WriteDoneAsync(key, done.Concat(sent.Select(NameOf)), cancellationToken);
        }

        return new ReplayCount(key, kind, source.Function, found, good.Count, open.Count - good.Count, found - open.Count, 0);
    }

    async ValueTask<List<RawRecord>> ReadableAsync(ReplayObject source, List<RawRecord> records, CancellationToken cancellationToken)
    {
        var good = new List<RawRecord>();
        var pipeline = Pipeline(source, [], derives: false);
        foreach (var record in records)
        {
            // What was cut at the limit is not what was delivered.
            if (!source.IsBatch && record.Payload.Length >= Limits.DeadLetterBytesMax)
                continue;
            var outcome = await pipeline.ProcessAsync(new[] { record }, cancellationToken);
            if (outcome.Lines is { Malformed: 0, Parsed: > 0 })
                good.Add(record);
        }

        return good;
    }

    /// <summary>Sends records to each store that wants them, and returns what was refused there for good.</summary>
    async ValueTask<List<DeadLetter>> SendAsync(ReplayObject source, List<RawRecord> records, CancellationToken cancellationToken)
    {
        var refused = new List<DeadLetter>();
        if (source.Function != ReplayObject.Index)
        {
            var target = source.IsBatch ? lake : new NamedApart(lake, Hash(string.Join('\n', records.Select(NameOf))));
            var archive = new ArchiveSink(target, folder, keepRaw);
            await SendAsync(source, records, archive, "archive", refused, cancellationToken);
        }

        if (source.Function != "archive" && Documents is { } documents)
            await SendAsync(source, records, documents, ReplayObject.Index, refused, cancellationToken);
        return refused;
    }

    async ValueTask SendAsync(ReplayObject source, List<RawRecord> records, IBatchSink sink, string function, List<DeadLetter> refused,
        CancellationToken cancellationToken)
    {
        // Letters that are refused again lie where they are.
        IBatchSink[] letters = source.IsBatch ? [new DeadLetterSink(lake, function)] : [];
        var pipeline = Pipeline(source, [sink, .. letters, new LetterList(refused)], derives: function != ReplayObject.Index);
        var outcome = await pipeline.ProcessAsync(records.ToArray(), cancellationToken);
        if (outcome.RetryFrom is not null)
        {
            var reason = outcome.Failures.FirstOrDefault(failure => failure.Kind == FailureKind.Transient)?.Reason;
            throw new IOException($"{source.Key} could not be replayed: {reason}");
        }
    }

    // Letters keep their place: that of the record in its shard, and of a letter that is sent again also that within the record.
    static bool IsOf(DeadLetter letter, in RawRecord record, bool isWhole)
    {
        var place = letter.Place!;
        return place.Shard == record.Position.Partition && place.Sequence == record.Position.Sequence && (isWhole
            || (place.SubSequence == record.SubSequence
                && letter.Offset >= record.Offset && letter.Offset < record.Offset + Math.Max(1, record.Payload.Length)));
    }

    // The index holds no edges, as its function writes none.
    IngestPipeline Pipeline(ReplayObject source, IBatchSink[] sinks, bool derives) => new(
        _recognizer, source.Stream, formats.FirstOrDefault(format => format.Name == source.Format) ?? Declared, [.. sinks],
        derives: derives, proxies: Proxies);

    async ValueTask<HashSet<string>> ReadDoneAsync(string key, CancellationToken cancellationToken)
    {
        var stream = await lake.OpenAsync(Done + key, cancellationToken);
        if (stream is null)
            return [];
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }

    async ValueTask WriteDoneAsync(string key, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var text = string.Concat(names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => name + "\n"));
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);
        await lake.PutAsync(Done + key, content, cancellationToken);
    }

    static string NameOf(RawRecord record) => string.Create(CultureInfo.InvariantCulture,
        $"{record.Position.Partition} {record.Position.Sequence} {record.SubSequence} {record.Offset}");

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    /// <summary>
    /// Gives rows of dead letters names of their own: the object that is named after their records holds those records' other rows.
    /// </summary>
    sealed class NamedApart(IObjectStore store, string mark) : IObjectStore
    {
        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
            store.ListAsync(prefix, cancellationToken);

        public ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => store.OpenAsync(key, cancellationToken);

        public ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken) =>
            store.PutAsync(Apart(key), content, cancellationToken);

        public ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken) =>
            store.PutNewAsync(Apart(key), content, cancellationToken);

        public ValueTask DeleteAsync(string key, CancellationToken cancellationToken) => store.DeleteAsync(Apart(key), cancellationToken);

        string Apart(string key) => key.Replace(".parquet", $"-replay-{mark}.parquet", StringComparison.Ordinal);
    }

    /// <summary>Notes what is refused.</summary>
    sealed class LetterList(List<DeadLetter> list) : IBatchSink
    {
        public string Name => "refused";

        public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken) =>
            new(WriteResult.Written.Instance);

        public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
        {
            list.AddRange(letters);
            return new(WriteResult.Written.Instance);
        }
    }
}
