using System.Text;

namespace CloudAnalytics.Pipeline;

/// <summary>Where a record stands in its stream.</summary>
/// <remarks>The number stays the bytes that were delivered: positions cost no memory, and are good as long as the delivery is.</remarks>
/// <param name="Partition">The stream: a shard, a file, a delivery.</param>
/// <param name="Digits">The record's decimal number there, without leading zeros: a sequence number, a byte offset.</param>
public readonly record struct Position(string Partition, ReadOnlyMemory<byte> Digits) : IComparable<Position>
{
    /// <summary>The same, with the number as text.</summary>
    public Position(string partition, string sequence)
        : this(partition, Encoding.ASCII.GetBytes(sequence))
    {
    }

    /// <summary>The number as text.</summary>
    public string Sequence => Encoding.ASCII.GetString(Digits.Span);

    /// <inheritdoc/>
    public bool Equals(Position other) => Partition == other.Partition && Digits.Span.SequenceEqual(other.Digits.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Partition, StringComparer.Ordinal);
        hash.AddBytes(Digits.Span);
        return hash.ToHashCode();
    }

    /// <summary>
    /// Orders by partition, then by number. Kinesis sequence numbers have 56 or more digits, of varying count: the longer one is the
    /// larger.
    /// </summary>
    public int CompareTo(Position other)
    {
        var partition = string.CompareOrdinal(Partition, other.Partition);
        if (partition != 0)
            return partition;
        return Digits.Length != other.Digits.Length
            ? Digits.Length.CompareTo(other.Digits.Length)
            : Digits.Span.SequenceCompareTo(other.Digits.Span);
    }

    /// <summary>Whether the left one stands before the right one.</summary>
    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one stands behind the right one.</summary>
    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one stands before the right one, or is it.</summary>
    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one stands behind the right one, or is it.</summary>
    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;
}
