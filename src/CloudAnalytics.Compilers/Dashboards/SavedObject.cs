using System.Text.Json.Nodes;
using CloudAnalytics.Compilers.OpenSearch;

namespace CloudAnalytics.Compilers.Dashboards;

/// <summary>
/// A saved object of OpenSearch Dashboards, as its export writes it, without what the server sets itself (version, time of change).
/// </summary>
sealed record SavedObject(
    string Type, string Id, string Migration, JsonObject Attributes, List<(string Name, string Type, string Id)> References)
{
    const string Index = "kibanaSavedObjectMeta.searchSourceJSON.index";
    const string FilterIndex = "kibanaSavedObjectMeta.searchSourceJSON.filter[0].meta.index";

    public string Line => JsonText.Of(new JsonObject
    {
        ["attributes"] = Attributes.DeepClone(),
        ["id"] = Id,
        ["migrationVersion"] = new JsonObject { [Type] = Migration },
        ["references"] = new JsonArray([.. References.Select(r =>
            (JsonNode)new JsonObject { ["id"] = r.Id, ["name"] = r.Name, ["type"] = r.Type })]),
        ["type"] = Type,
    });

    /// <param name="id">Its id.</param>
    /// <param name="title">Its title.</param>
    /// <param name="doc">What it shows, and what it cannot.</param>
    /// <param name="pattern">Id of the index pattern; null where it shows no documents.</param>
    /// <param name="clause">Which documents.</param>
    /// <param name="state">Type, aggregations and looks.</param>
    public static SavedObject Visualization(string id, string title, string doc, string? pattern, string clause, JsonObject state)
    {
        state["title"] = title;
        return new("visualization", id, "7.10.0", new JsonObject
        {
            ["description"] = doc,
            ["kibanaSavedObjectMeta"] = Source(pattern, clause, []),
            ["title"] = title,
            ["uiStateJSON"] = "{}",
            ["version"] = 1,
            ["visState"] = JsonText.Of(state),
        }, ReferencesOf(pattern, clause));
    }

    public static SavedObject Search(string id, string title, string doc, string pattern, IEnumerable<string> columns) =>
        new("search", id, "7.9.3", new JsonObject
        {
            ["columns"] = JsonText.Array(columns),
            ["description"] = doc,
            ["hits"] = 0,
            ["kibanaSavedObjectMeta"] = Source(
                pattern, SearchPredicate.All, new JsonObject { ["highlightAll"] = true, ["version"] = true }),
            ["sort"] = new JsonArray(JsonText.Array([IndexMapping.TimeName, "desc"])),
            ["title"] = title,
            ["version"] = 1,
        }, ReferencesOf(pattern, SearchPredicate.All));

    /// <param name="id">Its id.</param>
    /// <param name="title">Its title.</param>
    /// <param name="doc">What it shows.</param>
    /// <param name="panels">What lies on it, with width and height on a grid of 48 columns; from left to right, then below.</param>
    public static SavedObject Dashboard(
        string id, string title, string doc, IReadOnlyList<(SavedObject Item, int Width, int Height)> panels)
    {
        const int Columns = 48;
        var (x, y, row) = (0, 0, 0);
        var placed = new JsonArray();
        var references = new List<(string, string, string)>();
        foreach (var (item, width, height) in panels)
        {
            if (x + width > Columns)
                (x, y, row) = (0, y + row, 0);
            var place = $"{references.Count}";
            placed.Add((JsonNode)new JsonObject
            {
                ["embeddableConfig"] = new JsonObject(),
                ["gridData"] = new JsonObject { ["h"] = height, ["i"] = place, ["w"] = width, ["x"] = x, ["y"] = y },
                ["panelIndex"] = place,
                ["version"] = "2.7.0",
                ["panelRefName"] = $"panel_{place}",
            });
            references.Add(($"panel_{place}", item.Type, item.Id));
            (x, row) = (x + width, Math.Max(row, height));
        }

        return new("dashboard", id, "7.9.3", new JsonObject
        {
            ["description"] = doc,
            ["hits"] = 0,
            ["kibanaSavedObjectMeta"] = Source(null, SearchPredicate.All, []),
            ["optionsJSON"] = """{"hidePanelTitles":false,"useMargins":true}""",
            ["panelsJSON"] = JsonText.Of(placed),
            ["timeRestore"] = false,
            ["title"] = title,
            ["version"] = 1,
        }, references);
    }

    static JsonObject Source(string? pattern, string clause, JsonObject source)
    {
        source["query"] = new JsonObject { ["query"] = "", ["language"] = "kuery" };
        var filters = new JsonArray();
        if (clause != SearchPredicate.All)
        {
            filters.Add((JsonNode)new JsonObject
            {
                ["$state"] = new JsonObject { ["store"] = "appState" },
                ["meta"] = new JsonObject
                {
                    ["alias"] = "What counts",
                    ["disabled"] = false,
                    ["key"] = "query",
                    ["negate"] = false,
                    ["type"] = "custom",
                    ["value"] = clause,
                    ["indexRefName"] = FilterIndex,
                },
                ["query"] = JsonNode.Parse(clause),
            });
        }

        source["filter"] = filters;
        if (pattern is not null)
            source["indexRefName"] = Index;
        return new JsonObject { ["searchSourceJSON"] = JsonText.Of(source) };
    }

    static List<(string, string, string)> ReferencesOf(string? pattern, string clause) =>
        pattern is null ? []
        : clause == SearchPredicate.All ? [(Index, "index-pattern", pattern)]
        : [(Index, "index-pattern", pattern), (FilterIndex, "index-pattern", pattern)];
}
