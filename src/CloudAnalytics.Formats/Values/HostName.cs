using System.Numerics;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Names of hosts as logs have them: with and without their domain, in any letter case. Two are the same host when their first labels are,
/// which is what servers on one way call each other by; an address has no labels, and is compared whole.
/// </summary>
public static class HostName
{
    /// <summary>The name up to its first point, an address whole. Letter case stays.</summary>
    public static string Short(string host) => host[..ShortLength<char>(host)];

    /// <inheritdoc cref="Short(string)"/>
    public static ReadOnlySpan<byte> Short(ReadOnlySpan<byte> host) => host[..ShortLength(host)];

    /// <summary>Whether both name the same host.</summary>
    public static bool IsSame(string one, string other) => one.AsSpan(0, ShortLength<char>(one))
        .Equals(other.AsSpan(0, ShortLength<char>(other)), StringComparison.OrdinalIgnoreCase);

    // An address is digits and points, or has a colon. A name may begin with a digit, and be hexadecimal.
    static int ShortLength<T>(ReadOnlySpan<T> host)
        where T : unmanaged, IBinaryInteger<T>
    {
        var point = host.IndexOf(T.CreateTruncating('.'));
        return point <= 0 || host.Contains(T.CreateTruncating(':')) || IsDigitsAndPoints(host) ? host.Length : point;
    }

    static bool IsDigitsAndPoints<T>(ReadOnlySpan<T> text)
        where T : unmanaged, IBinaryInteger<T> =>
        text.IndexOfAnyExceptInRange(T.CreateTruncating('.'), T.CreateTruncating('9')) < 0;
}
