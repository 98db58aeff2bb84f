using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;

namespace CloudAnalytics.Lake.Commits;

/// <summary>
/// Takes out of a commit's files the rows that the lake holds already, or that the commit holds twice, by their ids. So what is committed
/// needs no look for duplicates when it is read.
/// </summary>
/// <remarks>
/// A repeated row tells of the same event, so it has the same time, give or take <see cref="Limits.RepeatTimeSlack"/>: only rows of that
/// time are compared, whenever they arrived. A row without a time of its own is compared with all that is not archived and with the day
/// archived last.
/// </remarks>
/// <param name="folder">The lake.</param>
/// <param name="time">The clock.</param>
sealed class RepeatCheck(LakeFolder folder, TimeProvider time) : IDisposable
{
    const string Place = ", filename = 'file_name_', file_row_number = true";

    const string Untimed = "(\"time\" IS NULL OR time_source IS NOT NULL)";

    static readonly long s_slack = (long)Limits.RepeatTimeSlack.TotalMicroseconds;

    readonly LiveListing _listing = new(folder);
    MaintenanceEngine? _engine;

    MaintenanceEngine Engine => _engine ??= new MaintenanceEngine(folder, time, CancellationToken.None);

    /// <summary>Takes the repeated rows out of files that are not committed yet.</summary>
    /// <param name="format">The format of all of them.</param>
    /// <param name="files">Paths of the files; those that lose rows are replaced.</param>
    /// <param name="beside">Paths of files of the same commit that stay as they are.</param>
    /// <returns>The files that lost rows; null when the lake cannot be compared with.</returns>
    internal IReadOnlyList<Thinned>? Run(string format, IReadOnlyList<string> files, IReadOnlyList<string> beside)
    {
        try
        {
            return Thin(format, files, beside);
        }
        catch (DuckDbException failure) when (failure.Kind == DuckDbErrorKind.Io)
        {
            // Retention may have deleted a file since it was listed.
            _listing.Forget();
        }
        catch (Exception failure) when (IsOfTheLake(failure))
        {
            return null;
        }

        try
        {
            return Thin(format, files, beside);
        }
        catch (Exception failure) when (IsOfTheLake(failure))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _engine?.Dispose();

    static bool IsOfTheLake(Exception failure) =>
        failure is DuckDbException or IOException or UnauthorizedAccessException or InvalidDataException;

    List<Thinned> Thin(string format, IReadOnlyList<string> files, IReadOnlyList<string> beside)
    {
        if (!FindSuspects(format, files, beside))
            return [];
        Engine.Execute($"""
            CREATE OR REPLACE TEMP TABLE duplicates AS SELECT file_name_, file_row_number FROM (
                SELECT file_name_, file_row_number, is_known,
                    row_number() OVER (PARTITION BY id ORDER BY file_name_, file_row_number) AS number
                FROM {MaintenanceEngine.Scan(files, Place)} JOIN suspects USING (id))
            WHERE number > 1 OR is_known
            """);
        var repeats = Engine.Query("SELECT count(*) FROM duplicates", row => row.GetInt64(0)).Single();
        List<Thinned> thinned = [.. files.Select(Rewrite).Where(file => file.Repeats > 0)];
        Check.That(thinned.Sum(file => file.Repeats) == repeats);
        return thinned;
    }

    /// <summary>Notes the ids that occur more than once.</summary>
    /// <returns>Whether there are any.</returns>
    bool FindSuspects(string format, IReadOnlyList<string> files, IReadOnlyList<string> beside)
    {
        var incoming = MaintenanceEngine.Scan(files);
        var live = _listing.List()[format].ToList();
        List<string> parts = [$"SELECT id, false AS is_known FROM {incoming} WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1"];
        var (untimed, from, to) = Engine.Query(
            $"""
            SELECT count(*) FILTER ({Untimed}), coalesce(epoch_us(min("time")), 0), coalesce(epoch_us(max("time")), 0) FROM {incoming}
            """,
            row => (row.GetInt64(0), row.GetInt64(1) - s_slack, row.GetInt64(2) + s_slack)).Single();
        var days = Engine.Query(
            $"SELECT DISTINCT \"time\"::DATE FROM {incoming} WHERE \"time\" IS NOT NULL",
            row => DateOnly.FromDateTime(row.GetTime(0).UtcDateTime));
        var timed = live.Where(file => file is not LakeFile.Archived archived || days.Exists(day => IsNear(day, archived.Happened)));
        parts.Add(Known(Paths(timed).Concat(beside), FormattableString.Invariant(
            $"\"time\" BETWEEN make_timestamp({from}) AND make_timestamp({to}) AND id IN (SELECT id FROM {incoming})")));
        if (untimed > 0)
        {
            var last = live.OfType<LakeFile.Archived>().Select(file => file.Arrived).DefaultIfEmpty().Max();
            var recent = live.Where(file => file is not LakeFile.Archived archived || archived.Arrived == last);
            parts.Add(Known(Paths(recent).Concat(beside), $"id IN (SELECT id FROM {incoming} WHERE {Untimed})"));
        }

        Engine.Execute($"""
            CREATE OR REPLACE TEMP TABLE suspects AS
            SELECT id, bool_or(is_known) AS is_known FROM ({string.Join(" UNION ALL ", parts.Where(part => part.Length > 0))}) GROUP BY id
            """);
        return Engine.Query("SELECT count(*) FROM suspects", row => row.GetInt64(0)).Single() > 0;
    }

    static string Known(IEnumerable<string> paths, string condition)
    {
        var list = string.Join(", ", paths.Select(Sql.Text));
        // With the columns given no file is opened that has no row of that time.
        return list.Length == 0 ? "" : $$"""
            SELECT id, true AS is_known FROM read_parquet([{{list}}], hive_partitioning = false, schema = MAP {
                'id': {name: 'id', type: 'VARCHAR', default_value: NULL},
                'time': {name: 'time', type: 'TIMESTAMP', default_value: NULL} })
            WHERE {{condition}}
            """;
    }

    static bool IsNear(DateOnly day, DateOnly happened) => Math.Abs(day.DayNumber - happened.DayNumber) <= 1;

    IEnumerable<string> Paths(IEnumerable<LakeFile> files) => files.Select(file => folder.Combine(file.Key));

    Thinned Rewrite(string file)
    {
        var repeats = Engine.Query(
            $"SELECT count(*) FROM duplicates WHERE file_name_ = {Sql.Text(file)}", row => row.GetInt64(0)).Single();
        var rows = Engine.CountRows([file]) - repeats;
        if (repeats == 0 || rows == 0)
            return new Thinned(file, repeats, rows);
        var rest = file + ".rest";
        try
        {
            var written = Engine.Write(
                $"SELECT * EXCLUDE (file_name_, file_row_number) FROM {MaintenanceEngine.Scan([file], Place)} "
                    + "ANTI JOIN duplicates USING (file_name_, file_row_number)",
                rest);
            MaintenanceEngine.Verify(written, rows, $"the commit of {file} without repeated rows");
            File.Move(rest, file, overwrite: true);
            return new Thinned(file, repeats, rows);
        }
        finally
        {
            File.Delete(rest);
        }
    }

    /// <summary>A file without its repeated rows.</summary>
    /// <param name="Path">The file; untouched where nothing is left of it.</param>
    /// <param name="Repeats">Rows taken out.</param>
    /// <param name="Rows">Rows left.</param>
    internal readonly record struct Thinned(string Path, long Repeats, long Rows);
}
