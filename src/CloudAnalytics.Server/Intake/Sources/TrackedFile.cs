using CloudAnalytics.Core;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>A file of the watched folders, and what was made of it.</summary>
sealed class TrackedFile(FoundFile found)
{
    /// <summary>Absolute path.</summary>
    internal string Path { get; } = found.Path;

    /// <summary>What the file system said the last time.</summary>
    internal FileStat Stat { get; private set; } = found.Stat;

    /// <summary>The configured source that names it.</summary>
    internal SourceConfiguration Configuration { get; private set; } = found.Source;

    /// <summary>Whether it is named, and does not only lie beside one that is.</summary>
    internal bool IsWanted { get; private set; } = found.IsWanted;

    /// <summary>Whether it must be looked at: it is new, or not as it was.</summary>
    internal bool IsStale { get; set; } = true;

    /// <summary>The log in it, or null.</summary>
    internal Source? Source { get; set; }

    /// <summary>The log that it is a copy of, or null.</summary>
    internal Source? CopyOf { get; set; }

    /// <summary>What became of it.</summary>
    internal SourceCondition Condition { get; set; } = SourceCondition.Undecided;

    /// <summary>Why it is not read, or not to its end, for administrators; null when all is well.</summary>
    internal string? Problem { get; set; }

    /// <summary>A check of compressed content that is under way, or null.</summary>
    internal GzipCheck? Check { get; set; }

    /// <summary>When it was last seen to have changed.</summary>
    internal DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Takes what the file system says now.</summary>
    internal void Update(FoundFile found, DateTimeOffset now)
    {
        if (Stat != found.Stat || ChangedAt == default)
        {
            IsStale |= !IsStillUnknown(found.Stat);
            ChangedAt = now;
        }

        Stat = found.Stat;
        Configuration = found.Source;
        IsWanted = found.IsWanted;
    }

    // What was no log by as much of its beginning as is looked at does not become one by growing.
    bool IsStillUnknown(FileStat now) => Condition is SourceCondition.Unknown or SourceCondition.Binary
        && Stat.Size >= Limits.RecognitionBytesMax && now.Size >= Stat.Size && now.IsSameFile(Stat);

    /// <summary>Says what became of it, and that it was looked at.</summary>
    internal void Settle(SourceCondition condition, string? problem = null)
    {
        Condition = condition;
        Problem = problem;
        IsStale = false;
        if (condition != SourceCondition.Copy)
            CopyOf = null;
    }
}
