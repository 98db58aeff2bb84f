using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>A panel asked for a time.</summary>
/// <param name="Panel">What is asked.</param>
/// <param name="Range">Rows of this time; both ends whole milliseconds.</param>
public sealed record PanelQuery(Panel Panel, TimeRange Range)
{
    /// <summary>Width of the buckets, whole seconds; null for one row per group.</summary>
    public TimeSpan? Step { get; init; }

    /// <summary>Rows, or groups over time, that are wanted; null for all.</summary>
    public int? Top { get; init; }

    /// <summary>Whether background traffic counts too.</summary>
    public bool IncludeNoise { get; init; }

    /// <summary>Only these rows besides; a format that lacks a field named here has none.</summary>
    public Predicate Filter { get; init; } = Predicate.Everything;

    /// <summary>The panel as declared: its own top, and buckets to suit the range where it is over time.</summary>
    public static PanelQuery For(Panel panel, TimeRange range) =>
        new(panel, range) { Step = panel.IsOverTime ? Steps.For(range) : null, Top = panel.Top };

    /// <summary>A metric's question, as a panel's.</summary>
    public static PanelQuery For(MetricQuery query) => new(Panel.Of(query.Metric), query.Range)
    {
        Step = query.Step,
        Top = query.Top,
        IncludeNoise = query.IncludeNoise,
        Filter = query.Filter,
    };

    /// <summary>How far apart the windows lie that are compared: the whole number of days that the range fits into.</summary>
    public TimeSpan Period => TimeSpan.FromDays(Math.Max(1, Math.Ceiling(Range.Length.TotalDays)));

    /// <summary>The windows that are looked at: the range asked about, then as many periods before as the panel compares with.</summary>
    public IEnumerable<TimeRange> Windows =>
        Enumerable.Range(0, Panel.Periods + 1).Select(i => i == 0 ? Range : Range.Earlier(Period * i));

    /// <summary>The rows behind a number of the answer, for looking at them one by one.</summary>
    /// <param name="bucket">The row's bucket; null for the whole range.</param>
    /// <param name="group">The row's group, or empty for all groups.</param>
    /// <param name="column">Name of the column; null for all.</param>
    /// <returns>One selection per format; of computed rows those of the format that tell the group.</returns>
    public ImmutableArray<RowSelection> RowsBehind(Timestamp? bucket, ImmutableArray<string> group, string? column = null)
    {
        var range = Range;
        if (bucket is { } start && Step is { } step)
        {
            var end = start.Micros + (step.Ticks / TimeSpan.TicksPerMicrosecond);
            range = new TimeRange(new Timestamp(Math.Max(start.Micros, Range.From.Micros)), new Timestamp(Math.Min(end, Range.To.Micros)));
        }

        var inGroup = Predicate.Everything;
        string? format = null;
        for (var i = 0; i < group.Length; i++)
        {
            if (Panel.By[i] == Metric.Format)
                format = group[i];
            else
                inGroup &= Is(Panel.By[i], group[i]);
        }

        var name = column is null ? null : MeasureOf(Panel.Column(column));
        return
        [
            .. Panel.Measures
                .Where(m => name is null || m.Name == name)
                .SelectMany(m => m.Metric.Sources.Select(s => (Source: s, Rows: m.Metric.RowsOf(s, IncludeNoise))))
                .Where(s => format is null || s.Source.Schema.Name == format)
                .GroupBy(s => s.Source.Schema)
                .Select(g => Select(g.First().Source, g.Select(s => s.Rows).Aggregate((a, b) => a == b ? a : a | b) & inGroup & Filter)),
        ];

        RowSelection Select(MetricSource source, Predicate rows) => source.Completed is { } completed
            ? new(completed.Source, range, completed.RowsThatTell(group.IsEmpty ? null : Panel.By[0], rows))
            : new(source.Schema, range, rows);
    }

    /// <summary>The measure that a column's rows are those of; a ratio's are those it counts.</summary>
    static string MeasureOf(PanelColumn column) => column switch
    {
        PanelColumn.Share c => c.Of,
        PanelColumn.Ratio c => c.Of,
        PanelColumn.Usual c => c.Of,
        PanelColumn.Spike c => c.Of,
        _ => column.Name,
    };

    static Predicate Is(Field field, string value) => field switch
    {
        Field<Utf8Text> f => new Predicate.Is(f, value),
        Field<Utf8List> f => new Predicate.Includes(f, value),
        Field<long> f => long.TryParse(value, out var number) ? new Predicate.IsNumber(f, number) : new Predicate.AnyOf([]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>Rows of one format.</summary>
/// <param name="Schema">The format.</param>
/// <param name="Range">Their time.</param>
/// <param name="Where">What they match.</param>
public sealed record RowSelection(Schema Schema, TimeRange Range, Predicate Where);
