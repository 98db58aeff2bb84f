using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CloudAnalytics.Infra.Configuration;

/// <summary>A setting of the stack, declared once: it is read, checked, documented and put into the JSON schema from here.</summary>
/// <param name="Path">Its name, the object it lies in before a dot: <c>stream.mode</c>.</param>
/// <param name="Doc">What it says, for administrators.</param>
/// <param name="Allowed">The values allowed, in words that end a message: <c>one of a, b</c>.</param>
public abstract record Setting(string Path, string Doc, string Allowed)
{
    /// <summary>The default, as it stands in the file.</summary>
    public abstract JsonNode DefaultJson { get; }

    /// <summary>Its JSON schema, apart from the description.</summary>
    public abstract JsonObject Schema { get; }

    /// <summary>The value, or the reason it is none.</summary>
    public abstract bool TryRead(JsonElement json, out object value);
}

/// <inheritdoc cref="Setting"/>
/// <typeparam name="T">Type of the value.</typeparam>
public abstract record Setting<T>(string Path, string Doc, string Allowed, T Default) : Setting(Path, Doc, Allowed)
    where T : notnull;

/// <summary>One of some words.</summary>
public sealed record ChoiceSetting(string Path, string Doc, string Default, ImmutableArray<string> Values)
    : Setting<string>(Path, Doc, $"one of {string.Join(", ", Values.Select(v => v.Length == 0 ? "\"\"" : v))}", Default)
{
    public override JsonNode DefaultJson => Default;

    public override JsonObject Schema => new() { ["enum"] = new JsonArray([.. Values.Select(v => (JsonNode)v)]) };

    public override bool TryRead(JsonElement json, out object value)
    {
        value = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
        return json.ValueKind == JsonValueKind.String && Values.Contains((string)value);
    }
}

/// <summary>A text of a certain form.</summary>
public sealed record TextSetting(string Path, string Doc, string Default, string Pattern, string Form)
    : Setting<string>(Path, Doc, Form, Default)
{
    public override JsonNode DefaultJson => Default;

    public override JsonObject Schema => new() { ["type"] = "string", ["pattern"] = Pattern };

    public override bool TryRead(JsonElement json, out object value)
    {
        value = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
        return json.ValueKind == JsonValueKind.String && Regex.IsMatch((string)value, Pattern);
    }
}

/// <summary>A whole number.</summary>
public sealed record NumberSetting(string Path, string Doc, int Default, int Min, int Max)
    : Setting<int>(Path, Doc, string.Create(CultureInfo.InvariantCulture, $"a whole number from {Min} to {Max}"), Default)
{
    /// <summary>The only values allowed, where not all between the bounds are; empty for all.</summary>
    public ImmutableArray<int> Values { get; init; } = [];

    public override JsonNode DefaultJson => Default;

    public override JsonObject Schema => Values.IsEmpty
        ? new() { ["type"] = "integer", ["minimum"] = Min, ["maximum"] = Max }
        : new() { ["enum"] = new JsonArray([.. Values.Select(v => (JsonNode)v)]) };

    public override bool TryRead(JsonElement json, out object value)
    {
        var isNumber = json.ValueKind == JsonValueKind.Number & int.TryParse(json.GetRawText(), CultureInfo.InvariantCulture,
            out var number);
        value = number;
        return isNumber && (Values.IsEmpty ? number >= Min && number <= Max : Values.Contains(number));
    }

    /// <summary>A number of which only some are taken.</summary>
    public static NumberSetting OneOf(string path, string doc, int fallback, params ImmutableArray<int> values) =>
        new(path, doc, fallback, values.Min(), values.Max()) { Values = values, Allowed = $"one of {string.Join(", ", values)}" };
}

/// <summary>Yes or no.</summary>
public sealed record FlagSetting(string Path, string Doc, bool Default) : Setting<bool>(Path, Doc, "true or false", Default)
{
    public override JsonNode DefaultJson => Default;

    public override JsonObject Schema => new() { ["type"] = "boolean" };

    public override bool TryRead(JsonElement json, out object value)
    {
        value = json.ValueKind == JsonValueKind.True;
        return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }
}

/// <summary>Texts of a certain form.</summary>
public sealed record ListSetting(string Path, string Doc, string Pattern, string Form, int Max)
    : Setting<ImmutableArray<string>>(Path, Doc, $"a list of at most {Max}, each {Form}", [])
{
    public override JsonNode DefaultJson => new JsonArray();

    public override JsonObject Schema => new()
    {
        ["type"] = "array",
        ["maxItems"] = Max,
        ["uniqueItems"] = true,
        ["items"] = new JsonObject { ["type"] = "string", ["pattern"] = Pattern },
    };

    public override bool TryRead(JsonElement json, out object value)
    {
        value = ImmutableArray<string>.Empty;
        if (json.ValueKind != JsonValueKind.Array || json.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
            return false;
        ImmutableArray<string> texts = [.. json.EnumerateArray().Select(e => e.GetString()!)];
        value = texts;
        return texts.Length <= Max && texts.Distinct().Count() == texts.Length && texts.All(t => Regex.IsMatch(t, Pattern));
    }
}

/// <summary>Names with texts.</summary>
public sealed record MapSetting(string Path, string Doc, string Form, int Max)
    : Setting<ImmutableSortedDictionary<string, string>>(Path, Doc, Form, ImmutableSortedDictionary<string, string>.Empty)
{
    // docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html: keys up to 128 characters, values up to 256.
    const string Name = "^(?!aws:)[A-Za-z0-9_.:/=+@ -]{1,128}$";
    const string Text = "^[A-Za-z0-9_.:/=+@ -]{0,256}$";

    public override JsonNode DefaultJson => new JsonObject();

    public override JsonObject Schema => new()
    {
        ["type"] = "object",
        ["maxProperties"] = Max,
        ["propertyNames"] = new JsonObject { ["pattern"] = Name },
        ["additionalProperties"] = new JsonObject { ["type"] = "string", ["pattern"] = Text },
    };

    public override bool TryRead(JsonElement json, out object value)
    {
        value = Default;
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
            return false;
        var texts = json.EnumerateObject().ToImmutableSortedDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
        value = texts;
        return texts.Count <= Max && texts.All(t => Regex.IsMatch(t.Key, Name) && Regex.IsMatch(t.Value, Text));
    }
}
