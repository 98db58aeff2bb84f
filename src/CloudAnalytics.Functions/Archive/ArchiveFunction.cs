using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Functions.Streams;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Archive;

/// <summary>Kinesis event to Parquet objects in the lake.</summary>
sealed class ArchiveFunction : StreamFunction, ISnapshotFunction, IDisposable
{
    readonly ArchiveSink _sink;

    internal ArchiveFunction(FunctionHost host, IObjectStore store)
        : this(host, store, new ArchiveSink(store, Path.GetTempPath(), host.Settings.KeepRaw))
    {
    }

    ArchiveFunction(FunctionHost host, IObjectStore store, ArchiveSink sink)
        : base(host, [sink, new DeadLetterSink(store, "archive")], derives: true)
    {
        _sink = sink;
        new Thread(Warm) { IsBackground = true }.Start();
    }

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        _sink.Prepare();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RestoreAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    // DuckDB takes as long to begin as all else together, and nobody needs it before the first rows are parsed.
    void Warm()
    {
        try
        {
            _sink.Prepare();
        }
        catch (DuckDbException)
        {
            // Whoever writes first is told.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sink.Dispose();
}
