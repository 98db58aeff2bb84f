using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Commits;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Parquet;

namespace CloudAnalytics.Lake.Tests.Parquet;

public sealed class ParquetWriterTests : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    readonly DuckDbConnection _connection;
    readonly string _path;

    public ParquetWriterTests()
    {
        _connection = _database.Connect();
        _path = _folder.Combine("it's.parquet");
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    // Sizes around the 64 rows of a validity word and the 2,048 of a vector.
    [Theory]
    [InlineData(1, 1, 8192)]
    [InlineData(2, 63, 64)]
    [InlineData(3, 64, 64)]
    [InlineData(4, 65, 64)]
    [InlineData(5, 2047, 8192)]
    [InlineData(6, 2048, 8192)]
    [InlineData(7, 2049, 8192)]
    [InlineData(8, 8192, 8192)]
    [InlineData(9, 20_000, 8192)]
    [InlineData(10, 9_999, 3_000)]
    public void FileGivesBackWhatTheBatchesHeld(int seed, int count, int capacity)
    {
        var rows = Some.Rows(new Random(seed), count, Some.Noon);
        Assert.Equal(count, ParquetWriter.Write(Some.Schema, Some.Batches(rows, capacity), _path));
        AssertHolds(rows);
    }

    [Fact]
    public void BatchMayBeClearedAndFilledAgainForTheNext()
    {
        var rows = Some.Rows(new Random(11), 10_000, Some.Noon);
        var batch = new RecordBatch(Some.Schema, 1000);
        Assert.Equal(rows.Count, ParquetWriter.Write(Some.Schema, Refill(batch, rows), _path));
        AssertHolds(rows);
    }

    [Fact]
    public void ColumnsAreTheSchemasInItsOrder()
    {
        ParquetWriter.Write(Some.Schema, [], _path);
        using var result = _connection.Query("FROM read_parquet(?)", _path);
        Assert.Equal(Some.Schema.Fields.Select(field => field.Name), result.ColumnNames);
        Assert.Equal(Some.Schema.Fields.Select(field => field.SqlType()), result.ColumnTypes.Select(type => type.ToString()));
        Assert.False(result.NextChunk());
    }

    [Fact]
    public void WithoutRawTheColumnIsThereAndNull()
    {
        ParquetWriter.Write(Some.Schema, Some.Batches(Some.Rows(new Random(12), 100, Some.Noon)), _path, keepRaw: false);
        Assert.Equal("100 0", One("SELECT count(*) || ' ' || count(raw) FROM read_parquet(?)"));
    }

    [Fact]
    public void LargeRowsMakeSmallRowGroups()
    {
        var batch = new RecordBatch(Some.Schema, 8192);
        for (var i = 0; i < 4096; i++)
            Some.Write(new Row { [CommonFields.Arrived] = Some.Noon, [CommonFields.Raw] = $"{i}{new string('x', 32 * 1024)}" }, batch);
        ParquetWriter.Write(Some.Schema, [batch], _path);
        Assert.Equal("4096", One("SELECT max(file_row_number) + 1 FROM read_parquet(?, file_row_number=true)"));
        Assert.Equal("true", One($"SELECT max(row_group_num_rows) * 32768 <= {Limits.RowGroupBytes} FROM parquet_metadata(?)"));
        Assert.Equal("0", One("SELECT count(*) FROM read_parquet(?, file_row_number=true) WHERE raw NOT LIKE file_row_number || 'x%'"));
    }

    [Theory]
    [InlineData(18, 3000)]
    [InlineData(19, Limits.SegmentRowGroupRows + 1)]
    public void LongTextsStandInPagesOfAboutTheLimit(int seed, int count)
    {
        var random = new Random(seed);
        string Long() => $"{random.NextInt64():x16} {new string((char)('a' + random.Next(26)), random.Next(1600))}";
        var rows = Enumerable.Range(0, count).Select(i =>
        {
            var row = new Row { [CommonFields.Id] = $"{i}", [CommonFields.Arrived] = Some.Noon, [Some.Number] = (long)i };
            if (random.Next(4) > 0)
                row[CommonFields.Raw] = Long();
            if (random.Next(3) > 0)
                row[CommonFields.Recipients] = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Long()).ToArray();
            return row;
        }).ToList();
        ParquetWriter.Write(Some.Schema, Refill(new RecordBatch(Some.Schema), rows), _path);
        AssertHolds(rows);
        var pages = PagesOfRaw();
        Assert.InRange(pages.Count, 3, int.MaxValue);
        Assert.InRange(pages.Max(), Limits.ParquetPageBytes, Limits.ParquetPageBytes * 2);
    }

    [Fact]
    public void RowGroupsHaveAtMostTheRowsOfTheLimit()
    {
        ParquetWriter.Write(Some.Schema, Some.Batches(Some.Rows(new Random(13), 50_000, Some.Noon)), _path);
        Assert.Equal(
            $"{Limits.SegmentRowGroupRows} SNAPPY",
            One("SELECT max(row_group_num_rows) || ' ' || string_agg(DISTINCT compression) FROM parquet_metadata(?)"));
    }

    [Fact]
    public void FailureOfTheSourceIsTheWritersFailure()
    {
        var failure = Assert.Throws<RowSourceException>(() => ParquetWriter.Write(Some.Schema, Failing(), _path));
        Assert.Equal("the source broke", Assert.IsType<InvalidDataException>(failure.InnerException).Message);
        var rows = Some.Rows(new Random(14), 10, Some.Noon);
        ParquetWriter.Write(Some.Schema, Some.Batches(rows), _path);
        AssertHolds(rows);
    }

    [Fact]
    public void FullDiskIsToldApart()
    {
        var failure = Assert.Throws<IOException>(
            () => ParquetWriter.Write(Some.Schema, Some.Batches(Some.Rows(new Random(15), 10, Some.Noon)), "/dev/full"));
        Assert.Equal(LakeFailure.DiskFull, WriteFailure.Of(failure)!.Kind);
    }

    // Columns that no row of a batch sets, that one row sets, that begin or end to have values within a batch and between two.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(2047)]
    [InlineData(2500)]
    [InlineData(8191)]
    [InlineData(9000)]
    public void ColumnsMayHaveValuesInSomeRowsOnly(int boundary)
    {
        var rows = new List<Row>();
        var random = new Random(boundary);
        Field[] kept = [CommonFields.Id, CommonFields.Arrived];
        foreach (var part in (Func<int, bool>[])[i => i < boundary, i => i >= boundary, i => i == boundary])
        {
            rows.AddRange(Some.Rows(random, 10_000, Some.Noon).Select((row, i) =>
            {
                foreach (var field in row.Keys.Where(field => !kept.Contains(field) && !part(i)).ToList())
                    row.Remove(field);
                return row;
            }));
        }

        Assert.Equal(rows.Count, ParquetWriter.Write(Some.Schema, Refill(new RecordBatch(Some.Schema, 4096), rows), _path));
        AssertHolds(rows);
    }

    // Around the number of values that a dictionary takes, and one value in all rows.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(129)]
    [InlineData(Limits.SegmentDictionaryEntries - 1)]
    [InlineData(Limits.SegmentDictionaryEntries)]
    [InlineData(Limits.SegmentDictionaryEntries + 1)]
    public void TextsOfWhichFewOrManyDifferComeBack(int different)
    {
        var rows = Enumerable.Range(0, Limits.SegmentRowGroupRows + 3000).Select(i => new Row
        {
            [CommonFields.Id] = $"{i}", [CommonFields.Arrived] = Some.Noon,
            [CommonFields.Host] = $"host {i * 7919L % different} of a name that is no view",
            [Some.Quoted] = $"q{i % different}",
            [CommonFields.Recipients] = Enumerable.Range(i, 1 + (i % 3)).Select(n => $"r{n % different}").ToArray(),
        }).ToList();
        ParquetWriter.Write(Some.Schema, Refill(new RecordBatch(Some.Schema, 4096), rows), _path);
        AssertHolds(rows);
    }

    [Fact]
    public void TextInTheMemoryOfAnotherIsNotTakenForIt()
    {
        var rows = Enumerable.Range(0, 200).Select(i => new Row
        {
            [CommonFields.Id] = $"{i}", [CommonFields.Arrived] = Some.Noon, [CommonFields.Host] = $"host of this long name {i % 7}",
        }).ToList();
        ParquetWriter.Write(Some.Schema, Refill(new RecordBatch(Some.Schema, 1), rows), _path);
        AssertHolds(rows);
    }

    [Fact]
    public void OnlyRowsOfTheDayAreWritten()
    {
        var random = new Random(16);
        var rows = Enumerable.Range(0, 5000).SelectMany(i => Some.Rows(random, 1, Some.Noon.AddDays(random.Next(-1, 2)), $"{i}-")).ToList();
        var wanted = rows.Where(row => (DateTimeOffset)row[CommonFields.Arrived] == Some.Noon).ToList();
        Assert.Equal(wanted.Count, ParquetWriter.Write(Some.Schema, Some.Batches(rows), _path, onlyDay: new DateOnly(2026, 11, 20)));
        AssertHolds(wanted);
    }

    [Fact]
    public void SmallestAndLargestValuesAreThoseOfTheRows()
    {
        var rows = Some.Rows(new Random(17), 60_000, Some.Noon);
        ParquetWriter.Write(Some.Schema, Some.Batches(rows), _path);
        var times = rows.ConvertAll(row => ((DateTimeOffset)row[CommonFields.Time]).UtcDateTime);
        Assert.Equal($"{times.Min():yyyy-MM-dd HH:mm:ss.fff} {times.Max():yyyy-MM-dd HH:mm:ss.fff}", One("""
            SELECT strftime(min(stats_min_value::TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g') || ' '
                || strftime(max(stats_max_value::TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g') FROM parquet_metadata(?) WHERE path_in_schema = 'time'
            """));
        var numbers = rows.Where(row => row.ContainsKey(Some.Number)).Select(row => (long)row[Some.Number]).ToList();
        Assert.Equal($"{numbers.Min()} {numbers.Max()} {rows.Count - numbers.Count}", One("""
            SELECT min(stats_min_value::BIGINT) || ' ' || max(stats_max_value::BIGINT) || ' ' || sum(stats_null_count)::BIGINT
            FROM parquet_metadata(?) WHERE path_in_schema = 'number'
            """));
    }

    [Fact]
    public void FileSaysByWhatItsArchiveIsToBeSorted()
    {
        var sorted = new Schema("sorted", "A row.", Some.Quoted) { SortedBy = Some.Quoted };
        ParquetWriter.Write(sorted, [], _path);
        Assert.Equal("odd \"name\"", One("SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'sorted_by'"));
        ParquetWriter.Write(Some.Schema, [], _path);
        Assert.Equal("0", One("SELECT count(*) FROM parquet_kv_metadata(?)"));
    }

    static IEnumerable<RecordBatch> Failing()
    {
        yield return Some.Batches(Some.Rows(new Random(14), 10, Some.Noon))[0];
        throw new InvalidDataException("the source broke");
    }

    static IEnumerable<RecordBatch> Refill(RecordBatch batch, List<Row> rows)
    {
        foreach (var chunk in rows.Chunk(batch.Capacity))
        {
            batch.Clear();
            foreach (var row in chunk)
                Some.Write(row, batch);
            yield return batch;
        }
    }

    void AssertHolds(List<Row> rows)
    {
        using var result = _connection.Query("FROM read_parquet(?)", _path);
        var next = 0;
        while (result.NextChunk())
        {
            for (var i = 0; i < result.RowCount; i++, next++)
            {
                for (var column = 0; column < Some.Schema.Fields.Length; column++)
                    Assert.Equal(rows[next].Of(Some.Schema.Fields[column]), result.Column(column).GetString(i));
            }
        }

        Assert.Equal(rows.Count, next);
    }

    List<int> PagesOfRaw()
    {
        var walk = new PageWalk(File.ReadAllBytes(_path));
        var pages = new List<int>();
        using var chunks = _connection.Query(
            "SELECT data_page_offset, data_page_offset + total_compressed_size FROM parquet_metadata(?) WHERE path_in_schema = 'raw'", _path);
        while (chunks.NextChunk())
        {
            for (var i = 0; i < chunks.RowCount; i++)
                pages.AddRange(walk.UnpackedBytes(chunks.Column(0).GetInt64(i), chunks.Column(1).GetInt64(i)));
        }

        return pages;
    }

    string? One(string sql)
    {
        using var result = _connection.Query(sql, _path);
        Assert.True(result.NextChunk());
        return result.Column(0).GetString(0);
    }
}
