using System.Text.RegularExpressions;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Questions;

namespace CloudAnalytics.Compilers.Tests.Compliance;

/// <summary>Whatever somebody asks for, the statement stays the one that was declared.</summary>
public sealed partial class ComplianceInjectionTests
{
    static readonly DateTimeOffset s_now = SomeEvidence.Time("10 00:00");

    static readonly string[] s_hostile =
    [
        "x' OR '1'='1",
        "x'; DROP TABLE mail; --", "x''", "'", "''", "x\\' OR 1=1 --", "x' UNION ALL SELECT * FROM windows_event --", "x\"?",
    ];

    public static TheoryData<string> Names => [.. LogCatalogue.Compliance.Where(each => TextsOf(each).Any()).Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void StatementIsTheSameButForTheLiteral(string name)
    {
        foreach (var (dialect, parameter) in from dialect in (SqlDialect[])[SqlDialect.Athena, SqlDialect.DuckDb]
                 from parameter in TextsOf(LogCatalogue.Compliance.First(each => each.Name == name))
                 select (dialect, parameter))
        {
            var meant = Skeleton(Bind(name, parameter, "anna@example.org"), dialect);
            foreach (var value in s_hostile)
            {
                if (Bind(name, parameter, value) is { } query)
                    Assert.Equal(meant, Skeleton(query, dialect));
            }
        }
    }

    static IEnumerable<string> TextsOf(ComplianceQuery query) =>
        query.Parameters.Where(each => each is not (QueryParameter.Instant or QueryParameter.Count)).Select(each => each.Name);

    // A value that a parameter does not take is refused before there is any statement.
    static BoundQuery? Bind(string name, string parameter, string value)
    {
        var query = LogCatalogue.Compliance.First(each => each.Name == name);
        var given = TextsOf(query).ToDictionary(each => each, each => each == parameter ? value : "bert@example.org");
        return query.Bind(given, s_now).Query;
    }

    static string Skeleton(BoundQuery? query, SqlDialect dialect) =>
        query is null ? "" : Literal().Replace(ComplianceSql.Compile(query, dialect), "?");

    // As both engines read a text: up to the next quote that is not doubled.
    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex Literal();
}
