using System.Text;
using System.Text.Json;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Tests.DuckDb;

public sealed class DuckDbConnectionTests : IDisposable
{
    readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    readonly DuckDbConnection _connection;

    public DuckDbConnectionTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void LibraryIsTheVersionThatNpmPins()
    {
        var package = File.ReadAllText(RepositoryRoot.Combine("package.json"));
        var pin = $"\"@duckdb/node-bindings-linux-x64\": \"{DuckDbDatabase.LibraryVersion.TrimStart('v')}-";
        Assert.Contains(pin, package, StringComparison.Ordinal);
    }

    // The text is DuckDB's own rendering where it has the same form, so the two are computed apart.
    [Theory]
    [InlineData("true", "true")]
    [InlineData("42::TINYINT", "42")]
    [InlineData("-7::BIGINT", "-7")]
    [InlineData("18446744073709551615::UBIGINT", "18446744073709551615")]
    [InlineData("170141183460469231731687303715884105727::HUGEINT", "170141183460469231731687303715884105727")]
    [InlineData("sum(range) FROM range(10)", "45")]
    [InlineData("12.50::DECIMAL(10,2)", "12.50")]
    [InlineData("-0.05::DECIMAL(4,2)", "-0.05")]
    [InlineData("12345678901234567890.123::DECIMAL(30,3)", "12345678901234567890.123")]
    [InlineData("0.1::DOUBLE", "0.1")]
    [InlineData("0.1::FLOAT", "0.1")]
    [InlineData("'short'", "short")]
    [InlineData("'longer than twelve bytes, so behind a pointer'", "longer than twelve bytes, so behind a pointer")]
    [InlineData("'żółć'", "żółć")]
    [InlineData("''", "")]
    [InlineData("NULL", null)]
    [InlineData("TIMESTAMP '2026-11-21 01:02:03.5'", "2026-11-21T01:02:03.500Z")]
    [InlineData("TIMESTAMP '2026-11-21 01:02:03.000001'", "2026-11-21T01:02:03.0000010Z")]
    [InlineData("TIMESTAMP_S '2026-11-21 01:02:03'", "2026-11-21T01:02:03.000Z")]
    [InlineData("TIMESTAMP_MS '2026-11-21 01:02:03.25'", "2026-11-21T01:02:03.250Z")]
    [InlineData("TIMESTAMP_NS '2026-11-21 01:02:03.25'", "2026-11-21T01:02:03.250Z")]
    [InlineData("TIMESTAMPTZ '2026-11-21 01:02:03+02'", "2026-11-20T23:02:03.000Z")]
    [InlineData("'infinity'::TIMESTAMP", "infinity")]
    [InlineData("'-infinity'::TIMESTAMP", "-infinity")]
    [InlineData("DATE '1969-07-20'", "1969-07-20")]
    [InlineData("TIME '01:02:03.5'", "01:02:03.500000")]
    [InlineData("TIME '24:00:00'", "24:00:00.000000")]
    [InlineData("INTERVAL '1 month 2 days 3 seconds'", "1 months 2 days 00:00:03")]
    [InlineData("UUID '00112233-4455-6677-8899-aabbccddeeff'", "00112233-4455-6677-8899-aabbccddeeff")]
    [InlineData("'b'::ENUM('a', 'b')", "b")]
    [InlineData("'\\x00\\xFF'::BLOB", "AP8=")]
    [InlineData("['a', NULL, 'a longer text \"quoted\"']", "[\"a\",null,\"a longer text \\\"quoted\\\"\"]")]
    [InlineData("[[1, 2], []]", "[[1,2],[]]")]
    [InlineData("[1, 2]::INTEGER[2]", "[1,2]")]
    [InlineData("MAP {'k': 'v', 'l': NULL}", "{\"k\":\"v\",\"l\":null}")]
    [InlineData("{'n': 1.5, 'l': ['x'], 't': TIMESTAMP '2026-11-21'}", "{\"n\":1.5,\"l\":[\"x\"],\"t\":\"2026-11-21T00:00:00.000Z\"}")]
    public void ValueHasItsText(string expression, string? text)
    {
        using var result = _connection.Query($"SELECT {expression}");
        Assert.True(result.NextChunk());
        Assert.Equal(1, result.RowCount);
        Assert.Equal(text, result.Column(0).GetString(0));
        Assert.False(result.NextChunk());
    }

    [Theory]
    [InlineData("12", "12")]
    [InlineData("sum(range) FROM range(10)", "45")]
    [InlineData("1.50", "1.50")]
    [InlineData("'NaN'::DOUBLE", "null")]
    [InlineData("'a<b>'", "\"a\\u003Cb\\u003E\"")]
    [InlineData("NULL", "null")]
    [InlineData("DATE '2026-11-21'", "\"2026-11-21\"")]
    public void ValueHasItsJson(string expression, string json)
    {
        using var result = _connection.Query($"SELECT {expression}");
        Assert.True(result.NextChunk());
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            DuckDbText.WriteJson(writer, result.Column(0), 0);
        Assert.Equal(json, Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void TypedReadersAgreeWithTheValues()
    {
        using var result = _connection.Query(
            "SELECT 5::SMALLINT, 2.5::DOUBLE, true, 'x', TIMESTAMP '2026-11-21 00:00:01', ['a', NULL], 9::HUGEINT, 1.25, MAP {'k': 3}");
        Assert.True(result.NextChunk());
        Assert.Equal(5, result.Column(0).GetInt64(0));
        Assert.Equal(5.0, result.Column(0).GetDouble(0));
        Assert.Equal(2.5, result.Column(1).GetDouble(0));
        Assert.True(result.Column(2).GetBoolean(0));
        Assert.Equal("x"u8.ToArray(), result.Column(3).GetUtf8(0).ToArray());
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 0, 0, 1, TimeSpan.Zero), result.Column(4).GetTime(0));
        Assert.Equal(new[] { "a", null }, result.Column(5).GetStrings(0));
        Assert.Equal(9, result.Column(6).GetInt64(0));
        Assert.Equal(1.25, result.Column(7).GetDouble(0));
        Assert.Equal((0, 1), result.Column(8).Elements(0));
        Assert.Equal("k", result.Column(8).Child(0).GetString(0));
        Assert.Equal(3, result.Column(8).Child(1).GetInt64(0));
        Assert.Throws<InvalidCastException>(() => result.Column(3).GetInt64(0));
        Assert.Throws<InvalidCastException>(() => result.Column(0).GetUtf8(0).Length);
        Assert.Throws<InvalidCastException>(() => result.Column(0).GetBoolean(0));
    }

    [Fact]
    public void ParametersArriveAsTheyWere()
    {
        var time = new DateTimeOffset(2026, 11, 21, 1, 2, 3, 4, TimeSpan.FromHours(2));
        using var result = _connection.Query(
            "SELECT $1, $2, $3, $4, $5, $6, $7, typeof($5), typeof($6), len($8)",
            "O'Reilly \0 żółć", 1L << 60, 0.5, true, time, new[] { "a", "" }, SqlValue.Null, Array.Empty<string>());
        Assert.True(result.NextChunk());
        Assert.Equal("O'Reilly \0 żółć", result.Column(0).GetString(0));
        Assert.Equal(1L << 60, result.Column(1).GetInt64(0));
        Assert.Equal(0.5, result.Column(2).GetDouble(0));
        Assert.True(result.Column(3).GetBoolean(0));
        Assert.Equal(time, result.Column(4).GetTime(0));
        Assert.Equal(new[] { "a", "" }, result.Column(5).GetStrings(0));
        Assert.True(result.Column(6).IsNull(0));
        Assert.Equal("TIMESTAMP", result.Column(7).GetString(0));
        Assert.Equal("VARCHAR[]", result.Column(8).GetString(0));
        Assert.Equal(0, result.Column(9).GetInt64(0));
    }

    [Fact]
    public void WrongNumberOfParametersIsSaid()
    {
        var failure = Assert.Throws<DuckDbException>(() => _connection.Query("SELECT ?, ?", 1L).Dispose());
        Assert.Equal("The statement has 2 parameters, 1 were given.", failure.Message);
    }

    [Fact]
    public void AllChunksOfALargeResultAreRead()
    {
        using var result = _connection.Query("SELECT range AS n, 'row ' || range || ' of a hundred thousand' AS t FROM range(100000)");
        var (rows, sum, textBytes) = (0L, 0L, 0L);
        while (result.NextChunk())
        {
            for (var row = 0; row < result.RowCount; row++)
            {
                sum += result.Column(0).GetInt64(row);
                textBytes += result.Column(1).GetUtf8(row).Length;
            }

            rows += result.RowCount;
        }

        Assert.Equal(100_000, rows);
        Assert.Equal(100_000L * 99_999 / 2, sum);
        Assert.Equal(Enumerable.Range(0, 100_000).Sum(n => (long)$"row {n} of a hundred thousand".Length), textBytes);
        Assert.Equal(["n", "t"], result.ColumnNames);
        Assert.Equal(["BIGINT", "VARCHAR"], result.ColumnTypes.Select(type => type.ToString()));
    }

    [Fact]
    public void FailureInTheMiddleOfAResultIsThrown()
    {
        using var result = _connection.Query("SELECT CASE WHEN range < 1000000 THEN '1' ELSE 'x' END::INTEGER FROM range(2000000)");
        var failure = Assert.Throws<DuckDbException>(() =>
        {
            while (result.NextChunk())
            {
            }
        });
        Assert.Equal(DuckDbErrorKind.Conversion, failure.Kind);
        Assert.Contains("Could not convert string 'x' to INT32", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELEC 1", "syntax error")]
    [InlineData("SELECT no_such_column", "no_such_column")]
    [InlineData("FROM no_such_table", "no_such_table")]
    [InlineData("SELECT 1; SELECT 2", "multiple statements")]
    [InlineData("", "No statement")]
    [InlineData("-- nothing", "No statement")]
    public void WrongStatementIsRefusedWithTheEnginesText(string sql, string text)
    {
        var failure = Assert.Throws<DuckDbException>(() => _connection.Query(sql).Dispose());
        Assert.Contains(text, failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("SELECT 1", DuckDbStatementType.Select)]
    [InlineData("FROM range(1)", DuckDbStatementType.Select)]
    [InlineData("WITH a AS (SELECT 1) SELECT * FROM a", DuckDbStatementType.Select)]
    [InlineData("DESCRIBE SELECT 1", DuckDbStatementType.Select)]
    [InlineData("SUMMARIZE SELECT 1", DuckDbStatementType.Select)]
    [InlineData("EXPLAIN SELECT 1", DuckDbStatementType.Explain)]
    [InlineData("CREATE TABLE t (a INT)", DuckDbStatementType.Create)]
    [InlineData("COPY (SELECT 1) TO 'x'", DuckDbStatementType.Copy)]
    [InlineData("ATTACH ':memory:' AS x", DuckDbStatementType.Attach)]
    [InlineData("SET threads = 1", DuckDbStatementType.Set)]
    [InlineData("INSTALL httpfs", DuckDbStatementType.Load)]
    [InlineData("CALL pragma_version()", DuckDbStatementType.Call)]
    public void StatementSaysWhatItIs(string sql, DuckDbStatementType type)
    {
        using var statement = _connection.Prepare(sql);
        Assert.Equal(type, statement.Type);
    }

    [Fact]
    public void PreparedStatementRunsAgainWithOtherValues()
    {
        using var statement = _connection.Prepare("SELECT ? + 1");
        foreach (var value in new[] { 1L, 41L })
        {
            using var result = statement.Run(value);
            Assert.True(result.NextChunk());
            Assert.Equal(value + 1, result.Column(0).GetInt64(0));
        }
    }

    [Fact]
    public void ExecuteRunsSeveralStatementsAndCountsChangedRows()
    {
        _connection.Execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2)");
        Assert.Equal(2, _connection.Execute("UPDATE t SET a = a + 1"));
        var failure = Assert.Throws<DuckDbException>(() => _connection.Execute("INSERT INTO t VALUES ('x')"));
        Assert.Equal(DuckDbErrorKind.Conversion, failure.Kind);
    }

    [Fact]
    public async Task InterruptEndsARunningStatement()
    {
        using var stop = new CancellationTokenSource();
        var interrupting = Task.Run(async () =>
        {
            // Repeated, because an interrupt before the statement has started has no effect.
            while (!stop.IsCancellationRequested)
            {
                _connection.Interrupt();
                await Task.Yield();
            }
        });
        var failure = Assert.Throws<DuckDbException>(
            () => _connection.Execute("SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1"));
        await stop.CancelAsync();
        await interrupting;
        Assert.Equal(DuckDbErrorKind.Interrupt, failure.Kind);
        Assert.Equal(0, _connection.Execute("SELECT 1"));
    }

    [Theory]
    [InlineData("no_such_setting", "1")]
    [InlineData("threads", "minus one")]
    public void WrongSettingIsRefused(string name, string value)
    {
        var failure = Assert.Throws<DuckDbException>(() => DuckDbDatabase.OpenInMemory(KeyValuePair.Create(name, value)).Dispose());
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DisposedConnectionIsRefusedAndInterruptingItIsHarmless()
    {
        var connection = _database.Connect();
        connection.Dispose();
        connection.Dispose();
        connection.Interrupt();
        Assert.Throws<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
    }
}
