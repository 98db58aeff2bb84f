namespace CloudAnalytics.Core.Records;

/// <summary>A record that could not be read as its format, kept with what an administrator needs to judge it.</summary>
/// <param name="Format">Name of the format it was read as.</param>
/// <param name="SourceFile">The file or stream it came from.</param>
/// <param name="Offset">Byte offset of its first byte in that file (uncompressed) or delivery.</param>
/// <param name="Reason">Why it was refused: a constant sentence, lower case, no full stop.</param>
/// <param name="Raw">The bytes, at most <see cref="Limits.DeadLetterBytesMax"/> of them.</param>
public sealed record DeadLetter(string Format, string SourceFile, long Offset, string Reason, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Where the record stood in its stream; null for what was no record of a stream.</summary>
    public StreamPlace? Place { get; init; }

    /// <summary>
    /// Name of the zone that its source's times were in where they say none (<see cref="TimeZoneInfo.Id"/>); null for UTC.
    /// </summary>
    public string? Zone { get; init; }

    /// <summary>The machine that wrote it as its source's configuration names it; null when that names none.</summary>
    public string? Host { get; init; }
}

/// <summary>Where a record stands in a stream of the cloud. Sent again with the same place, its rows have the same ids.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Shard">The shard.</param>
/// <param name="Sequence">The record's number there, decimal.</param>
/// <param name="SubSequence">Its place among the records aggregated under that number; 0 for the first or only one.</param>
/// <param name="Arrived">When it arrived there, microseconds since 1970, UTC.</param>
public sealed record StreamPlace(string Stream, string Shard, string Sequence, int SubSequence, long Arrived);
