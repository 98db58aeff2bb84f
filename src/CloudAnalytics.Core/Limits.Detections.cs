namespace CloudAnalytics.Core;

/// <summary>The bounds of detections.</summary>
public static partial class Limits
{
    /// <summary>How often detections are evaluated while rows come in.</summary>
    public static readonly TimeSpan DetectionInterval = TimeSpan.FromMinutes(1);

    /// <summary>How old rows are when they are judged: those of other hosts arrive until then.</summary>
    public static readonly TimeSpan DetectionSettle = TimeSpan.FromSeconds(30);

    /// <summary>How late rows may arrive and be judged all the same; after a start as far as the last day.</summary>
    public static readonly TimeSpan DetectionLateness = TimeSpan.FromHours(1);

    /// <summary>What is judged after a start: what came in while nothing ran.</summary>
    public static readonly TimeSpan DetectionCatchUp = TimeSpan.FromDays(1);

    /// <summary>How long after the last row that came in detections are evaluated: longer than any window that must close first.</summary>
    public static readonly TimeSpan DetectionQuiet = TimeSpan.FromMinutes(30);

    /// <summary>Keys and hours of one detection that one evaluation looks at, the earliest first.</summary>
    public const int DetectionCandidatesMax = 10_000;

    /// <summary>Findings of one detection in an hour; further keys are left out, and said so on the error stream.</summary>
    public const int DetectionFindingsPerHourMax = 500;

    /// <summary>Trusted addresses of one evaluation that are left out by name.</summary>
    public const int DetectionAddressesMax = 200_000;

    /// <summary>Rows that a finding names.</summary>
    public const int DetectionSampleRows = 5;

    /// <summary>Characters of a finding's details.</summary>
    public const int DetectionDetailsMax = 1000;

    /// <summary>How far back the finding before is looked for, whose repetitions a finding tells.</summary>
    public static readonly TimeSpan DetectionPrevious = TimeSpan.FromDays(30);

    /// <summary>How long one question of a detection may take.</summary>
    public static readonly TimeSpan DetectionQueryMax = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Detections that one run of the cloud's schedule evaluates, in turn: with a run every five minutes each is evaluated every quarter of
    /// an hour. Each question costs.
    /// </summary>
    public const int DetectionsPerRunMax = 11;

    /// <summary>How long before its deadline a run in the cloud ends the evaluation: what was found must still be written.</summary>
    public static readonly TimeSpan DetectionReserve = TimeSpan.FromSeconds(30);
}
