using System.Globalization;
using System.Text.Json;

namespace CloudAnalytics.Server.Configuration.Declaration;

/// <summary>Text.</summary>
/// <param name="allowed">What is allowed, in words.</param>
/// <param name="isAllowed">Whether a text is; null for every text that is not empty.</param>
/// <param name="allowedNow">The same for messages, where it depends on the version of the program; null for the same words.</param>
sealed class TextKind(string allowed, Func<string, bool>? isAllowed = null, string? allowedNow = null) : ValueKind<string>
{
    internal override string Allowed { get; } = allowed;

    internal override string Read(JsonNode node, string path, Problems problems)
    {
        if (node.Kind != JsonValueKind.String || node.Text.Length == 0 || isAllowed?.Invoke(node.Text) == false)
            problems.Value(path, node, allowedNow ?? Allowed);
        return node.Text;
    }

    internal override void WriteSchema(Utf8JsonWriter schema) => schema.WriteString("type", "string");

    internal override void Write(Utf8JsonWriter json, string value) => json.WriteStringValue(value);
}

/// <summary>Whole numbers of a range.</summary>
sealed class IntegerKind(int min, int max) : ValueKind<int>
{
    internal override string Allowed { get; } = $"a whole number from {min} to {max}";

    internal override int Read(JsonNode node, string path, Problems problems)
    {
        if (node.Kind == JsonValueKind.Number && int.TryParse(node.Text, CultureInfo.InvariantCulture, out var value) && value >= min
            && value <= max)
            return value;
        problems.Value(path, node, Allowed);
        return 0;
    }

    internal override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "integer");
        schema.WriteNumber("minimum", min);
        schema.WriteNumber("maximum", max);
    }

    internal override void Write(Utf8JsonWriter json, int value) => json.WriteNumberValue(value);
}

/// <summary>Numbers.</summary>
sealed class NumberKind : ValueKind<double?>
{
    internal override string Allowed => "a number";

    internal override double? Read(JsonNode node, string path, Problems problems)
    {
        if (node.Kind == JsonValueKind.Number && double.TryParse(node.Text, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value))
            return value;
        problems.Value(path, node, Allowed);
        return null;
    }

    internal override void WriteSchema(Utf8JsonWriter schema) => schema.WriteString("type", "number");

    internal override void Write(Utf8JsonWriter json, double? value) => json.WriteNumberValue(value!.Value);
}

/// <summary>True or false.</summary>
sealed class BooleanKind : ValueKind<bool>
{
    internal override string Allowed => "true or false";

    internal override bool Read(JsonNode node, string path, Problems problems)
    {
        if (node.Kind is not (JsonValueKind.True or JsonValueKind.False))
            problems.Value(path, node, Allowed);
        return node.Kind == JsonValueKind.True;
    }

    internal override void WriteSchema(Utf8JsonWriter schema) => schema.WriteString("type", "boolean");

    internal override void Write(Utf8JsonWriter json, bool value) => json.WriteBooleanValue(value);
}

/// <summary>A size: a number of bytes, or a number with a unit.</summary>
sealed class BytesKind(long min, long max) : ValueKind<long?>
{
    static readonly (string Name, long Bytes)[] s_units =
        [("kB", 1000), ("MB", 1000_000), ("GB", 1000_000_000), ("TB", 1000_000_000_000), ("B", 1)];

    internal override string Allowed { get; } = $"a size from {Show(min)} to {Show(max)}, such as \"500 MB\"; units: kB, MB, GB, TB";

    internal override long? Read(JsonNode node, string path, Problems problems)
    {
        if (node.Kind is JsonValueKind.Number or JsonValueKind.String && Parse(node.Text) is { } bytes && bytes >= min && bytes <= max)
            return bytes;
        problems.Value(path, node, Allowed);
        return null;
    }

    internal override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteStartArray("type");
        schema.WriteStringValue("integer");
        schema.WriteStringValue("string");
        schema.WriteEndArray();
        schema.WriteString("pattern", "^[0-9]+(\\.[0-9]+)? ?([kKMGT]?[bB])?$");
    }

    internal override void Write(Utf8JsonWriter json, long? value) => json.WriteStringValue(Show(value!.Value));

    static string Show(long bytes)
    {
        var (name, unit) = s_units.Where(u => bytes >= u.Bytes && bytes % u.Bytes == 0).DefaultIfEmpty(("B", 1L)).MaxBy(u => u.Item2);
        return $"{bytes / unit} {name}";
    }

    static long? Parse(string text)
    {
        var digits = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        var unit = text[digits..].Trim();
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        foreach (var (name, bytes) in s_units)
        {
            if (unit.Equals(name, StringComparison.OrdinalIgnoreCase))
                return (long)(number * bytes);
        }

        return unit.Length == 0 && number == Math.Floor(number) ? (long)number : null;
    }
}
