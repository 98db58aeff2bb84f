using System.Text.Json;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>Asks a cluster the questions of panels and metrics.</summary>
/// <param name="client">The cluster.</param>
/// <param name="names">The indices' names.</param>
public sealed class PanelSearch(OpenSearchClient client, IndexNames names) : IPanelEngine
{
    /// <summary>A panel's answer.</summary>
    /// <exception cref="IOException">The cluster does not answer, or refuses.</exception>
    /// <exception cref="SearchTooLargeException">The answer has too many groups.</exception>
    public async Task<PanelResult> AskAsync(PanelQuery query, CancellationToken cancellationToken)
    {
        var plan = SearchPlan.Compile(query, names);
        foreach (var probe in plan.Probes)
            plan.Add(probe, await PostAsync(probe.Path, probe.Body, cancellationToken));
        foreach (var scan in plan.Scans)
        {
            string? after = null;
            do
            {
                after = plan.Add(scan, await PostAsync(scan.Path, scan.Body(after), cancellationToken));
            }
            while (after is not null);
        }

        return plan.Result();
    }

    async Task<JsonElement> PostAsync(string path, string body, CancellationToken cancellationToken)
    {
        var response = await client.SendAsync(HttpMethod.Post, path, body, Limits.SearchTimeout, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!response.IsSuccess)
            throw new IOException($"OpenSearch did not answer {path}: {response.Reason}");

        // An answer without some of the shards would pass for a smaller number.
        var answer = response.Json();
        var isWhole = !answer.GetProperty("timed_out").GetBoolean() && answer.GetProperty("_shards").GetProperty("failed").GetInt32() == 0;
        return isWhole ? answer : throw new IOException($"OpenSearch answered {path} in part: it timed out, or shards failed");
    }
}
