using System.Globalization;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Compilers.Tests.Sql;
using CloudAnalytics.Compilers.Tests.Trino;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Compilers.Tests.Compliance;

/// <summary>Every compliance query over rows whose answer can be told by looking at them, in both dialects.</summary>
public sealed class ComplianceSqlTests : IDisposable
{
    // What Athena's SQL needs to run in DuckDB: functions that it spells otherwise.
    const string AthenaInDuckDb = """
        CREATE MACRO array_join(list, separator) AS array_to_string(list, separator);
        CREATE MACRO map_at(pairs, name) AS map_extract_value(pairs, name);
        CREATE MACRO regexp_remove(whole, pattern) AS regexp_replace(whole, pattern, '', 'g');
        CREATE MACRO date_format(instant, form) AS strftime(instant, form);
        """;

    static readonly DateTimeOffset s_now = SomeEvidence.Time("10 00:00");

    readonly SqlDatabase _database = new(SomeEvidence.Batches);

    public static TheoryData<string, string, string[]> Cases => ComplianceCases.All;

    public static TheoryData<string> Queries => [.. LogCatalogue.Compliance.Select(q => q.Name)];

    public void Dispose() => _database.Dispose();

    [Fact]
    public void EveryQueryHasACase() =>
        Assert.Equal(LogCatalogue.Compliance.Select(q => q.Name).Order(), Cases.Select(c => (string)c[0]).Distinct().Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void DuckDbAnswers(string name, string parameters, string[] expected) =>
        Same(expected, _database.Query(ComplianceSql.Compile(Bind(name, parameters), SqlDialect.DuckDb)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void DuckDbAnswersWhenValuesAreFilledInLater(string name, string parameters, string[] expected)
    {
        var bound = Bind(name, parameters);
        var values = bound.Query.Parameters.Select(p => bound.Values[p.Name] switch
        {
            QueryValue.Text v => (SqlValue)v.Value,
            QueryValue.Number v => v.Value,
            QueryValue.Time v => v.Value.ToDateTimeOffset(),
            _ => throw new InvalidOperationException(),
        }).ToArray();
        Same(expected, _database.Query(ComplianceSql.CompileOpen(bound.Query, SqlDialect.DuckDb), values));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AthenaAnswersTheSame(string name, string parameters, string[] expected)
    {
        ReadAsAthena();
        Same(expected, _database.Query(InDuckDb(ComplianceSql.Compile(Bind(name, parameters), SqlDialect.Athena))));
    }

    [TrinoFact]
    public void AthenaTextIsTrinosLanguage()
    {
        List<string> statements =
        [
            .. Cases.Select(c => ComplianceSql.Compile(Bind((string)c[0], (string)c[1]), SqlDialect.Athena)),
            .. LogCatalogue.Compliance.Select(q => ComplianceSql.CompileOpen(q, SqlDialect.Athena)),
        ];
        Assert.All(TrinoGrammar.Check(statements).Zip(statements), f => Assert.True(f.First is null, $"{f.First}\n{f.Second}"));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void OpenTextHasAPlaceForEachParameterInOrder(string name)
    {
        var query = LogCatalogue.Compliance.First(q => q.Name == name);
        Assert.Equal(query.Parameters.Length, ComplianceSql.CompileOpen(query, SqlDialect.Athena).Count(c => c == '?') - Marks(query));
    }

    // Question marks inside the texts of regular expressions.
    static int Marks(ComplianceQuery query) => ComplianceSql.CompileOpen(query, SqlDialect.DuckDb).Count(c => c == '?');

    void ReadAsAthena()
    {
        _database.Execute(AthenaInDuckDb);
        foreach (var schema in SomeEvidence.Batches.Select(b => b.Schema))
        {
            _database.Execute($"ALTER TABLE {schema.Name} RENAME TO {schema.Name}_rows");
            _database.Execute($"CREATE VIEW {schema.Name} AS SELECT *, strftime(time, '%Y-%m-%d') AS day FROM {schema.Name}_rows");
        }
    }

    static string InDuckDb(string athena) => Filtered(athena)
        .Replace("regexp_replace(", "regexp_remove(", StringComparison.Ordinal)
        .Replace("element_at(", "map_at(", StringComparison.Ordinal)
        .Replace("item ->", "lambda item:", StringComparison.Ordinal)
        .Replace("array(varchar)", "VARCHAR[]", StringComparison.Ordinal);

    // A macro takes no lambda, so the one function with one is rewritten, to its closing bracket.
    static string Filtered(string sql)
    {
        const string Function = "any_match(";
        while (sql.IndexOf(Function, StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = start + Function.Length;
            for (var depth = 1; depth > 0; end++)
                depth += sql[end] switch { '(' => 1, ')' => -1, _ => 0 };
            sql = $"{sql[..start]}(len(list_filter({sql[(start + Function.Length)..end]}) > 0){sql[end..]}";
        }

        return sql;
    }

    static BoundQuery Bind(string name, string parameters)
    {
        var given = parameters.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
            .ToDictionary(p => p[0], p => p[1]);
        var (query, fault) = LogCatalogue.Compliance.First(q => q.Name == name).Bind(given, s_now);
        Assert.True(query is not null, fault);
        return query;
    }

    static void Same(string[] expected, DuckDbResult result)
    {
        var lines = new List<string>();
        using (result)
        {
            while (result.NextChunk())
            {
                for (var i = 0; i < result.RowCount; i++)
                    lines.Add(string.Join(" | ", Enumerable.Range(0, result.ColumnNames.Count).Select(c => Show(result, c, i))));
            }
        }

        Assert.Equal(expected, lines);
    }

    static string Show(DuckDbResult result, int column, int row)
    {
        var cell = result.Column(column);
        return cell.IsNull(row) ? "-"
            : result.ColumnTypes[column].Kind == DuckDbType.Timestamp
                ? cell.GetTime(row)!.Value.ToString("dd HH:mm", CultureInfo.InvariantCulture)
            : cell.GetString(row)!;
    }
}
