using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Functions.Streams;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Archive;

/// <summary>Kinesis event to Parquet objects in the lake.</summary>
/// <param name="host">Settings, clock, log.</param>
/// <param name="store">The lake.</param>
/// <param name="prepareStore">Loads what the store needs for its first object, or null.</param>
sealed class ArchiveFunction(FunctionHost host, IObjectStore store, Action? prepareStore = null)
    : StreamFunction(host, [new ArchiveSink(store, Path.GetTempPath(), host.Settings.KeepRaw), new DeadLetterSink(store, "archive")],
        derives: true), IPreparedFunction
{
    /// <summary>Rehearses a record, up to its place in a file.</summary>
    internal static void Rehearse() => new Rehearsal(batch => ArchiveSink.Rehearse(batch, Path.GetTempPath()), derives: true).Run();

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        prepareStore?.Invoke();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask RestoreAsync(CancellationToken cancellationToken) => default;
}
