using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>
/// Values against JSON schemas (draft 2020-12), as far as the description uses it. Formats are notes there, and unevaluatedProperties is
/// passed over; of oneOf, whose choices overlap in it, more than one may hold.
/// </summary>
sealed class SchemaCheck(YamlMappingNode root)
{
    // The items of a long list are alike.
    const int ItemsChecked = 50;

    readonly Dictionary<string, YamlNode> _references = new(StringComparer.Ordinal);

    // Choices look into the same members again and again, at each level: once is enough.
    readonly Dictionary<Pair, string?> _known = [];

    // By identity: comparing nodes would compare all that is in them.
    readonly Dictionary<YamlMappingNode, Dictionary<string, YamlNode>> _members = new(ReferenceEqualityComparer.Instance);

    /// <summary>What is wrong with the value, the path to it first, or null.</summary>
    public string? Fault(YamlNode schema, JsonNode? value)
    {
        _known.Clear();
        return Fault(schema, value, "");
    }

    string? Fault(YamlNode schema, JsonNode? value, string at)
    {
        schema = Resolve(schema);
        if (schema is YamlScalarNode truth)
            return truth.Value == "false" ? $"{at}: nothing is allowed here" : null;
        if (value is null)
            return FaultOf(schema, value, at);
        var key = new Pair(schema, value);
        if (!_known.TryGetValue(key, out var fault))
            _known.Add(key, fault = FaultOf(schema, value, at));
        return fault;
    }

    string? FaultOf(YamlNode schema, JsonNode? value, string at)
    {
        return TypeFault(schema, value, at)
            ?? ChoiceFault(schema, value, at)
            ?? (value is JsonObject members ? ObjectFault(schema, members, at) : null)
            ?? (value is JsonArray items ? ArrayFault(schema, items, at) : null)
            ?? CombinedFault(schema, value, at);
    }

    /// <summary>A member, references followed; null where there is none.</summary>
    public YamlNode? Member(YamlNode? node, string name) =>
        node is YamlMappingNode mapping && MembersOf(mapping).TryGetValue(name, out var member) ? Resolve(member) : null;

    public string? Text(YamlNode node, string name) => (Member(node, name) as YamlScalarNode)?.Value;

    public IEnumerable<YamlNode> Items(YamlNode? node) => node is YamlSequenceNode items ? items.Children.Select(Resolve) : [];

    Dictionary<string, YamlNode> MembersOf(YamlMappingNode mapping)
    {
        if (!_members.TryGetValue(mapping, out var members))
        {
            members = mapping.Children.ToDictionary(c => ((YamlScalarNode)c.Key).Value!, c => c.Value, StringComparer.Ordinal);
            _members.Add(mapping, members);
        }

        return members;
    }

    YamlNode Resolve(YamlNode node)
    {
        while (node is YamlMappingNode mapping && MembersOf(mapping).TryGetValue("$ref", out var reference))
        {
            var path = ((YamlScalarNode)reference).Value!;
            if (!_references.TryGetValue(path, out var target))
            {
                target = root;
                foreach (var part in path[2..].Split('/'))
                    target = MembersOf((YamlMappingNode)target)[part.Replace("~1", "/").Replace("~0", "~")];
                _references.Add(path, target);
            }

            node = target;
        }

        return node;
    }

    string? TypeFault(YamlNode schema, JsonNode? value, string at)
    {
        var type = Member(schema, "type");
        if (type is null)
            return null;
        var allowed = type is YamlSequenceNode list ? [.. list.Children.Select(t => ((YamlScalarNode)t).Value!)] :
            new[] { ((YamlScalarNode)type).Value! };
        return allowed.Any(t => IsOf(t, value)) || (value is null && Text(schema, "nullable") == "true")
            ? null
            : $"{at}: {Shown(value)} is not {string.Join(" or ", allowed)}";
    }

    static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("number", JsonValueKind.Number) or ("null", JsonValueKind.Null) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => double.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture) % 1 == 0,
        _ => false,
    };

    string? ChoiceFault(YamlNode schema, JsonNode? value, string at)
    {
        if (Member(schema, "const") is { } constant && !Equals(constant, value))
            return $"{at}: {Shown(value)} is not {constant}";
        if (Member(schema, "enum") is YamlSequenceNode choices && !choices.Children.Any(c => Equals(c, value)))
            return $"{at}: {Shown(value)} is none of {string.Join(", ", choices.Children)}";
        return value?.GetValueKind() == JsonValueKind.String && Text(schema, "pattern") is { } pattern
            && !Regex.IsMatch(value.ToString(), pattern)
            ? $"{at}: {Shown(value)} does not match {pattern}"
            : null;
    }

    static bool Equals(YamlNode expected, JsonNode? value)
    {
        if (expected is not YamlScalarNode scalar)
            return false;
        var isText = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
        return value is null ? !isText && scalar.Value is "null" or "~" or ""
            : value is JsonValue && value.ToString() == scalar.Value && (!isText || value.GetValueKind() == JsonValueKind.String);
    }

    string? ObjectFault(YamlNode schema, JsonObject members, string at)
    {
        foreach (var name in Items(Member(schema, "required")).Select(n => ((YamlScalarNode)n).Value!))
            if (!members.ContainsKey(name)) return $"{at}: {name} is missing";
        if (Text(schema, "minProperties") is { } least && members.Count < int.Parse(least, CultureInfo.InvariantCulture))
            return $"{at}: fewer than {least} members";
        if (Text(schema, "maxProperties") is { } most && members.Count > int.Parse(most, CultureInfo.InvariantCulture))
            return $"{at}: more than {most} members";
        var properties = Member(schema, "properties");
        var others = Member(schema, "additionalProperties");
        var names = Member(schema, "propertyNames");
        foreach (var (name, value) in members)
        {
            if (names is not null && Fault(names, JsonValue.Create(name), $"{at}.{name}") is { } wrongName)
                return wrongName;
            var declared = Member(properties, name) ?? others;
            if (declared is not null && Fault(declared, value, $"{at}.{name}") is { } wrong)
                return wrong;
        }

        return null;
    }

    string? ArrayFault(YamlNode schema, JsonArray items, string at)
    {
        if (Text(schema, "minItems") is { } least && items.Count < int.Parse(least, CultureInfo.InvariantCulture))
            return $"{at}: fewer than {least} items";
        if (Text(schema, "maxItems") is { } most && items.Count > int.Parse(most, CultureInfo.InvariantCulture))
            return $"{at}: more than {most} items";
        if (Member(schema, "items") is { } each)
        {
            for (var i = 0; i < Math.Min(items.Count, ItemsChecked); i++)
                if (Fault(each, items[i], $"{at}[{i}]") is { } wrong) return wrong;
        }

        return null;
    }

    string? CombinedFault(YamlNode schema, JsonNode? value, string at)
    {
        foreach (var part in Items(Member(schema, "allOf")))
            if (Fault(part, value, at) is { } wrong) return wrong;
        foreach (var word in (string[])["anyOf", "oneOf"])
        {
            if (Member(schema, word) is not YamlSequenceNode choices)
                continue;
            var faults = choices.Children.Select(c => Fault(c, value, at)).ToList();
            if (faults.TrueForAll(f => f is not null))
                return faults.MaxBy(f => f!.IndexOf(':', StringComparison.Ordinal));
        }

        return Member(schema, "not") is { } not && Fault(not, value, at) is null ? $"{at}: {Shown(value)} is what must not be" : null;
    }

    // Most faults are of choices that another choice makes good: they must cost little.
    static string Shown(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "an object",
        JsonArray => "a list",
        _ => value.ToJsonString() is var text && text.Length > 120 ? text[..120] : value.ToJsonString(),
    };

    readonly struct Pair(YamlNode schema, JsonNode value) : IEquatable<Pair>
    {
        readonly YamlNode _schema = schema;
        readonly JsonNode _value = value;

        public bool Equals(Pair other) => ReferenceEquals(_schema, other._schema) && ReferenceEquals(_value, other._value);

        public override bool Equals(object? obj) => obj is Pair other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(_schema), RuntimeHelpers.GetHashCode(_value));
    }
}
