using CloudAnalytics.Core;
using CloudAnalytics.Lake.Commits;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Summaries;

namespace CloudAnalytics.Lake.Maintenance;

/// <summary>
/// Keeps a lake fast and within its limits: rolls up small files, compacts closed days, deletes what retention says. Works beside commits
/// and queries; the process that writes calls it about once a minute.
/// </summary>
/// <param name="writer">The lake's writer.</param>
/// <param name="retention">What is kept.</param>
/// <param name="summaries">The summaries that are made of data files.</param>
public sealed class LakeMaintenance(LakeWriter writer, RetentionLimits retention, params IReadOnlyList<SummaryTable> summaries)
{
    readonly Sweep _sweep = new(writer);
    readonly SummaryUpkeep _summaries = new(writer, summaries);

    /// <summary>Bytes of raw files that one file of the archive stands for.</summary>
    internal long ArchiveFileBytes { get; init; } = Limits.ArchiveFileBytes;

    /// <summary>Bytes from which on a fresh file is summarised.</summary>
    public long SummarisedBytesMin
    {
        get => _summaries.BytesMin;
        init => _summaries.BytesMin = value;
    }

    /// <summary>Does what there is to do. Blocks its thread for as long as that takes; one pass at a time.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; what it had not finished is as it was.</exception>
    public async ValueTask<MaintenanceReport> RunAsync(CancellationToken cancellationToken)
    {
        var (rolledUp, deleted) = (0, 0);
        var compacted = new List<CompactedDay>();
        LakeWriteResult.Failed? failure = null;
        try
        {
            // Deleting comes first: a full disk must not keep it from making room.
            deleted += _sweep.Run() + Retain();
            using var engine = new MaintenanceEngine(writer.Folder, writer.Time, cancellationToken);
            await new Compaction(writer, engine, ArchiveFileBytes).RunAsync(compacted, cancellationToken);
            rolledUp = await new RollUp(writer, engine).RunAsync(cancellationToken);
            // What does not count any more since this pass begins its grace time now.
            deleted += _sweep.Run();
            _summaries.Run(engine, null, cancellationToken);
        }
        catch (Exception exception) when (IsOfTheStorage(exception))
        {
            failure = FailureOf(exception);
        }

        return new MaintenanceReport(rolledUp, compacted, deleted, failure);
    }

    /// <summary>
    /// Makes the summaries that are missing and nothing else, in <see cref="Limits.SummaryMemoryBytes"/> of memory: so a lake that was just
    /// filled answers as fast as it will after the first pass.
    /// </summary>
    /// <param name="progress">Called before each file and at the end; or null.</param>
    /// <param name="cancellationToken">Stops it; the summaries that are made stay.</param>
    /// <returns>Why it ended early, or null. Without its summary a file is read as rows.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public LakeWriteResult.Failed? Summarise(Action<SummaryProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            using var engine = new MaintenanceEngine(writer.Folder, writer.Time, cancellationToken, Limits.SummaryMemoryBytes);
            _summaries.Run(engine, progress, cancellationToken);
            return null;
        }
        catch (Exception exception) when (IsOfTheStorage(exception))
        {
            return FailureOf(exception);
        }
    }

    static bool IsOfTheStorage(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or DuckDbException or InvalidDataException;

    static LakeWriteResult.Failed FailureOf(Exception exception) =>
        WriteFailure.Of(exception) ?? new LakeWriteResult.Failed(LakeFailure.Damaged, exception.Message);

    int Retain()
    {
        var today = DateOnly.FromDateTime(writer.Time.GetUtcNow().UtcDateTime);
        var gone = RetentionPlan.Of(writer.Folder.ListLive(), today, retention);
        foreach (var file in gone)
            writer.Delete(file.Key);
        return gone.Count;
    }
}
