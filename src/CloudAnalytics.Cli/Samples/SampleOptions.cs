namespace CloudAnalytics.Cli.Samples;

/// <summary>What <see cref="SampleGenerator"/> is asked to write.</summary>
public sealed record SampleOptions
{
    /// <summary>Fewest records that still hold every planted case (outbreak, brute force, broken lines).</summary>
    public const long RecordsMin = 5_000;

    /// <summary>Most records of one sample: about 300 GB of logs.</summary>
    public const long RecordsMax = 1_000_000_000;

    /// <summary>Longest span in days.</summary>
    public const int DaysMax = 92;

    /// <summary>The folder to write to; it is created, and must be empty when it exists.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// About how many rows of Exchange, IIS and Windows to write, from <see cref="RecordsMin"/> to <see cref="RecordsMax"/>; half of them
    /// message tracking. What Unix servers log comes on top, about a seventh of it.
    /// </summary>
    public required long Records { get; init; }

    /// <summary>The same seed with the same other options gives the same bytes on every machine.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The end of the span, exclusive: no row is at or after it. Cut to whole milliseconds.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Length of the span in days before <see cref="End"/>, from 1 to <see cref="DaysMax"/>.</summary>
    public int Days { get; init; } = 3;

    /// <summary>
    /// Size in bytes at which an Exchange log goes on in a file with the next number, as Exchange does it at 10 MB.
    /// IIS, HTTPERR and Windows event files are never split by size.
    /// </summary>
    public long FileBytesMax { get; init; } = 10L << 20;

    /// <summary>Says what is wrong with these options in one line for the person at the terminal, or null when nothing is.</summary>
    public string? Validate()
    {
        if (Records is < RecordsMin or > RecordsMax)
            return $"records is {Records}; allowed are {RecordsMin} to {RecordsMax}.";
        if (Days is < 1 or > DaysMax)
            return $"days is {Days}; allowed are 1 to {DaysMax}.";
        if (FileBytesMax < 1)
            return $"file size is {FileBytesMax}; allowed is 1 byte and more.";
        if (End.UtcDateTime.Year is < 1971 or > 9998)
            return $"end is {End.UtcDateTime:yyyy-MM-dd}; allowed are the years 1971 to 9998.";
        if (File.Exists(Directory))
            return $"'{Directory}' is a file; name a folder that is empty or not there yet.";
        if (System.IO.Directory.Exists(Directory) && System.IO.Directory.EnumerateFileSystemEntries(Directory).Any())
            return $"the folder '{Directory}' is not empty; name one that is empty or not there yet, so that its truth.json speaks of all its files.";
        return null;
    }
}
