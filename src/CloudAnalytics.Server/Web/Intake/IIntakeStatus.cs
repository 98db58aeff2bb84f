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
public sealed record IntakeSnapshot(DateTimeOffset? LastCommit, string? Fault, ImmutableArray<SourceSnapshot> Sources)
{
    /// <summary>What listens for syslog.</summary>
    public ImmutableArray<ListenerSnapshot> Listeners { get; init; } = [];
}

/// <summary>A file or stream that is followed.</summary>
/// <param name="Path">As administrators know it; the same as <c>source_file</c> in rows.</param>
/// <param name="Format">Its format, or null when it is not known.</param>
/// <param name="SizeBytes">Its size, or null for a stream.</param>
/// <param name="ReadBytes">How many of them are read and safe.</param>
/// <param name="Fault">Why it is not read (unreadable, unknown format), in words for administrators, or null.</param>
public sealed record SourceSnapshot(string Path, string? Format, long? SizeBytes, long ReadBytes, string? Fault);

/// <summary>A listener for syslog; numbers are since the start.</summary>
/// <param name="Path">As administrators know it; the same as <c>source_file</c> in rows.</param>
/// <param name="Messages">Messages taken.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Connections">Connections that are open now.</param>
/// <param name="Dropped">Messages for which there was no room; over UDP only.</param>
/// <param name="Refused">Datagrams and connections that were not let in.</param>
/// <param name="Cut">Messages that were too long.</param>
/// <param name="WaitingBytes">Bytes that no commit holds yet.</param>
/// <param name="Senders">Who sends, the longest silent one first.</param>
public sealed record ListenerSnapshot(string Path, long Messages, long Bytes, int Connections, long Dropped, long Refused, long Cut,
    long WaitingBytes, ImmutableArray<SenderSnapshot> Senders);

/// <summary>A machine that sends syslog.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Messages">Messages since the start.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="LastAt">When the last one came.</param>
/// <param name="IsSilent">Whether that is longer ago than <see cref="Core.Limits.SyslogSilentSeconds"/>.</param>
public sealed record SenderSnapshot(string Address, long Messages, long Bytes, DateTimeOffset LastAt, bool IsSilent);
