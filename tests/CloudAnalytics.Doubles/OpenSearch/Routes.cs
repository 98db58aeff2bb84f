using System.Globalization;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>From requests to answers.</summary>
sealed class Routes(Cluster cluster, OpenSearchFaults faults)
{
    public ApiResponse Handle(ApiRequest request)
    {
        var segments = request.Segments;
        return segments switch
        {
            [] when request.Method is "GET" or "HEAD" => Info(),
            ["_bulk"] when request.Method is "POST" or "PUT" => Bulk(request, null),
            [var index, "_bulk"] when request.Method is "POST" or "PUT" => Bulk(request, index),
            ["_search"] when request.Method is "GET" or "POST" => SearchRequests.Search(cluster, null, request.Json(), request.Parameter),
            [var index, "_search"] when request.Method is "GET" or "POST" =>
                SearchRequests.Search(cluster, index, request.Json(), request.Parameter),
            ["_count"] => SearchRequests.Count(cluster, null, request.Json()),
            [var index, "_count"] => SearchRequests.Count(cluster, index, request.Json()),
            ["_refresh"] or [_, "_refresh"] => new JsonObject { ["_shards"] = Shards() },
            ["_cluster", "health"] => Health(),
            ["_cat", "indices", ..] => CatIndices(),
            ["_alias", ..] => Aliases(),
            ["_index_template", ..] => Template(request, segments),
            ["_plugins", "_ism", "policies", ..] => Policy(request, segments),
            ["_plugins", "_security", "api", "rolesmapping", ..] => Named(request, segments, cluster.RoleMappings),
            ["_plugins", "_security", "api", "roles", ..] => Named(request, segments, cluster.Roles),
            ["_dashboards", "api", "saved_objects", var verb] => SavedObjectRequests.Handle(cluster, request, verb),
            ["api", "saved_objects", var verb] => SavedObjectRequests.Handle(cluster, request, verb),
            [var index, "_mapping"] when request.Method == "GET" => MappingOf(index),
            [var index, "_settings"] when request.Method == "PUT" => PutSettings(request, index),
            [var index, "_doc"] when request.Method == "POST" => Document(request, index, null, false),
            [var index, "_doc", var id] => request.Method == "GET" ? Get(index, id) : Document(request, index, id, false),
            [var index, "_create", var id] => Document(request, index, id, true),
            [var index] when index[0] != '_' || index.StartsWith("_all", StringComparison.Ordinal) => Index(request, index),
            _ => throw NoHandler(request),
        };
    }

    static ApiException NoHandler(ApiRequest request) =>
        new(400, "illegal_argument_exception", $"no handler found for uri [{request.Path}] and method [{request.Method}]");

    static JsonObject Info() => new()
    {
        ["name"] = "double",
        ["cluster_name"] = "double",
        ["cluster_uuid"] = "double",
        ["version"] = new JsonObject
        {
            ["distribution"] = "opensearch",
            ["number"] = "2.17.0",
            ["build_type"] = "tar",
            ["build_hash"] = "double",
            ["build_date"] = "2024-09-13T00:00:00.000000Z",
            ["build_snapshot"] = false,
            ["lucene_version"] = "9.11.1",
            ["minimum_wire_compatibility_version"] = "7.10.0",
            ["minimum_index_compatibility_version"] = "7.0.0",
        },
        ["tagline"] = "The OpenSearch Project: https://opensearch.org/",
    };

    static JsonObject Shards() => new() { ["total"] = 1, ["successful"] = 1, ["failed"] = 0 };

    ApiResponse Bulk(ApiRequest request, string? index)
    {
        if (request.ContentType is not ("application/x-ndjson" or "application/json"))
            throw new ApiException(406, "media_type_header_exception", $"Content-Type header [{request.ContentType}] is not supported");
        return BulkRequests.Run(cluster, index, request.Body, request.Parameter("require_alias") == "true", faults.ForItem);
    }

    ApiResponse Document(ApiRequest request, string index, string? id, bool mustBeNew)
    {
        var (answer, status) = BulkRequests.Write(
            cluster, index, id, request.Body, mustBeNew || request.Parameter("op_type") == "create");
        return new ApiResponse(status, answer);
    }

    ApiResponse Get(string name, string id)
    {
        var index = cluster.Resolve(name, false).FirstOrDefault(i => i.Find(id) is not null);
        return index?.Find(id) is not { } document
            ? new ApiResponse(404, new JsonObject { ["_index"] = name, ["_id"] = id, ["found"] = false })
            : new JsonObject
            {
                ["_index"] = index.Name,
                ["_id"] = id,
                ["_version"] = document.Version,
                ["_seq_no"] = document.SequenceNumber,
                ["_primary_term"] = 1,
                ["found"] = true,
                ["_source"] = JsonNode.Parse(document.Source),
            };
    }

    ApiResponse Index(ApiRequest request, string name)
    {
        switch (request.Method)
        {
            case "PUT":
                cluster.Create(name, request.Body.Length == 0 ? null : request.Object());
                return new JsonObject { ["acknowledged"] = true, ["shards_acknowledged"] = true, ["index"] = name };
            case "DELETE":
                cluster.Resolve(name, request.Parameter("ignore_unavailable") == "true").ForEach(cluster.Delete);
                return ApiResponse.Acknowledged;
            case "HEAD":
                return new ApiResponse(cluster.Resolve(name, true).Count > 0 ? 200 : 404, null);
            case "GET":
                return new JsonObject(cluster.Resolve(name, false).Select(i => KeyValuePair.Create(i.Name, (JsonNode?)new JsonObject
                {
                    ["aliases"] = i.Aliases.DeepClone(),
                    ["mappings"] = i.Mapping.Definition,
                    ["settings"] = i.Settings.DeepClone(),
                })));
            default:
                throw NoHandler(request);
        }
    }

    ApiResponse MappingOf(string name) => new JsonObject(cluster.Resolve(name, false)
        .Select(i => KeyValuePair.Create(i.Name, (JsonNode?)new JsonObject { ["mappings"] = i.Mapping.Definition })));

    ApiResponse PutSettings(ApiRequest request, string name)
    {
        var settings = request.Object();
        var block = settings["index"]?["blocks"]?["read_only_allow_delete"] ?? settings["index.blocks.read_only_allow_delete"];
        foreach (var index in cluster.Resolve(name, false))
            index.IsBlocked = block?.ToString() == "true";
        return ApiResponse.Acknowledged;
    }

    ApiResponse Health() => new JsonObject
    {
        ["cluster_name"] = "double",
        ["status"] = "green",
        ["timed_out"] = false,
        ["number_of_nodes"] = 1,
        ["number_of_data_nodes"] = 1,
        ["active_primary_shards"] = cluster.Indices.Count(),
        ["active_shards"] = cluster.Indices.Count(),
        ["relocating_shards"] = 0,
        ["initializing_shards"] = 0,
        ["unassigned_shards"] = 0,
        ["delayed_unassigned_shards"] = 0,
        ["number_of_pending_tasks"] = 0,
        ["number_of_in_flight_fetch"] = 0,
        ["task_max_waiting_in_queue_millis"] = 0,
        ["active_shards_percent_as_number"] = 100.0,
    };

    ApiResponse CatIndices() => new JsonArray([.. cluster.Indices.Select(i => (JsonNode)new JsonObject
    {
        ["health"] = "green",
        ["status"] = "open",
        ["index"] = i.Name,
        ["uuid"] = i.Uuid,
        ["pri"] = "1",
        ["rep"] = "0",
        ["docs.count"] = i.Count.ToString(CultureInfo.InvariantCulture),
        ["docs.deleted"] = "0",
        ["store.size"] = "0b",
        ["pri.store.size"] = "0b",
    })]);

    ApiResponse Aliases() => new JsonObject(cluster.Indices
        .Select(i => KeyValuePair.Create(i.Name, (JsonNode?)new JsonObject { ["aliases"] = i.Aliases.DeepClone() })));

    ApiResponse Template(ApiRequest request, string[] segments)
    {
        var name = segments.Length == 2 ? segments[1] : null;
        switch (request.Method)
        {
            case "GET" when segments.Length <= 2:
                var found = cluster.Templates.Where(t => name is null || Cluster.IsMatch(t.Key, name)).ToList();
                if (found.Count == 0 && name is not null)
                    throw new ApiException(404, "resource_not_found_exception", $"index template matching [{name}] not found");
                return new JsonObject
                {
                    ["index_templates"] = new JsonArray([.. found.Select(t => (JsonNode)new JsonObject
                    {
                        ["name"] = t.Key,
                        ["index_template"] = WithDefaults(t.Value),
                    })]),
                };
            case "HEAD" when name is not null:
                return new ApiResponse(cluster.Templates.ContainsKey(name) ? 200 : 404, null);
            case "PUT" or "POST" when name is not null && name[0] != '_':
                cluster.PutTemplate(name, request.Object());
                return ApiResponse.Acknowledged;
            case "DELETE" when name is not null:
                return cluster.Templates.Remove(name)
                    ? ApiResponse.Acknowledged
                    : throw new ApiException(404, "index_template_missing_exception", $"index_template [{name}] missing");
            default:
                throw NoHandler(request);
        }
    }

    static JsonObject WithDefaults(JsonObject template)
    {
        var answer = template.DeepClone().AsObject();
        answer.TryAdd("composed_of", new JsonArray());
        return answer;
    }

    ApiResponse Policy(ApiRequest request, string[] segments)
    {
        var id = segments.Length > 3 ? segments[3] : request.Parameter("policyID");
        long? Number(string name) => request.Parameter(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
        switch (request.Method)
        {
            case "PUT" when id is not null:
                var (_, status) = cluster.PutPolicy(id, request.Object(), Number("if_seq_no"), Number("if_primary_term"));
                var answer = cluster.PolicyAnswer(id, "policy");
                answer["policy"] = new JsonObject { ["policy"] = answer["policy"]!.DeepClone() };
                return new ApiResponse(status, answer);
            case "GET" when id is null:
                return new JsonObject
                {
                    ["policies"] = new JsonArray([.. cluster.Policies.Keys
                        .Select(k => (JsonNode)WithoutVersion(cluster.PolicyAnswer(k, "policy")))]),
                    ["total_policies"] = cluster.Policies.Count,
                };
            case "GET" when cluster.Policies.ContainsKey(id):
                return cluster.PolicyAnswer(id, "policy");
            case "HEAD" when id is not null:
                return new ApiResponse(cluster.Policies.ContainsKey(id) ? 200 : 404, null);
            case "DELETE" when id is not null && cluster.Policies.Remove(id):
                return new JsonObject
                {
                    ["_index"] = ".opendistro-ism-config",
                    ["_id"] = id,
                    ["_version"] = 2,
                    ["result"] = "deleted",
                    ["forced_refresh"] = true,
                    ["_shards"] = Shards(),
                    ["_seq_no"] = cluster.PolicySequence++,
                    ["_primary_term"] = 1,
                };
            case "GET" or "DELETE":
                throw new ApiException(404, "status_exception", "Policy not found");
            default:
                throw NoHandler(request);
        }
    }

    static JsonObject WithoutVersion(JsonObject answer)
    {
        answer.Remove("_version");
        return answer;
    }

    static ApiResponse Named(ApiRequest request, string[] segments, SortedDictionary<string, JsonObject> known)
    {
        var name = segments.Length > 4 ? segments[4] : null;
        switch (request.Method)
        {
            case "GET" when name is null:
                return new JsonObject(known.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.DeepClone())));
            case "GET" when known.TryGetValue(name!, out var one):
                return new JsonObject { [name!] = one.DeepClone() };
            case "GET":
                return new ApiResponse(404, new JsonObject { ["status"] = "NOT_FOUND", ["message"] = $"Resource '{name}' not found." });
            case "PUT" when name is not null:
                var isNew = !known.ContainsKey(name);
                known[name] = request.Object();
                return new ApiResponse(isNew ? 201 : 200, new JsonObject
                {
                    ["status"] = isNew ? "CREATED" : "OK",
                    ["message"] = $"'{name}' {(isNew ? "created" : "updated")}.",
                });
            default:
                throw NoHandler(request);
        }
    }
}
