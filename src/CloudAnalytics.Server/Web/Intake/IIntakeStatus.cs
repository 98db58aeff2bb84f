using System.Collections.Immutable;

namespace CloudAnalytics.Server.Web.Intake;

/// <summary>What the intake of this process does now.</summary>
public interface IIntakeStatus
{
    /// <summary>A snapshot; never blocks for long.</summary>
    IntakeSnapshot Read();
}

/// <summary>The intake at one instant.</summary>
/// <param name="LastCommit">When rows were last made safe; null before the first time.</param>
/// <param name="Fault">Why nothing is taken in now, in words for administrators (a full disk), or null.</param>
/// <param name="Sources">What is followed, by path.</param>
public sealed record IntakeSnapshot(DateTimeOffset? LastCommit, string? Fault, ImmutableArray<SourceSnapshot> Sources);

/// <summary>A file or stream that is followed.</summary>
/// <param name="Path">As administrators know it; the same as <c>source_file</c> in rows.</param>
/// <param name="Format">Its format, or null when it is not known.</param>
/// <param name="SizeBytes">Its size, or null for a stream.</param>
/// <param name="ReadBytes">How many of them are read and safe.</param>
/// <param name="Fault">Why it is not read (unreadable, unknown format), in words for administrators, or null.</param>
public sealed record SourceSnapshot(string Path, string? Format, long? SizeBytes, long ReadBytes, string? Fault);
