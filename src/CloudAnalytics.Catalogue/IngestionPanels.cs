using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using static CloudAnalytics.Catalogue.Columns;

namespace CloudAnalytics.Catalogue;

/// <summary>Panels about taking in logs: whether all of it arrives, in time, and how much of it is background traffic.</summary>
public static class IngestionPanels
{
    /// <summary>The heading they stand under.</summary>
    public const string Section = "Intake";

    /// <summary>Rows.</summary>
    public static Metric Rows { get; } = new("ingestion.rows",
        "Rows taken in.", Logs.Ingestion, new Aggregate.Sum(IngestionSchema.Rows));

    /// <summary>Dead letters.</summary>
    public static Metric DeadLetters { get; } = new("ingestion.dead_letters",
        "Lines that could not be read as their format and were kept as dead letters.", Logs.Ingestion,
        new Aggregate.Sum(IngestionSchema.DeadLetters));

    /// <summary>Bytes.</summary>
    public static Metric BytesRead { get; } = new("ingestion.bytes",
        "Bytes of log read.", Logs.Ingestion, new Aggregate.Sum(CommonFields.Bytes));

    /// <summary>Lag.</summary>
    public static Metric Lag { get; } = new("ingestion.lag_max",
        "Longest time from a row's own time until it could be queried.", Logs.Ingestion, new Aggregate.Quantile(IngestionSchema.LagMs, 1));

    /// <summary>All rows of all formats.</summary>
    public static Metric AllRows { get; } = new("logs.rows",
        "Rows of the log, background traffic included.",
        [.. LogFormats.All.Select(f => new MetricSource(f.Schema, Predicate.Everything))], new Aggregate.Count()) { IncludesNoise = true };

    /// <summary>Background traffic.</summary>
    public static Metric NoiseRows { get; } = AllRows.Where("logs.noise",
        "Rows that are background traffic: health probes, redundancy, challenges for a logon.", Predicate.Has(CommonFields.Noise));

    /// <summary>Sums.</summary>
    public static Panel Totals { get; } = new("ingestion", "Intake",
        "What was taken in: rows, lines that could not be read, bytes of log, and the longest time until a row could be queried.",
        [
            Count("rows", "Rows", Rows),
            Count("dead_letters", "Dead letters", DeadLetters),
            Bytes("bytes", "Bytes", BytesRead),
            Milliseconds("lag_ms", "Longest lag", Lag),
        ]) { Chart = Chart.Number, Section = Section };

    /// <summary>Each file.</summary>
    public static Panel ByFile { get; } = new Panel("ingestion-by-file", "Intake by file",
        "Rows, dead letters and the longest lag of each log file, those with dead letters first.",
        [
            Count("rows", "Rows", Rows),
            Count("dead_letters", "Dead letters", DeadLetters),
            Ratio("dead_share", "Dead share", "dead_letters", "rows"),
            Bytes("bytes", "Bytes", BytesRead),
            Milliseconds("lag_ms", "Longest lag", Lag),
        ]) { Chart = Chart.Table, Top = 50, OrderBy = "dead_letters", Section = Section }
        .By(CommonFields.SourceFile, "File").By(IngestionSchema.Format, "Format");

    /// <summary>Over time.</summary>
    public static Panel OverTime { get; } = new Panel("ingestion-over-time", "Intake over time",
        "Rows taken in over time, by format.",
        [Count("rows", "Rows", Rows)])
        { Chart = Chart.Lines, IsOverTime = true, Top = 15, Section = Section }.By(IngestionSchema.Format, "Format");

    /// <summary>Against the usual.</summary>
    public static Panel Spikes { get; } = new Panel("ingestion-spikes", "Intake against its usual",
        "Rows of each format against the same hours of the days before, the most silent first: a log that has stopped coming shows 0 "
        + "times.",
        Spike(Count("rows", "Rows", Rows), floor: 1))
        { Chart = Chart.Table, Top = 20, OrderBy = "spike", IsAscending = true, Section = Section }.By(IngestionSchema.Format, "Format");

    /// <summary>Noise.</summary>
    public static Panel Noise { get; } = new Panel("noise-share", "Background traffic",
        "How much of each log is background traffic, which all other panels leave out: health probes, redundancy, challenges for a logon.",
        [
            Count("rows", "Rows", AllRows),
            Count("noise_rows", "Background", NoiseRows),
            Ratio("noise_share", "Share", "noise_rows", "rows"),
        ]) { Chart = Chart.Bars, OrderBy = "rows", Section = Section }.By(Metric.Format, "Format");

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static ImmutableArray<Panel> All { get; } = [Totals, OverTime, ByFile, Spikes, Noise];
}
