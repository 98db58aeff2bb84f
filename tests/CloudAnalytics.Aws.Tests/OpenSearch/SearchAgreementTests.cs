using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Compilers.Tests.Catalogue;
using CloudAnalytics.Compilers.Tests.Sql;
using CloudAnalytics.Core.Metrics;
using Xunit.Abstractions;

namespace CloudAnalytics.Aws.Tests.OpenSearch;

/// <summary>The law of the compilers, with a search cluster in it: evaluator, SQL and query give the same answer.</summary>
public sealed class SearchAgreementTests(ITestOutputHelper output)
{
    static readonly DateTimeOffset s_day = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeRange s_range = TimeRange.Between(s_day, s_day.AddDays(1));

    static readonly PanelQuery[] s_questions =
        [.. LogCatalogue.Panels.Select(p => PanelQuery.For(p, s_range)), .. LogCatalogue.Alarms.Select(a => a.QueryOf(s_range))];

    public static TheoryData<int> SomeSeeds() => [.. Enumerable.Range(1, TestRun.Repeats(4, 80))];

    public static TheoryData<string> Questions() => [.. s_questions.Select(q => q.Panel.Name).Distinct()];

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public async Task ClusterAnswersRandomQuestionsAsEvaluatorAndSqlDo(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var batches = SomeLogs.Random(random, 250, mayRepeatItems: false);
        await using var fixture = await SearchFixture.StartAsync();
        await fixture.ProvisionAsync(SomeLogs.Alpha, SomeLogs.Beta);
        await fixture.WriteAsync(batches);
        using var database = new SqlDatabase(batches);
        var panels = new SomePanels(random);
        var search = new PanelSearch(fixture.Client, IndexNames.Default);
        var answered = 0;
        for (var i = 0; i < 40; i++)
        {
            var query = panels.Next();
            var expected = PanelEvaluator.Evaluate(query, batches).Rows.Select(Show).ToList();
            var sql = database.Ask(query, SqlCompiler.Compile(query, SqlDialect.DuckDb)).Select(Show);
            Assert.Equal(expected, sql);
            var answer = await search.AskAsync(query, CancellationToken.None);
            var actual = answer.Rows.Select(Show).ToList();
            Assert.True(expected.SequenceEqual(actual), $"question {i} of seed {seed}:\n{string.Join('\n', Bodies(query))}\n"
                + $"expected:\n{string.Join('\n', expected)}\nanswered:\n{string.Join('\n', actual)}");
            answered += actual.Count;
        }

        Assert.True(answered > 40, "the questions have answers");
        Assert.Empty(fixture.Cluster.Problems);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task ClusterAnswersTheCatalogueAsEvaluatorAndSqlDo(string name)
    {
        var seed = 1 + name.Length;
        output.WriteLine($"seed {seed}");
        foreach (var question in s_questions.Where(q => q.Panel.Name == name).Select(Lowered)
            .Select(q => q with { Panel = SomeRows.Stored(q.Panel) }))
        {
            var batches = new SomeRows(new Random(seed), mayRepeatItems: false).For(question.Panel, s_range, 200);
            await using var fixture = await SearchFixture.StartAsync();
            await fixture.ProvisionAsync(batches.Select(b => b.Schema));
            await fixture.WriteAsync(batches);
            var expected = PanelEvaluator.Evaluate(question, batches).Rows.Select(Show).ToList();
            using var database = new SqlDatabase(batches);
            Assert.Equal(expected, database.Ask(question, SqlCompiler.Compile(question, SqlDialect.DuckDb)).Select(Show));
            var answer = await new PanelSearch(fixture.Client, IndexNames.Default).AskAsync(question, CancellationToken.None);
            Assert.Equal(expected, answer.Rows.Select(Show));
            Assert.NotEmpty(expected);
            Assert.Empty(fixture.Cluster.Problems);
        }
    }

    static IEnumerable<string> Bodies(PanelQuery query) =>
        SearchPlan.Compile(query, IndexNames.Default).Scans.Select(s => $"{s.Path} {s.Body(null)}");

    // A few hundred rows do not reach the floors that suit servers.
    static PanelQuery Lowered(PanelQuery query) => query.Panel.Floor is { } floor
        ? query with { Panel = query.Panel with { Floor = floor with { AtLeast = floor.AtLeast / 1000 } } }
        : query;

    // Twelve digits: sums of fractions may differ in the last bit with the order they are added in.
    static string Show(PanelRow row) =>
        $"{row.Bucket?.ToDateTimeOffset():s} {string.Join('|', row.Group)} "
        + string.Join(' ', row.Values.Select(v => v?.ToString("G12") ?? "null"));
}
