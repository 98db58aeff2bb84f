namespace CloudAnalytics.Pipeline;

/// <summary>Where a record stands in its stream.</summary>
/// <param name="Partition">The stream: a shard, a file, a delivery.</param>
/// <param name="Sequence">The record's decimal number there, without leading zeros: a sequence number, a byte offset.</param>
public readonly record struct Position(string Partition, string Sequence) : IComparable<Position>
{
    /// <summary>
    /// Orders by partition, then by number. Kinesis sequence numbers have 56 or more digits, of varying count: the longer one is the
    /// larger.
    /// </summary>
    public int CompareTo(Position other)
    {
        var partition = string.CompareOrdinal(Partition, other.Partition);
        if (partition != 0)
            return partition;
        return Sequence.Length != other.Sequence.Length
            ? Sequence.Length.CompareTo(other.Sequence.Length)
            : string.CompareOrdinal(Sequence, other.Sequence);
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
