using System.Text.Json.Nodes;
using CloudAnalytics.Infra.Tests.Templates;

namespace CloudAnalytics.Infra.Tests.Moto;

/// <summary>
/// What the CDK deploys, as moto can take it: moto passes over resources of services it does not know, and then stumbles over attributes of
/// them. These attributes, and nothing else, are replaced by texts.
/// </summary>
static class MotoAssembly
{
    static readonly string[] s_unknown = ["AWS::OpenSearchService::", "AWS::Cognito::"];

    /// <summary>Copies the assembly with the template changed, and returns the folder.</summary>
    public static string Of(Template template, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Synthesis.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Synthesis.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var unknown = template.Resources.Where(r => s_unknown.Any(t => ((string)r.Resource["Type"]!).StartsWith(t,
            StringComparison.Ordinal)))
            .Select(r => r.Id).ToHashSet();
        var changed = WithoutAttributesOf(unknown, template.Json)!;
        File.WriteAllText(Path.Combine(folder, Path.GetFileName(template.Path)), changed.ToJsonString());
        return folder;
    }

    static JsonNode? WithoutAttributesOf(HashSet<string> unknown, JsonNode? node) => node switch
    {
        JsonObject o when o["Fn::GetAtt"] is JsonArray a && unknown.Contains((string)a[0]!) =>
            (string)a[1]! == "Arn" ? $"arn:aws:unknown:eu-central-1:123456789012:{a[0]}" : $"{a[0]}.{a[1]}.example.org",
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, WithoutAttributesOf(unknown, p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(n => WithoutAttributesOf(unknown, n))]),
        null => null,
        _ => node.DeepClone(),
    };
}
