using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>Import and export of saved objects, as Dashboards does it.</summary>
static class SavedObjectRequests
{
    static readonly string[] s_types = ["index-pattern", "visualization", "dashboard", "search", "query", "config"];

    // Attributes that Dashboards keeps as JSON in a string, and reads when an object is opened.
    static readonly string[] s_nested = ["visState", "uiStateJSON", "panelsJSON", "optionsJSON"];

    public static ApiResponse Handle(Cluster cluster, ApiRequest request, string verb)
    {
        if (request.Method != "POST")
            return Refused(404, "Not Found");
        if (request.Parameter("has-xsrf") != "true")
            return Refused(400, "Request must contain a osd-xsrf header.");
        return verb switch
        {
            "_import" => Import(cluster, request),
            "_export" => Export(cluster, request),
            _ => Refused(404, "Not Found"),
        };
    }

    static ApiResponse Import(Cluster cluster, ApiRequest request)
    {
        if (request.ContentType != "multipart/form-data")
            return Refused(415, "Unsupported Media Type");
        var objects = new List<JsonObject>();
        foreach (var line in Encoding.UTF8.GetString(request.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                var parsed = JsonNode.Parse(line)!.AsObject();
                if (!parsed.ContainsKey("exportedCount"))
                    objects.Add(parsed);
            }
            catch (JsonException e)
            {
                return Refused(400, $"Unexpected token in JSON: {e.Message}");
            }
        }

        var errors = new JsonArray();
        var keys = objects.Select(KeyOf).ToHashSet();
        var isOverwriting = request.Parameter("overwrite") == "true";
        foreach (var item in objects)
            if (Fault(cluster, item, keys, isOverwriting) is { } fault) errors.Add(Error(item, fault));
        var wrong = errors.Select(e => $"{e!["type"]}:{e["id"]}").ToHashSet();
        foreach (var item in objects.Where(o => !wrong.Contains(KeyOf(o))))
            cluster.SavedObjects[KeyOf(item)] = item;
        var answer = new JsonObject { ["successCount"] = objects.Count - errors.Count, ["success"] = errors.Count == 0 };
        if (errors.Count > 0)
            answer["errors"] = errors;
        return answer;
    }

    static ApiResponse Export(Cluster cluster, ApiRequest request)
    {
        var asked = request.Object();
        IEnumerable<JsonObject> found;
        if (asked["objects"] is JsonArray named)
        {
            var missing = named.Where(o => !cluster.SavedObjects.ContainsKey(KeyOf(o!.AsObject()))).ToList();
            if (missing.Count > 0)
                return Refused(400, "Bad Request");
            found = named.Select(o => cluster.SavedObjects[KeyOf(o!.AsObject())]);
        }
        else if (asked["type"] is JsonNode type)
        {
            var types = type is JsonArray list ? list.Select(t => t!.ToString()).ToHashSet() : [type.ToString()];
            found = cluster.SavedObjects.Values.Where(o => types.Contains(o["type"]!.ToString()));
        }
        else
        {
            return Refused(400, "Either `type` or `objects` are required.");
        }

        var lines = found.Select(o => o.ToJsonString()).ToList();
        if (asked["excludeExportDetails"]?.ToString() != "true")
            lines.Add($$"""{"exportedCount":{{lines.Count}},"missingRefCount":0,"missingReferences":[]}""");
        return new ApiResponse(200, null, Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }

    static JsonObject? Fault(Cluster cluster, JsonObject item, HashSet<string> imported, bool isOverwriting)
    {
        if (!s_types.Contains(item["type"]?.ToString()))
            return new JsonObject { ["type"] = "unsupported_type" };
        if (!isOverwriting && cluster.SavedObjects.ContainsKey(KeyOf(item)))
            return new JsonObject { ["type"] = "conflict" };
        var references = item["references"]?.AsArray() ?? [];
        var missing = references.Where(r => r!["type"]!.ToString() is "index-pattern" or "search")
            .Where(r => !imported.Contains(KeyOf(r!.AsObject())) && !cluster.SavedObjects.ContainsKey(KeyOf(r.AsObject()))).ToList();
        if (missing.Count > 0)
        {
            return new JsonObject
            {
                ["type"] = "missing_references",
                ["references"] = new JsonArray([.. missing.Select(r => r!.DeepClone())]),
                ["blocking"] = new JsonArray(),
            };
        }

        foreach (var name in s_nested)
        {
            if (item["attributes"]?[name] is { } nested && !IsJson(nested.ToString()))
                return new JsonObject { ["type"] = "unknown", ["message"] = $"{name} is no JSON", ["statusCode"] = 400 };
        }

        return null;
    }

    static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static JsonObject Error(JsonObject item, JsonObject fault) => new()
    {
        ["id"] = item["id"]?.ToString(),
        ["type"] = item["type"]?.ToString(),
        ["title"] = item["attributes"]?["title"]?.ToString(),
        ["error"] = fault,
    };

    static string KeyOf(JsonObject item) => $"{item["type"]}:{item["id"]}";

    static ApiResponse Refused(int status, string message) => new(status, new JsonObject
    {
        ["statusCode"] = status,
        ["error"] = status == 400 ? "Bad Request" : "Error",
        ["message"] = message,
    });
}
