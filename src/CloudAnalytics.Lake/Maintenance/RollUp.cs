using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Maintenance;

/// <summary>
/// Makes one file of many small ones of the same folder, by one rename. The small ones are deleted later, by <see cref="Sweep"/>.
/// </summary>
sealed class RollUp(LakeWriter writer, MaintenanceEngine engine)
{
    /// <summary>Rolls up what is worth it.</summary>
    /// <returns>Files that became part of a larger one.</returns>
    internal async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        var files = 0;
        var live = writer.Folder.ListLive();
        foreach (var folder in live.OfType<LakeFile.Segment>().GroupBy(file => (file.Format, file.Arrived, file.IsAtLeastOnce)))
        {
            foreach (var parts in RollUpPlan.Of([.. folder]))
            {
                cancellationToken.ThrowIfCancellationRequested();
                RollUpSegments(parts);
                files += parts.Count;
            }
        }

        foreach (var folder in live.OfType<LakeFile.DeadLetters>().GroupBy(file => file.Arrived))
        {
            foreach (var parts in RollUpPlan.Of([.. folder]))
            {
                // A commit that takes dead letters away must not do so while they are copied.
                await writer.BetweenCommitsAsync(() => RollUpDeadLetters(parts), cancellationToken);
                files += parts.Count;
            }
        }

        return files;
    }

    void RollUpSegments(IReadOnlyList<LakeFile.Segment> parts)
    {
        var whole = parts[0] with { Commits = RangeOf(parts.Select(part => part.Commits)) };
        using var file = writer.NewFile(".parquet");
        var rows = $"FROM {engine.Scan(parts)}";
        var sortedBy = engine.SortedBy(parts.Select(part => writer.Folder.Combine(part.Key)));
        var written = sortedBy is null ? engine.Write(rows, file.Path) : engine.Write(rows, file.Path, sortedBy);
        var expected = engine.CountRows(parts.Select(part => writer.Folder.Combine(part.Key)));
        MaintenanceEngine.Verify(written, expected, $"the roll-up to {whole.Key}");
        MaintenanceEngine.Verify(engine.CountRows([file.Path]), expected, whole.Key);
        file.Install(whole.Key);
    }

    void RollUpDeadLetters(IReadOnlyList<LakeFile.DeadLetters> parts)
    {
        var paths = parts.Select(part => writer.Folder.Combine(part.Key)).ToList();
        if (!paths.All(File.Exists))
            return;
        var whole = parts[0] with { Commits = RangeOf(parts.Select(part => part.Commits)) };
        using var file = writer.NewFile(".jsonl");
        using (var target = File.Create(file.Path))
        {
            foreach (var path in paths)
            {
                using var source = File.OpenRead(path);
                source.CopyTo(target);
            }
        }

        file.Install(whole.Key);
    }

    static CommitRange RangeOf(IEnumerable<CommitRange> ranges) =>
        ranges.Aggregate((a, b) => new CommitRange(Math.Min(a.Lo, b.Lo), Math.Max(a.Hi, b.Hi)));
}
