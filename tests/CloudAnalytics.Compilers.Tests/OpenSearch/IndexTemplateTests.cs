using System.Text.Json.Nodes;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Compilers.Tests.OpenSearch;

/// <summary>What a cluster is set up with.</summary>
public sealed class IndexTemplateTests
{
    static readonly Field<Utf8Text> s_subject = Field.Text("subject", "A subject.", "email.subject");
    static readonly Field<Utf8Text> s_clash = Field.Keyword("source", "A source.", "subject.of");
    static readonly string[] s_belowEvent = ["event.action", "event.id", "event.ingested", "event.outcome", "event.reason"];
    static readonly Schema s_schema = new(
        "some_mail", "Some mail.", CommonFields.ClientIp, CommonFields.Sender, CommonFields.Recipients, CommonFields.Bytes,
        CommonFields.DurationMs, s_subject, s_clash);

    public static TheoryData<string> Formats() => [.. LogFormats.Indexed.Select(schema => schema.Name)];

    [Fact]
    public void FieldsAreTypedAndClosed()
    {
        var mapping = Mapping(s_schema);
        Assert.Equal("strict", (string?)mapping["dynamic"]);
        Assert.Equal(
            [
                "@timestamp: date", "arrived: date", "attributes: flat_object", "bytes: long", "client_ip: ip", "duration_ms: double",
                "host: keyword", "id: keyword", "noise: keyword", "recipients: keyword", "sender: keyword", "source: keyword",
                "source_file: keyword", "subject: text", "time: date", "time_source: keyword",
            ],
            mapping["properties"]!.AsObject().Where(p => p.Value!["type"] is not null).Select(p => $"{p.Key}: {p.Value!["type"]}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EcsNamesAreAliasesOrFormsAndNeverInTheWay()
    {
        var properties = Mapping(s_schema)["properties"]!;
        Assert.Equal("sender", (string?)properties["email"]!["properties"]!["from"]!["properties"]!["address"]!["path"]);
        Assert.Equal("alias", (string?)properties["client"]!["properties"]!["ip"]!["type"]);
        Assert.Equal("keyword", (string?)properties["host"]!["fields"]!["name"]!["type"]);
        Assert.Equal(["subject.of"], IndexMapping.EcsConflicts(s_schema));
        Assert.Null(properties["raw"]);
    }

    /// <summary>The SMTP log has a column of its own called event, below which no other field can stand.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void NoFormatLosesAnEcsNameButForAFieldInTheWay(string name)
    {
        var conflicts = IndexMapping.EcsConflicts(LogFormats.Indexed.First(schema => schema.Name == name));
        Assert.Equal(name == "exchange_smtp_protocol" ? s_belowEvent : [], conflicts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LongerNameOfTwoThatMatchHasPriority()
    {
        int Priority(string name) =>
            (int)JsonNode.Parse(IndexTemplate.Compile(new Schema(name, "A doc."), new IndexSettings()))!["priority"]!;
        Assert.True(Priority("iis_access_extra") > Priority("iis_access"));
    }

    [Theory]
    [InlineData(7, 90, "hot>warm@7d warm>delete@90d delete")]
    [InlineData(null, 90, "hot>delete@90d delete")]
    [InlineData(7, null, "hot>warm@7d warm")]
    [InlineData(null, null, "hot")]
    public void PolicyGoesFromStateToStateAsConfigured(int? warm, int? delete, string expected)
    {
        var settings = new IndexSettings { WarmAfterDays = warm, DeleteAfterDays = delete };
        Assert.Empty(settings.Faults());
        var states = JsonNode.Parse(IndexTemplate.CompilePolicy(settings))!["policy"]!["states"]!.AsArray();
        Assert.Equal(expected, string.Join(' ', states.Select(s => $"{s!["name"]}" + string.Concat(s["transitions"]!.AsArray()
            .Select(t => $">{t!["state_name"]}@{t["conditions"]!["min_index_age"]}")))));
    }

    [Fact]
    public void SettingsThatCannotBeSaySo()
    {
        var wrong = new IndexSettings { Shards = 0, WarmAfterDays = 90, DeleteAfterDays = 30, Names = new IndexNames("Mail_") };
        Assert.Equal(3, wrong.Faults().Count());
    }

    static JsonNode Mapping(Schema schema) =>
        JsonNode.Parse(IndexTemplate.Compile(schema, new IndexSettings()))!["template"]!["mappings"]!;
}
