using System.Collections.Immutable;
using CloudAnalytics.Lake;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Server.Intake;

/// <summary>How far ingesting is.</summary>
/// <param name="Path">The file that is being read.</param>
/// <param name="FilesDone">Files read to their ends, or found to have nothing new.</param>
/// <param name="Files">Files to read.</param>
/// <param name="BytesDone">Bytes of these files that are done, as they lie on the disk (compressed).</param>
/// <param name="Bytes">Bytes of all these files.</param>
/// <param name="Rows">Rows made so far.</param>
public readonly record struct IngestProgress(string Path, int FilesDone, int Files, long BytesDone, long Bytes, long Rows);

/// <summary>A file that was not read, or not to its end.</summary>
/// <param name="Path">The file.</param>
/// <param name="Condition">What is the matter. A copy of what was read is no fault.</param>
/// <param name="Reason">The same in words for administrators.</param>
public sealed record IngestProblem(string Path, SourceCondition Condition, string Reason)
{
    /// <summary>Whether <c>--strict</c> takes it for a failure.</summary>
    public bool IsFault => Condition != SourceCondition.Copy;
}

/// <summary>What ingesting came to.</summary>
/// <param name="Formats">Counts of records by format; <c>unknown</c> stands for records of no format.</param>
/// <param name="Files">Files that the paths named.</param>
/// <param name="FilesUnchanged">Files of which everything had been read before.</param>
/// <param name="Bytes">Bytes read, decompressed.</param>
/// <param name="Problems">Files that were not read, or not to their ends, by path.</param>
/// <param name="Failure">Why the lake could not be written, or null; rows of the last stretch are then not there, and their files are read
/// again next time.</param>
/// <param name="IsCancelled">Whether it was ended early.</param>
/// <param name="Duration">How long it took.</param>
public sealed record IngestSummary(
    ImmutableDictionary<string, LineCounts> Formats,
    int Files,
    int FilesUnchanged,
    long Bytes,
    ImmutableArray<IngestProblem> Problems,
    LakeWriteResult.Failed? Failure,
    bool IsCancelled,
    TimeSpan Duration)
{
    /// <summary>Whether none of the paths named a file or a folder that is there: most likely they are mistyped.</summary>
    public bool IsNothingThere { get; init; }

    /// <summary>Sum over all formats.</summary>
    public LineCounts Total => Formats.Values.Aggregate(default(LineCounts), (sum, counts) => sum + counts);
}
