using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Infra.Tests.Templates;

/// <summary>A template as data.</summary>
sealed class Template(string name, string path)
{
    readonly Lazy<JsonObject> _json = new(() => JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    /// <summary>The stack's name.</summary>
    public string Name => name;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>All of it.</summary>
    public JsonObject Json => _json.Value;

    /// <summary>All resources, by their ids.</summary>
    public IEnumerable<(string Id, JsonObject Resource)> Resources =>
        Json[nameof(Resources)]!.AsObject().Select(p => (p.Key, p.Value!.AsObject()));

    /// <summary>The properties of all resources of a type.</summary>
    public List<JsonObject> Of(string type) =>
        [.. Resources.Where(r => (string)r.Resource["Type"]! == type).Select(r => r.Resource["Properties"]!.AsObject())];

    /// <summary>The properties of the one resource of a type that has this value.</summary>
    public JsonObject One(string type, string property, string value) =>
        Assert.Single(Of(type), p => p[property] is JsonValue v && v.GetValueKind() == JsonValueKind.String && (string)v! == value);

    /// <summary>A function's properties.</summary>
    public JsonObject Function(string function) => One("AWS::Lambda::Function", "FunctionName", $"{name}-{function}");

    /// <summary>The properties of the one resource of a type whose id begins so.</summary>
    public JsonObject ById(string type, string begin) => Assert.Single(
        Resources, r => (string)r.Resource["Type"]! == type && r.Id.StartsWith(begin,
            StringComparison.Ordinal)).Resource["Properties"]!.AsObject();

    /// <summary>All statements of the policies of roles, buckets, topics and domains; with the resource's id.</summary>
    public IEnumerable<(string Id, string Type, JsonObject Statement)> Statements() =>
        from resource in Resources
        from statement in Found(resource.Resource)
        select (resource.Id, (string)resource.Resource["Type"]!, statement);

    static IEnumerable<JsonObject> Found(JsonNode? node) => node switch
    {
        JsonObject o when o["Effect"] is not null && o["Action"] is not null => [o],
        JsonObject o => o.SelectMany(p => Found(p.Value)),
        JsonArray a => a.SelectMany(Found),
        _ => [],
    };
}
