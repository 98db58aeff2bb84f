using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Provision;

/// <summary>
/// Sets a cluster up: templates, the policy of ages, roles, dashboards. Every step may be repeated, and one that fails does not keep the
/// others from being done: all failures are told together.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="store">Keeps dashboards before they are replaced.</param>
/// <param name="time">The clock.</param>
sealed class Provisioner(OpenSearchClient client, IObjectStore store, TimeProvider time)
{
    readonly List<string> _failures = [];

    /// <summary>Pause between two tries; none in tests.</summary>
    public TimeSpan Pause { get; init; } = Limits.ProvisionPause;

    /// <summary>Does all steps.</summary>
    /// <param name="plan">What is wanted.</param>
    /// <param name="cancellationToken">Ends it; what is not done then has failed.</param>
    /// <returns>What failed, a sentence each; empty when all is as it should be.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(ProvisionPlan plan, CancellationToken cancellationToken)
    {
        _failures.Clear();
        foreach (var schema in plan.Schemas)
        {
            var name = plan.Settings.Names.Alias(schema);
            await DoAsync($"index template {name}", HttpMethod.Put, $"_index_template/{name}",
                IndexTemplate.Compile(schema, plan.Settings), cancellationToken);
        }

        var metrics = plan.Settings.Names.Metrics;
        await DoAsync($"index template {metrics}", HttpMethod.Put, $"_index_template/{metrics}",
            IndexTemplate.CompileMetrics(plan.Settings), cancellationToken);
        await PutPolicyAsync(plan.Settings, cancellationToken);
        foreach (var (role, body) in SecurityRoles.Compile(plan.Settings.Names))
            await DoAsync($"role {role}", HttpMethod.Put, $"_plugins/_security/api/roles/{role}", body, cancellationToken);
        foreach (var (role, members) in plan.Members)
            await MapAsync(role, members, cancellationToken);
        if (plan.Dashboards.Count > 0 && await BackUpAsync(plan, cancellationToken))
        {
            foreach (var (name, objects) in plan.Dashboards)
                await ImportAsync(name, objects, cancellationToken);
        }

        return [.. _failures];
    }

    /// <summary>Writes the policy; an existing one by the version that was read, so that nobody's change in between is lost.</summary>
    async Task PutPolicyAsync(IndexSettings settings, CancellationToken cancellationToken)
    {
        var path = $"_plugins/_ism/policies/{settings.Names.Policy}";
        var what = $"policy {settings.Names.Policy}";
        var known = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        if (known.Status != 404 && !known.IsSuccess)
        {
            _failures.Add($"{what}: {known.Reason}");
            return;
        }

        var query = "";
        if (known.IsSuccess)
        {
            var version = known.Json();
            query = string.Create(CultureInfo.InvariantCulture,
                $"?if_seq_no={version.GetProperty("_seq_no").GetInt64()}&if_primary_term={version.GetProperty("_primary_term").GetInt64()}");
        }

        await DoAsync(what, HttpMethod.Put, path + query, IndexTemplate.CompilePolicy(settings), cancellationToken);
    }

    /// <summary>Adds members to a role; those it has stay.</summary>
    async Task MapAsync(string role, IReadOnlyList<string> members, CancellationToken cancellationToken)
    {
        var path = $"_plugins/_security/api/rolesmapping/{role}";
        var known = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        if (known.Status != 404 && !known.IsSuccess)
        {
            _failures.Add($"members of role {role}: {known.Reason}");
            return;
        }

        var mapping = known.IsSuccess ? JsonNode.Parse(known.Body)?[role] : null;
        string[] Of(string member) => mapping?[member] is JsonArray list ? [.. list.Select(m => m!.ToString())] : [];
        var body = new JsonObject();
        foreach (var (name, values) in new[]
        {
            ("backend_roles", Of("backend_roles").Union(members)), ("users", Of("users")), ("hosts", Of("hosts")),
        })
            body[name] = new JsonArray([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);
        await DoAsync($"members of role {role}", HttpMethod.Put, path, body.ToJsonString(), cancellationToken);
    }

    /// <summary>Keeps the objects under our ids as they are now; without that nothing is replaced.</summary>
    async Task<bool> BackUpAsync(ProvisionPlan plan, CancellationToken cancellationToken)
    {
        const string Wanted = """{"type":["index-pattern","visualization","dashboard","search"],"excludeExportDetails":true}""";
        using var content = new StringContent(Wanted, Encoding.UTF8, "application/json");
        var response = await client.SendAsync(
            HttpMethod.Post, "_dashboards/api/saved_objects/_export", content, s_dashboards, Limits.ProvisionTimeout, cancellationToken);
        if (!response.IsSuccess)
        {
            _failures.Add($"export of dashboards before they are replaced: {response.Reason}");
            return false;
        }

        var ours = plan.Dashboards.SelectMany(d => Lines(d.Objects)).Select(KeyOf).ToHashSet();
        var kept = Lines(Encoding.UTF8.GetString(response.Body)).Where(l => ours.Contains(KeyOf(l))).ToList();
        if (kept.Count == 0)
            return true;
        var key = $"backup/dashboards/{time.GetUtcNow():yyyyMMdd'T'HHmmss}-{plan.Run}.ndjson";
        try
        {
            using var backup = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', kept) + "\n"));
            await store.PutAsync(key, backup, cancellationToken);
            return true;
        }
        catch (IOException e)
        {
            _failures.Add($"dashboards are not replaced, as what is there could not be kept under {key}: {e.Message}");
            return false;
        }
    }

    async Task ImportAsync(string name, string objects, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(objects));
        file.Headers.TryAddWithoutValidation("Content-Type", "application/ndjson");
        form.Add(file, "file", $"{name}.ndjson");
        var response = await client.SendAsync(HttpMethod.Post, "_dashboards/api/saved_objects/_import?overwrite=true", form, s_dashboards,
            Limits.ProvisionTimeout, cancellationToken);
        if (!response.IsSuccess)
        {
            _failures.Add($"dashboards {name}: {response.Reason}");
            return;
        }

        var answer = response.Json();
        if (answer.GetProperty("success").GetBoolean())
            return;
        foreach (var error in answer.GetProperty("errors").EnumerateArray())
        {
            var fault = error.GetProperty("error");
            _failures.Add($"dashboards {name}: {error.GetProperty("type")} {error.GetProperty("id")}: {fault.GetProperty("type")}"
                + (fault.TryGetProperty("message", out var message) ? $": {message}" : ""));
        }
    }

    async Task DoAsync(string what, HttpMethod method, string path, string body, CancellationToken cancellationToken)
    {
        var response = await SendAsync(method, path, body, cancellationToken);
        if (!response.IsSuccess)
            _failures.Add($"{what}: {response.Reason}");
    }

    async Task<OpenSearchResponse> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await client.SendAsync(method, path, body, Limits.ProvisionTimeout, cancellationToken);
            if (!response.IsTransient || attempt >= Limits.ProvisionAttemptsMax || cancellationToken.IsCancellationRequested)
                return response;
            try
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return response;
            }
        }
    }

    // Dashboards takes a change only with this header; the tenant is the one that all users share.
    static readonly (string Name, string Value)[] s_dashboards = [("osd-xsrf", "true"), ("securitytenant", "global")];

    static string[] Lines(string objects) => objects.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static string KeyOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty("id", out var id) ? $"{document.RootElement.GetProperty("type")}:{id}" : "";
    }
}

/// <summary>What a cluster shall have.</summary>
/// <param name="Settings">About its indices.</param>
/// <param name="Schemas">The formats.</param>
/// <param name="Members">By role: who gets it, roles of IAM by ARN.</param>
/// <param name="Dashboards">Saved objects, one JSON object a line, by the file's name.</param>
/// <param name="Run">Names this run, for the key of what is kept.</param>
sealed record ProvisionPlan(
    IndexSettings Settings,
    IReadOnlyList<Schema> Schemas,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Members,
    IReadOnlyList<(string Name, string Objects)> Dashboards,
    string Run);
