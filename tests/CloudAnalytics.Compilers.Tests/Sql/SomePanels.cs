using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Tests.Sql;

/// <summary>
/// Random questions over <see cref="SomeLogs"/>: all aggregates, predicates and columns, over one format or two, with buckets or with
/// periods.
/// </summary>
sealed class SomePanels(Random random)
{
    static readonly Field[] s_dimensions = [SomeLogs.Verb, SomeLogs.Who, SomeLogs.To, SomeLogs.Status, Metric.Format];
    static readonly Field<Utf8Text>[] s_texts = [SomeLogs.Verb, SomeLogs.Who, SomeLogs.Key1, SomeLogs.Extra];
    static readonly decimal[] s_quantiles = [0.5m, 0.95m, 0.99m, 1m, 0.001m];
    static readonly TimeSpan[] s_steps = [TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1)];

    public PanelQuery Next()
    {
        while (true)
        {
            var query = Draw();
            if (!query.Panel.Faults().Any())
                return query;
        }
    }

    PanelQuery Draw()
    {
        var schemas = random.Next(3) switch { 0 => new[] { SomeLogs.Alpha }, 1 => [SomeLogs.Beta], _ => [SomeLogs.Alpha, SomeLogs.Beta] };
        var shared = random.Next(3) == 0 ? SomePredicate(2, mayBeExtra: false) : Predicate.Everything;
        var measures = Enumerable.Range(0, random.Next(1, 4)).Select(i => Measure($"m{i}", schemas, shared)).ToList();
        var isCompared = random.Next(3) == 0;
        var step = !isCompared && random.Next(3) == 0 ? s_steps[random.Next(s_steps.Length)] : (TimeSpan?)null;
        ImmutableArray<PanelColumn> columns = [.. measures, .. Derived(measures, isCompared)];
        var order = step is null ? columns[random.Next(columns.Length)] : measures[random.Next(measures.Count)];
        ImmutableArray<Field> by = [.. s_dimensions.OrderBy(_ => random.Next()).Take(random.Next(3))];
        var panel = new Panel("p", "P", "Some panel.", columns)
        {
            By = by,
            ByTitles = [.. by.Select(f => f.Name)],
            OrderBy = order.Name,
            IsAscending = random.Next(3) == 0,
            Floor = random.Next(4) == 0 ? new PanelFloor(columns[random.Next(columns.Length)].Name, random.Next(4) / 2.0) : null,
        };
        var from = SomeLogs.SomeInstant(random, 10);
        var length = TimeSpan.FromHours(random.Next(3) switch { 0 => random.Next(48), 1 => 24, _ => 96 });
        return new PanelQuery(panel, TimeRange.Between(from, from + length))
        {
            Step = step,
            Top = random.Next(2) == 0 ? random.Next(1, 4) : null,
            IncludeNoise = random.Next(3) == 0,
            Filter = random.Next(6) == 0 ? SomePredicate(2) : Predicate.Everything,
        };
    }

    PanelColumn.Measure Measure(string name, Schema[] schemas, Predicate shared)
    {
        var own = schemas.Where(_ => schemas.Length == 1 || random.Next(3) > 0).DefaultIfEmpty(schemas[0]);
        Predicate Where(Schema schema) =>
            random.Next(3) == 0 ? SomePredicate(1, mayBeExtra: schema == SomeLogs.Alpha) : Predicate.Everything;
        ImmutableArray<MetricSource> sources = [.. own.Select(s => new MetricSource(s, Where(s)))];
        return new PanelColumn.Measure(name, name, Unit.Count, new Metric("some.metric", "Some number.", sources, SomeAggregate())
        {
            Where = shared & (random.Next(3) == 0 ? SomePredicate(2, mayBeExtra: false) : Predicate.Everything),
            IncludesNoise = random.Next(6) == 0,
        });
    }

    Aggregate SomeAggregate()
    {
        var key = random.Next(4) == 0 ? new Key(SomeLogs.Key1) : new Key(SomeLogs.Key1, SomeLogs.Key2);
        return random.Next(6) switch
        {
            0 => new Aggregate.Count(),
            1 => new Aggregate.Sum(SomeLogs.Size),
            2 => new Aggregate.Quantile(SomeLogs.Delay, s_quantiles[random.Next(s_quantiles.Length)]),
            3 => new Aggregate.Distinct(key),
            _ => new Aggregate.SumPerDistinct(key, SomeLogs.Size),
        };
    }

    IEnumerable<PanelColumn> Derived(List<PanelColumn.Measure> measures, bool isCompared)
    {
        string Any() => measures[random.Next(measures.Count)].Name;
        if (random.Next(2) == 0)
            yield return new PanelColumn.Share("share", "Share", Any());
        if (random.Next(2) == 0)
            yield return new PanelColumn.Ratio("ratio", "Ratio", Any(), Any());
        if (isCompared)
        {
            var of = Any();
            yield return new PanelColumn.Usual("usual", "Usual", of, 3);
            yield return new PanelColumn.Spike("spike", "Spike", of, random.Next(1, 4));
        }
    }

    Predicate SomePredicate(int depth, bool mayBeExtra = true)
    {
        var text = s_texts[random.Next(mayBeExtra ? s_texts.Length : s_texts.Length - 1)];
        var value = SomeLogs.Texts[random.Next(SomeLogs.Texts.Length)];
        return random.Next(depth > 0 ? 14 : 10) switch
        {
            0 => new Predicate.Is(text, value),
            1 => new Predicate.IsOneOf(text, [.. SomeLogs.Texts.Where(_ => random.Next(3) == 0)]),
            2 => new Predicate.IsNumber(SomeLogs.Status, random.Next(-2, 6)),
            3 => new Predicate.IsTrue(SomeLogs.Good),
            4 => new Predicate.StartsWith(text, value[..1]),
            5 => new Predicate.Contains(text, value[^1..]),
            6 => new Predicate.Includes(SomeLogs.To, value),
            7 => new Predicate.AtLeast(SomeLogs.Size, random.NextInt64(10_000_000_000)),
            8 => new Predicate.AtLeastFraction(SomeLogs.Delay, random.Next(50)),
            9 => new Predicate.IsNull(text),
            10 => new Predicate.Not(SomePredicate(depth - 1, mayBeExtra)),
            11 => new Predicate.AllOf([SomePredicate(depth - 1, mayBeExtra), SomePredicate(depth - 1, mayBeExtra)]),
            12 => new Predicate.AnyOf([SomePredicate(depth - 1, mayBeExtra), SomePredicate(depth - 1, mayBeExtra)]),
            _ => Predicate.Everything,
        };
    }
}
