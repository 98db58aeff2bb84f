using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Metrics;
using Xunit.Abstractions;

namespace CloudAnalytics.Compilers.Tests.Sql;

/// <summary>The law of the compilers: what the evaluator computes, the SQL answers.</summary>
public sealed class SqlAgreementTests(ITestOutputHelper output)
{
    const int Seeds = 8;

    // What Athena's SQL needs to run in DuckDB: whole-number division, and the two functions that it spells otherwise. Quantiles, which
    // Athena approximates, are asked of the exact function.
    const string AthenaInDuckDb = """
        SET integer_division = true;
        CREATE MACRO date_add(unit, number, start) AS start + to_seconds(number);
        """;

    public static TheoryData<int> SomeSeeds() => [.. Enumerable.Range(1, TestRun.Repeats(Seeds, Seeds * 20))];

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public void DuckDbAnswersWhatTheEvaluatorComputes(int seed) => Compare(seed, SqlDialect.DuckDb, sql => sql);

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public void AthenaAnswersTheSameWhereTheDialectsMeet(int seed) => Compare(seed, SqlDialect.Athena, InDuckDb);

    void Compare(int seed, SqlDialect dialect, Func<string, string> translate)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var batches = SomeLogs.Random(random, 250);
        using var database = new SqlDatabase(batches);
        if (dialect == SqlDialect.Athena)
            database.Execute(AthenaInDuckDb);
        var panels = new SomePanels(random);
        var answered = 0;
        for (var i = 0; i < 60; i++)
        {
            var query = panels.Next();
            var sql = translate(SqlCompiler.Compile(query, dialect));
            var expected = PanelEvaluator.Evaluate(query, batches).Rows.Select(Show).ToList();
            List<string> actual;
            try
            {
                actual = [.. database.Ask(query, sql).Select(Show)];
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"question {i} of seed {seed}:\n{sql}", e);
            }

            Assert.True(expected.SequenceEqual(actual),
                $"question {i} of seed {seed}:\n{sql}\nexpected:\n{string.Join('\n', expected)}\nanswered:\n{string.Join('\n', actual)}");
            answered += actual.Count;
        }

        Assert.True(answered > 60, "the questions have answers");
    }

    static string InDuckDb(string athena) => athena
        .Replace("approx_percentile(", "quantile_disc(", StringComparison.Ordinal)
        .Replace("ARRAY[", "[", StringComparison.Ordinal);

    // Twelve digits: sums of fractions may differ in the last bit with the order they are added in.
    static string Show(PanelRow row) =>
        $"{row.Bucket?.ToDateTimeOffset():s} {string.Join('|', row.Group)} "
        + string.Join(' ', row.Values.Select(v => v?.ToString("G12") ?? "null"));
}
