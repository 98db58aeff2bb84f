using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Detections;

/// <summary>
/// Evaluates all detections again and again over the last hours, and commits what they find. After a start the last day is judged, so that
/// nothing is missed that came in while nothing ran; what is there already is not found again.
/// </summary>
/// <param name="run">The detections.</param>
/// <param name="lake">Where findings go.</param>
/// <param name="tell">Told of what could not be judged, in words for administrators.</param>
/// <param name="time">The clock.</param>
public sealed class DetectionMonitor(DetectionRun run, LakeWriter lake, Action<string> tell, TimeProvider time)
{
    readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);
    DateTimeOffset? _judged;
    DateTimeOffset _changed;
    long _commit = -1;

    /// <summary>Evaluates until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Limits.DetectionInterval, time);
        try
        {
            do
            {
                if (!IsQuiet())
                    await Task.Run(() => JudgeAsync(cancellationToken), cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the process: what was not judged is judged after the next start.
        }
    }

    /// <summary>Evaluates all detections once, and commits what they find.</summary>
    /// <returns>How many findings there are more.</returns>
    public async Task<int> JudgeAsync(CancellationToken cancellationToken)
    {
        var to = time.GetUtcNow() - Limits.DetectionSettle;
        var from = (_judged ?? to - Limits.DetectionCatchUp) - Limits.DetectionLateness;
        var findings = await FindAsync(TimeRange.Between(from, to), cancellationToken);
        var written = await CommitAsync(findings, cancellationToken);
        if (written is not LakeWriteResult.Failed)
            _judged = to;
        return written is LakeWriteResult.Failed ? 0 : findings.Count;
    }

    /// <summary>Evaluates all detections over a time, and commits what they find.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public async Task<IReadOnlyList<Finding>> JudgeAsync(TimeRange range, CancellationToken cancellationToken)
    {
        var findings = await FindAsync(range, cancellationToken);
        return await CommitAsync(findings, cancellationToken) is LakeWriteResult.Failed failure
            ? throw new IOException(failure.Reason) : findings;
    }

    // Windows close a while after their last row.
    bool IsQuiet()
    {
        var now = time.GetUtcNow();
        if (lake.LastCommit != _commit)
            (_commit, _changed) = (lake.LastCommit, now);
        return now - _changed > Limits.DetectionQuiet;
    }

    async Task<List<Finding>> FindAsync(TimeRange range, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var detection in run.Detections)
        {
            try
            {
                findings.AddRange(await run.FindAsync(detection, range, tell, cancellationToken));
                _problems.Remove(detection.Name);
            }
            catch (LakeSqlException problem)
            {
                Problem(detection, problem.Message);
            }
        }

        return findings;
    }

    // Every minute the same words would bury all others.
    void Problem(Detection detection, string message)
    {
        if (_problems.TryAdd(detection.Name, message))
            tell($"detection {detection.Name} could not be evaluated: {message}");
    }

    async Task<LakeWriteResult?> CommitAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        if (findings.Count == 0)
            return null;
        var batch = Finding.Batch(findings, time.GetUtcNow());
        using var commit = await lake.BeginAsync(cancellationToken);
        commit.AddRows(batch.Schema, [batch]);
        var result = commit.Complete();
        if (result is LakeWriteResult.Failed failure)
            tell($"findings could not be written: {failure.Reason}");
        return result;
    }
}
