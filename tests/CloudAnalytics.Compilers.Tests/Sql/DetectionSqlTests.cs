using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Compilers.Tests.Trino;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Tests.Sql;

/// <summary>
/// Every question of every detection in Athena's language. What they answer is tested where both engines evaluate the same rows, with the
/// functions.
/// </summary>
public sealed class DetectionSqlTests
{
    static readonly DateTimeOffset s_day = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeRange s_range = TimeRange.Between(s_day, s_day.AddHours(2));
    static readonly DetectionSql s_sql = new(SqlDialect.Athena);

    static readonly DetectionScope s_all = DetectionScope.All;

    static readonly DetectionScope s_narrow = new(["192.0.2.1", "2001:db8::1"], ["o'neill@example.org"])
    {
        FreshSince = Timestamp.From(s_day.AddDays(-2)),
        Places = new Dictionary<string, Place> { ["192.0.2.9"] = new(52.52, 13.405, 20), ["o'neill"] = new(-33.8688, 151.2093, 0) },
        Earlier = [new EarlierRow(Timestamp.From(s_day), "row'1", "o'neill@example.org", "192.0.2.9")],
        Floors = new Dictionary<string, double> { ["o'neill@example.org"] = 1e9 },
    };

    [TrinoFact]
    public void EveryQuestionIsTrinosLanguage()
    {
        List<string> statements = [.. LogDetections.All.SelectMany(d => Questions(d, s_all).Concat(Questions(d, s_narrow)))];
        Assert.All(TrinoGrammar.Check(statements).Zip(statements), f => Assert.True(f.First is null, $"{f.First}\n{f.Second}"));
    }

    [Fact]
    public void RowsOfTheLastDaysAreReadFromFreshFilesAndOlderOnesThroughTheView() => Assert.All(LogDetections.All, detection =>
    {
        var formats = detection.Sources.Select(source => source.Completed?.Source ?? source.Schema);
        var (fresh, all) = (s_sql.Candidates(detection, s_range, s_narrow), s_sql.Candidates(detection, s_range, s_all));
        Assert.All(formats, format => Assert.Contains($"FROM {format.Name}_raw", fresh, StringComparison.Ordinal));
        Assert.All(formats, format => Assert.Contains($"FROM {format.Name} WHERE day >= '2026-03-", all, StringComparison.Ordinal));
    });

    static string[] Questions(Detection detection, DetectionScope scope) =>
    [
        s_sql.Candidates(detection, s_range, scope), s_sql.Addresses(detection, s_range, scope), s_sql.Known(detection, s_range, scope),
        s_sql.Usual(detection, s_range, scope), s_sql.Stored(detection, s_range, scope), s_sql.Items(detection, s_range, scope),
        s_sql.Latest(detection, s_range, scope),
    ];
}
