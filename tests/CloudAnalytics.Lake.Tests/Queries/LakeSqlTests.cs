using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Files;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Lake.Tests.Queries;

public sealed class LakeSqlTests : IDisposable
{
    static readonly Field<long> s_number = Field.Int64("number", "A number.");
    static readonly Schema s_schema = new("things", "A thing.", s_number, CommonFields.Recipients);
    static readonly DateOnly s_day = new(2026, 1, 2);

    readonly TemporaryFolder _data = RepositoryRoot.Temporary();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void AFormatWithoutFilesIsAnEmptyViewWithItsColumns()
    {
        using var sql = Open();
        Assert.Equal([], Numbers(sql));
        using var columns = sql.QueryUntrusted("DESCRIBE things", QueryLimits.Default, CancellationToken.None);
        Assert.True(columns.NextChunk());
        Assert.Equal(s_schema.Fields.Length, columns.RowCount);
    }

    [Theory]
    [InlineData("TimeZone", "UTC")]
    [InlineData("parquet_metadata_cache", "true")]
    [InlineData("asof_loop_join_threshold", "0")]
    [InlineData("enable_external_access", "false")]
    [InlineData("lock_configuration", "true")]
    [InlineData("prefetch_all_parquet_files", "true")]
    public void EveryQueryRunsUnderTheSettingsOfTheLake(string name, string value)
    {
        using var sql = Open();
        for (var i = 0; i < 2; i++)
        {
            using var query = sql.QueryUntrusted($"SELECT current_setting('{name}')::VARCHAR", QueryLimits.Default, CancellationToken.None);
            Assert.True(query.NextChunk());
            Assert.Equal(value, query.Column(0).GetString(0));
        }
    }

    [Fact]
    public void RowsOfANewFileAreSeenByTheNextQuery()
    {
        using var sql = Open();
        Assert.Equal([], Numbers(sql));
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(1), false), ("a", 1), ("b", 2));
        Assert.Equal([1, 2], Numbers(sql));
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(2), false), ("c", 3));
        Assert.Equal([1, 2, 3], Numbers(sql));
    }

    [Fact]
    public void ARolledUpFileReplacesWhatItHolds()
    {
        using var sql = Open();
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(1), false), ("a", 1));
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(2), false), ("b", 2));
        Write(new LakeFile.Segment("things", s_day, new CommitRange(1, 2), false), ("a", 1), ("b", 2));
        Assert.Equal([1, 2], Numbers(sql));
    }

    [Fact]
    public void TheCutDecidesWhichZoneCounts()
    {
        using var sql = Open();
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(1), false), ("a", 1));
        Write(new LakeFile.Segment("things", s_day.AddDays(1), CommitRange.Of(2), false), ("b", 2));
        Write(new LakeFile.Archived("things", s_day, s_day, 0), ("a", 1));
        Assert.Equal([1, 2], Numbers(sql));
        SetCut(s_day.AddDays(1));
        Assert.Equal([1, 2], Numbers(sql));
    }

    [Fact]
    public void RowsWithoutIdAreNotTakenForOneAnother()
    {
        using var sql = Open();
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(1), false), (null, 1));
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(2), true), (null, 2), (null, 3));
        Assert.Equal([1, 2, 3], Numbers(sql));
    }

    [Fact]
    public void RepeatedDeliveryIsRecognisedInTheDayCompactedLast()
    {
        using var sql = Open();
        Write(new LakeFile.Archived("things", s_day, s_day, 0), ("a", 1));
        Write(new LakeFile.Segment("things", s_day.AddDays(1), CommitRange.Of(2), true), ("a", 1), ("b", 2));
        SetCut(s_day.AddDays(1));
        Assert.Equal([1, 2], Numbers(sql));
    }

    [Fact]
    public void ColumnsThatAnOlderFileLacksAreNullThere()
    {
        var newer = new Schema("things", "A thing.", s_number, CommonFields.Recipients, CommonFields.Sender, Field.Map("extra", "More."));
        using var sql = LakeSql.Open(_data.Path, [newer], LakeSqlSettings.Default, TimeProvider.System);
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(1), false), ("a", 1), ("b", 2));
        using var query = sql.QueryUntrusted(
            "SELECT count(*), count(sender), count(extra), typeof(any_value(extra)) FROM things", QueryLimits.Default, default);
        Assert.True(query.NextChunk());
        Assert.Equal(["2", "0", "0", "MAP(VARCHAR, VARCHAR)"], Enumerable.Range(0, 4).Select(column => query.Column(column).GetString(0)));
    }

    [Fact]
    public void FileThatWasDeletedSinceItWasListedIsForgotten()
    {
        using var sql = Open();
        Write(new LakeFile.Archived("things", s_day, s_day, 0), ("a", 1));
        Write(new LakeFile.Archived("things", s_day.AddDays(-1), s_day, 0), ("b", 2));
        SetCut(s_day.AddDays(1));
        Assert.Equal([1, 2], Numbers(sql));
        var folder = Path.Combine(_data.Path, "archive", "things");
        var changed = Directory.GetLastWriteTimeUtc(folder);
        Directory.Delete(Path.Combine(folder, "day=2026-01-01"), recursive: true);
        // As where the clock of the file system is too coarse to show the change.
        Directory.SetLastWriteTimeUtc(folder, changed);
        Assert.Equal([1], Numbers(sql));
    }

    [Fact]
    public void RowsDeliveredSeveralTimesCountOnce()
    {
        using var sql = Open();
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(1), false), ("a", 1));
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(2), true), ("a", 1), ("b", 2), ("b", 2));
        Write(new LakeFile.Segment("things", s_day, CommitRange.Of(3), true), ("b", 2), ("c", 3));
        Assert.Equal([1, 2, 3], Numbers(sql));
    }

    [Theory]
    [InlineData("COPY (SELECT 1) TO 'raw/x.csv'")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 1) TO 'raw/x.csv'")]
    [InlineData("EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1")]
    [InlineData("/* */ EXPLAIN ANALYZE DROP VIEW things")]
    [InlineData("ATTACH 'x.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET threads = 1")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("CREATE TABLE t(i int)")]
    [InlineData("CREATE OR REPLACE VIEW things AS SELECT 1")]
    [InlineData("DROP VIEW things")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; DROP VIEW things")]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("SELECT * FROM read_blob('{data}/raw/../checkpoints/secret')")]
    [InlineData("SELECT * FROM read_csv('{data}/cloudanalytics.json')")]
    [InlineData("SELECT getenv('PATH')")]
    [InlineData("EXPORT DATABASE 'x'")]
    [InlineData("IMPORT DATABASE 'x'")]
    [InlineData("explain/**/analyze/**/copy (SELECT 1) TO '{data}/raw/x.csv'")]
    [InlineData("EXPLAIN (ANALYZE) COPY (SELECT 1) TO '{data}/raw/x.csv'")]
    [InlineData("EXPLAIN ANALYZE -- COPY\n COPY (SELECT 1) TO '{data}/raw/x.csv'")]
    [InlineData("EXPLAIN EXPLAIN ANALYZE COPY (SELECT 1) TO '{data}/raw/x.csv'")]
    [InlineData("EXPLAIN ANALYZE INSTALL httpfs")]
    [InlineData("COPY things FROM '{data}/raw/x.csv'")]
    [InlineData("COPY (SELECT 1) TO '{data}/raw/x.csv'")]
    [InlineData("COPY (SELECT 1) TO '/dev/stdout'")]
    [InlineData("FROM query('COPY (SELECT 1) TO ''{data}/raw/x.csv''')")]
    [InlineData("FROM query_table('/etc/passwd')")]
    [InlineData("FROM json_execute_serialized_sql('{}')")]
    [InlineData("SELECT * FROM read_parquet('/etc/*')")]
    [InlineData("SELECT * FROM parquet_metadata('/etc/passwd')")]
    [InlineData("SELECT * FROM parquet_kv_metadata('{data}/checkpoints/secret')")]
    [InlineData("SELECT * FROM read_json('/etc/passwd')")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('{data}/checkpoints/*')")]
    [InlineData("SELECT * FROM read_text('{data}/raw/x/../../checkpoints/secret')")]
    [InlineData("SELECT * FROM read_text('file://{data}/checkpoints/secret')")]
    [InlineData("SELECT * FROM read_text('{data}/rawer')")]
    [InlineData("SELECT * FROM read_text('/proc/self/environ')")]
    [InlineData("SELECT * FROM read_csv('https://example.org/x.csv')")]
    [InlineData("SELECT * FROM read_csv('s3://bucket/x.csv')")]
    [InlineData("ATTACH '{data}/raw/x.db' AS x")]
    [InlineData("DETACH memory")]
    [InlineData("USE memory")]
    [InlineData("SET VARIABLE x = 1")]
    [InlineData("RESET threads")]
    [InlineData("PRAGMA threads = 1")]
    [InlineData("PRAGMA enable_profiling = 'json'")]
    [InlineData("PRAGMA profiling_output = '{data}/raw/x.json'")]
    [InlineData("CALL enable_logging(storage = 'file', storage_path = '{data}/raw')")]
    [InlineData("FROM enable_logging(storage = 'file', storage_path = '{data}/raw')")]
    [InlineData("FROM system.main.enable_logging()")]
    [InlineData("SELECT (SELECT count(*) FROM enable_logging())")]
    [InlineData("WITH t AS MATERIALIZED (FROM \"Enable_Logging\"()) SELECT 1")]
    [InlineData("SELECT * FROM range(3) r, LATERAL (SELECT * FROM force_checkpoint('memory'))")]
    [InlineData("FROM query('FROM enable_logging()')")]
    [InlineData("SELECT 1 WHERE EXISTS (FROM truncate_duckdb_logs())")]
    [InlineData("EXPLAIN ANALYZE FROM enable_logging()")]
    [InlineData("DESCRIBE FROM enable_logging()")]
    [InlineData("SELECT write_log('x')")]
    [InlineData("SELECT sleep_ms(1)")]
    [InlineData("FROM duckdb_secrets()")]
    [InlineData("FROM truncate_duckdb_logs()")]
    [InlineData("FROM force_checkpoint('memory')")]
    [InlineData("INSERT INTO things SELECT * FROM things")]
    [InlineData("DELETE FROM things")]
    [InlineData("UPDATE things SET number = 1")]
    [InlineData("MERGE INTO things USING things t ON false WHEN NOT MATCHED THEN INSERT")]
    [InlineData("WITH t AS (INSERT INTO things SELECT * FROM things RETURNING 1) FROM t")]
    [InlineData("CREATE MACRO m() AS 1")]
    [InlineData("CREATE SECRET s (TYPE s3)")]
    [InlineData("CREATE TEMP VIEW v AS SELECT 1")]
    [InlineData("PREPARE p AS SELECT 1")]
    [InlineData("EXECUTE p")]
    [InlineData("VACUUM")]
    [InlineData("ANALYZE")]
    [InlineData("BEGIN")]
    [InlineData("; DROP VIEW things")]
    [InlineData("CALL pragma_version()")]
    [InlineData("CHECKPOINT")]
    [InlineData("")]
    [InlineData("nonsense")]
    public void NothingButReadingTheLakeIsAllowed(string statement)
    {
        using var sql = Open();
        Directory.CreateDirectory(Path.Combine(_data.Path, "raw"));
        Directory.CreateDirectory(Path.Combine(_data.Path, "checkpoints"));
        File.WriteAllText(Path.Combine(_data.Path, "checkpoints", "secret"), "secret");
        File.WriteAllText(Path.Combine(_data.Path, "cloudanalytics.json"), "secret");
        File.WriteAllText(Path.Combine(_data.Path, "rawer"), "secret");
        Assert.Throws<LakeSqlException>(() =>
        {
            using var query = sql.QueryUntrusted(statement.Replace("{data}", _data.Path, StringComparison.Ordinal), QueryLimits.Default,
                CancellationToken.None);
            while (query.NextChunk())
            {
            }
        });
        Assert.Empty(Directory.GetFiles(Path.Combine(_data.Path, "raw")));
        Assert.Equal([], Numbers(sql));
    }

    [Theory]
    [InlineData("WITH t AS (SELECT 1 AS i) SELECT i FROM t")]
    [InlineData("FROM things")]
    [InlineData("SHOW TABLES")]
    [InlineData("SUMMARIZE things")]
    [InlineData("SELECT unnest([1, 2]), x FROM unnest([3]) t(x), range(2), generate_series(1, 2)")]
    [InlineData("SELECT regexp_extract('a', 'a'), strftime(now(), '%Y'), quantile_cont(number, 0.5) FROM things")]
    [InlineData("SELECT a.number, lag(b.number) OVER (ORDER BY a.\"time\") FROM things a ASOF JOIN things b USING (\"time\")")]
    [InlineData("FROM duckdb_columns()")]
    [InlineData("SELECT * FROM information_schema.tables")]
    [InlineData("SELECT 'x' AS \"function_name\", {'type': 'TABLE_FUNCTION'}")]
    [InlineData("VALUES (1), (2)")]
    [InlineData("SELECT 1 -- a comment")]
    [InlineData("EXPLAIN SELECT * FROM things")]
    [InlineData("explain analyze select * from things;")]
    public void ReadingInAnyWordsIsAllowed(string statement)
    {
        using var sql = Open();
        using var query = sql.QueryUntrusted(statement, QueryLimits.Default, CancellationToken.None);
        while (query.NextChunk())
        {
        }
    }

    [Fact]
    public void AResultLongerThanItsLimitEndsThereAndSaysSo()
    {
        using var sql = Open();
        using var query =
            sql.QueryUntrusted("SELECT * FROM range(5000)", QueryLimits.Default with { RowsMax = 3000 }, CancellationToken.None);
        var rows = 0;
        while (query.NextChunk())
            rows += query.RowCount;
        Assert.Equal(3000, rows);
        Assert.True(query.IsTruncated);
    }

    [Fact]
    public void AQueryOverItsTimeIsStopped()
    {
        using var sql = Open();
        var failure = Assert.Throws<LakeSqlException>(() =>
        {
            using var query = sql.QueryUntrusted(
                "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
                    QueryLimits.Default with { TimeMax = TimeSpan.FromMilliseconds(100) }, CancellationToken.None);
            while (query.NextChunk())
            {
            }
        });
        Assert.Equal(LakeSqlFailure.OutOfTime, failure.Failure);
    }

    [Fact]
    public void ACancelledQueryIsStopped()
    {
        using var sql = Open();
        using var cancellation = new CancellationTokenSource();
        cancellation.CancelAfter(50);
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            using var query = sql.QueryUntrusted("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
                QueryLimits.Default, cancellation.Token);
            while (query.NextChunk())
            {
            }
        });
        Assert.Equal([], Numbers(sql));
    }

    [Fact]
    public void DeadLettersAreAView()
    {
        using var sql = Open();
        var path = Path.Combine(_data.Path, new LakeFile.DeadLetters(s_day, CommitRange.Of(1)).Key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, """{"time":"2026-01-02T03:04:05Z","format":"things","source_file":"a.log","offset":17,"reason":"it is broken","raw_base64":"eA=="}""" + "\n");
        using var query = sql.QueryUntrusted("SELECT \"offset\", reason FROM dead_letters", QueryLimits.Default, CancellationToken.None);
        Assert.True(query.NextChunk());
        Assert.Equal(17, query.Column(0).GetInt64(0));
        Assert.Equal("it is broken", query.Column("reason").GetString(0));
    }

    LakeSql Open() => LakeSql.Open(_data.Path, [s_schema], LakeSqlSettings.Default with { Threads = 2 }, TimeProvider.System);

    static List<long> Numbers(LakeSql sql)
    {
        using var query = sql.Query("SELECT number FROM things ORDER BY number", [], QueryLimits.Default, CancellationToken.None);
        var numbers = new List<long>();
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
                numbers.Add(query.Column(0).GetInt64(i));
        }

        return numbers;
    }

    void SetCut(DateOnly day)
    {
        Directory.CreateDirectory(Path.Combine(_data.Path, LakeNames.Cut));
        File.WriteAllText(Path.Combine(_data.Path, LakeNames.CutKey("things")), LakeNames.Text(day) + "\n");
    }

    void Write(LakeFile file, params (string? Id, long Number)[] rows)
    {
        var path = Path.Combine(_data.Path, file.Key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        var values = string.Join(", ", rows.Select(r => $"({(r.Id is null ? "NULL" : $"'{r.Id}'")}, {r.Number})"));
        var columns = string.Join(", ", s_schema.Fields.Select(f => f.Name switch
        {
            "id" or "number" => f.Name,
            _ => $"NULL::{f.SqlType()} AS \"{f.Name}\"",
        }));
        connection.Execute($"COPY (SELECT {columns} FROM (VALUES {values}) t(id, number)) TO '{path}' (FORMAT parquet)");
    }
}
