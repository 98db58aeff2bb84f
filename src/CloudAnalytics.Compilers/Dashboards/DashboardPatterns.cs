using System.Text.Json.Nodes;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Dashboards;

/// <summary>
/// Index patterns and the searches for a look at single rows. A pattern names aliases, so it matches no other format's days.
/// </summary>
sealed class DashboardPatterns(IReadOnlyList<Schema> formats, IndexNames names)
{
    static readonly Field[] s_columns =
    [
        CommonFields.Host, CommonFields.Action, CommonFields.Sender, CommonFields.Recipients, CommonFields.UserName, CommonFields.ClientIp,
        CommonFields.StatusCode, CommonFields.Outcome,
    ];

    /// <summary>Whether the cluster holds all of these formats.</summary>
    public bool Holds(IEnumerable<Schema> schemas) => schemas.All(formats.Contains);

    public string IdOf(IReadOnlyList<Schema> schemas) => $"cloudanalytics-{names.Prefix}-index-{Name(schemas)}";

    public SavedObject Pattern(IReadOnlyList<Schema> schemas)
    {
        var fields = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal)
        {
            [IndexMapping.TimeName] = Entry(IndexMapping.TimeName, "date", "date", null),
        };
        var formats = new JsonObject();
        foreach (var field in schemas.SelectMany(IndexMapping.FieldsOf))
        {
            var (type, held) = TypeOf(field);
            fields[field.Name] = Entry(field.Name, type, held, null);
            if (IndexMapping.Exact(field) != field.Name)
                fields[IndexMapping.Exact(field)] = Entry(IndexMapping.Exact(field), "string", "keyword", field.Name);
        }

        if (fields.ContainsKey(CommonFields.Bytes.Name))
            formats[CommonFields.Bytes.Name] = new JsonObject { ["id"] = "bytes" };
        return new("index-pattern", IdOf(schemas), "7.6.0", new JsonObject
        {
            ["fieldFormatMap"] = JsonText.Of(formats),
            ["fields"] = JsonText.Of(new JsonArray([.. fields.Values])),
            ["timeFieldName"] = IndexMapping.TimeName,
            ["title"] = string.Join(',', schemas.Select(names.Alias)),
        }, []);
    }

    public SavedObject Search(IReadOnlyList<Schema> schemas) => SavedObject.Search(
        $"cloudanalytics-{names.Prefix}-search-{Name(schemas)}",
        IsEverything(schemas) ? "Rows of all logs" : $"Rows of {string.Join(", ", schemas.Select(s => s.Name))}",
        "Single rows, the latest first, background traffic included.",
        IdOf(schemas), s_columns.Where(c => schemas.All(s => s.Has(c))).Select(c => c.Name));

    bool IsEverything(IReadOnlyList<Schema> schemas) => schemas.Count == formats.Count;

    string Name(IReadOnlyList<Schema> schemas) =>
        IsEverything(schemas) ? "everything" : string.Join('-', schemas.Select(s => s.Name.Replace('_', '-')));

    static (string Type, string Held) TypeOf(Field field) => field.Type switch
    {
        FieldType.Timestamp => ("date", "date"),
        FieldType.Text => ("string", "text"),
        FieldType.Int64 => ("number", "long"),
        FieldType.Float64 => ("number", "double"),
        FieldType.Boolean => ("boolean", "boolean"),
        FieldType.Ip => ("ip", "ip"),
        FieldType.Map => ("unknown", "flat_object"),
        _ => ("string", "keyword"),
    };

    static JsonObject Entry(string name, string type, string held, string? parent)
    {
        var isWhole = held is not ("text" or "flat_object");
        var entry = new JsonObject
        {
            ["count"] = 0,
            ["name"] = name,
            ["type"] = type,
            ["esTypes"] = JsonText.Array([held]),
            ["scripted"] = false,
            ["searchable"] = true,
            ["aggregatable"] = isWhole,
            ["readFromDocValues"] = isWhole,
        };
        if (parent is not null)
            entry["subType"] = new JsonObject { ["multi"] = new JsonObject { ["parent"] = parent } };
        return entry;
    }
}
