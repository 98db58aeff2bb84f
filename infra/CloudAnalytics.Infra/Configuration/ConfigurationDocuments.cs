using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Infra.Configuration;

/// <summary>What is made of the declared settings and checked in: the JSON schema, and the table of the documentation.</summary>
static class ConfigurationDocuments
{
    /// <summary>Where the schema is checked in.</summary>
    public const string SchemaPath = "docs/cloudanalytics.aws.schema.json";

    static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The JSON schema (draft 2020-12) of the file, for editors.</summary>
    public static string Schema()
    {
        var root = Object();
        foreach (var setting in Settings.All)
        {
            var parent = root;
            var parts = setting.Path.Split('.');
            foreach (var part in parts[..^1])
                parent = (parent["properties"]![part] ??= Object()).AsObject();
            var schema = setting.Schema;
            schema["description"] = setting.Doc;
            schema["default"] = setting.DefaultJson;
            parent["properties"]!.AsObject()[parts[^1]] = schema;
        }

        root["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        root.Insert(0, "title", StackConfiguration.FileName);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return root.ToJsonString(s_options) + "\n";
    }

    /// <summary>The table of all settings.</summary>
    public static string Table()
    {
        var text = new StringBuilder("| setting | default | meaning | allowed |\n|---|---|---|---|\n");
        foreach (var setting in Settings.All)
        {
            var allowed = Cell(setting.Allowed.Replace("\"\"", "empty", StringComparison.Ordinal));
            text.Append($"| `{setting.Path}` | `{setting.DefaultJson.ToJsonString(s_options)}` | {Cell(setting.Doc)} | {allowed} |\n");
        }

        return text.ToString();
    }

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    static JsonObject Object() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(),
    };
}
