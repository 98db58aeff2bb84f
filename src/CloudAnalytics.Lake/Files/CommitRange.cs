using System.Globalization;

namespace CloudAnalytics.Lake.Files;

/// <summary>The commits whose rows a file holds: from <paramref name="Lo"/> to <paramref name="Hi"/>, both included.</summary>
/// <param name="Lo">First commit number, from 1.</param>
/// <param name="Hi">Last commit number, at least <paramref name="Lo"/>.</param>
public readonly record struct CommitRange(long Lo, long Hi)
{
    /// <summary>Digits of each number in a name; names of one folder then sort as their numbers.</summary>
    internal const int Digits = 12;

    /// <summary>Whether the other range lies inside this one and is not the same.</summary>
    public bool Covers(CommitRange other) => Lo <= other.Lo && other.Hi <= Hi && this != other;

    /// <summary>The range of a single commit.</summary>
    public static CommitRange Of(long commit) => new(commit, commit);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Lo:000000000000}-{Hi:000000000000}");

    /// <summary>Reads what <see cref="ToString"/> writes; null for anything else.</summary>
    internal static CommitRange? Parse(ReadOnlySpan<char> text) =>
        text.Length == (2 * Digits) + 1 && text[Digits] == '-' && Number(text[..Digits]) is { } lo && Number(text[(Digits + 1)..]) is { } hi
            && lo <= hi
            ? new CommitRange(lo, hi)
            : null;

    static long? Number(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
