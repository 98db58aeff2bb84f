using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Lake.Summaries;

namespace CloudAnalytics.Server.Questions;

/// <summary>The catalogue's summaries as the lake keeps them.</summary>
public static class LakeSummaries
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SummaryTable> All { get; } = [.. LogCatalogue.Summaries.Select(Table)];

    /// <summary>A summary with the SQL that makes it.</summary>
    public static SummaryTable Table(Summary summary) => new(
        summary.Name, summary.Schema, [.. SqlSummary.Columns(summary).Select(column => (column.Name, column.Type))],
        SqlSummary.Build(summary));
}
