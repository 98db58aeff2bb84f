using System.Text;
using System.Text.Json;
using CloudAnalytics.Server.Configuration.Declaration;

namespace CloudAnalytics.Server.Configuration;

/// <summary>The documents made of the declaration of all settings; they are checked in, and a test fails when they are stale.</summary>
public static class ConfigurationDocuments
{
    /// <summary>Where <see cref="Schema"/> is checked in.</summary>
    public const string SchemaPath = "docs/cloudanalytics.schema.json";

    /// <summary>Where <see cref="Markdown"/> is checked in.</summary>
    public const string MarkdownPath = "docs/configuration.md";

    const string Introduction = """
        # Configuration

        With `--config cloudanalytics.json` the program reads one file. Everything in it is optional but the path of each source; without
        a file the defaults below hold. Comments and trailing commas are allowed. A setting that does not exist, or a value that is not
        allowed, stops the program before it does anything (exit code 2); the message names the line, the value found, and the values
        allowed. Relative paths start at the file's folder.

        With `"$schema": "docs/cloudanalytics.schema.json"` (the path from the file to the schema) editors complete and check it while you
        type.

        ```json
        {
          "$schema": "docs/cloudanalytics.schema.json",
          "data": "/var/lib/cloudanalytics",
          "listen": "0.0.0.0:8080",
          "tokens": {
            "web": { "file": "/etc/cloudanalytics/web-token" },
            "ingest": { "environment": "CLOUDANALYTICS_INGEST_TOKEN" },
          },
          "sources": [
            { "path": "/logs/EX01/MessageTracking" }, // everything below this folder
            { "path": "/logs/EX01/iis/**/u_ex*.log", "format": "iis_access", "host": "EX01" },
          ],
          "keep_raw": { "iis_access": false },
          "retention": { "days": 400, "bytes": "500 GB" },
        }
        ```

        ## All settings

        """;

    /// <summary>The JSON schema (draft 2020-12) of the file, for editors.</summary>
    public static string Schema()
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = SchemaText.Encoder };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", ConfigurationFile.Name);
            json.WriteString("description", "Configuration of CloudAnalytics on one machine.");
            ConfigurationDeclaration.File.WriteSchema(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The list of all settings, in Markdown.</summary>
    public static string Markdown()
    {
        var settings = new List<SettingDescription>();
        ConfigurationDeclaration.File.Describe("", settings);
        var text = new StringBuilder(Introduction);
        foreach (var setting in settings)
        {
            text.Append('\n').Append("### `").Append(setting.Path).Append("`\n\n").Append(setting.Doc).Append("\n\n");
            text.Append("- allowed: ").Append(setting.Allowed).Append('\n');
            text.Append("- default: ").Append(setting.Default is null ? "none, it must be given" : $"`{setting.Default}`").Append('\n');
        }

        return text.ToString();
    }
}
