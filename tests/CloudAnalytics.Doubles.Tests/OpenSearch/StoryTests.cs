using CloudAnalytics.Doubles.OpenSearch;

namespace CloudAnalytics.Doubles.Tests.OpenSearch;

/// <summary>The stand-in against the stories by which OpenSearch's own description is tested.</summary>
public sealed class StoryTests
{
    /// <summary>What lies outside, and why. A story that newly passes, or newly fails, makes the test say so.</summary>
    static readonly Dictionary<string, string> s_outside = new(StringComparer.Ordinal)
    {
        ["indices/data_stream/data_stream.yaml"] =
            "data streams: an id is unique in one backing index only, so rows are not written to any",
        ["indices/data_stream/rollover.yaml"] = "data streams, as above",
        ["indices/data_stream/stats.yaml"] = "data streams, as above",
        ["indices/index_template/simulate.yaml"] = "nothing of ours simulates templates",
        ["indices/index_template/simulate_index.yaml"] = "nothing of ours simulates templates",
    };

    [SamplesFact]
    public async Task StoriesInScopePassAndTheOthersAreListed()
    {
        var folder = RepositoryRoot.Sample("opensearch", "stories");
        var failed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<string>();
        var passed = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            await using var cluster = await OpenSearchDouble.StartAsync();
            using var http = new HttpClient();
            if (await Story.Read(file).TellAsync(http, cluster.Endpoint) is { } fault)
                failed.Add(name, fault);
            else
                passed++;
            if (!s_outside.ContainsKey(name))
                problems.AddRange(cluster.Problems.Select(p => $"{name}: {p}"));
        }

        var news = failed.Where(f => !s_outside.ContainsKey(f.Key)).Select(f => $"fails: {f.Key}: {f.Value}")
            .Concat(s_outside.Keys.Where(n => !failed.ContainsKey(n)).Select(n => $"passes now, take it from the list: {n}")).ToList();
        Assert.True(news.Count == 0, $"{passed} passed\n{string.Join('\n', news)}");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(passed >= 20, $"{passed} stories passed");
    }

    // Elsewhere tests hold that there are no problems, which says nothing where nobody looks: this one says whether somebody does.
    [OpenApiFact]
    public async Task ExchangesThatTheDescriptionDoesNotKnowAreProblems()
    {
        await using var cluster = await OpenSearchDouble.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(cluster.Endpoint, "_index_template?unheard_of=1"));
        Assert.Contains(cluster.Problems, problem => problem.Contains("no such parameter: unheard_of", StringComparison.Ordinal));
    }

    [AttributeUsage(AttributeTargets.Method)]
    sealed class OpenApiFactAttribute : FactAttribute
    {
        public OpenApiFactAttribute() => Skip = Prerequisites.Samples is { } missing
            ? $"in no test are exchanges with the stand-in for OpenSearch held to its API's description: {missing}" : null;
    }
}
