using System.Collections.Immutable;

namespace CloudAnalytics.Core.Metrics;

/// <summary>What tells groups apart, and puts them in order: the bucket, then the texts by their UTF-8 bytes, as SQL engines do.</summary>
readonly struct GroupKey(long bucket, ImmutableArray<string> texts) : IEquatable<GroupKey>, IComparable<GroupKey>
{
    public long Bucket { get; } = bucket;

    public ImmutableArray<string> Texts { get; } = texts;

    public bool Equals(GroupKey other) => Bucket == other.Bucket && Texts.AsSpan().SequenceEqual(other.Texts.AsSpan());

    public override bool Equals(object? obj) => obj is GroupKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Bucket);
        foreach (var text in Texts)
            hash.Add(text, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    public int CompareTo(GroupKey other)
    {
        var order = Bucket.CompareTo(other.Bucket);
        for (var i = 0; order == 0 && i < Texts.Length; i++)
            order = CompareUtf8(Texts[i], other.Texts[i]);
        return order;
    }

    /// <summary>
    /// Order of two texts by their UTF-8 bytes: that of UTF-16 units, but for surrogates, which stand for code points above all others.
    /// </summary>
    static int CompareUtf8(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
            return left.Length.CompareTo(right.Length);
        char a = left[shared], b = right[shared];
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
