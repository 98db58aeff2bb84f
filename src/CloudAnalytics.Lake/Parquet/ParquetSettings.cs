using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>How the lake's Parquet files that stay are written by the engine; fresh ones are written without it (ParquetWriter).</summary>
static class ParquetSettings
{
    /// <summary>Options of COPY for files that stay: read fast and small.</summary>
    internal static string Archive { get; } = FormattableString.Invariant(
        $"""
        (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE {Limits.ArchiveRowGroupRows},
        ROW_GROUP_SIZE_BYTES {Limits.RowGroupBytes * 2})
        """);

    /// <summary>
    /// Options for files that stay and are asked for single values of the column they are sorted by: small row groups, packed so that they
    /// are quick to unpack, and dictionaries also where half of a row group's values differ, for the engine gives those a Bloom filter.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="isSplit">Whether the target is a folder for files of <see cref="Limits.SortedFileRowGroups"/> each.</param>
    internal static string ArchiveSortedBy(string column, bool isSplit = false) => FormattableString.Invariant(
        $"""
        (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {Limits.SortedRowGroupRows},
        DICTIONARY_SIZE_LIMIT {Limits.SortedRowGroupRows / 2}, STRING_DICTIONARY_PAGE_SIZE_LIMIT {Limits.RowGroupBytes},
        {(isSplit ? FormattableString.Invariant($"ROW_GROUPS_PER_FILE {Limits.SortedFileRowGroups}, ") : "")}{Metadata(column)})
        """);

    /// <summary>Key of a file's metadata under which the column stands that it is, or is to be, sorted by.</summary>
    internal const string SortedByKey = "sorted_by";

    static string Metadata(string column) => $"KV_METADATA {{{SortedByKey}: {Sql.Text(column)}}}";
}
