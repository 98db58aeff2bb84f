using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Lake.Tests.Maintenance;

/// <summary>The files that a compacted day of a sorted format consists of, as Parquet's own description has them.</summary>
public sealed class DayCompactionTests : IDisposable
{
    const int FileRows = Limits.SortedRowGroupRows * Limits.SortedFileRowGroups;

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory(KeyValuePair.Create("threads", "1"));

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void SortedDayIsSplitIntoFilesOfNeighbouringValuesWithBloomFilters()
    {
        var (rows, files) = Compact(FileRows + 5000);
        Assert.Equal(FileRows + 5000, rows);
        Assert.Equal([("day-1", FileRows), ("day-2", 5000L)], files.Select(file => (Path.GetFileNameWithoutExtension(file), Count(file))));
        var last = "";
        foreach (var file in files)
        {
            var values = LakeReader.Read(file, "node");
            Assert.Equal(values.Order(StringComparer.Ordinal), values);
            Assert.True(string.CompareOrdinal(last, values[0]) <= 0, file);
            last = values[^1];
            // Of each row group: its rows, the bounds of its nodes, and their Bloom filter.
            Assert.Equal("true", One($"""
                SELECT bool_and(row_group_num_rows <= {Limits.SortedRowGroupRows} AND bloom_filter_length > 0
                    AND stats_min_value IS NOT NULL AND stats_max_value IS NOT NULL) AND count(*) <= {Limits.SortedFileRowGroups}
                FROM parquet_metadata(?) WHERE path_in_schema = 'node'
                """, file));
            Assert.Equal("node", One("SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'sorted_by'", file));
        }
    }

    [Fact]
    public void SmallSortedDayIsOneFile()
    {
        var (rows, files) = Compact(3000);
        Assert.Equal((3000, "day-0"), (rows, Path.GetFileNameWithoutExtension(Assert.Single(files))));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(_folder.Path, "tmp"), "split"));
    }

    // Three rows of each node, as a message's line, queue and delivery, in no order.
    (long Rows, List<string> Files) Compact(int rows)
    {
        var raw = Path.Combine(_folder.Path, "raw.parquet");
        using (var connection = _database.Connect())
        {
            connection.Execute($"""
                COPY (SELECT i::VARCHAR AS id, TIMESTAMP '2026-01-02 00:00:00' + INTERVAL (i % 80000) SECOND AS "time",
                    TIMESTAMP '2026-01-02 12:00:00' AS arrived, 'queue:mx1/' || hash(i // 3) AS node
                FROM range({rows}) r(i) ORDER BY hash(i)) TO {Sql.Text(raw)} (FORMAT parquet, KV_METADATA {"{sorted_by: 'node'}"})
                """);
        }

        using var engine = new MaintenanceEngine(new LakeFolder(_folder.Path), TimeProvider.System, default);
        var files = new List<string>();
        var (written, _) = new DayCompaction(engine, Limits.ArchiveFileBytes).Run([raw], [], new FileInfo(raw).Length, (_, part) =>
        {
            files.Add(Path.Combine(_folder.Path, FormattableString.Invariant($"day-{part}.parquet")));
            return files[^1];
        });
        return (written, files);
    }

    long Count(string file) => long.Parse(One("SELECT count(*) FROM read_parquet(?)", file), CultureInfo.InvariantCulture);

    string One(string sql, string file)
    {
        using var connection = _database.Connect();
        using var result = connection.Query(sql, file);
        Assert.True(result.NextChunk());
        return result.Column(0).GetString(0)!;
    }
}
