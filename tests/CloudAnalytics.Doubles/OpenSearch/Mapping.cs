using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>An index's fields: those declared, and where it is dynamic those that documents bring.</summary>
sealed class Mapping
{
    readonly Dictionary<string, FieldDefinition> _fields = new(StringComparer.Ordinal);
    readonly HashSet<string> _objects = new(StringComparer.Ordinal);
    readonly JsonObject _definition;
    readonly int _limit;

    public Mapping(JsonObject? definition, int fieldsMax)
    {
        _definition = definition?.DeepClone().AsObject() ?? [];
        _limit = fieldsMax;
        Dynamic = _definition["dynamic"]?.ToString() ?? "true";
        if (_definition["properties"] is JsonObject properties)
            Declare("", properties);
        foreach (var alias in _fields.Values.Where(f => f.Type == "alias"))
        {
            var path = alias.Definition["path"]?.ToString() ?? "";
            if (!_fields.TryGetValue(path, out var target) || target.Type == "alias")
                throw ApiException.Wrong($"Invalid [path] value [{path}] for field alias [{alias.Name}].", "mapper_parsing_exception");
        }
    }

    public string Dynamic { get; }

    public JsonObject Definition => _definition.DeepClone().AsObject();

    public IEnumerable<FieldDefinition> Fields => _fields.Values;

    /// <summary>A field by its name or an alias of it; null when there is none.</summary>
    public FieldDefinition? Find(string name) =>
        !_fields.TryGetValue(name, out var field) ? FindInFlatObject(name)
        : field.Type == "alias" ? Find(field.Definition["path"]!.ToString())
        : field;

    /// <summary>Checks a document as indexing does, and takes up new fields where that is allowed.</summary>
    public void Index(JsonElement document) => Walk("", document, Dynamic, (_, _) => { });

    /// <summary>A document's values by field name, multi-fields included.</summary>
    public Dictionary<string, List<object>> Values(JsonElement document)
    {
        var values = new Dictionary<string, List<object>>(StringComparer.Ordinal);
        Walk("", document, "true", (name, value) =>
        {
            if (!values.TryGetValue(name, out var list))
                values.Add(name, list = []);
            list.Add(value);
        });
        return values;
    }

    FieldDefinition? FindInFlatObject(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _fields.TryGetValue(name[..dot], out var root) && root.Type == "flat_object"
            ? new FieldDefinition(name, new JsonObject { ["type"] = "keyword" })
            : null;
    }

    void Declare(string prefix, JsonObject properties)
    {
        foreach (var (name, node) in properties)
        {
            var definition = node!.AsObject();
            var full = prefix + name;
            if (name.Contains('.', StringComparison.Ordinal))
                throw ApiException.Wrong($"a name with dots is not modelled: [{full}]", "mapper_parsing_exception");
            if (definition["properties"] is JsonObject inner)
            {
                _objects.Add(full);
                Declare(full + ".", inner);
            }
            else if (definition["type"]?.ToString() is null or "object")
            {
                _objects.Add(full);
            }
            else
            {
                Declare(new FieldDefinition(full, definition));
            }
        }
    }

    void Declare(FieldDefinition field)
    {
        if (!s_types.Contains(field.Type))
            throw ApiException.Wrong($"No handler for type [{field.Type}] declared on field [{field.Name}]", "mapper_parsing_exception");
        _fields.Add(field.Name, field);
        if (field.Definition["fields"] is JsonObject forms)
        {
            foreach (var (name, node) in forms)
                Declare(new FieldDefinition($"{field.Name}.{name}", node!.AsObject()));
        }

        if (_fields.Count + _objects.Count > _limit)
            throw ApiException.Wrong($"Limit of total fields [{_limit}] has been exceeded");
    }

    static readonly string[] s_types =
    [
        "keyword", "text", "long", "integer", "short", "byte", "double", "float", "half_float", "boolean", "date", "ip", "alias",
        "flat_object", "wildcard", "match_only_text", "constant_keyword", "scaled_float",
    ];

    void Walk(string prefix, JsonElement value, string dynamic, Action<string, object> add)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new ApiException(400, "mapper_parsing_exception",
                "failed to parse: Compressor detection can only be called on some xcontent bytes");
        foreach (var property in value.EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Name.Length == 0)
                throw new ApiException(400, "mapper_parsing_exception", "field name cannot be an empty string");
            if (_objects.Contains(name))
            {
                foreach (var item in Items(property.Value))
                    Walk(name + ".", item, dynamic, add);
                continue;
            }

            if (!_fields.TryGetValue(name, out var field))
            {
                field = Unknown(name, property.Value, dynamic);
                if (_objects.Contains(name))
                    Walk(name + ".", property.Value, dynamic, add);
                if (field is null)
                    continue;
            }

            foreach (var item in Items(property.Value))
                ReadInto(field, item, add);
        }
    }

    void ReadInto(FieldDefinition field, JsonElement item, Action<string, object> add)
    {
        if (field.Type == "flat_object")
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw new ApiException(400, "mapper_parsing_exception",
                    $"failed to parse field [{field.Name}] of type [flat_object]: not an object");
            }

            foreach (var pair in item.EnumerateObject())
                add($"{field.Name}.{pair.Name}", pair.Value.ToString());
            add(field.Name, "");
            return;
        }

        if (field.Read(item) is { } read)
            add(field.Name, read);
        if (field.Definition["fields"] is JsonObject forms)
        {
            foreach (var (form, _) in forms)
                ReadInto(_fields[$"{field.Name}.{form}"], item, add);
        }
    }

    FieldDefinition? Unknown(string name, JsonElement value, string dynamic)
    {
        if (dynamic == "strict")
        {
            var within = name.LastIndexOf('.') is var dot and >= 0 ? name[..dot] : "_doc";
            throw new ApiException(400, "strict_dynamic_mapping_exception",
                $"mapping set to strict, dynamic introduction of [{name[(name.LastIndexOf('.') + 1)..]}] within [{within}] is not allowed");
        }

        if (dynamic == "false" || value.ValueKind == JsonValueKind.Null
            || Items(value).FirstOrDefault() is { ValueKind: JsonValueKind.Undefined })
            return null;
        var first = Items(value).First();
        if (first.ValueKind == JsonValueKind.Object)
        {
            _objects.Add(name);
            return null;
        }

        var definition = first.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => new JsonObject { ["type"] = "boolean" },
            JsonValueKind.Number => new JsonObject { ["type"] = first.TryGetInt64(out _) ? "long" : "float" },
            _ when IsDate(first.GetString()!) => new JsonObject { ["type"] = "date" },
            _ => new JsonObject
            {
                ["type"] = "text",
                ["fields"] = new JsonObject { ["keyword"] = new JsonObject { ["type"] = "keyword", ["ignore_above"] = 256 } },
            },
        };
        Declare(new FieldDefinition(name, definition));
        return _fields[name];
    }

    static bool IsDate(string text) =>
        text.Length >= 10 && text[4] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Items),
        _ => [value],
    };
}
