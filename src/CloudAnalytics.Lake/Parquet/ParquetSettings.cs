using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>How the lake's Parquet files are encoded.</summary>
/// <remarks>
/// Measured on 270,000 message tracking rows of a sample (186 MB of CSV; CPU time of one thread, parsing 0.14 s included), beside 0.71 s of
/// DuckDB's own CSV to Parquet, with 30 columns instead of 47: DuckDB's defaults (level 3) 0.81 s, 28 MB; level 1 with small dictionaries
/// 0.61 s, 29 MB; level -4 0.56 s, 49 MB; without compression 0.46 s, 178 MB. Row groups of 20,000 to 120,000 rows differ by 5 %.
/// Parquet's second version of pages, whose lengths and numbers are deltas, takes another 4 % of the time and of the bytes.
/// A fresh file is rewritten within minutes or a day, then at level 3, so that its time matters more than its size.
/// </remarks>
static class ParquetSettings
{
    /// <summary>Options of COPY for files that are read for a day at most: written as fast as can be.</summary>
    internal static string Segment { get; } = FormattableString.Invariant(
        $"""
        (FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL -4,
        DICTIONARY_SIZE_LIMIT {Limits.SegmentDictionaryEntries}, ROW_GROUP_SIZE {Limits.SegmentRowGroupRows},
        ROW_GROUP_SIZE_BYTES {Limits.RowGroupBytes})
        """);

    /// <summary>Options of COPY for files that stay: read fast and small.</summary>
    internal static string Archive { get; } = FormattableString.Invariant(
        $"""
        (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE {Limits.ArchiveRowGroupRows},
        ROW_GROUP_SIZE_BYTES {Limits.RowGroupBytes * 2})
        """);

    /// <summary>Options for files that stay and are asked for single values of the column they are sorted by: small row groups.</summary>
    internal static string ArchiveSortedBy(string column) => FormattableString.Invariant(
        $"""
        (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE {Limits.SortedRowGroupRows}, {Metadata(column)})
        """);

    /// <summary>Options of COPY for a fresh file of a schema; it says itself by what its archive is to be sorted.</summary>
    internal static string SegmentOf(Schema schema) =>
        schema.SortedBy is { } column ? $"{Segment.TrimEnd(')')}, {Metadata(column.Name)})" : Segment;

    /// <summary>Key of a file's metadata under which the column stands that it is, or is to be, sorted by.</summary>
    internal const string SortedByKey = "sorted_by";

    static string Metadata(string column) => $"KV_METADATA {{{SortedByKey}: {Sql.Text(column)}}}";

    /// <summary>Settings of a database that writes files of the lake.</summary>
    /// <remarks>One thread keeps rows in order, although DuckDB is told that it need not: it bounds a row group's bytes only then.
    /// Nothing is spilled beside the lake.</remarks>
    internal static KeyValuePair<string, string>[] WriterDatabase { get; } =
    [
        new("threads", "1"),
        new("preserve_insertion_order", "false"),
        new("temp_directory", ""),
    ];
}
