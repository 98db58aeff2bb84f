using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using static CloudAnalytics.Catalogue.Columns;

namespace CloudAnalytics.Catalogue;

/// <summary>Panels about what detections have found.</summary>
public static class FindingPanels
{
    /// <summary>The heading they stand under.</summary>
    public const string Section = "Findings";

    /// <summary>Findings.</summary>
    public static Metric Findings { get; } = new("findings.count",
        "Findings of detections: at most one per detection, key and hour.", Logs.Finding, new Aggregate.Count());

    /// <summary>Repetitions.</summary>
    public static Metric HeldBack { get; } = new("findings.held_back",
        "How often rules were fulfilled again within the hour of a finding, as far as the key's next finding has told it.", Logs.Finding,
        new Aggregate.Sum(FindingSchema.HeldBack));

    /// <summary>Highest number.</summary>
    public static Metric Highest { get; } = new("findings.value_max",
        "Highest number that a finding has told.", Logs.Finding, new Aggregate.Quantile(FindingSchema.Value, 1));

    static readonly PanelColumn.Measure s_findings = Count("findings", "Findings", Findings);
    static readonly PanelColumn.Measure s_heldBack = Count("held_back", "Held back", HeldBack);

    /// <summary>Each key.</summary>
    public static Panel ByKey { get; } = new Panel("findings", "Findings",
        "What detections have found: addresses, accounts and hosts, those with the most findings first. Held back is how often the rule "
        + "was fulfilled again within the hour of a finding.",
        [s_findings, s_heldBack, Count("value", "Highest value", Highest)])
        { Chart = Chart.Table, Top = 50, OrderBy = "findings", Section = Section }
        .By(CommonFields.Severity, "Severity").By(FindingSchema.Detection, "Detection").By(FindingSchema.Key, "About");

    /// <summary>Each detection.</summary>
    public static Panel ByDetection { get; } = new Panel("findings-by-detection", "Findings by detection",
        "How often each detection has found something.", [s_findings, s_heldBack])
        { Chart = Chart.Bars, Top = 50, OrderBy = "findings", Section = Section }
        .By(FindingSchema.Detection, "Detection").By(CommonFields.Severity, "Severity");

    /// <summary>Over time.</summary>
    public static Panel OverTime { get; } = new Panel("findings-over-time", "Findings over time",
        "Findings over time, by severity.", [s_findings])
        { Chart = Chart.Lines, IsOverTime = true, Top = 4, Section = Section }.By(CommonFields.Severity, "Severity");

    /// <summary>
    /// Findings that must be looked at now, for the alarm: by when they were written, as they may be about rows that came late.
    /// </summary>
    public static Panel Grave { get; } = new Panel("finding-high-alarm", "Grave findings",
        "Findings of severity high by the time at which they were written, by detection and what they are about.",
        [
            Count("findings", "Findings", Findings with
            {
                Name = "findings.high",
                Doc = "Findings of severity high, by the time at which they were written.",
                Time = CommonFields.Arrived,
                Where = new Predicate.Is(CommonFields.Severity, "high"),
            }),
        ]).By(FindingSchema.Detection, "Detection").By(FindingSchema.Key, "About");

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static ImmutableArray<Panel> All { get; } = [ByKey, ByDetection, OverTime];
}
