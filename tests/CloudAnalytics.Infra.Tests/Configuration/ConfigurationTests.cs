using System.Text.Json.Nodes;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Tests.Configuration;

/// <summary>A wrong setting stops with the value found, the values allowed and the place.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("""{ "serch": "none" }""", "there is no setting serch; there are: stack")]
    [InlineData("""{ "stream": { "shard": 2 } }""", "there is no setting stream.shard; there are: mode, shards, retention_hours, format")]
    [InlineData("""{ "search": "yes" }""", "search is \"yes\"; allowed: one of domain, none")]
    [InlineData("""{ "stream": { "shards": 0 } }""", "stream.shards is 0; allowed: a whole number from 1 to 500")]
    [InlineData("""{ "stream": { "shards": 1.5 } }""", "stream.shards is 1.5; allowed: a whole number from 1 to 500")]
    [InlineData("""{ "stream": 3 }""", "stream must be an object {...}, found 3")]
    [InlineData("""{ "stream": { "format": "syslog-ng" } }""", "stream.format is \"syslog-ng\"; allowed: one of \"\", ")]
    [InlineData("""{ "functions": { "snap_start": "no" } }""", "functions.snap_start is \"no\"; allowed: true or false")]
    [InlineData("""{ "alarms": { "email": ["me"] } }""", "alarms.email is [\"me\"]; allowed: a list of at most 10, each a mail address")]
    [InlineData("""{ "logs": { "days": 91 } }""", "logs.days is 91; allowed: one of 7, 14, 30")]
    [InlineData("""{ "stack": "My Stack" }""", "stack is \"My Stack\"; allowed: 3 to 20 lower-case letters")]
    [InlineData("""{ "tags": { "aws:x": "y" } }""", "tags is { \"aws:x\": \"y\" }; allowed: an object of at most 40 names")]
    [InlineData("""{ "opensearch": { "nodes": 3, "zones": 2 } }""", "opensearch.nodes is 3; allowed: a multiple of opensearch.zones, "
        + "which is 2")]
    [InlineData("""{ "network": { "vpc": "vpc-0123456789abcdef0" } }""", "network.subnets is []; allowed: as many as "
        + "opensearch.zones, which is 2")]
    [InlineData("""{ "agents": { "accounts": ["123456789012"] } }""", "agents.external_id is \"\"; allowed: 16 to 128 letters")]
    [InlineData("""{ "removal": "destroy" }""", "removal is destroy; allowed: retain, since lake.lock is governance")]
    [InlineData("""{ "detections": { "rules": ["reject-floods=off"] } }""", "detections.rules is reject-floods=off; allowed: one of ")]
    [InlineData("""{ "detections": { "rules": ["impossible-travel=500"] } }""", ", and '=', since detections.places names no file")]
    [InlineData("""{ "detections": { "places": ["s3://x/v4.csv"] } }""", "detections.places is [\"s3://x/v4.csv\"]; allowed: a list of at "
        + "most 8, each a file's name")]
    [InlineData("""{ "detections": { "trusted_addresses": ["10.0.0.0/99"] } }""", "detections.trusted_addresses is 10.0.0.0/99; "
        + "allowed: an address")]
    [InlineData("{", "test.json is no JSON")]
    public void WrongSettingsAreNamed(string text, string message)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => StackConfiguration.Parse("test.json", text));
        Assert.Contains(message, wrong.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.json", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EverySettingHasADefaultThatIsAllowed() => Assert.All(Settings.All, setting =>
    {
        using var json = System.Text.Json.JsonDocument.Parse(setting.DefaultJson.ToJsonString());
        Assert.True(setting.TryRead(json.RootElement, out _), setting.Path);
        Assert.Matches("^[a-z_]+(\\.[a-z_]+)?$", setting.Path);
        Assert.EndsWith(".", setting.Doc, StringComparison.Ordinal);
    });

    [Fact]
    public void TheSchemaKnowsEverySetting()
    {
        var schema = JsonNode.Parse(ConfigurationDocuments.Schema())!;
        Assert.All(Settings.All, setting =>
        {
            var node = setting.Path.Split('.').Aggregate(schema, (n, part) => n["properties"]![part]!);
            Assert.Equal(setting.DefaultJson.ToJsonString(), node["default"]!.ToJsonString());
        });
    }
}
