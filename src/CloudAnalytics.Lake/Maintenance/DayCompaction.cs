namespace CloudAnalytics.Lake.Maintenance;

/// <summary>
/// What compacting a day of arrival means, wherever its files lie: rows without duplicates, one file per day of the events, sorted by time,
/// a large one in several; of a format that is sorted by another column, in several of which each holds its own values.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="fileBytes">Bytes of raw files that one file of the archive stands for.</param>
sealed class DayCompaction(MaintenanceEngine engine, long fileBytes)
{
    const string Place = ", filename = 'file_name_', file_row_number = true";

    /// <summary>Writes the files of the archive.</summary>
    /// <param name="raw">The day's fresh files.</param>
    /// <param name="known">Files of the archive whose rows are left out.</param>
    /// <param name="rawBytes">Bytes of the fresh files.</param>
    /// <param name="newFile">Where the file for a day of events goes, by its part: 0 for the only one, else from 1.</param>
    /// <returns>Rows written, and rows left out since one with their id is there.</returns>
    /// <exception cref="InvalidDataException">The counts do not agree.</exception>
    internal (long Rows, long Duplicates) Run(
        IReadOnlyList<string> raw, IReadOnlyList<string> known, long rawBytes, Func<DateOnly, int, string> newFile)
    {
        var rows = engine.CountRows(raw);
        var duplicates = FindDuplicates(raw, known);
        var paths = new List<string>();
        var count = Write(raw, rawBytes, duplicates > 0, (day, part) =>
        {
            var path = newFile(day, part);
            paths.Add(path);
            return path;
        });
        MaintenanceEngine.Verify(count, rows - duplicates, "a compaction");
        MaintenanceEngine.Verify(engine.CountRows(paths), count, "the files of a compaction");
        return (count, duplicates);
    }

    /// <summary>
    /// Notes the places of the rows that are left out: all but one of each id, and those whose id is known.
    /// </summary>
    /// <returns>How many there are.</returns>
    long FindDuplicates(IReadOnlyList<string> raw, IReadOnlyList<string> knownFiles)
    {
        var scan = MaintenanceEngine.Scan(raw, Place);
        var isKnown = knownFiles.Count == 0 ? "false" : $"id IN (SELECT id FROM {MaintenanceEngine.Scan(knownFiles)})";
        var known = knownFiles.Count == 0 ? "" : $"UNION SELECT id FROM {MaintenanceEngine.Scan(raw)} WHERE {isKnown}";
        // Rows that are stored exactly once come before those that may be repeated: their segments' names sort first.
        engine.Execute($"""
            CREATE OR REPLACE TEMP TABLE suspects AS SELECT id FROM {MaintenanceEngine.Scan(raw)} GROUP BY id HAVING count(*) > 1 {known};
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
    long Write(IReadOnlyList<string> raw, long rawBytes, bool hasDuplicates, Func<DateOnly, int, string> newFile)
    {
        var kept = hasDuplicates
            ? $"(SELECT * EXCLUDE (file_name_, file_row_number) FROM {MaintenanceEngine.Scan(raw, Place)} "
                + "ANTI JOIN duplicates USING (file_name_, file_row_number))"
            : MaintenanceEngine.Scan(raw);
        // Every row has a time; where one has none after all, it counts as having happened when it arrived.
        var untimed = engine.Query($"SELECT count(*) FROM {kept} WHERE \"time\" IS NULL", row => row.GetInt64(0)).Single();
        var happened = untimed == 0 ? "\"time\"" : "coalesce(\"time\", arrived)";
        var days = engine.Query(
            $"SELECT {happened}::DATE, count(*) FROM {kept} GROUP BY 1 ORDER BY 1",
            row => (Day: DateOnly.FromDateTime(row.GetTime(0).UtcDateTime), Rows: row.GetInt64(1)));
        var bytesPerRow = (double)rawBytes / Math.Max(1, days.Sum(day => day.Rows));
        var sortedBy = engine.SortedBy(raw);
        var count = 0L;
        foreach (var (day, rows) in days)
        {
            string Select(int part, int of) => $"SELECT * FROM {kept} WHERE {Slice(happened, day, part, of)}";
            string NewFile(int parts, int part) => newFile(day, parts == 1 ? 0 : part);
            if (sortedBy is not null)
            {
                count += engine.WriteSplit(Select(1, 1), sortedBy, NewFile);
                continue;
            }

            var parts = Math.Max(1, (int)Math.Ceiling(rows * bytesPerRow / fileBytes));
            for (var part = 1; part <= parts; part++)
                count += engine.Write($"{Select(part, parts)} ORDER BY {happened}", NewFile(parts, part));
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
