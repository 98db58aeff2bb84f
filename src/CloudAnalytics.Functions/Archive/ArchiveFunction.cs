using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Functions.Streams;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Archive;

/// <summary>Kinesis event to Parquet objects in the lake.</summary>
sealed class ArchiveFunction : StreamFunction
{
    readonly ArchiveSink _sink;
    readonly Action? _prepareStore;

    /// <summary>Makes it.</summary>
    /// <param name="host">Settings, clock, log.</param>
    /// <param name="store">The lake.</param>
    /// <param name="prepareStore">Loads what the store needs for its first object, or null.</param>
    internal ArchiveFunction(FunctionHost host, IObjectStore store, Action? prepareStore = null)
        : this(host, store, new ArchiveSink(store, Path.GetTempPath(), host.Settings.KeepRaw)) => _prepareStore = prepareStore;

    ArchiveFunction(FunctionHost host, IObjectStore store, ArchiveSink sink)
        : base(host, [sink, new DeadLetterSink(store, "archive")], derives: true) => _sink = sink;

    /// <inheritdoc/>
    public override async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        _prepareStore?.Invoke();
        await base.PrepareAsync(cancellationToken);
    }

    /// <inheritdoc/>
    private protected override void Rehearse(RecordBatch batch) => _sink.Rehearse(batch);
}
