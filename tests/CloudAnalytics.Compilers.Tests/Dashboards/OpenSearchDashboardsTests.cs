using System.Text.Json.Nodes;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.Dashboards;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Compilers.Tests.Dashboards;

/// <summary>The saved objects against the mapping they ask and against objects that Dashboards itself exported.</summary>
public sealed class OpenSearchDashboardsTests
{
    static readonly string[] s_nested = ["visState", "uiStateJSON", "panelsJSON", "optionsJSON", "fields", "fieldFormatMap"];

    static readonly string[] s_names = ["overview", "mail-flow", "unix-mail", "http-and-ews", "logins", "ingestion-health"];

    public static TheoryData<string> Names => [.. s_names];

    [Theory]
    [MemberData(nameof(Names))]
    public void IdsAreUniqueAndEveryReferenceResolvesInTheFile(string name)
    {
        var objects = Objects(name);
        var keys = objects.ConvertAll(o => $"{o["type"]}:{o["id"]}");
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(objects, o => Assert.StartsWith("cloudanalytics-", o["id"]!.ToString(), StringComparison.Ordinal));
        foreach (var item in objects)
        {
            var references = item["references"]!.AsArray();
            Assert.All(references, r => Assert.Contains($"{r!["type"]}:{r["id"]}", keys));
            var named = item.ToJsonString();
            Assert.All(references, r => Assert.Contains(
                r!["name"]!.ToString(), named.Replace(r.ToJsonString(), "", StringComparison.Ordinal), StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NestedTextsAreJsonAndPanelsLieSideBySide(string name)
    {
        foreach (var attributes in Objects(name).Select(o => o["attributes"]!.AsObject()))
        {
            foreach (var text in s_nested.Where(attributes.ContainsKey))
                Assert.NotNull(JsonNode.Parse(attributes[text]!.GetValue<string>()));
            if (attributes["kibanaSavedObjectMeta"] is { } meta)
                Assert.NotNull(JsonNode.Parse(meta["searchSourceJSON"]!.GetValue<string>()));
        }

        var board = Assert.Single(Objects(name), o => (string?)o["type"] == "dashboard");
        var panels = JsonNode.Parse(board["attributes"]!["panelsJSON"]!.GetValue<string>())!.AsArray();
        var cells = panels.SelectMany(p => Cells(p!["gridData"]!)).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, c => Assert.InRange(c.X, 0, 47));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FieldsNamedAreInTheMapping(string name)
    {
        var objects = Objects(name);
        foreach (var item in objects.Where(o => (string?)o["type"] == "visualization" && o["references"]!.AsArray().Count > 0))
        {
            var pattern = objects.Single(o => (string?)o["id"] == (string?)item["references"]![0]!["id"]);
            var title = pattern["attributes"]!["title"]!.ToString();
            var mapped = LogFormats.Indexed.Where(schema => title.Split(',').Contains(IndexNames.Default.Alias(schema)))
                .Select(f => FieldsOf(JsonNode.Parse(IndexTemplate.Compile(f, new IndexSettings()))!)).ToList();
            Assert.NotEmpty(mapped);
            var state = JsonNode.Parse(item["attributes"]!["visState"]!.GetValue<string>())!;
            var named = state["aggs"]!.AsArray().Select(a => (string?)a!["params"]!["field"]).OfType<string>();
            Assert.All(named, field => Assert.All(mapped, m => Assert.Contains(field, m)));
        }
    }

    [Fact]
    public void EveryPanelIsShownOrNamedAsLeftOut()
    {
        var all = string.Concat(s_names.Select(n => string.Join('\n', Objects(n).Select(o => o.ToJsonString()))));
        Assert.All(LogCatalogue.Panels, p => Assert.True(
            all.Contains($"\"cloudanalytics-mail-panel-{p.Name}\"", StringComparison.Ordinal)
            || all.Contains($"**{p.Title}**", StringComparison.Ordinal), p.Name));
    }

    [Fact]
    public void WhatIsApproximateIsSaid()
    {
        foreach (var item in s_names.SelectMany(Objects).Where(o => (string?)o["type"] == "visualization"))
        {
            var attributes = item["attributes"]!;
            if (attributes["visState"]!.ToString().Contains("\"cardinality\"", StringComparison.Ordinal))
                Assert.Contains("approximately", attributes["description"]!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MeasuresOfDifferentRowsAreSplitByWhatTheyCount()
    {
        var panel = Objects("mail-flow").Single(o => (string?)o["id"] == "cloudanalytics-mail-panel-mail-direction");
        var state = JsonNode.Parse(panel["attributes"]!["visState"]!.GetValue<string>())!;
        var filters = state["aggs"]!.AsArray().Single(a => (string?)a!["type"] == "filters")!["params"]!["filters"]!.AsArray();
        Assert.Equal(["From outside", "To outside", "Internal"], filters.Select(f => f!["label"]!.ToString()));
        Assert.Equal("(action:\"DELIVER\" AND direction:\"Incoming\")", filters[0]!["input"]!["query"]!.ToString());
    }

    /// <summary>Version and time of change are the server's, so exports have them and files to import do not.</summary>
    [SamplesFact]
    public void KeysAreThoseOfExportedObjects()
    {
        var samples = Directory.GetFiles(RepositoryRoot.Sample("dashboards"), "*.ndjson").SelectMany(File.ReadLines)
            .Select(l => JsonNode.Parse(l)!.AsObject()).Where(o => o.ContainsKey("type")).ToList();
        foreach (var item in s_names.SelectMany(Objects))
        {
            var alike = samples.Where(s => (string?)s["type"] == (string?)item["type"]).ToList();
            Assert.Contains(Keys(item), alike.Select(s => Keys(s, "version", "updated_at")));
            Assert.Contains(Keys(item["attributes"]!), alike.Select(s => Keys(s["attributes"]!)));
            Assert.Equal(item["migrationVersion"]!.ToJsonString(), alike[0]["migrationVersion"]!.ToJsonString());
            if (item["attributes"]!["visState"] is not { } text)
                continue;
            var state = JsonNode.Parse(text.GetValue<string>())!;
            var states = alike.Select(s => JsonNode.Parse(s["attributes"]!["visState"]!.GetValue<string>())!).ToList();
            Assert.Contains(Keys(state), states.Select(s => Keys(s)));
            var same = states.Where(s => (string?)s["type"] == (string?)state["type"]).ToList();
            if (same.Count > 0)
                Assert.Contains(Keys(state["params"]!), same.Select(s => Keys(s["params"]!)));
        }
    }

    static List<JsonObject> Objects(string name)
    {
        var (_, text) = OpenSearchDashboards.Compile(
            LogFormats.Indexed, LogCatalogue.Panels, LogCatalogue.Overview, IndexNames.Default)
            .Single(d => d.Name == name);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!.AsObject())];
    }

    static string Keys(JsonNode node, params string[] without) =>
        string.Join(' ', node.AsObject().Select(p => p.Key).Except(without).Order(StringComparer.Ordinal));

    static IEnumerable<(int X, int Y)> Cells(JsonNode grid) =>
        from x in Enumerable.Range((int)grid["x"]!, (int)grid["w"]!)
        from y in Enumerable.Range((int)grid["y"]!, (int)grid["h"]!)
        select (x, y);

    static HashSet<string> FieldsOf(JsonNode template)
    {
        var found = new HashSet<string>();
        foreach (var (name, property) in template["template"]!["mappings"]!["properties"]!.AsObject())
        {
            found.Add(name);
            foreach (var (form, _) in property!["fields"]?.AsObject() ?? [])
                found.Add($"{name}.{form}");
        }

        return found;
    }
}
