using System.Collections.Immutable;
using System.Globalization;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Functions;

/// <summary>Reads settings, or says which is wrong, what was found and what is allowed.</summary>
/// <param name="variable">The value of a variable, or null.</param>
sealed class SettingsReader(Func<string, string?> variable)
{
    /// <summary>A text that must be there.</summary>
    internal string Text(string name, TextRule? rule = null) =>
        Optional(name, rule) ?? throw new SettingsException($"the environment variable {name} is missing; it must be set to "
            + (rule?.Doc ?? "a value") + ", by the stack or in the function's configuration");

    /// <summary>A text that may be there; the empty one is none.</summary>
    internal string? Optional(string name, TextRule? rule = null)
    {
        if (variable(name) is not { Length: > 0 } value)
            return null;
        if (rule is not null && !rule.Allows(value))
            throw Wrong(name, value, rule.Doc);
        return value;
    }

    /// <summary>One of some words that may be there.</summary>
    internal string? OneOf(string name, Func<IEnumerable<string>> words) => Optional(name) is { } value ? OneOf(name, value, words) : null;

    /// <summary>Which function it is, which must be there.</summary>
    internal FunctionKind Function(string name)
    {
        var value = Optional(name);
        for (var kind = FunctionKind.Index; kind <= FunctionKind.Replay; kind++)
        {
            if (FunctionKinds.NameOf(kind) == value)
                return kind;
        }

        throw NoFunction(name, value);
    }

    /// <summary>An address that may be there.</summary>
    internal ServiceAddress? Address(string name)
    {
        if (Optional(name) is not { } value)
            return null;
        return ServiceAddress.TryParse(value, out var address)
            ? address
            : throw Wrong(name, value, "an address such as https://search-mail.eu-central-1.es.amazonaws.com");
    }

    /// <summary>Addresses and ranges with commas between them; none when the variable is not set.</summary>
    internal AddressRanges Ranges(string name) => Optional(name) is { } value ? Ranges(name, value) : AddressRanges.None;

    /// <summary>A time in milliseconds that may be there, at most the one that holds without it.</summary>
    internal TimeSpan Milliseconds(string name, TimeSpan longest) =>
        Optional(name) is { } value ? Milliseconds(name, value, longest) : longest;

    /// <summary>Texts with commas between them; none when the variable is not set.</summary>
    internal ImmutableArray<string> List(string name) =>
        Optional(name) is { } texts ? [.. texts.Split(',', StringSplitOptions.TrimEntries)] : [];

    /// <summary>Detections that differ from their declarations: <c>name=threshold</c> or <c>name=off</c>.</summary>
    internal ImmutableDictionary<string, DetectionConfiguration> Detections(string name)
    {
        var rules = ImmutableDictionary<string, DetectionConfiguration>.Empty;
        foreach (var text in List(name))
        {
            if (!DetectionConfiguration.TryParse(text, out var detection, out var rule) || LogDetections.Find(detection) is null)
                throw Wrong(
                    name, text, "names of detections with a threshold or 'off', such as reject-flood=off, with commas between them");
            rules = rules.SetItem(detection, rule);
        }

        return rules;
    }

    // What few stacks set is read in methods of its own: all that a method names is loaded before it runs.
    static string OneOf(string name, string value, Func<IEnumerable<string>> words) =>
        words().Contains(value) ? value : throw Wrong(name, value, OneOf(words()));

    static SettingsException NoFunction(string name, string? value)
    {
        var allowed = OneOf(Enum.GetValues<FunctionKind>().Select(FunctionKinds.NameOf));
        return value is null
            ? new SettingsException($"the environment variable {name} is missing; it must be {allowed}") : Wrong(name, value, allowed);
    }

    static AddressRanges Ranges(string name, string value)
    {
        var texts = value.Split(',', StringSplitOptions.TrimEntries);
        return AddressRanges.TryParse(texts, out var ranges, out var wrong) ? ranges : throw Wrong(name, wrong!,
            "addresses such as 192.0.2.25 and ranges such as 10.0.0.0/8, with commas between them");
    }

    static TimeSpan Milliseconds(string name, string value, TimeSpan longest)
    {
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number <= longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(number)
            : throw Wrong(name, value, FormattableString.Invariant($"a whole number from 1 to {longest.TotalMilliseconds}"));
    }

    static string OneOf(IEnumerable<string> words) => "one of: " + string.Join(", ", words);

    static SettingsException Wrong(string name, string value, string allowed) =>
        new($"the environment variable {name} is '{value}'; it must be {allowed}");
}

/// <summary>What a text must be like.</summary>
/// <param name="Characters">The characters allowed; null for all that are printable ASCII.</param>
/// <param name="LengthMin">Fewest characters.</param>
/// <param name="LengthMax">Most characters.</param>
/// <param name="Doc">The rule in words.</param>
sealed record TextRule(string? Characters, int LengthMin, int LengthMax, string Doc)
{
    /// <summary>The character that it must end with; NUL for any.</summary>
    internal char End { get; init; }

    internal bool Allows(string text)
    {
        if (text.Length < LengthMin || text.Length > LengthMax || (End != 0 && text[^1] != End))
            return false;
        foreach (var letter in text)
        {
            if (Characters is null ? letter is <= ' ' or >= (char)0x7F : !Characters.Contains(letter, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
