using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>
/// One pass over the documents of a window, answered page by page: a bucket for each combination of the groups and, where things are told
/// apart or ranked, of their keys or values. All numbers are exact, as none of a page's buckets is left out.
/// </summary>
public sealed class SearchScan
{
    internal const string Aggregation = "rows";
    internal const string Bucket = "bucket";
    internal const string Value = "value";

    readonly PanelQuery _query;
    readonly string _where;
    readonly List<JsonObject> _sources = [];

    internal SearchScan(
        PanelQuery query, int window, TimeRange range, IndexNames names, ImmutableArray<ScanMeasure> measures, Schema? format)
    {
        _query = query;
        Window = window;
        Format = format;
        var schemas = format is not null ? [format] : measures.SelectMany(m => m.Metric.Sources).Select(s => s.Schema).Distinct().ToList();
        Path = $"/{string.Join(',', schemas.Select(names.Alias))}/_search?ignore_unavailable=true&allow_no_indices=true";
        (_where, Measures) = Conditions(query, range, names, measures, schemas);
        AddSources();
    }

    /// <summary>Where it is asked: path and query below the cluster's address.</summary>
    public string Path { get; }

    /// <summary>Which of the question's windows it looks at.</summary>
    internal int Window { get; }

    /// <summary>The only format that it looks at, where the panel tells formats apart.</summary>
    internal Schema? Format { get; }

    internal ImmutableArray<ScanMeasure> Measures { get; }

    /// <summary>The panel's groups that are fields, by their places in the panel's list.</summary>
    internal IEnumerable<int> Groups => Enumerable.Range(0, _query.Panel.By.Length).Where(i => _query.Panel.By[i] != Metric.Format);

    internal bool IsOverTime => _query.Step is not null;

    /// <summary>Whether it has any bucket at all to page through; without, the answer is one row.</summary>
    internal bool IsPaged => _sources.Count > 0;

    /// <summary>What tells things apart in this scan, or null.</summary>
    internal Key? Key => Measures[0].Metric.Aggregate.KeyOrNull;

    /// <summary>The field whose values are ranked, or null.</summary>
    internal Field<double>? Ranked => Measures[0].Metric.Aggregate is Aggregate.Quantile { Q: < 1 } quantile ? quantile.Field : null;

    /// <summary>The request's body.</summary>
    /// <param name="after">What the page before ended with, as its answer spells it; null for the first page.</param>
    public string Body(string? after)
    {
        var measures = new JsonObject();
        foreach (var measure in Measures)
            Add(measures, measure);
        var body = new JsonObject { ["size"] = 0, ["track_total_hits"] = false, ["query"] = JsonNode.Parse(_where) };
        if (!IsPaged)
        {
            body["aggs"] = measures;
            return JsonText.Of(body);
        }

        var composite = new JsonObject
        {
            ["size"] = Limits.SearchPageBuckets,
            ["sources"] = new JsonArray([.. _sources.Select(s => s.DeepClone())]),
        };
        if (after is not null)
            composite["after"] = JsonNode.Parse(after);
        var rows = new JsonObject { ["composite"] = composite };
        if (measures.Count > 0)
            rows["aggs"] = measures;
        body["aggs"] = new JsonObject { [Aggregation] = rows };
        return JsonText.Of(body);
    }

    internal static string GroupName(int place) => $"group_{place}";

    internal static string KeyName(int place) => $"key_{place}";

    void AddSources()
    {
        if (_query.Step is { } step)
        {
            var seconds = (long)step.TotalSeconds;
            Add(Bucket, "date_histogram", new JsonObject
            {
                ["field"] = Measures[0].Metric.Time.Name,
                ["fixed_interval"] = $"{seconds}s",
            });
        }

        foreach (var place in Groups)
            Add(GroupName(place), "terms", new JsonObject { ["field"] = IndexMapping.Exact(_query.Panel.By[place]) });

        // Rows without a key or a value make their group exist, so they are not left out.
        for (var i = 0; i < (Key?.Fields.Length ?? 0); i++)
            Add(KeyName(i), "terms", new JsonObject { ["field"] = IndexMapping.Exact(Key!.Fields[i]), ["missing_bucket"] = true });
        if (Ranked is { } ranked)
            Add(Value, "terms", new JsonObject { ["field"] = ranked.Name, ["missing_bucket"] = true });

        void Add(string name, string kind, JsonObject source) =>
            _sources.Add(new JsonObject { [name] = new JsonObject { [kind] = source } });
    }

    void Add(JsonObject aggregations, ScanMeasure measure)
    {
        var (kind, field) = measure.Metric.Aggregate switch
        {
            Aggregate.Sum a => ("sum", a.Field.Name),
            Aggregate.Quantile { Q: 1 } a => ("max", a.Field.Name),
            Aggregate.SumPerDistinct a => ("max", a.Field.Name),
            _ => ("", ""),
        };
        var number = kind.Length == 0 ? null : new JsonObject { [kind] = new JsonObject { ["field"] = field } };
        if (measure.Filter is null && IsPaged)
        {
            if (number is not null)
                aggregations[measure.Name] = number;
            return;
        }

        var filtered = new JsonObject { ["filter"] = JsonNode.Parse(measure.Filter ?? SearchPredicate.All) };
        if (number is not null)
            filtered["aggs"] = new JsonObject { [Value] = number };
        aggregations[measure.Name] = filtered;
    }

    /// <summary>What all measures share goes into the query, what is a measure's own into a filter of its own.</summary>
    static (string Where, ImmutableArray<ScanMeasure> Measures) Conditions(
        PanelQuery query, TimeRange range, IndexNames names, ImmutableArray<ScanMeasure> measures, List<Schema> schemas)
    {
        var terms = measures.Select(m => schemas.ConvertAll(s => TermsOf(query, m, s))).ToList();
        var read = terms.SelectMany(t => t).OfType<List<string>>().ToList();
        var shared = read[0].Where(t => read.TrueForAll(r => r.Contains(t))).ToList();
        var filters = terms.ConvertAll(ofMeasure =>
        {
            var own = ofMeasure.ConvertAll(t => t is null ? SearchPredicate.None : SearchPredicate.Every(t.Except(shared)));
            return own.TrueForAll(c => c == own[0])
                ? own[0]
                : SearchPredicate.Any(own.Select((c, i) => SearchPredicate.Every([SearchPredicate.IsOf(names.Alias(schemas[i])), c])));
        });
        var one = SearchPredicate.Any(filters);
        var where = SearchPredicate.Every([SearchPredicate.In(measures[0].Metric.Time, range), .. shared, one]);
        return (where, [.. measures.Select((m, i) => m with { Filter = filters[i] == one ? null : filters[i] })]);
    }

    /// <summary>The clauses that a format's rows must all match for a measure; null where it does not read the format.</summary>
    static List<string>? TermsOf(PanelQuery query, ScanMeasure measure, Schema schema)
    {
        var source = measure.Metric.Sources.FirstOrDefault(s => s.Schema == schema);
        if (source is null)
            return null;
        var terms = (measure.Metric.RowsOf(source, query.IncludeNoise) & query.Filter).Terms;
        return [.. terms.Select(t => SearchPredicate.Compile(t, schema)).Where(t => t != SearchPredicate.All).Distinct()];
    }
}

/// <summary>A measure in a scan.</summary>
/// <param name="Name">The measure's name.</param>
/// <param name="Metric">Its metric.</param>
/// <param name="Filter">The clause for its rows among those of the scan; null for all.</param>
sealed record ScanMeasure(string Name, Metric Metric, string? Filter);
