using System.Globalization;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Cli.Output;

/// <summary>Numbers as people read them.</summary>
static class UnitText
{
    static readonly string[] s_bytes = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>The number with its unit; a dash for none.</summary>
    internal static string Format(double? value, Unit unit) => value is not { } number ? "-" : unit switch
    {
        Unit.Count => number.ToString("N0", CultureInfo.InvariantCulture),
        Unit.Bytes => Bytes(number),
        Unit.Milliseconds => number < 10_000 ? number.ToString("N0", CultureInfo.InvariantCulture) + " ms" : (number / 1000)
            .ToString("N1", CultureInfo.InvariantCulture) + " s",
        Unit.Share => number.ToString("P1", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal),
        Unit.Times => number.ToString("N1", CultureInfo.InvariantCulture) + "x",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A size in steps of 1,000.</summary>
    internal static string Bytes(double bytes)
    {
        var step = 0;
        while (bytes >= 1000 && step < s_bytes.Length - 1)
        {
            bytes /= 1000;
            step++;
        }

        return bytes.ToString(step == 0 ? "N0" : "N1", CultureInfo.InvariantCulture) + " " + s_bytes[step];
    }
}
