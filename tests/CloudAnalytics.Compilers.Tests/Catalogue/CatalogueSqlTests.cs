using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Compilers.Tests.Sql;
using CloudAnalytics.Compilers.Tests.Trino;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using Xunit.Abstractions;

namespace CloudAnalytics.Compilers.Tests.Catalogue;

/// <summary>Every panel and every alarm of the catalogue, in SQL.</summary>
public sealed class CatalogueSqlTests(ITestOutputHelper output)
{
    static readonly DateTimeOffset s_day = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeRange s_range = TimeRange.Between(s_day, s_day.AddDays(1));

    static readonly PanelQuery[] s_questions =
        [.. LogCatalogue.Panels.Select(p => PanelQuery.For(p, s_range)), .. LogCatalogue.Alarms.Select(a => a.QueryOf(s_range))];

    public static TheoryData<string> Questions() => [.. s_questions.Select(q => q.Panel.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Questions))]
    public void DuckDbAnswersWhatTheEvaluatorComputes(string name)
    {
        var seed = 1 + name.Length;
        output.WriteLine($"seed {seed}");
        foreach (var question in s_questions.Where(q => q.Panel.Name == name))
        {
            var batches = new SomeRows(new Random(seed)).For(question.Panel, s_range, 300);
            using var database = new SqlDatabase(batches);
            var sql = SqlCompiler.Compile(question, SqlDialect.DuckDb);
            output.WriteLine(sql);
            var expected = PanelEvaluator.Evaluate(question with { Panel = SomeRows.Stored(Lowered(question.Panel)) }, batches);
            var actual = database.Ask(question, SqlCompiler.Compile(expected.Query, SqlDialect.DuckDb));
            Assert.Equal(expected.Rows.Select(Show), actual.Select(Show));
            Assert.NotEmpty(actual);
            foreach (var source in Sources(question.Panel).Select(s => s.Completed?.Source).OfType<Schema>().Distinct())
                database.Add(source);
            database.Execute(sql);
            database.Execute(SqlCompiler.CompileLastDay(question.Panel, SqlDialect.DuckDb));
        }
    }

    [TrinoFact]
    public void AthenaTextIsTrinosLanguage()
    {
        var statements = s_questions.Select(q => SqlCompiler.Compile(q, SqlDialect.Athena)).ToList();
        Assert.All(TrinoGrammar.Check(statements).Zip(statements), f => Assert.True(f.First is null, $"{f.First}\n{f.Second}"));
    }

    // A few hundred rows do not reach the floors that suit servers.
    static Panel Lowered(Panel panel) =>
        panel.Floor is { } floor ? panel with { Floor = floor with { AtLeast = floor.AtLeast / 1000 } } : panel;

    static IEnumerable<MetricSource> Sources(Panel panel) => panel.Measures.SelectMany(m => m.Metric.Sources);

    static string Show(PanelRow row) =>
        $"{row.Bucket?.ToDateTimeOffset():s} {string.Join('|', row.Group)} "
        + string.Join(' ', row.Values.Select(v => v?.ToString("G12") ?? "null"));
}
