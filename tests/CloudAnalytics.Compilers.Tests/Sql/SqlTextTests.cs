using System.Text;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Tests.Sql;

public sealed class SqlTextTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("o'hara")]
    [InlineData("''' OR 1=1 --")]
    [InlineData("back\\slash\\'")]
    [InlineData("new\nline")]
    [InlineData("\U0001F600")]
    [InlineData("")]
    public void AnyTextComesBackFromItsLiteral(string text)
    {
        using var database = new SqlDatabase([]);
        using var result = database.Query($"SELECT {SqlText.Literal(text)}");
        Assert.True(result.NextChunk());
        Assert.Equal(text, Encoding.UTF8.GetString(result.Column(0).GetUtf8(0)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1e300)]
    [InlineData(-5e-324)]
    public void AnyFractionComesBackFromItsLiteral(double number)
    {
        using var database = new SqlDatabase([]);
        using var result = database.Query($"SELECT {SqlText.Literal(number)}");
        Assert.True(result.NextChunk());
        Assert.Equal(number, result.Column(0).GetDouble(0));
    }

    [Theory]
    [InlineData("sender", "sender")]
    [InlineData("group", "\"group\"")]
    [InlineData("Mixed", "\"Mixed\"")]
    [InlineData("1st", "\"1st\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("", "\"\"")]
    public void NamesAreQuotedWhereTheyMustBe(string name, string expected) => Assert.Equal(expected, SqlText.Name(name));

    [Fact]
    public void EveryWordThatDuckDbReservesIsQuoted()
    {
        using var database = new SqlDatabase([]);
        using var result =
            database.Query("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')");
        var words = new List<string>();
        while (result.NextChunk())
            for (var i = 0; i < result.RowCount; i++)
                words.Add(result.Column(0).GetString(i)!);
        Assert.Contains("select", words);
        Assert.Equal("", string.Join(' ', words.Where(w => SqlText.Name(w) == w)));
    }

    [Fact]
    public void RowsAreThoseThatMatchTheNewestFirst()
    {
        var batches = SomeLogs.Random(new Random(5), 200);
        using var database = new SqlDatabase(batches);
        var range = TimeRange.Before(SomeLogs.Start.AddDays(6), TimeSpan.FromDays(4));
        var where = new Predicate.Is(SomeLogs.Who, "o'hara") & Predicate.Has(SomeLogs.Size);
        var selection = new RowSelection(SomeLogs.Alpha, range, where);
        var metric = new Metric("m", "M.", SomeLogs.Alpha, new Aggregate.Count()) { Where = where, IncludesNoise = true };
        var expected = MetricEvaluator.Evaluate(new MetricQuery(metric, range), batches)[0].Value;

        using var result = database.Query(SqlCompiler.Compile(selection, [CommonFields.Time, SomeLogs.Who], 1000, SqlDialect.DuckDb));
        var times = new List<DateTimeOffset>();
        while (result.NextChunk())
            for (var i = 0; i < result.RowCount; i++)
                times.Add(result.Column(0).GetTime(i)!.Value);
        Assert.Equal(expected, times.Count);
        Assert.Equal(times.OrderDescending(), times);
    }
}
