using System.Collections.Immutable;
using System.Diagnostics;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Rows;

namespace CloudAnalytics.Server.Web.Panels;

/// <summary>The panels there are.</summary>
sealed record PanelListReply(List<PanelReply> Panels);

/// <summary>A panel as declared.</summary>
/// <param name="Section">The heading it stands under.</param>
/// <param name="Chart">How it is drawn: bars, lines, table, number.</param>
/// <param name="OverTime">Whether it has a row per bucket of time.</param>
/// <param name="Order">Name of the column that orders the rows.</param>
/// <param name="Formats">The formats it needs.</param>
/// <param name="Overview">Whether the first page shows it where there are rows of one of them.</param>
sealed record PanelReply(
    string Name, string Title, string Doc, string Section, string Chart, bool OverTime, int? Top, string Order,
    List<PanelGroupReply> By, List<PanelColumnReply> Columns, List<string> Formats, bool Overview)
{
    public static PanelReply Of(Panel panel, bool isOverview) => new(
        panel.Name, panel.Title, panel.Doc, panel.Section, ChartName(panel.Chart), panel.IsOverTime, panel.Top, panel.OrderColumn,
        [.. panel.By.Select((field, i) => new PanelGroupReply(field.Name, panel.ByTitles[i]))],
        [.. panel.Columns.Select(column =>
            new PanelColumnReply(
                column.Name, column.Title, UnitName(panel.UnitOf(column)), KindOf(column),
                column is PanelColumn.Measure { Metric.Aggregate: Aggregate.Count }, (column as PanelColumn.Measure)?.Metric.Doc))],
        [.. panel.Formats.Select(schema => schema.Name)], isOverview);

    /// <summary>The unit's word in the API.</summary>
    public static string UnitName(Unit unit) => unit switch
    {
        Unit.Count => "count",
        Unit.Bytes => "bytes",
        Unit.Milliseconds => "milliseconds",
        Unit.Share => "share",
        Unit.Times => "times",
        _ => throw new UnreachableException(),
    };

    static string ChartName(Chart chart) => chart switch
    {
        Core.Metrics.Chart.Bars => "bars",
        Core.Metrics.Chart.Lines => "lines",
        Core.Metrics.Chart.Table => "table",
        Core.Metrics.Chart.Number => "number",
        _ => throw new UnreachableException(),
    };

    // What an absent bucket means: 0 of what is counted or summed, nothing known of a quantile.
    static string KindOf(PanelColumn column) => column switch
    {
        PanelColumn.Measure { Metric.Aggregate: Aggregate.Quantile } => "quantile",
        PanelColumn.Measure => "total",
        _ => "derived",
    };
}

/// <summary>What a panel groups by.</summary>
sealed record PanelGroupReply(string Name, string Title);

/// <summary>A column of a panel.</summary>
/// <param name="Unit">count, bytes, milliseconds, share (0 to 1) or times.</param>
/// <param name="Kind">total (absent means 0), quantile or derived (absent means unknown).</param>
/// <param name="CountsRows">Whether the number is that of the rows behind it.</param>
/// <param name="Doc">What a measure counts; null for what is derived of others.</param>
sealed record PanelColumnReply(string Name, string Title, string Unit, string Kind, bool CountsRows, string? Doc);

/// <summary>A panel's answer.</summary>
/// <param name="StepSeconds">Width of the buckets, or null where it is not over time.</param>
sealed record PanelAnswerReply(string Name, string From, string To, int? StepSeconds, ImmutableArray<PanelRowReply> Rows, double ElapsedMs);

/// <summary>A row of it.</summary>
/// <param name="Time">Start of the bucket, or null.</param>
/// <param name="Group">Values of what the panel groups by.</param>
/// <param name="Values">One per column.</param>
sealed record PanelRowReply(string? Time, ImmutableArray<string> Group, ImmutableArray<double?> Values);

/// <summary>The searches that show the rows behind a number, one per format.</summary>
sealed record DrillReply(List<DrillSearch> Searches);

/// <summary>A search.</summary>
/// <param name="Filters">In the form that <c>f</c> parameters have.</param>
sealed record DrillSearch(string Format, string From, string To, bool Noise, List<string> Filters)
{
    /// <summary>The searches for selections of rows; one that would need too many filters is left out.</summary>
    public static List<DrillSearch> Of(ImmutableArray<RowSelection> selections) =>
    [
        .. selections.Select(PredicateFilters.SearchOf).OfType<RowSearch>().Select(search => new DrillSearch(
            search.Schema.Name, CellJson.Time(search.From), CellJson.Time(search.To), search.IncludeNoise,
            [.. search.Filters.Select(FilterText.Print)])),
    ];
}
