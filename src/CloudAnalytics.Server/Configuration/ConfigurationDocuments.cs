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

        ## Places of addresses

        No log says where an address is. The detection [impossible-travel](detections.md#impossible-travel) needs to know it, and is evaluated
        once `detections.places` names files that say so. Any table of networks with coordinates will do; one that many use is MaxMind's
        GeoLite2 City:

        1. Open a free account at MaxMind and accept the licence of GeoLite2 there. It is yours to keep: nothing of the table comes with this
           program, and nothing is ever sent to anybody.
        2. Download "GeoLite2 City: CSV Format", unpack it, and put `GeoLite2-City-Blocks-IPv4.csv` and `GeoLite2-City-Blocks-IPv6.csv` where
           the service may read them. The other files of the package are not needed.
        3. Name both in the configuration and start `serve` again:

        ```json
        {
          "detections": {
            "places": [
              "/etc/cloudanalytics/own-networks.csv",
              "/var/lib/geolite2/GeoLite2-City-Blocks-IPv4.csv",
              "/var/lib/geolite2/GeoLite2-City-Blocks-IPv6.csv",
            ],
          },
        }
        ```

        Networks move: fetch a new table every month or so (the licence asks you to). Write it beside the old one and rename it over that;
        `serve` notices within two minutes and needs no restart. A new file that is wrong is told of on the error stream, and the old table goes
        on counting. At a start a wrong file stops the program (exit code 2); the message names the line.

        An own file corrects the table or takes networks out of it. It needs the columns `network`, `latitude` and `longitude`, in any order,
        with commas between; further columns are passed over:

        ```text
        network,latitude,longitude,accuracy_radius,note
        203.0.113.0/24,52.52,13.41,20,the office in Berlin
        2001:db8:7::/48,-33.87,151.21,,the office in Sydney
        198.51.100.0/22,,,,a mobile network whose addresses say nothing
        ```

        - A network without coordinates has no place: logins from it are passed over. So are those that a table marks as
          `is_anonymous_proxy`, `is_satellite_provider` or `is_anycast`, addresses that no file lists (private ones are in no public table),
          and `detections.trusted_addresses`. Mobile networks and VPNs belong into the own file, without coordinates.
        - `accuracy_radius` is how many kilometres off the place may be; it is taken off the distance, at both ends.
        - Of several files that list an address the first counts, so the own one stands in front. Within a file the smallest network counts,
          and a network that is there twice is a mistake.

        The table stays in memory: some 100 MB for all of GeoLite2 City, which a start reads in about three seconds.

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
