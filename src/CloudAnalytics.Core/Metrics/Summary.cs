using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// Rows of one format brought down beforehand to one per <see cref="Width"/> of time, group and key, from which the numbers of panels
/// that count different things can be taken without reading the rows: a message is logged some ten times within seconds.
/// </summary>
/// <remarks>Derived: a lake without it gives the same answers, later. Background traffic is in none.</remarks>
/// <param name="Name">Snake-case name, also that of the view.</param>
/// <param name="Doc">What it is for, one sentence.</param>
/// <param name="Panels">
/// The panels whose numbers it must give: of one format and one key, grouped by plain columns or by one and the same list.
/// </param>
public sealed record Summary(string Name, string Doc, ImmutableArray<Panel> Panels)
{
    /// <summary>The time that one row stands for; buckets are aligned to 1970. It divides all steps of panels but the minute.</summary>
    public static TimeSpan Width { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The format.</summary>
    public Schema Schema => Panels[0].Schemas.First();

    /// <summary>What tells things apart.</summary>
    public Key Key => Measures.Select(m => m.Metric.Aggregate.KeyOrNull).OfType<Key>().First();

    /// <summary>The instant of a row.</summary>
    public Field<Timestamp> Time => Measures.First().Metric.Time;

    /// <summary>What the rows are grouped by, besides time and key: all that any of the panels groups by.</summary>
    public ImmutableArray<Field> By => [.. Panels.SelectMany(p => p.By).Distinct()];

    /// <summary>The panels' metrics, each once.</summary>
    public ImmutableArray<Metric> Metrics => [.. Measures.Select(m => m.Metric).DistinctBy(m => m.Name)];

    IEnumerable<PanelColumn.Measure> Measures => Panels.SelectMany(p => p.Measures);

    Field? List => By.FirstOrDefault(f => f is Field<Utf8List>);

    /// <summary>
    /// Which rows it is made of: the terms that all its metrics share. What a metric says besides is in the metric's own column.
    /// </summary>
    public ImmutableArray<Predicate> Terms
    {
        get
        {
            var terms = Metrics.Select(TermsOf).ToList();
            return [.. terms[0].Where(t => terms.TrueForAll(other => other.Contains(t)))];
        }
    }

    /// <summary>Whether it holds all that a question is about.</summary>
    public bool Answers(PanelQuery query)
    {
        var panel = query.Panel;
        return panel.Schemas.SequenceEqual([Schema])
            && panel.By.All(By.Contains)
            && (List is null || panel.By.Contains(List))
            && panel.Measures.All(m => m.Metric.Time == Time && Metrics.Any(known => IsSame(known, m.Metric)))
            && panel.Measures.Any(m => IsOfEveryRow(m.Metric))
            && panel.Measures.Any(m => m.Metric.Aggregate.KeyOrNull is not null)
            && !query.IncludeNoise
            && query.Filter.Fields.All(f => f is Field<Utf8Text> && By.Contains(f))
            && (query.Step is not { } step || step.Ticks % Width.Ticks == 0);
    }

    /// <summary>Whether a metric counts every row that the summary is made of; another one's groups would not all be the panel's.</summary>
    public bool IsOfEveryRow(Metric metric) => TermsOf(metric).Count == Terms.Length;

    /// <summary>What a metric says of its rows beyond <see cref="Terms"/>.</summary>
    public Predicate Residual(Metric metric)
    {
        var shared = Terms;
        return TermsOf(metric).Where(t => !shared.Contains(t)).Aggregate(Predicate.Everything, (all, term) => all & term);
    }

    /// <summary>What is wrong with the declaration, besides the panels' own faults. Empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        if (Panels.SelectMany(p => p.Schemas).Distinct().Count() != 1)
            yield return $"summary {Name}: more than one format";
        if (Measures.Select(m => m.Metric.Aggregate.KeyOrNull).OfType<Key>().Distinct().Count() != 1)
            yield return $"summary {Name}: not one key";
        if (Measures.Any(m => m.Metric.Aggregate is Aggregate.Quantile || m.Metric.IncludesNoise))
            yield return $"summary {Name}: quantiles and background traffic cannot be taken from a summary";
        if (By.Contains(Metric.Format) || By.Any(f => f is not (Field<Utf8Text> or Field<Utf8List> or Field<long>)))
            yield return $"summary {Name}: cannot group so";
        foreach (var panel in Panels.Where(p => !Answers(new PanelQuery(p, default))))
            yield return $"summary {Name}: does not answer the panel {panel.Name}";
        if (string.IsNullOrWhiteSpace(Doc) || !Doc.EndsWith('.'))
            yield return $"summary {Name}: its doc is no sentence";
    }

    static List<Predicate> TermsOf(Metric metric) => [.. metric.RowsOf(metric.Sources[0], includeNoise: false).Terms];

    // Predicates with arrays do not compare by content, so that a metric is the same only as the very declaration.
    static bool IsSame(Metric known, Metric asked) =>
        known.Name == asked.Name && known.Aggregate == asked.Aggregate && known.Where == asked.Where && !asked.IncludesNoise
        && known.Sources.Length == 1 && asked.Sources.Length == 1 && known.Sources[0] == asked.Sources[0];
}
