using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>One field of a mapping, and how it reads values.</summary>
sealed class FieldDefinition(string name, JsonObject definition)
{
    // Lucene's longest term: a longer one fails its whole document.
    const int TermBytesMax = 32766;

    static readonly string[] s_whole = ["long", "integer", "short", "byte"];
    static readonly string[] s_fraction = ["double", "float", "half_float", "scaled_float"];

    public string Name { get; } = name;

    public JsonObject Definition { get; } = definition;

    public string Type { get; } = (string?)definition["type"] ?? "object";

    public bool IsWhole => s_whole.Contains(Type);

    public bool IsFraction => s_fraction.Contains(Type);

    public bool IsNumber => IsWhole || IsFraction;

    bool IgnoresMalformed => Definition["ignore_malformed"] is JsonValue value && value.ToString() == "true";

    int IgnoresAbove => Definition["ignore_above"] is JsonValue value ?
        int.Parse(value.ToString(), CultureInfo.InvariantCulture) : int.MaxValue;

    /// <summary>The value as it is searched, or null when it is left out.</summary>
    public object? Read(JsonElement value)
    {
        try
        {
            return Type switch
            {
                "keyword" or "constant_keyword" or "wildcard" => Keyword(Text(value)),
                "text" or "match_only_text" => Text(value),
                "boolean" => Truth(value),
                "date" => Instant(value),
                "ip" => IPAddress.TryParse(Text(value), out var address) && Text(value).IndexOfAny(['.', ':']) > 0
                    ? address.ToString()
                    : throw new FormatException($"'{Text(value)}' is not an IP string literal."),
                _ when IsWhole => Whole(value),
                _ when IsFraction => Fraction(value),
                "alias" => throw new FormatException($"Cannot write to a field alias [{Name}]."),
                _ => null,
            };
        }
        catch (FormatException e) when (IgnoresMalformed && Type != "alias")
        {
            _ = e;
            return null;
        }
        catch (FormatException e)
        {
            throw new ApiException(400, "mapper_parsing_exception", $"failed to parse field [{Name}] of type [{Type}]: {e.Message}");
        }
    }

    string? Keyword(string text)
    {
        if (text.Length > IgnoresAbove)
            return null;
        if (Encoding.UTF8.GetByteCount(text) > TermBytesMax)
        {
            throw new ApiException(400, "illegal_argument_exception",
                $"Document contains at least one immense term in field=\"{Name}\" (whose UTF8 encoding is longer than the max length 32766)");
        }

        return text;
    }

    static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new FormatException($"Can't get text on a {value.ValueKind}"),
    };

    static object Truth(JsonElement value) => Text(value) switch
    {
        "true" => true,
        "false" or "" => false,
        var other => throw new FormatException($"Failed to parse value [{other}] as only [true] or [false] are allowed."),
    };

    static object Whole(JsonElement value) =>
        long.TryParse(Text(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(Text(value), CultureInfo.InvariantCulture, out var fraction) && Math.Abs(fraction) < 1e18 ? (long)fraction
        : throw new FormatException($"For input string: \"{Text(value)}\"");

    static object Fraction(JsonElement value) =>
        double.TryParse(Text(value), CultureInfo.InvariantCulture, out var fraction) && double.IsFinite(fraction)
            ? fraction
            : throw new FormatException($"For input string: \"{Text(value)}\"");

    static object Instant(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return value.GetInt64();
        var text = Text(value);
        if (text.Length >= 4 && char.IsAsciiDigit(text[0]) && text.Contains('-', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time.ToUnixTimeMilliseconds();
        return long.TryParse(text, CultureInfo.InvariantCulture, out var millis)
            ? millis
            : throw new FormatException(
                $"failed to parse date field [{text}] with format [strict_date_optional_time||epoch_millis]");
    }
}
