using System.Collections.Immutable;
using System.Globalization;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Core.Detections;

/// <summary>What detections leave out, and where they differ from their declarations.</summary>
/// <param name="Trusted">Client addresses whose rows do not count.</param>
/// <param name="Administrators">Accounts that may do what administrators do; in any case of letters.</param>
/// <param name="Rules">Detections that differ, by name.</param>
public sealed record DetectionsConfiguration(
    AddressRanges Trusted, ImmutableArray<string> Administrators, ImmutableDictionary<string, DetectionConfiguration> Rules)
{
    /// <summary>Files that say where addresses are; without any, detections that need it are not evaluated.</summary>
    public ImmutableArray<string> Places { get; init; } = [];

    /// <summary>Everything as declared.</summary>
    public static DetectionsConfiguration Default { get; } =
        new(AddressRanges.None, [], ImmutableDictionary<string, DetectionConfiguration>.Empty);
}

/// <summary>Where a detection differs from its declaration.</summary>
/// <param name="Threshold">Its threshold, or null for the declared one.</param>
/// <param name="IsEnabled">Whether it is evaluated.</param>
public sealed record DetectionConfiguration(double? Threshold, bool IsEnabled)
{
    /// <summary>Reads <c>name=threshold</c> or <c>name=off</c>.</summary>
    public static bool TryParse(string text, out string name, out DetectionConfiguration rule)
    {
        var parts = text.Split('=', 2);
        name = parts[0];
        rule = new DetectionConfiguration(null, IsEnabled: false);
        if (parts is [_, "off"])
            return true;
        if (parts.Length < 2 || !double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var threshold))
            return false;
        rule = new DetectionConfiguration(threshold, IsEnabled: true);
        return true;
    }
}
