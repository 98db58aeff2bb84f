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
    const string Place = ", filename = 'file_name_', file_row_number = true";

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
        var rows = engine.CountRows(segments.Select(file => writer.Folder.Combine(file.Key)));
        var duplicates = FindDuplicates(format, arrived, segments);
        var written = new List<(TemporaryLakeFile File, LakeFile.Archived Archived)>();
        try
        {
            var count = Write(format, arrived, segments, duplicates > 0, written);
            MaintenanceEngine.Verify(count, rows - duplicates, $"the compaction of {format}, {LakeNames.Text(arrived)}");
            MaintenanceEngine.Verify(engine.CountRows(written.Select(file => file.File.Path)), count, $"the archive files of {format}");
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

    /// <summary>
    /// Notes the places of the rows that are left out: all but one of each id, and those whose id arrived the day before.
    /// </summary>
    /// <returns>How many there are.</returns>
    long FindDuplicates(string format, DateOnly arrived, List<LakeFile.Segment> segments)
    {
        var scan = engine.Scan(segments, Place);
        var before = writer.Folder.List(LakeNames.Archive, format).OfType<LakeFile.Archived>()
            .Where(file => file.Arrived == arrived.AddDays(-1)).ToList();
        var isKnown = before.Count == 0 ? "false" : $"id IN (SELECT id FROM {engine.Scan(before)})";
        var known = before.Count == 0 ? "" : $"UNION SELECT id FROM {engine.Scan(segments)} WHERE {isKnown}";
        // Rows that are stored exactly once come before those that may be repeated: their segments' names sort first.
        engine.Execute($"""
            CREATE OR REPLACE TEMP TABLE suspects AS SELECT id FROM {engine.Scan(segments)} GROUP BY id HAVING count(*) > 1 {known};
            CREATE OR REPLACE TEMP TABLE duplicates AS SELECT file_name_, file_row_number FROM (
                SELECT file_name_, file_row_number, {isKnown} AS known,
                    row_number() OVER (PARTITION BY id ORDER BY file_name_ LIKE '%.alo.parquet', file_name_, file_row_number) AS number
                FROM {scan} WHERE id IS NOT NULL AND id IN (FROM suspects))
            WHERE number > 1 OR known
            """);
        return engine.Query("SELECT count(*) FROM duplicates", row => row.GetInt64(0)).Single();
    }

    /// <summary>Writes the rows that are kept, a file for each day of events, or several for a large one.</summary>
    /// <returns>Rows written.</returns>
    long Write(
        string format,
        DateOnly arrived,
        List<LakeFile.Segment> segments,
        bool hasDuplicates,
        List<(TemporaryLakeFile File, LakeFile.Archived Archived)> written)
    {
        var kept = hasDuplicates
            ? $"(SELECT * EXCLUDE (file_name_, file_row_number) FROM {engine.Scan(segments, Place)} "
                + "ANTI JOIN duplicates USING (file_name_, file_row_number))"
            : engine.Scan(segments);
        // Every row has a time; where one has none after all, it counts as having happened when it arrived.
        var untimed = engine.Query($"SELECT count(*) FROM {kept} WHERE \"time\" IS NULL", row => row.GetInt64(0)).Single();
        var happened = untimed == 0 ? "\"time\"" : "coalesce(\"time\", arrived)";
        var days = engine.Query(
            $"SELECT {happened}::DATE, count(*) FROM {kept} GROUP BY 1 ORDER BY 1",
            row => (Day: DateOnly.FromDateTime(row.GetTime(0).UtcDateTime), Rows: row.GetInt64(1)));
        var bytesPerRow = (double)segments.Sum(file => file.Bytes) / Math.Max(1, days.Sum(day => day.Rows));
        var count = 0L;
        foreach (var (day, rows) in days)
        {
            var parts = (int)Math.Ceiling(rows * bytesPerRow / fileBytes);
            for (var part = 1; part <= parts; part++)
            {
                var file = writer.NewFile(".parquet");
                written.Add((file, new LakeFile.Archived(format, day, arrived, parts == 1 ? 0 : part)));
                count += engine.Write($"SELECT * FROM {kept} WHERE {Slice(happened, day, part, parts)} ORDER BY {happened}", file.Path);
            }
        }

        return count;
    }

    // A day's part by time: the first starts with the day, the last ends with it.
    static string Slice(string happened, DateOnly day, int part, int parts)
    {
        var start = day.ToDateTime(TimeOnly.MinValue);
        var (from, to) = (start + (TimeSpan.FromDays(1) * (part - 1) / parts), start + (TimeSpan.FromDays(1) * part / parts));
        return FormattableString.Invariant(
            $"{happened} >= TIMESTAMP '{from:yyyy-MM-dd HH:mm:ss.ffffff}' AND {happened} < TIMESTAMP '{to:yyyy-MM-dd HH:mm:ss.ffffff}'");
    }
}
