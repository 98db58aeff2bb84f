using System.Text;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Documents;

/// <summary>The detections as a document.</summary>
public static class DetectionsMarkdown
{
    /// <summary>The document.</summary>
    public static string Compile(IReadOnlyList<Detection> detections)
    {
        var text = new StringBuilder($"""
            # Detections

            What `cloudanalytics serve` looks for every minute in the rows of the last hours, and after a start in those of the last day.
            What it finds are rows of the format `{FindingSchema.Schema.Name}`, which panels, alarms, search and queries use like any other.
            After logs of the past were taken in, `cloudanalytics detect` judges a time that is named:

            ```text
            cloudanalytics detect --data data --from 2026-01-01 --to 2026-02-01
            cloudanalytics show findings --last 24h --data data
            ```

            There is at most one finding per detection, key and hour: for the first row of the hour with which the rule is fulfilled, with
            the number that it had then. How often it was fulfilled again in that hour is told by the key's next finding (`held_back`).
            A finding is never changed. The same rows give the same findings, however often they are judged.

            Rows of `detections.trusted_addresses` never count; thresholds are changed, and detections switched off, in
            `detections.rules` of the configuration. Texts are compared without regard to case.

            A finding of severity high rings the alarm `finding-high`.

            ## On AWS

            The function `aggregate` evaluates the same declarations, each every quarter of an hour, by questions to Athena (in a stack with
            OpenSearch too: its query language knows no windows that slide). What it finds goes into the lake, where it is the view
            `{FindingSchema.Schema.Name}`, and into the index, under the same ids: doing it twice writes nothing twice.
            Every detection that is evaluated on one machine is evaluated there. Two things differ: times are cut to milliseconds, and the
            usual amount of a key (95th percentile) is Athena's approximation. The settings are `detections` of `cloudanalytics.aws.json`;
            docs/aws.md says how to write them.

            ## Only with a table of places

            No log says where an address is. What needs to know it is evaluated once `detections.places` names files with networks and their
            coordinates ([how to get them](configuration.md#places-of-addresses); on AWS as docs/aws.md says). Without them these are not
            evaluated ({DetectionRule.WhyNotEvaluated}):

            {NeedingPlaces(detections)}

            ## All detections

            This file is written from the catalogue; do not edit it.


            """);
        text.Row("Detection", "Severity", "By", "What it has seen");
        text.Row("---", "---", "---", "---");
        foreach (var detection in detections)
        {
            text.Row($"[{detection.Name}](#{detection.Name})", Lower(detection.Severity), Lower(detection.Key),
                Markdown.Cell(detection.Title));
        }

        foreach (var detection in detections)
            Add(text, detection);
        return text.ToString();
    }

    static string NeedingPlaces(IEnumerable<Detection> detections) =>
        string.Join('\n', detections.Where(d => d.Rule.NeedsPlaces).Select(d => $"- [{d.Name}](#{d.Name})"));

    static void Add(StringBuilder text, Detection detection)
    {
        text.Append($"\n## {detection.Name}\n\n**{Markdown.Cell(detection.Title)}.** {Markdown.Cell(detection.Doc)}\n\n");
        text.Append($"- Severity: {Lower(detection.Severity)}; one finding per {Lower(detection.Key)} and hour\n");
        text.Append($"- Rule: {Markdown.Cell(detection.Rule.Words)}\n");
        text.Append($"- Threshold: {FormattableString.Invariant($"{detection.Rule.Threshold}")}, from "
            + $"{Markdown.Cell(detection.ThresholdSource)}\n");
        if (detection.Rule.NeedsPlaces)
            text.Append("- Evaluated only with a table of places (`detections.places`)\n");
        text.Append($"- Rows of: {string.Join(", ", detection.Sources.Select(s => $"`{s.Schema.Name}`").Distinct())}\n");
        text.Append($"- Looks the same: {Markdown.Cell(detection.FalsePositives)}\n");
    }

    static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
