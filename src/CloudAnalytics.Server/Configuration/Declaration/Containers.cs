using System.Collections.Immutable;
using System.Text.Json;

namespace CloudAnalytics.Server.Configuration.Declaration;

/// <summary>A list of values of one kind.</summary>
sealed class ListKind<T>(ValueKind<T> item) : ValueKind<ImmutableArray<T>>
{
    internal override string Allowed => $"a list; each item: {item.Allowed}";

    internal override ImmutableArray<T> Read(JsonNode node, string path, Problems problems)
    {
        if (node.Kind == JsonValueKind.Array)
            return [.. node.Items.Select((value, i) => item.Read(value, $"{path}[{i}]", problems))];
        problems.Value(path, node, Allowed);
        return [];
    }

    internal override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "array");
        schema.WriteStartObject("items");
        item.WriteSchema(schema);
        schema.WriteEndObject();
    }

    internal override void Write(Utf8JsonWriter json, ImmutableArray<T> value)
    {
        json.WriteStartArray();
        foreach (var each in value)
            item.Write(json, each);
        json.WriteEndArray();
    }

    internal override void Describe(string path, List<SettingDescription> settings) => item.Describe(path + "[]", settings);
}

/// <summary>Values of one kind under keys of the user's.</summary>
/// <param name="keyName">What a key is, one word.</param>
/// <param name="item">The values.</param>
/// <param name="keys">The keys there may be; default for any.</param>
sealed class MapKind<T>(string keyName, ValueKind<T> item, ImmutableArray<string> keys = default)
    : ValueKind<ImmutableDictionary<string, T>>
{
    internal override string Allowed => $"an object; each key: the {keyName}, each value: {item.Allowed}";

    internal override ImmutableDictionary<string, T> Read(JsonNode node, string path, Problems problems)
    {
        var map = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        if (node.Kind != JsonValueKind.Object)
            problems.Value(path, node, Allowed);
        foreach (var (key, line, value) in node.Members)
        {
            if (!keys.IsDefault && !keys.Contains(key))
                problems.Add(line, $"{path}: there is no {keyName} \"{key}\"{Nearest.Hint(key, keys)}; allowed: {string.Join(", ", keys)}");
            else if (map.ContainsKey(key))
                problems.Add(line, $"{path}.{key} is given twice; leave one of them out");
            else
                map.Add(key, item.Read(value, $"{path}.{key}", problems));
        }

        return map.ToImmutable();
    }

    internal override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "object");
        schema.WriteStartObject("additionalProperties");
        item.WriteSchema(schema);
        schema.WriteEndObject();
    }

    internal override void Write(Utf8JsonWriter json, ImmutableDictionary<string, T> value)
    {
        json.WriteStartObject();
        foreach (var (key, each) in value.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            item.Write(json, each);
        }

        json.WriteEndObject();
    }

    internal override void Describe(string path, List<SettingDescription> settings) => item.Describe($"{path}.<{keyName}>", settings);
}

/// <summary>Settings that belong together: an object of the file, a record of the program.</summary>
/// <param name="build">Makes the record of the values read.</param>
/// <param name="members">The settings.</param>
sealed class Group<T>(Func<GroupValues, T> build, params ImmutableArray<Setting> members) : ValueKind<T>
{
    /// <summary>What is wrong with values that are each allowed, in words that follow the object's name; null when nothing is.</summary>
    internal Func<GroupValues, string?>? Fault { get; init; }

    internal override string Allowed => "an object with the settings below";

    internal override T Read(JsonNode node, string path, Problems problems)
    {
        var values = new GroupValues();
        if (node.Kind != JsonValueKind.Object)
            problems.Value(path.Length == 0 ? "the file" : path, node, $"an object with the settings {Names()}");
        foreach (var (key, line, value) in node.Members)
        {
            var full = path.Length == 0 ? key : $"{path}.{key}";
            if (members.FirstOrDefault(member => member.Name == key) is not { } setting)
                problems.Add(line, $"{full} is no setting{Nearest.Hint(key, members.Select(m => m.Name))}; allowed here: {Names()}");
            else if (values.Has(setting))
                problems.Add(line, $"{full} is given twice; leave one of them out");
            else
                values.Set(setting, setting.ReadObject(value, full, problems));
        }

        foreach (var setting in members.Where(member => !values.Has(member)))
        {
            if (setting.IsRequired && node.Kind == JsonValueKind.Object)
                problems.Add(node.Line, $"{(path.Length == 0 ? "" : path + ".")}{setting.Name} is missing; it has no default");
            values.Set(setting, setting.ReadObject(null, path, problems));
        }

        if (problems.IsEmpty && Fault?.Invoke(values) is { } fault)
            problems.Add(node.Line, $"{path} {fault}");
        return problems.IsEmpty ? build(values) : default!;
    }

    /// <summary>The record of nothing but defaults.</summary>
    internal T Defaults() => Read(new JsonNode(JsonValueKind.Object, 1), "", new Problems(""));

    internal override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "object");
        schema.WriteBoolean("additionalProperties", false);
        schema.WriteStartObject("properties");
        foreach (var member in members)
            member.WriteSchema(schema);
        schema.WriteEndObject();
        if (!members.Any(member => member.IsRequired))
            return;
        schema.WriteStartArray("required");
        foreach (var member in members.Where(member => member.IsRequired))
            schema.WriteStringValue(member.Name);
        schema.WriteEndArray();
    }

    // Defaults of groups are those of their members, which are shown there.
    internal override void Write(Utf8JsonWriter json, T value)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    internal override void Describe(string path, List<SettingDescription> settings)
    {
        foreach (var member in members)
            member.Describe(path, settings);
    }

    string Names() => string.Join(", ", members.Select(member => member.Name));
}

/// <summary>The values of a group's settings.</summary>
sealed class GroupValues
{
    readonly Dictionary<Setting, object?> _values = [];

    /// <summary>The value of a setting of the group.</summary>
    internal T Get<T>(Setting<T> setting) => (T)_values[setting]!;

    internal bool Has(Setting setting) => _values.ContainsKey(setting);

    internal void Set(Setting setting, object? value) => _values[setting] = value;
}
