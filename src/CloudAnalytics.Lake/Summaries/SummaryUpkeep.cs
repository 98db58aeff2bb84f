using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Lake.Summaries;

/// <summary>How far making summaries is.</summary>
/// <param name="BytesDone">Bytes of the data files that are summarised; a file counts once for each of its summaries.</param>
/// <param name="Bytes">Bytes of all that are to be.</param>
public readonly record struct SummaryProgress(long BytesDone, long Bytes);

/// <summary>
/// Keeps a summary of each data file that is worth it. A summary appears with one rename when it is whole, and belongs to a file that
/// never changes: one that is missing costs time and nothing else, so that no commit waits for it.
/// </summary>
sealed class SummaryUpkeep(LakeWriter writer, IReadOnlyList<SummaryTable> tables)
{
    bool _isChecked;

    /// <summary>Bytes from which on a fresh file is summarised.</summary>
    internal long BytesMin { get; set; } = Limits.SummarisedBytesMin;

    /// <summary>Deletes summaries that nobody will read any more, and makes those that are missing, telling how far it is.</summary>
    internal void Run(MaintenanceEngine engine, Action<SummaryProgress>? progress, CancellationToken cancellationToken)
    {
        if (!_isChecked)
            DeleteDamaged(engine);
        _isChecked = true;
        DeleteOrphans();
        var missing = Missing();
        var (done, bytes) = (0L, missing.Sum(each => each.File.Bytes));
        foreach (var (table, file) in missing)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Invoke(new SummaryProgress(done, bytes));
            Make(engine, table, file);
            done += file.Bytes;
        }

        progress?.Invoke(new SummaryProgress(done, bytes));
    }

    List<(SummaryTable Table, LakeFile File)> Missing()
    {
        var live = writer.Folder.ListLive();
        var missing = new List<(SummaryTable Table, LakeFile File)>();
        foreach (var table in tables)
        {
            var written = writer.Folder.ListSummaries(table.Folder).ToHashSet(StringComparer.Ordinal);
            missing.AddRange(
                live.Where(file => IsWorthIt(table, file) && !written.Contains(table.KeyOf(file))).Select(file => (table, file)));
        }

        return missing;
    }

    bool IsWorthIt(SummaryTable table, LakeFile file) => table.Covers(file) && (file is LakeFile.Archived || file.Bytes >= BytesMin);

    void Make(MaintenanceEngine engine, SummaryTable table, LakeFile file)
    {
        using var summary = writer.NewFile(".parquet");
        var columns = string.Join(", ", table.Source.Fields.Select(field => Sql.Name(field.Name)));
        engine.Execute($"CREATE OR REPLACE TEMP VIEW {Sql.Name(table.Source.Name)} AS "
            + $"SELECT {columns} FROM {FileScan.Of(writer.Folder, table.Source, [file])}");
        var rows = engine.Write(table.Build, summary.Path);
        MaintenanceEngine.Verify(engine.CountRows([summary.Path]), rows, $"the summary of {file.Key}");
        summary.Install(table.KeyOf(file));
    }

    /// <summary>
    /// Deletes the summaries of data files that are gone, those that another version of the product made, and files that are no summaries.
    /// Those of data files that wait to be deleted stay: a query that has listed them may still be running.
    /// </summary>
    void DeleteOrphans()
    {
        var files = writer.Folder.List();
        var wanted = tables.SelectMany(table => files.Where(table.Covers).Select(table.KeyOf)).ToHashSet(StringComparer.Ordinal);
        foreach (var key in writer.Folder.ListSummaryFolders().SelectMany(writer.Folder.ListSummaries).Where(key => !wanted.Contains(key)))
            writer.Delete(key);
    }

    /// <summary>Deletes summaries that are no whole Parquet files, as a failing disk or a restored backup may leave them.</summary>
    void DeleteDamaged(MaintenanceEngine engine)
    {
        foreach (var key in tables.SelectMany(table => writer.Folder.ListSummaries(table.Folder)))
        {
            try
            {
                _ = engine.CountRows([writer.Folder.Combine(key)]);
            }
            catch (DuckDbException)
            {
                writer.Delete(key);
            }
        }
    }
}
