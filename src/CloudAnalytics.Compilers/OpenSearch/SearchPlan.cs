using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>
/// A panel's question as requests to a cluster, and the answer made of its responses. Ask each scan until it has no further page and each
/// probe once, in any order; then take the result.
/// </summary>
/// <remarks>
/// Exact, as far as documents hold what rows hold: a list's item counts once however often the row names it, texts of more than
/// <see cref="Limits.IndexedTextLengthMax"/> characters have no value, sums and highest values are exact up to 2^53.
/// </remarks>
public sealed class SearchPlan
{
    readonly PanelQuery _query;
    readonly SearchAnswer _answer;
    readonly HashSet<int> _periodsSeen = [];

    SearchPlan(PanelQuery query, ImmutableArray<SearchScan> scans, ImmutableArray<SearchProbe> probes)
    {
        _query = query;
        _answer = new SearchAnswer(query);
        Scans = scans;
        Probes = probes;
    }

    /// <summary>The passes over the documents.</summary>
    public ImmutableArray<SearchScan> Scans { get; }

    /// <summary>Questions whether a window before has any document.</summary>
    public ImmutableArray<SearchProbe> Probes { get; }

    /// <summary>A panel's question.</summary>
    public static SearchPlan Compile(PanelQuery query, IndexNames names)
    {
        var windows = query.Windows.ToList();
        var scans = ImmutableArray.CreateBuilder<SearchScan>();
        var probes = ImmutableArray.CreateBuilder<SearchProbe>();
        for (var window = 0; window < windows.Count; window++)
        {
            if (windows[window].Length == TimeSpan.Zero)
                continue;
            foreach (var measures in Together(query.Panel))
            {
                if (!query.Panel.By.Contains(Metric.Format))
                {
                    scans.Add(new SearchScan(query, window, windows[window], names, measures, null));
                    continue;
                }

                foreach (var schema in measures.SelectMany(m => m.Metric.Sources).Select(s => s.Schema).Distinct())
                {
                    ImmutableArray<ScanMeasure> reading = [.. measures.Where(m => m.Metric.Sources.Any(s => s.Schema == schema))];
                    scans.Add(new SearchScan(query, window, windows[window], names, reading, schema));
                }
            }

            if (window > 0)
                probes.Add(new SearchProbe(query.Panel, window, windows[window], names));
        }

        return new SearchPlan(query, scans.ToImmutable(), probes.ToImmutable());
    }

    /// <summary>Takes up a page.</summary>
    /// <param name="scan">What was asked.</param>
    /// <param name="response">The response's body.</param>
    /// <returns>What the next page comes after, or null when this was the last one.</returns>
    public string? Add(SearchScan scan, JsonElement response) => _answer.Add(scan, response);

    /// <summary>Takes up a probe's response.</summary>
    public void Add(SearchProbe probe, JsonElement response)
    {
        if (response.GetProperty("hits").GetProperty("total").GetProperty("value").GetInt64() > 0)
            _periodsSeen.Add(probe.Window);
    }

    /// <summary>The answer.</summary>
    public PanelResult Result() => PanelAssembly.Of(_query, _answer.Measured(), _periodsSeen.Count);

    /// <summary>
    /// The measures that one scan can take together: those without keys and ranks, those that tell the same things apart, those that rank
    /// the same values.
    /// </summary>
    static IEnumerable<ImmutableArray<ScanMeasure>> Together(Panel panel) =>
        panel.Measures
            .Select(m => new ScanMeasure(m.Name, panel.MetricOf(m), null))
            .GroupBy(m => (m.Metric.Aggregate.KeyOrNull,
                (m.Metric.Aggregate as Aggregate.Quantile)?.Q < 1 ? m.Metric.Aggregate.Fields.First() : null))
            .Select(g => g.ToImmutableArray());
}

/// <summary>A question whether the formats have any row in a window.</summary>
public sealed class SearchProbe
{
    readonly string _where;

    internal SearchProbe(Panel panel, int window, TimeRange range, IndexNames names)
    {
        Window = window;
        Path = $"/{string.Join(',', panel.Schemas.Select(names.Alias))}/_search?ignore_unavailable=true&allow_no_indices=true";
        _where = SearchPredicate.In(panel.Measures.First().Metric.Time, range);
    }

    /// <summary>Where it is asked: path and query below the cluster's address.</summary>
    public string Path { get; }

    internal int Window { get; }

    /// <summary>The request's body: one row is enough.</summary>
    public string Body => JsonText.Of(new JsonObject
    {
        ["size"] = 0,
        ["track_total_hits"] = 1,
        ["terminate_after"] = 1,
        ["query"] = JsonNode.Parse(_where),
    });
}
