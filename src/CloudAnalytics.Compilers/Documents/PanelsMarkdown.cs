using System.Text;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.Documents;

/// <summary>The panels and alarms as a document for administrators: what each number means, what to do when an alarm rings.</summary>
public static class PanelsMarkdown
{
    /// <summary>The document.</summary>
    public static string Compile(IReadOnlyList<Panel> panels, IReadOnlyList<Alarm> alarms)
    {
        var text = new StringBuilder("""
            # Panels and alarms

            What the product watches. Panels are shown in the web UI and by the command line under these names; every number is counted
            from the formats named. Background traffic is left out unless said otherwise. Thresholds of alarms can be set in the
            configuration.

            This file is written from the catalogue; do not edit it.

            """);
        foreach (var section in panels.GroupBy(p => p.Section))
        {
            text.Append($"\n## {section.Key}\n");
            foreach (var panel in section)
                Add(text, panel);
        }

        text.Append("\n## Alarms\n");
        foreach (var alarm in alarms)
            Add(text, alarm);
        return text.ToString();
    }

    static void Add(StringBuilder text, Panel panel)
    {
        var formats = string.Join(", ", panel.Schemas.Select(s => $"`{s.Name}`"));
        text.Append($"\n### {panel.Title}\n\n`{panel.Name}`, from {formats}. {Markdown.Cell(panel.Doc)}\n\n");
        text.Row("Column", "Unit", "What it says");
        text.Row("---", "---", "---");
        for (var i = 0; i < panel.By.Length; i++)
            text.Row($"`{panel.By[i].Name}`", "", Markdown.Cell($"{panel.ByTitles[i]}. {panel.By[i].Doc}"));
        foreach (var column in panel.Columns)
            text.Row($"`{column.Name}`", UnitOf(panel.UnitOf(column)), Markdown.Cell(DocOf(panel, column)));
    }

    static void Add(StringBuilder text, Alarm alarm)
    {
        var sign = alarm.Comparison == AlarmComparison.AtLeast ? "at least" : "at most";
        var unit = UnitOf(alarm.Question.UnitOf(alarm.Question.Column(alarm.Column)));
        var windows = alarm.Windows == 1
            ? $"a window of {Minutes(alarm.Window)}"
            : $"{alarm.Breaches} of the last {alarm.Windows} windows of {Minutes(alarm.Window)}";
        text.Append($"\n### {alarm.Title}\n\n`{alarm.Name}`, {alarm.Severity.ToString().ToLowerInvariant()}: `{alarm.Column}` {sign} ");
        text.Append($"{alarm.Threshold:0.###} ({unit}) in {windows}.\n\n{Markdown.Cell(alarm.Doc)}\n\n");
        text.Append($"What to do: {Markdown.Cell(alarm.Runbook)}\n");
    }

    static string DocOf(Panel panel, PanelColumn column) => column switch
    {
        PanelColumn.Measure c => c.Metric.Doc,
        PanelColumn.Share c => $"Part of all {panel.Column(c.Of).Title.ToLowerInvariant()}.",
        PanelColumn.Ratio c => $"{panel.Column(c.Of).Title} divided by {panel.Column(c.Over).Title.ToLowerInvariant()}.",
        PanelColumn.Usual c => $"Mean of the same hours of the {c.Periods} days before (of the weeks before for ranges of a week).",
        PanelColumn.Spike c => $"How many times the usual, which is taken to be at least {c.Floor:0.###}.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string UnitOf(Unit unit) => unit switch
    {
        Unit.Count => "count",
        Unit.Bytes => "bytes",
        Unit.Milliseconds => "ms",
        Unit.Share => "share, 0 to 1",
        Unit.Times => "times",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Minutes(TimeSpan time) => time.TotalMinutes is var minutes && minutes % 60 == 0
        ? minutes == 60 ? "an hour" : $"{minutes / 60:0} hours"
        : $"{minutes:0} minutes";
}
