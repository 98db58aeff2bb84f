using CloudAnalytics.Core;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Maintenance;

/// <summary>
/// Moves closed days of arrival from <c>raw</c> to <c>archive</c>: without duplicates, one file per day of the events, sorted by time. The
/// rows change places at one instant, when the cut moves on; until then readers take the old files, and a compaction that was stopped is
/// simply done again.
/// </summary>
sealed class Compaction(LakeWriter writer, MaintenanceEngine engine, long fileBytes)
{
    /// <summary>Compacts every closed day of every format, oldest first.</summary>
    internal async ValueTask RunAsync(List<CompactedDay> done, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime((writer.Time.GetUtcNow() - Limits.DayCloseDelay).UtcDateTime);
        var days = writer.Folder.ListLive().OfType<LakeFile.Segment>()
            .Where(file => file.Arrived < today)
            .Select(file => (file.Format, file.Arrived))
            .Distinct()
            .Order()
            .ToList();
        foreach (var (format, arrived) in days)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // From here on no commit adds to the day, so that what is listed now is all of it.
            await writer.BetweenCommitsAsync(() => writer.CloseDaysBefore(format, arrived.AddDays(1)), cancellationToken);
            done.Add(Compact(format, arrived));
        }
    }

    CompactedDay Compact(string format, DateOnly arrived)
    {
        var segments = LiveFiles.Of(writer.Folder.List(LakeNames.Raw, format), _ => null)
            .OfType<LakeFile.Segment>().Where(file => file.Arrived == arrived).ToList();
        var before = writer.Folder.List(LakeNames.Archive, format).OfType<LakeFile.Archived>()
            .Where(file => file.Arrived == arrived.AddDays(-1)).ToList();
        var written = new List<(TemporaryLakeFile File, LakeFile.Archived Archived)>();
        try
        {
            var day = new DayCompaction(engine, fileBytes);
            var (count, duplicates) = day.Run(Paths(segments), Paths(before), segments.Sum(file => file.Bytes), (happened, part) =>
            {
                var file = writer.NewFile(".parquet");
                written.Add((file, new LakeFile.Archived(format, happened, arrived, part)));
                return file.Path;
            });
            // A compaction that was stopped may have left other files of this day, which were never read.
            foreach (var stale in writer.Folder.List(LakeNames.Archive, format).OfType<LakeFile.Archived>()
                .Where(file => file.Arrived == arrived))
                writer.Delete(stale.Key);
            foreach (var (file, archived) in written)
                file.Install(archived.Key);
            writer.MoveCut(format, arrived.AddDays(1));
            return new CompactedDay(format, arrived, count, duplicates, written.Count);
        }
        finally
        {
            foreach (var (file, _) in written)
                file.Dispose();
        }
    }

    IReadOnlyList<string> Paths(IEnumerable<LakeFile> files) => [.. files.Select(file => writer.Folder.Combine(file.Key))];
}
