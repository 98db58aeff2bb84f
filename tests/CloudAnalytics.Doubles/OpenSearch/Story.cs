using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>
/// A story of the API's own tests: requests in order, each with what the answer must hold. An answer may hold more members, and more items
/// behind those told.
/// </summary>
public sealed class Story
{
    readonly YamlMappingNode _root;
    readonly Dictionary<string, string> _outputs = new(StringComparer.Ordinal);

    Story(YamlMappingNode root) => _root = root;

    /// <summary>Reads a story.</summary>
    public static Story Read(string file)
    {
        using var reader = new StreamReader(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return new Story((YamlMappingNode)stream.Documents[0].RootNode);
    }

    /// <summary>Tells it to a cluster.</summary>
    /// <returns>What went otherwise, the first of it; null when all went as told.</returns>
    public async Task<string?> TellAsync(HttpClient http, Uri endpoint)
    {
        foreach (var part in (string[])["prologues", "chapters", "epilogues"])
        {
            foreach (var chapter in Items(_root, part))
            {
                var (status, body) = await SendAsync(http, endpoint, chapter);
                if (Fault(part, chapter, status, body) is { } fault)
                    return $"{Text(chapter, "synopsis") ?? part}: {fault}";
                Keep(chapter, body);
            }
        }

        return null;
    }

    async Task<(int Status, string Body)> SendAsync(HttpClient http, Uri endpoint, YamlMappingNode chapter)
    {
        var path = Text(chapter, "path")!;
        var query = new List<string>();
        if (Member(chapter, "parameters") is YamlMappingNode parameters)
        {
            foreach (var (node, value) in parameters.Children)
            {
                var name = ((YamlScalarNode)node).Value!;
                var text = value is YamlSequenceNode list ? string.Join(',', list.Children) : Filled(((YamlScalarNode)value).Value!);
                if (path.Contains($"{{{name}}}", StringComparison.Ordinal))
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(text), StringComparison.Ordinal);
                else
                    query.Add($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(text)}");
            }
        }

        var address = new Uri(endpoint, path.TrimStart('/') + (query.Count == 0 ? "" : "?" + string.Join('&', query)));
        using var request = new HttpRequestMessage(new HttpMethod(Text(chapter, "method")!), address);
        if (Member(Member(chapter, "request"), "payload") is { } payload)
        {
            var type = Text(Member(chapter, "request"), "content_type") ?? "application/json";
            var text = type == "application/x-ndjson"
                ? string.Concat(((YamlSequenceNode)payload).Children.Select(l => Json(l)!.ToJsonString() + "\n"))
                : Json(payload)!.ToJsonString();
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text))
                { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        }

        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    static string? Fault(string part, YamlMappingNode chapter, int status, string body)
    {
        var expected = Member(Member(chapter, "response"), "status") ?? Member(chapter, "status");
        var allowed = expected switch
        {
            YamlSequenceNode list => list.Children.Select(s => ((YamlScalarNode)s).Value!).ToList(),
            YamlScalarNode one => [one.Value!],
            _ => part == "chapters" ? ["200", "201"] : new List<string> { "200", "201", "404" },
        };
        if (!allowed.Contains(status.ToString(CultureInfo.InvariantCulture)))
            return $"status {status}, not {string.Join(" or ", allowed)}: {body[..Math.Min(body.Length, 200)]}";
        return Member(Member(chapter, "response"), "payload") is { } payload ? Difference(Json(payload), JsonNode.Parse(body), "") : null;
    }

    static string? Difference(JsonNode? expected, JsonNode? actual, string at)
    {
        switch (expected)
        {
            case JsonObject members:
                if (actual is not JsonObject found)
                    return $"{at} is no object";
                foreach (var (name, value) in members)
                {
                    if (!found.ContainsKey(name))
                        return $"{at}.{name} is missing";
                    if (Difference(value, found[name], $"{at}.{name}") is { } wrong)
                        return wrong;
                }

                return null;
            case JsonArray items:
                if (actual is not JsonArray list || list.Count < items.Count)
                    return $"{at} is no list of {items.Count} or more";
                for (var i = 0; i < items.Count; i++)
                    if (Difference(items[i], list[i], $"{at}[{i}]") is { } wrong) return wrong;
                return null;
            case null:
                return actual is null ? null : $"{at} is {actual.ToJsonString()}, not null";
            default:
                var isSame = expected.GetValueKind() == JsonValueKind.Number && actual?.GetValueKind() == JsonValueKind.Number
                    ? Number(expected).Equals(Number(actual))
                    : JsonNode.DeepEquals(expected, actual);
                return isSame ? null : $"{at} is {actual?.ToJsonString() ?? "null"}, not {expected.ToJsonString()}";
        }
    }

    static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    void Keep(YamlMappingNode chapter, string body)
    {
        if (Text(chapter, "id") is not { } id || Member(chapter, "output") is not YamlMappingNode outputs)
            return;
        foreach (var (name, path) in outputs.Children)
        {
            JsonNode? node = new JsonObject { ["payload"] = JsonNode.Parse(body) };
            foreach (var part in ((YamlScalarNode)path).Value!.Split('.'))
                node = node?[part];
            _outputs[$"{id}.{name}"] = node?.ToString() ?? "";
        }
    }

    string Filled(string text) =>
        _outputs.Aggregate(text, (filled, output) => filled.Replace($"${{{output.Key}}}", output.Value, StringComparison.Ordinal));

    static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(c =>
            KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Json(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => scalar.Value switch
        {
            null or "" or "null" or "~" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var text when long.TryParse(text, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            var text when double.TryParse(text, CultureInfo.InvariantCulture, out var fraction) => JsonValue.Create(fraction),
            var text => JsonValue.Create(text),
        },
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };

    static YamlNode? Member(YamlNode? node, string name) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var member) ? member : null;

    static string? Text(YamlNode? node, string name) => (Member(node, name) as YamlScalarNode)?.Value;

    static IEnumerable<YamlMappingNode> Items(YamlNode node, string name) =>
        Member(node, name) is YamlSequenceNode list ? list.Children.Cast<YamlMappingNode>() : [];
}
