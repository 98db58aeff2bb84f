using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>A lower bound on a column: rows in which it is lower, or null, are left out.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="AtLeast">The lowest value that stays.</param>
public sealed record PanelFloor(string Column, double AtLeast);

/// <summary>
/// A question of the dashboard, declared once: metrics side by side over the same groups, and what is derived from them. The web UI, the
/// command line and the SQL of every engine come from it. <see cref="PanelEvaluator"/> defines what it shows.
/// </summary>
/// <param name="Name">Lower-case words with hyphens, as typed at the command line: <c>top-senders</c>.</param>
/// <param name="Title">What stands above it.</param>
/// <param name="Doc">What it shows and how it counts, for administrators.</param>
/// <param name="Columns">At least one measure.</param>
public sealed record Panel(string Name, string Title, string Doc, ImmutableArray<PanelColumn> Columns)
{
    /// <summary>One row per combination of these values; overrides what the metrics themselves group by.</summary>
    public ImmutableArray<Field> By { get; init; } = [];

    /// <summary>What stands above the columns of <see cref="By"/>, in its order.</summary>
    public ImmutableArray<string> ByTitles { get; init; } = [];

    /// <summary>How it is drawn.</summary>
    public Chart Chart { get; init; } = Chart.Table;

    /// <summary>Whether it has one row per bucket of time.</summary>
    public bool IsOverTime { get; init; }

    /// <summary>Rows, or groups over time, that are shown; null for all.</summary>
    public int? Top { get; init; }

    /// <summary>Name of the column that orders the rows, highest first; null for the first column.</summary>
    public string? OrderBy { get; init; }

    /// <summary>Whether the lowest come first instead.</summary>
    public bool IsAscending { get; init; }

    /// <summary>Rows below this are left out.</summary>
    public PanelFloor? Floor { get; init; }

    /// <summary>The heading that the panel stands under in the web UI.</summary>
    public string Section { get; init; } = "";

    /// <summary>The columns that are metrics.</summary>
    public IEnumerable<PanelColumn.Measure> Measures => Columns.OfType<PanelColumn.Measure>();

    /// <summary>Name of the column that orders the rows.</summary>
    public string OrderColumn => OrderBy ?? Columns[0].Name;

    /// <summary>How many periods before are looked at; 0 when the panel compares with none.</summary>
    public int Periods => Columns.OfType<PanelColumn.Usual>().Select(c => c.Periods).FirstOrDefault();

    /// <summary>A metric by itself, as a panel with one column named <c>value</c>, ordered by group.</summary>
    public static Panel Of(Metric metric) => new(metric.Name, metric.Name, metric.Doc,
        [new PanelColumn.Measure("value", metric.Name, Unit.Count, metric)]) { By = metric.By };

    /// <summary>The column of this name.</summary>
    public PanelColumn Column(string name) => Columns.First(c => c.Name == name);

    /// <summary>What the numbers of a column count.</summary>
    public Unit UnitOf(PanelColumn column) => column switch
    {
        PanelColumn.Measure c => c.Unit,
        PanelColumn.Share or PanelColumn.Ratio => Unit.Share,
        PanelColumn.Usual c => UnitOf(Column(c.Of)),
        PanelColumn.Spike => Unit.Times,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The formats it reads.</summary>
    public IEnumerable<Schema> Schemas => Measures.SelectMany(m => m.Metric.Sources).Select(s => s.Schema).Distinct();

    /// <summary>The formats whose rows it needs: of a view that is computed, the format that it is computed of.</summary>
    public IEnumerable<Schema> Formats =>
        Measures.SelectMany(m => m.Metric.Sources).Select(s => s.Completed?.Source ?? s.Schema).Distinct();

    /// <summary>A measure's metric, grouped as the panel groups.</summary>
    public Metric MetricOf(PanelColumn.Measure measure) => measure.Metric with { By = By };

    /// <summary>What is wrong with the declaration, besides its metrics' own faults. Empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var fault in Measures.SelectMany(m => MetricOf(m).Faults()))
            yield return $"panel {Name}: {fault}";
        if (!Measures.Any())
            yield return $"panel {Name}: no measure";
        if (ByTitles.Length != By.Length)
            yield return $"panel {Name}: {By.Length} fields in By, {ByTitles.Length} titles";
        if (Columns.Select(c => c.Name).Concat(By.Select(f => f.Name)).Append("bucket").GroupBy(n => n).Any(g => g.Count() > 1))
            yield return $"panel {Name}: two columns of one name";
        foreach (var name in Columns.SelectMany(NamedBy).Append(OrderColumn).Append(Floor?.Column ?? OrderColumn))
            if (Columns.All(c => c.Name != name)) yield return $"panel {Name}: no column {name}";
        foreach (var column in Columns.OfType<PanelColumn.Usual>())
            if (column.Periods < 1 || column.Periods != Periods || IsOverTime) yield return $"panel {Name}: {column.Name} has no periods";
        foreach (var name in Columns.Where(c => c is PanelColumn.Share or PanelColumn.Usual).SelectMany(NamedBy))
            if (Measures.Any(m => m.Name == name && m.Metric.Aggregate is Aggregate.Quantile))
                yield return $"panel {Name}: no share and no usual value of the quantile {name}";
        foreach (var column in Columns.OfType<PanelColumn.Spike>())
            if (!Columns.Any(c => c is PanelColumn.Usual u && u.Of == column.Of)) yield return $"panel {Name}: {column.Name} has no usual";
        if (Measures.Select(m => m.Metric.Time).Distinct().Count() > 1)
            yield return $"panel {Name}: metrics of different times";
        if (!CanBeAskedAtOnce)
            yield return $"panel {Name}: sums per distinct key stand with quantiles or with other keys; make two panels";
        if (string.IsNullOrWhiteSpace(Title) || string.IsNullOrWhiteSpace(Doc) || !Doc.EndsWith('.'))
            yield return $"panel {Name}: title or doc is missing or no sentence";
    }

    /// <summary>Sums per distinct key are taken from one row per key, which has no place for quantiles and for other keys.</summary>
    bool CanBeAskedAtOnce =>
        !Measures.Any(m => m.Metric.Aggregate is Aggregate.SumPerDistinct)
        || (Measures.All(m => m.Metric.Aggregate is not Aggregate.Quantile)
            && Measures.Select(m => m.Metric.Aggregate.KeyOrNull).OfType<Key>().Distinct().Count() == 1);

    static IEnumerable<string> NamedBy(PanelColumn column) => column switch
    {
        PanelColumn.Share c => [c.Of],
        PanelColumn.Ratio c => [c.Of, c.Over],
        PanelColumn.Usual c => [c.Of],
        PanelColumn.Spike c => [c.Of],
        _ => [],
    };
}
