using System.Collections.Immutable;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Finds the format of a line.</summary>
static class UnixFormats
{
    static ImmutableArray<UnixFormat> s_all;

    /// <summary>The formats, in the order in which they are asked; the last one takes every line.</summary>
    internal static ImmutableArray<UnixFormat> All => s_all.IsDefault ? s_all = [.. LogFormats.All.OfType<UnixFormat>()] : s_all;

    /// <summary>The format of a line.</summary>
    internal static UnixFormat Of(in UnixLine line)
    {
        foreach (var format in All)
        {
            if (format.Claims(line))
                return format;
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
