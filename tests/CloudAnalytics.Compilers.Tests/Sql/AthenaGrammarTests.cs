using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Compilers.Tests.Trino;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using Xunit.Abstractions;

namespace CloudAnalytics.Compilers.Tests.Sql;

public sealed class AthenaGrammarTests(ITestOutputHelper output)
{
    [TrinoFact]
    public void AthenaTextIsTrinosLanguage()
    {
        const int seed = 77;
        output.WriteLine($"seed {seed}");
        var panels = new SomePanels(new Random(seed));
        List<string> statements = [.. Enumerable.Range(0, 60).Select(_ => SqlCompiler.Compile(panels.Next(), SqlDialect.Athena))];
        var rows = new RowSelection(SomeLogs.Alpha, TimeRange.Before(SomeLogs.Start, TimeSpan.FromDays(1)), Predicate.Has(SomeLogs.Who));
        statements.Add(SqlCompiler.Compile(rows, [], 100, SqlDialect.Athena));
        statements.Add(SqlCompiler.CompileLastDay(panels.Next().Panel, SqlDialect.Athena));
        var faults = TrinoGrammar.Check(statements);
        for (var i = 0; i < statements.Count; i++)
            Assert.True(faults[i] is null, $"{faults[i]}\n{statements[i]}");
    }

    [TrinoFact]
    public void GrammarRefusesWhatOnlyDuckDbUnderstands() =>
        Assert.All(TrinoGrammar.Check(["SELECT 5 // 2", "SELECT [1, 2]", "SELECT a FROM b WHERE"]), Assert.NotNull);
}
