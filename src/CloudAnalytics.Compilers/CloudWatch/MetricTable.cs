using System.Collections.Immutable;
using System.Diagnostics;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.CloudWatch;

/// <summary>
/// Every metric in CloudWatch that is ours. The function <c>aggregate</c> publishes these, alarms watch these, dashboards draw these: a
/// name is made here and nowhere else.
/// </summary>
public sealed class MetricTable
{
    /// <summary>The namespace unless the stack names another; a second stack in the same account and region needs one of its own.</summary>
    public const string DefaultNamespace = "CloudAnalytics";

    readonly Dictionary<string, PublishedMetric> _byName;

    MetricTable(ImmutableArray<PublishedQuestion> questions)
    {
        Questions = questions;
        All = [.. questions.SelectMany(q => q.Metrics), .. Health];
        _byName = All.ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    /// <summary>How many windows this run of <c>aggregate</c> published; 0 is published too, so that silence means no run.</summary>
    public static PublishedMetric WindowsPublished { get; } = OfHealth("aggregate.windows", "Windows published");

    /// <summary>How many closed windows are left unpublished after the run.</summary>
    public static PublishedMetric WindowsWaiting { get; } = OfHealth("aggregate.waiting", "Windows waiting");

    /// <summary>Objects with dead letters that were written in the window (<c>dead/</c> in the lake).</summary>
    public static PublishedMetric DeadLetterObjects { get; } = OfHealth("pipeline.dead-letter-objects", "Objects with dead letters");

    /// <summary>Batches that Lambda gave up in the window and stored whole.</summary>
    public static PublishedMetric FailedBatches { get; } = OfHealth("pipeline.failed-batches", "Batches given up");

    /// <summary>How many detections the run evaluated; 0 is published too.</summary>
    public static PublishedMetric DetectionsJudged { get; } = OfHealth("detections.judged", "Detections evaluated");

    /// <summary>How many detections the run could not evaluate.</summary>
    public static PublishedMetric DetectionsFailed { get; } = OfHealth("detections.failed", "Detections not evaluated");

    /// <summary>What <c>aggregate</c> counts about the pipeline besides the catalogue's questions.</summary>
    public static ImmutableArray<PublishedMetric> Health { get; } =
        [WindowsPublished, WindowsWaiting, DeadLetterObjects, FailedBatches, DetectionsJudged, DetectionsFailed];

    /// <summary>What is asked of every window, alarms first.</summary>
    public ImmutableArray<PublishedQuestion> Questions { get; }

    /// <summary>All metrics.</summary>
    public ImmutableArray<PublishedMetric> All { get; }

    /// <summary>Compiles the table.</summary>
    /// <param name="alarms">The alarms; each is one metric.</param>
    /// <param name="panels">The panels that are published.</param>
    public static MetricTable Compile(IReadOnlyList<Alarm> alarms, IReadOnlyList<PublishedPanel> panels) =>
        new([.. alarms.Select(QuestionOf), .. panels.Select(QuestionOf)]);

    /// <summary>An alarm's metric.</summary>
    public PublishedMetric Of(Alarm alarm) => _byName[NameOf(alarm)];

    /// <summary>The metric of a published panel's column.</summary>
    public PublishedMetric Of(PublishedPanel panel, string column) => _byName[NameOf(panel, column)];

    /// <summary>The metric of that name, or null.</summary>
    public PublishedMetric? Find(string name) => _byName.GetValueOrDefault(name);

    static PublishedQuestion QuestionOf(Alarm alarm)
    {
        var unit = UnitOf(alarm.Question.UnitOf(alarm.Question.Column(alarm.Column)));
        return new(NameOf(alarm), alarm.Window, [new(NameOf(alarm), alarm.Title, unit, alarm.Window, alarm.Column)]) { Alarm = alarm };
    }

    static PublishedQuestion QuestionOf(PublishedPanel published) => new(published.Panel.Name, PublishedPanel.Window,
    [
        .. published.Columns.Select(c => new PublishedMetric(NameOf(published, c.Name), c.Title, UnitOf(published.Panel.UnitOf(c)),
            PublishedPanel.Window, c.Name, published.Dimension)),
    ]) { Published = published };

    static string NameOf(Alarm alarm) => $"alarm.{alarm.Name}";

    static string NameOf(PublishedPanel published, string column) =>
        $"{published.Panel.Name}.{column}{(published.Panel.By.IsEmpty || published.Dimension is not null ? "" : ".first")}";

    static PublishedMetric OfHealth(string name, string title) => new(name, title, MetricUnit.Count, PublishedPanel.Window);

    static MetricUnit UnitOf(Unit unit) => unit switch
    {
        Unit.Count => MetricUnit.Count,
        Unit.Bytes => MetricUnit.Bytes,
        Unit.Milliseconds => MetricUnit.Milliseconds,
        Unit.Share or Unit.Times => MetricUnit.None,
        _ => throw new UnreachableException(),
    };
}
