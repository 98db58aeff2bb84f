using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;

namespace CloudAnalytics.Lake.Tests;

/// <summary>Reads a lake as the names of its files say, without the product's SQL session.</summary>
static class LakeReader
{
    static readonly DuckDbDatabase s_database = DuckDbDatabase.OpenInMemory(KeyValuePair.Create("threads", "1"));

    /// <summary>The ids of all rows of the files that count, sorted; duplicates stay.</summary>
    internal static List<string> Ids(LakeFolder folder, string format)
    {
        var files = folder.ListLive().Where(file => file switch
        {
            LakeFile.Segment segment => segment.Format == format,
            LakeFile.Archived archived => archived.Format == format,
            _ => false,
        });
        return [.. files.SelectMany(file => Read(folder.Combine(file.Key), "id")).Order(StringComparer.Ordinal)];
    }

    /// <summary>One column of one file as text, in the file's order.</summary>
    internal static List<string> Read(string path, string column)
    {
        using var connection = s_database.Connect();
        using var result = connection.Query($"SELECT {column} FROM read_parquet(?)", path);
        var values = new List<string>();
        while (result.NextChunk())
            values.AddRange(Enumerable.Range(0, result.RowCount).Select(row => result.Column(0).GetString(row) ?? "null"));
        return values;
    }

    /// <summary>Keys of the files that count.</summary>
    internal static List<string> Keys(LakeFolder folder) => [.. folder.ListLive().Select(file => file.Key)];

    /// <summary>All files below the data folder, for showing that nothing is left over.</summary>
    internal static List<string> AllFiles(LakeFolder folder) =>
    [
        .. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    internal static IEnumerable<string> IdsOf(IEnumerable<Row> rows) =>
        rows.Select(row => row.Of(CommonFields.Id)!).Order(StringComparer.Ordinal);
}
