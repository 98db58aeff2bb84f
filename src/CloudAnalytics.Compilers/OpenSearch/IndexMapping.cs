using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>
/// A format's fields as OpenSearch holds them: strictly typed, so that no document can add a field. A field's ECS name is an alias of it.
/// Texts that are not keywords have an exact form besides, so that filters and groups mean the same as in SQL.
/// </summary>
public static class IndexMapping
{
    /// <summary>The time that Dashboards and ECS tools look at: <see cref="CommonFields.Time"/> once more.</summary>
    public const string TimeName = "@timestamp";

    /// <summary>The fields that a document holds: all but the original record, which the archive keeps.</summary>
    public static IEnumerable<Field> FieldsOf(Schema schema) => schema.Fields.Where(Holds);

    /// <summary>Whether a document holds the field.</summary>
    public static bool Holds(Field field) => field != CommonFields.Raw;

    /// <summary>The name under which a field's values are compared and grouped as a whole.</summary>
    public static string Exact(Field field) => field.Type switch
    {
        FieldType.Text => field.Name + ".keyword",
        FieldType.Ip => field.Name + ".text",
        _ => field.Name,
    };

    /// <summary>
    /// ECS names that a schema's documents cannot have, as another field stands in their way. The compiler leaves them out.
    /// </summary>
    public static IEnumerable<string> EcsConflicts(Schema schema) =>
        Named(schema).Where(f => !CanBeAlias(schema, f) && !IsBelow(f.EcsName!, f.Name)).Select(f => f.EcsName!);

    /// <summary>The mapping.</summary>
    internal static JsonObject Compile(Schema schema)
    {
        var properties = new JsonObject { [TimeName] = new JsonObject { ["type"] = "date" } };
        foreach (var field in FieldsOf(schema))
            properties[field.Name] = TypeOf(field);
        foreach (var field in Named(schema))
        {
            if (CanBeAlias(schema, field))
                AddAlias(properties, field.EcsName!.Split('.'), field.Name);
            else if (IsBelow(field.EcsName!, field.Name) && field.Type == FieldType.Keyword)
                Forms(properties[field.Name]!.AsObject())[field.EcsName![(field.Name.Length + 1)..]] = Keyword();
        }

        return new JsonObject
        {
            ["dynamic"] = "strict",
            ["_meta"] = new JsonObject { ["doc"] = schema.Doc },
            ["properties"] = properties,
        };
    }

    static JsonObject TypeOf(Field field)
    {
        switch (field.Type)
        {
            case FieldType.Timestamp:
                return new JsonObject { ["type"] = "date" };
            case FieldType.Keyword or FieldType.KeywordList:
                return Keyword();
            case FieldType.Text:
                return new JsonObject { ["type"] = "text", ["fields"] = new JsonObject { ["keyword"] = Keyword() } };
            case FieldType.Int64:
                return new JsonObject { ["type"] = "long" };
            case FieldType.Float64:
                return new JsonObject { ["type"] = "double" };
            case FieldType.Boolean:
                return new JsonObject { ["type"] = "boolean" };
            case FieldType.Ip:
                // A log may hold a name where an address should stand: the row counts all the same.
                return new JsonObject
                {
                    ["type"] = "ip",
                    ["ignore_malformed"] = true,
                    ["fields"] = new JsonObject { ["text"] = Keyword() },
                };
            case FieldType.Map:
                return new JsonObject { ["type"] = "flat_object" };
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    static JsonObject Keyword() => new() { ["type"] = "keyword", ["ignore_above"] = Limits.IndexedTextLengthMax };

    static JsonObject Forms(JsonObject property)
    {
        if (property["fields"] is not JsonObject fields)
            property["fields"] = fields = [];
        return fields;
    }

    /// <summary>The fields with an ECS name of their own, the first of each name.</summary>
    static IEnumerable<Field> Named(Schema schema) =>
        FieldsOf(schema).Where(f => f.EcsName is not null && f.EcsName != f.Name && f.EcsName != TimeName).DistinctBy(f => f.EcsName);

    /// <summary>An alias needs a path on which no field, and no other alias, stands.</summary>
    static bool CanBeAlias(Schema schema, Field field) =>
        !FieldsOf(schema).Any(f => IsBelow(field.EcsName!, f.Name) || f.Name == field.EcsName)
        && !Named(schema).Any(f => f != field && (IsBelow(field.EcsName!, f.EcsName!) || IsBelow(f.EcsName!, field.EcsName!)));

    static bool IsBelow(string name, string parent) =>
        name.Length > parent.Length && name[parent.Length] == '.' && name.StartsWith(parent, StringComparison.Ordinal);

    static void AddAlias(JsonObject properties, ReadOnlySpan<string> path, string target)
    {
        if (path.Length == 1)
        {
            properties[path[0]] = new JsonObject { ["type"] = "alias", ["path"] = target };
            return;
        }

        if (properties[path[0]] is not JsonObject parent)
            properties[path[0]] = parent = new JsonObject { ["properties"] = new JsonObject() };
        AddAlias(parent["properties"]!.AsObject(), path[1..], target);
    }
}
