using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Functions.Aggregate;

/// <summary>What a run has found.</summary>
/// <param name="Judged">Detections that were evaluated.</param>
/// <param name="Failed">Those that could not be.</param>
/// <param name="Findings">What they found.</param>
readonly record struct DetectionCounts(int Judged, int Failed, int Findings)
{
    /// <summary>As values to publish.</summary>
    internal PublishedValue[] Values =>
        [new(MetricTable.DetectionsJudged, null, Judged), new(MetricTable.DetectionsFailed, null, Failed)];
}

/// <summary>
/// Evaluates detections in turn, and writes what they find: into the index first and then into the lake, which is where it is looked
/// whether something was found before. A run that is killed in between finds it again, under the same ids.
/// </summary>
/// <param name="host">Settings, clock, log.</param>
/// <param name="run">The detections.</param>
/// <param name="store">The lake, which keeps whose turn it is.</param>
/// <param name="archive">Writes rows into the lake.</param>
/// <param name="documents">Writes them into the index; null where there is no cluster.</param>
sealed class DetectionJudge(FunctionHost host, DetectionRun run, IObjectStore store, IPlacedSink archive, IBatchSink? documents)
{
    readonly DetectionTurn _turn = new(store);

    /// <summary>Evaluates those whose turn it is, as long as there is time.</summary>
    /// <exception cref="IOException">What was found, or whose turn it is, cannot be written.</exception>
    internal async ValueTask<DetectionCounts> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var left = invocation.Deadline - host.Time.GetUtcNow() - Limits.DetectionReserve;
        if (left <= TimeSpan.Zero)
            return default;
        using var timer = new CancellationTokenSource(left, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        await _turn.ReadAsync(cancellationToken);
        var findings = new List<Finding>();
        var (judged, failed) = (0, 0);
        foreach (var detection in _turn.InTurn(run.Detections).Take(Limits.DetectionsPerRunMax))
        {
            var to = host.Time.GetUtcNow() - Limits.DetectionSettle;
            var from = (_turn.JudgedUntil(detection) ?? to - Limits.DetectionCatchUp) - Limits.DetectionLateness;
            try
            {
                findings.AddRange(await run.FindAsync(detection, TimeRange.Between(from, to), Warn, either.Token));
                _turn.Note(detection, to);
                judged++;
            }
            catch (IOException exception)
            {
                host.Log.Write("error", $"it could not be evaluated: {exception.Message}", ("detection", detection.Name));
                _turn.Note(detection, null);
                failed++;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The next run begins with it.
                break;
            }
        }

        await WriteAsync(findings, cancellationToken);
        await _turn.WriteAsync(cancellationToken);
        return new DetectionCounts(judged, failed, findings.Count);
    }

    void Warn(string message) => host.Log.Write("warning", message);

    async ValueTask WriteAsync(List<Finding> findings, CancellationToken cancellationToken)
    {
        if (findings.Count == 0)
            return;
        var batch = Finding.Batch(findings, host.Time.GetUtcNow());
        if (documents is not null)
            Take(await documents.WriteAsync(batch, cancellationToken), documents.Name);
        Take(await archive.WriteAsync(batch, OriginOf(findings), cancellationToken), archive.Name);
    }

    // The same findings, the same object.
    static BatchOrigin OriginOf(List<Finding> findings)
    {
        const string Source = "detections";
        var ids = string.Join('\n', findings.Select(finding => finding.Id.ToString()).Order(StringComparer.Ordinal));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ids)).AsSpan(0, 16));
        return new BatchOrigin(
            new Position(Source, hash), new Position(Source, findings.Count.ToString(CultureInfo.InvariantCulture)), 0);
    }

    // What a store never takes must not keep the others from it.
    void Take(WriteResult result, string sink)
    {
        IEnumerable<(FailureKind Kind, string Reason)> failures = result switch
        {
            WriteResult.Failed failed => [(failed.Kind, failed.Reason)],
            WriteResult.RowsFailed rows => rows.Failures.Select(failure => (failure.Kind, failure.Reason)),
            _ => [],
        };
        foreach (var (kind, reason) in failures.Distinct())
        {
            if (kind == FailureKind.Transient)
                throw new IOException($"findings could not be written ({sink}): {reason}");
            host.Log.Write("error", $"a finding was refused for good: {reason}", ("sink", sink));
        }
    }
}
