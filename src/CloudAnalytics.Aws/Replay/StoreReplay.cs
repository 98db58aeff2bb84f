using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Aws.Replay;

/// <summary>What became of the records of one object: found = replayed + refused + already there + left.</summary>
/// <param name="Key">The object.</param>
/// <param name="Kind">What it is: dead letters, or a batch that Lambda gave up.</param>
/// <param name="Found">Records in it.</param>
/// <param name="Replayed">Those that are rows now, or would be.</param>
/// <param name="Refused">Those that still cannot be read.</param>
/// <param name="AlreadyThere">Those that an earlier replay has made rows of.</param>
/// <param name="Left">Those of a function whose destination was not named.</param>
public readonly record struct ReplayCount(string Key, string Kind, int Found, int Replayed, int Refused, int AlreadyThere, int Left);

/// <summary>
/// Sends records again by the handlers' own pipeline and sink, and not by the stream: there they would get new sequence numbers, and with
/// these new ids, so that what had been written already would be written twice. Here each record keeps its place, so its rows have the ids
/// that they would have had, and doing it twice has the effect of doing it once.
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

    /// <summary>Replays an object's records into the archive.</summary>
    /// <param name="source">The object.</param>
    /// <param name="isDryRun">Only counts.</param>
    /// <param name="cancellationToken">Ends it; what was written is written.</param>
    /// <exception cref="IOException">The store failed.</exception>
    public async ValueTask<ReplayCount> RunAsync(ReplayObject source, bool isDryRun, CancellationToken cancellationToken)
    {
        var kind = source.IsBatch ? "batch" : "dead letters";
        if (source.Function == "index")
            return new ReplayCount(source.Key, kind, source.Records.Count, 0, 0, 0, source.Records.Count);
        var done = await ReadDoneAsync(source.Key, cancellationToken);
        var open = source.Records.Where(record => !done.Contains(NameOf(record))).ToList();
        var good = new List<RawRecord>();
        foreach (var record in open)
        {
            if (await CanBeReadAsync(source, record, cancellationToken))
                good.Add(record);
        }

        // Of a batch, what cannot be read becomes dead letters, as it would have in the function: then the whole batch is done.
        var sent = source.IsBatch ? open : good;
        if (!isDryRun && sent.Count > 0)
        {
            await SendAsync(source, sent, cancellationToken);
            await WriteDoneAsync(source.Key, done.Concat(sent.Select(NameOf)), cancellationToken);
        }

        return new ReplayCount(source.Key, kind, source.Records.Count, good.Count, open.Count - good.Count,
            source.Records.Count - open.Count, 0);
    }

    async ValueTask<bool> CanBeReadAsync(ReplayObject source, RawRecord record, CancellationToken cancellationToken)
    {
        // What was cut at the limit is not what was delivered.
        if (!source.IsBatch && record.Payload.Length >= Limits.DeadLetterBytesMax)
            return false;
        var outcome = await Pipeline(source, []).ProcessAsync(new[] { record }, cancellationToken);
        return outcome.Lines is { Malformed: 0, Parsed: > 0 };
    }

    async ValueTask SendAsync(ReplayObject source, List<RawRecord> records, CancellationToken cancellationToken)
    {
        var target = source.IsBatch ? lake : new NamedApart(lake, Hash(string.Join('\n', records.Select(NameOf))));
        using var sink = new ArchiveSink(target, folder, keepRaw);
        IBatchSink[] sinks = source.IsBatch ? [sink, new DeadLetterSink(lake, "archive")] : [sink];
        var outcome = await Pipeline(source, sinks).ProcessAsync(records.ToArray(), cancellationToken);
        if (outcome.Failures is [var failure, ..])
            throw new IOException($"{source.Key} could not be replayed: {failure.Reason}");
    }

    IngestPipeline Pipeline(ReplayObject source, IBatchSink[] sinks) =>
        new(_recognizer, source.Stream, formats.FirstOrDefault(format => format.Name == source.Format), [.. sinks]);

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
}
