using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Dashboards;

/// <summary>
/// A panel as a visualization. All its numbers are of the same documents; so of a panel's measures it shows either those that count the
/// same rows, or one kind of number split by what the measures count. What is missing or approximate, the description says.
/// </summary>
sealed class PanelDrawing
{
    // Buckets of a level for which a panel names no number.
    const int DefaultTop = 20;

    readonly Panel _panel;
    readonly IndexNames _names;
    readonly bool _isSplit;
    readonly ImmutableArray<PanelColumn.Measure> _shown;
    readonly List<string> _shared;

    public PanelDrawing(Panel panel, IndexNames names)
    {
        _panel = panel;
        _names = names;
        var possible = panel.Measures.Where(m => m.Metric.Aggregate is not Aggregate.SumPerDistinct).ToList();
        var alike = possible.GroupBy(Condition).MaxBy(g => g.Count())!.ToImmutableArray();
        _isSplit = alike.Length < possible.Count && possible.TrueForAll(m => m.Metric.Aggregate == possible[0].Metric.Aggregate);
        _shown = _isSplit ? [.. possible] : alike;
        if (panel.Chart == Chart.Bars && !_isSplit)
            _shown = [.. _shown.Where(m => m.Unit == _shown[0].Unit)];
        Schemas = [.. _shown.SelectMany(m => m.Metric.Sources).Select(s => s.Schema).Distinct()];
        var terms = _shown.SelectMany(m => m.Metric.Sources.Select(s => Terms(m, s))).ToList();
        _shared = terms[0].Select(t => t.Clause).Where(c => terms.TrueForAll(t => t.Exists(o => o.Clause == c))).ToList();
    }

    /// <summary>The formats it reads.</summary>
    public ImmutableArray<Schema> Schemas { get; }

    /// <summary>Which documents count.</summary>
    public string Clause => _isSplit
        ? SearchPredicate.Every(_shared)
        : SearchPredicate.Every(
            [.. _shared, SearchPredicate.Any(_shown[0].Metric.Sources.Select(s =>
            {
                var own = SearchPredicate.Every(Terms(_shown[0], s).Select(t => t.Clause).Except(_shared));
                return own == SearchPredicate.All ? own : SearchPredicate.Every([SearchPredicate.IsOf(_names.Alias(s.Schema)), own]);
            }))]);

    /// <summary>What it shows, and what it cannot.</summary>
    public string Doc
    {
        get
        {
            var doc = new List<string> { _panel.Doc };
            var missing = _panel.Columns.Where(c => c is not PanelColumn.Measure m || !_shown.Contains(m)).Select(c => c.Title).ToList();
            if (missing.Count > 0)
                doc.Add($"Not shown here: {string.Join(", ", missing)}.");
            foreach (var key in _shown.Select(m => m.Metric.Aggregate.KeyOrNull).OfType<Key>().Distinct())
            {
                doc.Add($"Different values of {key.Fields[0].Name} are counted approximately"
                    + (key.Fields.Length > 1 ? "; rows without it do not count." : "."));
            }

            if (_shown.Any(m => m.Metric.Aggregate is Aggregate.Quantile { Q: < 1 }))
                doc.Add("Percentiles are approximate.");
            if (_panel.OrderColumn != _shown[0].Name && _panel.By.Length > 0)
            {
                doc.Add(_shown[0].Metric.Aggregate is Aggregate.Quantile
                    ? "Those with the most rows come first."
                    : "Ordered by the number shown first.");
            }

            if (_panel.By.Length > 1)
                doc.Add("The highest are taken level by level.");
            return string.Join(' ', doc);
        }
    }

    /// <summary>Type, aggregations and looks.</summary>
    public JsonObject State()
    {
        var aggregations = new JsonArray();
        foreach (var measure in _isSplit ? _shown.Take(1) : _shown)
            aggregations.Add((JsonNode)Measure(measure, $"{aggregations.Count + 1}"));
        var numbers = aggregations.Select(a => (Id: (string)a!["id"]!, Label: (string)a["params"]!["customLabel"]!)).ToList();
        if (_panel.IsOverTime)
            Add(OverTime(), "segment");
        var isFirst = !_panel.IsOverTime;
        for (var i = 0; i < _panel.By.Length; i++)
        {
            var bucket = _panel.By[i] == Metric.Format
                ? Filters(Schemas.Select(s => (LucenePredicate.IsOf([_names.Alias(s)]), s.Name)))
                : Terms(_panel.By[i], _panel.ByTitles[i]);
            Add(bucket, _panel.Chart == Chart.Table ? "bucket" : isFirst ? "segment" : "group");
            isFirst = false;
        }

        if (_isSplit)
            Add(Filters(_shown.Select(m => (Query(m), m.Title))), _panel.Chart == Chart.Table ? "bucket" : "group");
        var (type, looks) = VisualizationLooks.Of(_panel.Chart, numbers);
        return new JsonObject { ["type"] = type, ["aggs"] = aggregations, ["params"] = looks };

        void Add((string Type, JsonObject Parameters) bucket, string schema) =>
            aggregations.Add((JsonNode)Aggregation($"{aggregations.Count + 1}", bucket.Type, schema, bucket.Parameters));
    }

    static JsonObject Aggregation(string id, string type, string schema, JsonObject parameters) => new()
    {
        ["id"] = id,
        ["enabled"] = true,
        ["type"] = type,
        ["params"] = parameters,
        ["schema"] = schema,
    };

    JsonObject Measure(PanelColumn.Measure measure, string id)
    {
        var (type, parameters) = measure.Metric.Aggregate switch
        {
            Aggregate.Count => ("count", new JsonObject()),
            Aggregate.Sum a => ("sum", new JsonObject { ["field"] = a.Field.Name }),
            Aggregate.Distinct a => ("cardinality", new JsonObject { ["field"] = IndexMapping.Exact(a.Key.Fields[0]) }),
            Aggregate.Quantile { Q: 1 } a => ("max", new JsonObject { ["field"] = a.Field.Name }),
            Aggregate.Quantile a => ("percentiles", new JsonObject
            {
                ["field"] = a.Field.Name,
                ["percents"] = new JsonArray(JsonValue.Create(decimal.ToDouble(a.Q * 100))),
            }),
            _ => throw new UnreachableException(),
        };
        parameters["customLabel"] = _isSplit ? "Number" : measure.Title;
        return Aggregation(id, type, "metric", parameters);
    }

    (string Type, JsonObject Parameters) Terms(Field field, string title)
    {
        var parameters = new JsonObject { ["field"] = IndexMapping.Exact(field), ["orderBy"] = "1" };
        if (_shown[0].Metric.Aggregate is Aggregate.Quantile)
        {
            // The highest percentiles would be those of groups with few rows: the groups with the most rows come first.
            parameters["orderBy"] = "custom";
            parameters["orderAgg"] = Aggregation("orderAgg", "count", "orderAgg", []);
        }

        parameters["order"] = _panel.IsAscending ? "asc" : "desc";
        parameters["size"] = _panel.Top ?? DefaultTop;
        parameters["otherBucket"] = false;
        parameters["otherBucketLabel"] = "Other";
        parameters["missingBucket"] = false;
        parameters["missingBucketLabel"] = "Missing";
        parameters["customLabel"] = title;
        return ("terms", parameters);
    }

    static (string Type, JsonObject Parameters) Filters(IEnumerable<(string Query, string Label)> filters) => ("filters", new JsonObject
    {
        ["filters"] = new JsonArray([.. filters.Select(f => (JsonNode)new JsonObject
        {
            ["input"] = new JsonObject { ["query"] = f.Query, ["language"] = "lucene" },
            ["label"] = f.Label,
        })]),
    });

    static (string Type, JsonObject Parameters) OverTime() => ("date_histogram", new JsonObject
    {
        ["field"] = IndexMapping.TimeName,
        ["useNormalizedOpenSearchInterval"] = true,
        ["scaleMetricValues"] = false,
        ["interval"] = "auto",
        ["drop_partials"] = false,
        ["min_doc_count"] = 1,
        ["extended_bounds"] = new JsonObject(),
    });

    /// <summary>What a measure counts besides what all share.</summary>
    string Query(PanelColumn.Measure measure)
    {
        var parts = measure.Metric.Sources
            .Select(s => (s.Schema, Own: LucenePredicate.Join(" AND ", Terms(measure, s)
                .Where(t => !_shared.Contains(t.Clause)).Select(t => LucenePredicate.Compile(t.Term)))))
            .GroupBy(s => s.Own, s => s.Schema)
            .Select(g => g.Count() == Schemas.Length
                ? g.Key
                : LucenePredicate.Join(" AND ", [LucenePredicate.IsOf(g.Select(_names.Alias)), g.Key]));
        return LucenePredicate.Join(" OR ", parts);
    }

    static string Condition(PanelColumn.Measure measure) => string.Join('\n', measure.Metric.Sources.Select(s =>
        $"{s.Schema.Name} {string.Join(' ', Terms(measure, s).Select(t => t.Clause).Order(StringComparer.Ordinal))}"));

    /// <summary>The conditions of a measure's rows. A percentile is of the rows that have the value.</summary>
    static List<(Predicate Term, string Clause)> Terms(PanelColumn.Measure measure, MetricSource source)
    {
        var rows = measure.Metric.RowsOf(source, includeNoise: false);
        if (measure.Metric.Aggregate is Aggregate.Quantile quantile)
            rows &= Predicate.Has(quantile.Field);
        return [.. rows.Terms.Select(t => (t, SearchPredicate.Compile(t, source.Schema)))
            .Where(t => t.Item2 != SearchPredicate.All).DistinctBy(t => t.Item2)];
    }
}
