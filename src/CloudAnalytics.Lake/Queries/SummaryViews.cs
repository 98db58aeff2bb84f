using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Summaries;

namespace CloudAnalytics.Lake.Queries;

/// <summary>The views over summaries: what they read is decided by a listing, together with that of the data files.</summary>
/// <param name="folder">The lake.</param>
/// <param name="tables">The summaries that there are.</param>
sealed class SummaryViews(LakeFolder folder, IReadOnlyList<SummaryTable> tables)
{
    /// <summary>The schema that the views stand in.</summary>
    internal const string ViewSchema = "summaries";

    /// <summary>The views as they must be for the files that count.</summary>
    /// <param name="files">By format.</param>
    /// <param name="rowsOf">Makes a format's view of some of its files: those given are read, all are known.</param>
    internal IEnumerable<LakeView> Of(ILookup<string, LakeFile> files, Func<SummaryTable, List<LakeFile>, List<LakeFile>, string> rowsOf)
    {
        foreach (var table in tables)
        {
            // A summary that is listed after its data file was is the summary of all its rows, for data files never change.
            var written = folder.ListSummaries(table.Folder).ToHashSet(StringComparer.Ordinal);
            var all = files[table.Source.Name].ToList();
            var keys = all.Where(table.Covers).Select(table.KeyOf).Where(written.Contains).ToList();
            var rest = all.Where(file => !table.Covers(file) || !written.Contains(table.KeyOf(file))).ToList();
            yield return new LakeView($"{ViewSchema}.{Sql.Name(table.Name)}", keys, () => ViewOf(table, keys));
            // Rows that may be repeated are compared with all others: the view changes with any of them.
            var known = rest.Exists(file => !table.Covers(file)) ? all : rest;
            yield return new LakeView(
                $"{ViewSchema}.{Sql.Name(table.Name + "_rest")}",
                [.. rest.Select(file => file.Key), "", .. known.Select(file => file.Key)],
                () => rowsOf(table, rest, known));
        }
    }

    string ViewOf(SummaryTable table, List<string> keys) => keys.Count == 0
        ? FileScan.Empty(table.Columns)
        : $"SELECT {string.Join(", ", table.Columns.Select(column => Sql.Name(column.Name)))} FROM {FileScan.Of(folder, keys, table.Columns)}";
}

/// <summary>A view as it must be.</summary>
/// <param name="Name">Its name as SQL has it.</param>
/// <param name="State">The files that it is made of; it is left alone as long as they are the same.</param>
/// <param name="Select">Makes its query.</param>
sealed record LakeView(string Name, IReadOnlyList<string> State, Func<string> Select);
