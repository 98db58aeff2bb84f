using System.Globalization;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>What a cluster has to know before the first row comes: a template per format, the policy of the indices' ages.</summary>
public static class IndexTemplate
{
    // Above what clusters bring along themselves.
    const int Priority = 200;

    /// <summary>The body of <c>PUT _index_template/{alias}</c>.</summary>
    public static string Compile(Schema schema, IndexSettings settings) =>
        Compile(settings, settings.Names.Alias(schema), schema.Name.Length, IndexMapping.Compile(schema));

    /// <summary>The body of <c>PUT _index_template/{alias}</c> for the names behind published metrics.</summary>
    public static string CompileMetrics(IndexSettings settings) =>
        Compile(settings, settings.Names.Metrics, 0, MetricNotes.Mapping());

    static string Compile(IndexSettings settings, string alias, int priority, JsonObject mapping) => JsonText.File(new JsonObject
    {
        ["index_patterns"] = JsonText.Array([alias + "-*"]),

        // Of two templates that match a name the one of the longer format's name is meant.
        ["priority"] = Priority + priority,
        ["template"] = new JsonObject
        {
            ["settings"] = new JsonObject
            {
                ["index"] = new JsonObject
                {
                    ["number_of_shards"] = Number(settings.Shards),
                    ["number_of_replicas"] = Number(settings.Replicas),
                    ["refresh_interval"] = $"{settings.RefreshSeconds}s",
                    ["codec"] = settings.Codec,
                    ["mapping"] = new JsonObject
                    {
                        ["total_fields"] = new JsonObject { ["limit"] = Number(Limits.MappedFieldsMax) },
                    },
                },
            },
            ["mappings"] = mapping,
            ["aliases"] = new JsonObject { [alias] = new JsonObject() },
        },
        ["_meta"] = new JsonObject { ["managed_by"] = "cloudanalytics" },
    });

    /// <summary>The body of <c>PUT _plugins/_ism/policies/{policy}</c>: hot, then warm, then deleted, as configured.</summary>
    public static string CompilePolicy(IndexSettings settings)
    {
        var states = new JsonArray();
        var next = new List<(string State, int Days)>();
        if (settings.WarmAfterDays is { } warm)
            next.Add(("warm", warm));
        if (settings.DeleteAfterDays is { } delete)
            next.Add(("delete", delete));
        states.Add((JsonNode)State("hot", [], next, 0));
        if (settings.WarmAfterDays is not null)
            states.Add((JsonNode)State("warm", [Retried(WarmAction(settings))], next, 1));
        if (settings.DeleteAfterDays is not null)
            states.Add((JsonNode)State("delete", [Retried("delete", [])], next, next.Count));
        return JsonText.File(new JsonObject
        {
            ["policy"] = new JsonObject
            {
                ["description"] = "Age of CloudAnalytics' indices: the lake keeps the rows.",
                ["default_state"] = "hot",
                ["states"] = states,
                ["ism_template"] = new JsonArray(new JsonObject
                {
                    ["index_patterns"] = JsonText.Array([settings.Names.Everything]),
                    ["priority"] = Priority,
                }),
            },
        });
    }

    static (string Name, JsonObject Body) WarmAction(IndexSettings settings) =>
        settings.UsesWarmStorage ? ("warm_migration", []) : ("force_merge", new JsonObject { ["max_num_segments"] = 1 });

    static JsonObject State(string name, JsonNode[] actions, List<(string State, int Days)> order, int next)
    {
        var transitions = new JsonArray();
        if (next < order.Count)
        {
            transitions.Add((JsonNode)new JsonObject
            {
                ["state_name"] = order[next].State,
                ["conditions"] = new JsonObject { ["min_index_age"] = $"{order[next].Days}d" },
            });
        }

        return new JsonObject { ["name"] = name, ["actions"] = new JsonArray(actions), ["transitions"] = transitions };
    }

    static JsonObject Retried((string Name, JsonObject Body) action) => Retried(action.Name, action.Body);

    static JsonObject Retried(string action, JsonObject body) => new()
    {
        ["retry"] = new JsonObject { ["count"] = 5, ["backoff"] = "exponential", ["delay"] = "1h" },
        [action] = body,
    };

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
