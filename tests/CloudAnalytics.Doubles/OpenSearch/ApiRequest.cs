using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>A request as the double sees it.</summary>
/// <param name="Method">GET, PUT and so on.</param>
/// <param name="Path">Decoded, beginning with a slash.</param>
/// <param name="Query">Parameters; a name without a value counts as true.</param>
/// <param name="Body">All of it.</param>
/// <param name="ContentType">Of the body, without parameters, lower case.</param>
sealed record ApiRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, byte[] Body, string ContentType)
{
    public string[] Segments { get; } = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public string? Parameter(string name) => Query.TryGetValue(name, out var value) ? value : null;

    public JsonElement? Json()
    {
        if (Body.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ApiException(400, "parsing_exception", e.Message);
        }
    }

    public JsonObject Object() => Json() is { ValueKind: JsonValueKind.Object } json
        ? JsonObject.Create(json)!
        : throw new ApiException(400, "parse_exception", "request body is required");
}

/// <summary>An answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON, or null for none.</param>
/// <param name="Raw">Bytes that are no JSON document, instead of <paramref name="Body"/>.</param>
sealed record ApiResponse(int Status, JsonNode? Body, byte[]? Raw = null)
{
    public static ApiResponse Acknowledged => new(200, new JsonObject { ["acknowledged"] = true });

    public static implicit operator ApiResponse(JsonNode body) => new(200, body);

    /// <summary>Leaves only what <c>filter_path</c> names: members by name, each star one member.</summary>
    public ApiResponse Filtered(string? paths)
    {
        if (paths is null || Body is null)
            return this;
        return this with { Body = Filter(Body, [.. paths.Split(',').Select(p => p.Split('.'))]) ?? new JsonObject() };
    }

    static JsonNode? Filter(JsonNode node, List<string[]> paths)
    {
        if (paths.Exists(p => p.Length == 0))
            return node.DeepClone();
        if (node is JsonArray array)
        {
            var items = array.Select(i => i is null ? null : Filter(i, paths)).OfType<JsonNode>().ToArray();
            return items.Length == 0 ? null : new JsonArray(items);
        }

        if (node is not JsonObject members)
            return null;
        var kept = new JsonObject();
        foreach (var (name, value) in members)
        {
            var below = paths.Where(p => Cluster.IsMatch(name, p[0])).Select(p => p[1..]).ToList();
            if (below.Count > 0 && (value is null ? null : Filter(value, below)) is { } filtered)
                kept[name] = filtered;
        }

        return kept.Count == 0 ? null : kept;
    }
}
