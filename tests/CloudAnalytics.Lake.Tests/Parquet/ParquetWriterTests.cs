using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Parquet;

namespace CloudAnalytics.Lake.Tests.Parquet;

public sealed class ParquetWriterTests : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    readonly DuckDbConnection _connection;
    readonly ParquetWriter _writer = new();
    readonly string _path;

    public ParquetWriterTests()
    {
        _connection = _database.Connect();
        _path = _folder.Combine("it's.parquet");
    }

    public void Dispose()
    {
        _writer.Dispose();
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
        Assert.Equal(count, _writer.Write(Some.Schema, Some.Batches(rows, capacity), _path));
        AssertHolds(rows);
    }

    [Fact]
    public void BatchMayBeClearedAndFilledAgainForTheNext()
    {
        var rows = Some.Rows(new Random(11), 10_000, Some.Noon);
        var batch = new RecordBatch(Some.Schema, 1000);
        Assert.Equal(rows.Count, _writer.Write(Some.Schema, Refill(batch, rows), _path));
        AssertHolds(rows);
    }

    [Fact]
    public void ColumnsAreTheSchemasInItsOrder()
    {
        _writer.Write(Some.Schema, [], _path);
        using var result = _connection.Query("FROM read_parquet(?)", _path);
        Assert.Equal(Some.Schema.Fields.Select(field => field.Name), result.ColumnNames);
        Assert.Equal(Some.Schema.Fields.Select(field => field.SqlType()), result.ColumnTypes.Select(type => type.ToString()));
        Assert.False(result.NextChunk());
    }

    [Fact]
    public void WithoutRawTheColumnIsThereAndNull()
    {
        _writer.Write(Some.Schema, Some.Batches(Some.Rows(new Random(12), 100, Some.Noon)), _path, keepRaw: false);
        Assert.Equal("100 0", One("SELECT count(*) || ' ' || count(raw) FROM read_parquet(?)"));
    }

    [Fact]
    public void LargeRowsMakeSmallRowGroups()
    {
        var batch = new RecordBatch(Some.Schema, 8192);
        for (var i = 0; i < 4096; i++)
            Some.Write(new Row { [CommonFields.Arrived] = Some.Noon, [CommonFields.Raw] = $"{i}{new string('x', 32 * 1024)}" }, batch);
        _writer.Write(Some.Schema, [batch], _path);
        Assert.Equal("4096", One("SELECT max(file_row_number) + 1 FROM read_parquet(?, file_row_number=true)"));
        Assert.Equal("true", One($"SELECT max(row_group_num_rows) * 32768 <= {Limits.RowGroupBytes} FROM parquet_metadata(?)"));
        Assert.Equal("0", One("SELECT count(*) FROM read_parquet(?, file_row_number=true) WHERE raw NOT LIKE file_row_number || 'x%'"));
    }

    [Fact]
    public void RowGroupsHaveAtMostTheRowsOfTheLimit()
    {
        _writer.Write(Some.Schema, Some.Batches(Some.Rows(new Random(13), 50_000, Some.Noon)), _path);
        Assert.Equal(
            $"{Limits.SegmentRowGroupRows} ZSTD",
            One("SELECT max(row_group_num_rows) || ' ' || string_agg(DISTINCT compression) FROM parquet_metadata(?)"));
    }

    [Fact]
    public void FailureOfTheSourceIsTheWritersFailure()
    {
        var failure = Assert.Throws<DuckDbException>(() => _writer.Write(Some.Schema, Failing(), _path));
        Assert.Equal("the source broke", Assert.IsType<InvalidDataException>(failure.InnerException).Message);
        var rows = Some.Rows(new Random(14), 10, Some.Noon);
        _writer.Write(Some.Schema, Some.Batches(rows), _path);
        AssertHolds(rows);
    }

    [Fact]
    public void FullDiskIsToldApart()
    {
        var failure = Assert.Throws<DuckDbException>(
            () => _writer.Write(Some.Schema, Some.Batches(Some.Rows(new Random(15), 10, Some.Noon)), "/dev/full"));
        Assert.Equal(DuckDbErrorKind.Io, failure.Kind);
        Assert.True(failure.IsDiskFull);
    }

    [Fact]
    public void UnknownHandleIsAnErrorOfTheStatement()
    {
        BatchFunction.Register(_connection);
        var failure = Assert.Throws<DuckDbException>(() => _connection.Execute("FROM batch(4711)"));
        Assert.Contains("there is no batch with this handle", failure.Message, StringComparison.Ordinal);
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

    string? One(string sql)
    {
        using var result = _connection.Query(sql, _path);
        Assert.True(result.NextChunk());
        return result.Column(0).GetString(0);
    }
}
