using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Core;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    [Fact]
    public void EverythingHasADefaultButASourcesPath()
    {
        var empty = Parse("{}");

        Assert.Equivalent(ServerConfiguration.Default, empty);
        Assert.Equal(("data", "127.0.0.1:8080", Limits.RetentionDays), (empty.DataFolder, empty.Listen, empty.Retention.Days));
        Assert.Null(empty.Tls);
        Assert.True(empty.KeepsRaw("iis_access"));
    }

    [Fact]
    public void EverySettingIsRead()
    {
        var (loud, silent) = (LogCatalogue.Alarms[0].Name, LogCatalogue.Alarms[1].Name);
        var read = Parse($$"""
            // the mail servers
            {
              "$schema": "x.json", "data": "d", "listen": "*:443", "allowed_hosts": ["mail.example"],
              "tls": { "certificate": "c.pem", "key": "k.pem", "password": { "file": "p" } },
              "tokens": { "web": { "environment": "W" }, "ingest": { "file": "i" } },
              "sources": [ { "path": "/a" },
                  { "path": "/b/*.log", "format": "exchange_message_tracking", "host": "EX01", "skip": ["*.tmp"],
                    "zone": "Europe/Berlin" }, ],
              "intake": { "poll_ms": 100, "request_bytes": "1.5 MB", "forget_days": 7 },
              "keep_raw": { "exchange_message_tracking": false }, "trusted_proxies": ["192.0.2.25", "10.0.0.0/8"],
              "retention": { "days": 30, "bytes": "2 TB" },
              "alarms": { "{{loud}}": { "threshold": 2.5 }, "{{silent}}": { "enabled": false } },
              "detections": { "trusted_addresses": ["192.0.2.1"], "places": ["/geo/v4.csv", "own.csv"],
                  "rules": { "impossible-travel": { "threshold": 500 } } },
              "query": { "seconds": 5, "rows": 10, "memory": 200000000 },
            }
            """);

        Assert.Equal(("d", "*:443", "mail.example"), (read.DataFolder, read.Listen, Assert.Single(read.AllowedHosts)));
        Assert.Equal(new TlsConfiguration("c.pem", "k.pem", new Secret(null, "p")), read.Tls);
        Assert.Equal((new Secret("W", null), new Secret(null, "i")), (read.WebToken, read.IngestToken));
        Assert.Equal(("/a", null, null), (read.Sources[0].Path, read.Sources[0].Format, read.Sources[0].Host));
        Assert.Equal(("/b/*.log", "exchange_message_tracking", "EX01", "*.tmp"),
            (read.Sources[1].Path, read.Sources[1].Format, read.Sources[1].Host, Assert.Single(read.Sources[1].Skip)));
        Assert.Equal((null, "Europe/Berlin"), (read.Sources[0].Zone, read.Sources[1].Zone?.Id));
        Assert.Equal(new IntakeConfiguration(100, 1_500_000, 7), read.Intake);
        Assert.False(read.KeepsRaw("exchange_message_tracking"));
        Assert.True(read.TrustedProxies.Contains("10.1.2.3"u8));
        Assert.False(read.TrustedProxies.Contains("192.0.2.26"u8));
        Assert.Equal(new RetentionConfiguration(30, 2_000_000_000_000), read.Retention);
        Assert.Equal(new AlarmConfiguration(2.5, true), read.Alarms[loud]);
        Assert.Equal(new AlarmConfiguration(null, false), read.Alarms[silent]);
        Assert.True(read.Detections.Trusted.Contains("192.0.2.1"u8));
        Assert.Equal("/geo/v4.csv own.csv", string.Join(' ', read.Detections.Places));
        Assert.Equal(500, read.Detections.Rules["impossible-travel"].Threshold);
        Assert.Equal(new QueryConfiguration(5, 10, 200_000_000), read.Query);
    }

    // Where to change it, the value found, the values allowed.
    [Theory]
    [InlineData("{\n\"retention\": { \"days\": 0 } }", "c.json, line 2: retention.days is 0; allowed: a whole number from 1 to 36500")]
    [InlineData("{ \"retention\": { \"days\": \"30\" } }", "retention.days is \"30\"; allowed: a whole number")]
    [InlineData("{ \"retention\": { \"dayz\": 3 } }",
        "retention.dayz is no setting (did you mean \"days\"?); allowed here: days, bytes")]
    [InlineData("{ \"keepRaw\": {} }", "keepRaw is no setting (did you mean \"keep_raw\"?)")]
    [InlineData("{ \"xyzzy\": 1 }", "xyzzy is no setting; allowed here: $schema, data,")]
    [InlineData("{ \"data\": \"a\", \"data\": \"b\" }", "data is given twice")]
    [InlineData("{ \"trusted_proxies\": [\"proxy1\"] }", "trusted_proxies[0] is \"proxy1\"; allowed: an address such as")]
    [InlineData("{ \"trusted_proxies\": [\"10.0.0.0/33\"] }", "trusted_proxies[0] is \"10.0.0.0/33\"; allowed: an address such as")]
    [InlineData("{ \"data\": \"\" }", "data is \"\"; allowed: a path")]
    [InlineData("{ \"data\": null }", "data is null; allowed: a path")]
    [InlineData("{ \"sources\": [ { \"path\": \"a\" },\n { \"format\": \"auto\" } ] }", "line 2: sources[1].path is missing")]
    [InlineData("{ \"sources\": [ { \"path\": \"a\", \"format\": \"excel\" } ] }", "sources[0].format is \"excel\"; allowed: \"auto\" or")]
    [InlineData("{ \"sources\": { \"path\": \"a\" } }", "sources is an object; allowed: a list")]
    [InlineData("{ \"sources\": [ { \"path\": \"a\",\n \"zone\": \"Berlin\" } ] }",
        "line 2: sources[0].zone is \"Berlin\"; allowed: the name of a time zone that this machine knows")]
    [InlineData("{ \"sources\": [ { \"path\": \"a\", \"format\": \"iis_access\", \"zone\": \"Europe/Berlin\" } ] }",
        "sources[0] has zone \"Europe/Berlin\", but times of iis_access are always UTC; leave zone out")]
    [InlineData("{ \"keep_raw\": { \"exchange_massage_tracking\": true } }",
        "there is no format \"exchange_massage_tracking\" (did you mean \"exchange_message_tracking\"?)")]
    [InlineData("{ \"retention\": { \"bytes\": \"12 parsecs\" } }", "retention.bytes is \"12 parsecs\"; allowed: a size from 1 MB")]
    [InlineData("{ \"retention\": { \"bytes\": \"1 kB\" } }", "retention.bytes is \"1 kB\"; allowed: a size from 1 MB")]
    [InlineData("{ \"listen\": \"8080\" }", "listen is \"8080\"; allowed: address:port")]
    [InlineData("{ \"tokens\": { \"web\": \"hunter2\" } }",
        "tokens.web is \"hunter2\"; allowed: an object with the settings environment, file")]
    [InlineData("{ \"tokens\": { \"web\": {} } }", "tokens.web needs either environment or file")]
    [InlineData("{ \"tls\": { \"key\": \"k\" } }", "tls.certificate is missing")]
    [InlineData("{ \"alarms\": { \"a\": { \"enabled\": true } } }", "alarms: there is no alarm \"a\"")]
    [InlineData("{ \"detections\": { \"places\": \"v4.csv\" } }", "detections.places is \"v4.csv\"; allowed: a list; each item: a path")]
    [InlineData("{ \"detections\": { \"places\": [\"\"] } }", "detections.places[0] is \"\"; allowed: a path")]
    [InlineData("[]", "the file is a list; allowed: an object")]
    [InlineData("{\n \"data\": x }", "c.json, line 2: this is not JSON")]
    [InlineData("", "c.json, line 1: this is not JSON")]
    public void ProblemNamesItsPlaceWhatIsThereAndWhatMayBe(string json, string message)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Parse(json));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("c.json, line ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllProblemsAreReportedAtOnceInTheirOrder()
    {
        var fault = Assert.Throws<ConfigurationException>(() => Parse("{\n\"query\": { \"rows\": 0 },\n\"retention\": 1,\n\"nope\": 1\n}"));

        Assert.Equal(["c.json, line 2:", "c.json, line 3:", "c.json, line 4:"], fault.Message.Split('\n').Select(line => line[..15]));
    }

    [Fact]
    public void RelativePathsStartAtTheFilesFolder()
    {
        using var folder = RepositoryRoot.Temporary();
        var path = folder.Write("etc/cloudanalytics.json",
            """
            { "data": "d", "sources": [{ "path": "logs" }], "tokens": { "web": { "file": "t" } }, "detections": { "places": ["v4.csv"] } }
            """u8);
        folder.Write("etc/t", "secret\nnot\n"u8);

        var read = ConfigurationFile.Read(path);

        Assert.Equal(folder.Combine("etc", "d"), read.DataFolder);
        Assert.Equal(folder.Combine("etc", "logs"), read.Sources[0].Path);
        Assert.Equal(folder.Combine("etc", "v4.csv"), Assert.Single(read.Detections.Places));
        Assert.Equal("secret", read.WebToken!.Read(_ => null));
    }

    [Fact]
    public void FileThatIsNotThereIsNamed() =>
        Assert.Contains("/no/such/file.json",
            Assert.Throws<ConfigurationException>(() => ConfigurationFile.Read("/no/such/file.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void SecretThatIsNotThereIsNamed()
    {
        Assert.Equal("s", new Secret("TOKEN", null).Read(name => name == "TOKEN" ? "s" : null));
        Assert.Contains("TOKEN is not set",
            Assert.Throws<ConfigurationException>(() => new Secret("TOKEN", null).Read(_ => null)).Message, StringComparison.Ordinal);
        Assert.Contains("/no/such", Assert.Throws<ConfigurationException>(() => new Secret(null, "/no/such").Read(_ => null)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConfigurationDocuments.SchemaPath)]
    [InlineData(ConfigurationDocuments.MarkdownPath)]
    public void CheckedInDocumentIsFresh(string path)
    {
        var expected = path == ConfigurationDocuments.SchemaPath ? ConfigurationDocuments.Schema() : ConfigurationDocuments.Markdown();
        var file = RepositoryRoot.Combine(path.Split('/'));
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(file, expected);

        Assert.True(File.Exists(file) && File.ReadAllText(file) == expected,
            $"{path} is stale: run scripts/generate, or the tests with UPDATE_SNAPSHOTS=1");
    }

    [Fact]
    public void ExampleInTheDocumentIsAllowed()
    {
        var markdown = ConfigurationDocuments.Markdown();
        var start = markdown.IndexOf("```json\n", StringComparison.Ordinal) + 8;
        var example = markdown[start..markdown.IndexOf("```", start, StringComparison.Ordinal)];

        Assert.Equal("0.0.0.0:8080", Parse(example).Listen);
    }

    [Fact]
    public void SchemaGivesEverySettingItsDocAndDefault()
    {
        var schema = JsonNode.Parse(ConfigurationDocuments.Schema())!;

        Assert.Equal("127.0.0.1:8080", (string?)schema["properties"]!["listen"]!["default"]);
        foreach (var (name, setting) in schema["properties"]!.AsObject())
            Assert.True(((string?)setting!["description"])?.EndsWith('.') == true, name);
    }

    static ServerConfiguration Parse(string json) => ConfigurationFile.Parse(Encoding.UTF8.GetBytes(json), "c.json");
}
