namespace CloudAnalytics.Core;

/// <summary>The bounds of taking logs in.</summary>
public static partial class Limits
{
    /// <summary>
    /// Bytes of a source's beginning that are looked at to recognise its format: more than any header (EWS writes 3.6 kB of it).
    /// </summary>
    public const int RecognitionBytesMax = 64 * 1024;

    /// <summary>Milliseconds between two looks at the files that are followed, unless configured otherwise.</summary>
    public const int PollMs = 500;

    /// <summary>Fewest milliseconds between two looks that may be configured: listing large folders takes about as long.</summary>
    public const int PollMsMin = 50;

    /// <summary>Most milliseconds between two looks: with commit and poll a second each, a row is visible within 5.</summary>
    public const int PollMsMax = 1000;

    /// <summary>Bytes of a request to /ingest, unpacked, unless configured otherwise.</summary>
    public const int IngestBodyBytes = 32_000_000;

    /// <summary>Most bytes of a request that may be configured: it is held in memory whole.</summary>
    public const int IngestBodyBytesMax = 256_000_000;

    /// <summary>Days that a row is kept, unless configured otherwise: a year, and a month to look back on it.</summary>
    public const int RetentionDays = 400;

    /// <summary>Most bytes of any size that may be configured: a thousand terabytes.</summary>
    public const long BytesMax = 1_000_000_000_000_000;

    /// <summary>Days that dead letters are kept, unless configured otherwise.</summary>
    public const int DeadLetterDays = 90;

    /// <summary>Most days of any retention that may be configured: a century.</summary>
    public const int RetentionDaysMax = 36_500;

    /// <summary>Seconds after which a user's question is cancelled, unless configured otherwise.</summary>
    public const int QuerySeconds = 30;

    /// <summary>Rows of an answer in the web UI, unless configured otherwise.</summary>
    public const int QueryRows = 10_000;

    /// <summary>Memory of all questions together, unless configured otherwise.</summary>
    public const long QueryMemoryBytes = 1_000_000_000;
}
