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

    /// <summary>Most days of any retention that may be configured: a century.</summary>
    public const int RetentionDaysMax = 36_500;

    /// <summary>Seconds after which a user's question is cancelled, unless configured otherwise.</summary>
    public const int QuerySeconds = 30;

    /// <summary>Rows of an answer in the web UI, unless configured otherwise.</summary>
    public const int QueryRows = 10_000;

    /// <summary>Memory of all questions together, unless configured otherwise.</summary>
    public const long QueryMemoryBytes = 1_000_000_000;

    /// <summary>
    /// Bytes of a file's beginning by which it is known again: behind the longest header with its date (EWS: 3.6 kB), into the first row.
    /// </summary>
    public const int FingerprintHeadBytes = 4096;

    /// <summary>
    /// Shorter beginnings of a file that are remembered from earlier commits: each holds a record more than the one before.
    /// </summary>
    public const int HeadMarksMax = 64;

    /// <summary>Bytes before the place up to which a file was read by which it is known again: some rows.</summary>
    public const int FingerprintTailBytes = 1024;

    /// <summary>Files kept open, and parsers kept, between two looks; the others are opened and made when they grow.</summary>
    public const int ActiveSourcesMax = 128;

    /// <summary>Bytes of one file that are read before the next one's turn while all of them have more to give.</summary>
    public const int TurnBytes = BlockBytes;

    /// <summary>Milliseconds that a look at the files reads before it commits, when more is there than it can read.</summary>
    public const int RoundMs = 1000;

    /// <summary>
    /// Bytes that one commit takes from files that are ingested, not followed: after a kill no more than these are read again.
    /// </summary>
    public const long IngestRoundBytes = 1024L * 1024 * 1024;

    /// <summary>Dead letters that are held before they are written.</summary>
    public const int DeadLettersHeldMax = 1000;

    /// <summary>Seconds without growth after which the last line of a rotated file is taken although it lacks its line end.</summary>
    public const int RotatedIdleSeconds = 5;

    /// <summary>Hours without growth after which the last line of any file is taken although it lacks its line end.</summary>
    public const int AbandonedHours = 24;

    /// <summary>Seconds without growth after which a compressed file that is cut is read as far as it goes.</summary>
    public const int CutIdleSeconds = 60;

    /// <summary>
    /// Days after which a log is forgotten whose file is gone, unless configured otherwise: by then rotation is done with it, and a share
    /// that was off is back.
    /// </summary>
    public const int ForgetDays = 30;

    /// <summary>Logs that one commit notes as gone or forgets: each is a small file to write.</summary>
    public const int VanishedNotesMax = 500;

    /// <summary>
    /// How long a process that is asked to end may take to commit what it has read: less than the 90 seconds that systemd waits.
    /// </summary>
    public static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    /// <summary>How often it is looked for files that are gone.</summary>
    public static readonly TimeSpan VanishedInterval = TimeSpan.FromHours(1);

    /// <summary>Milliseconds before a round that could not be written is tried again.</summary>
    public const int FailedRoundPauseMs = 5000;

    /// <summary>Deliveries to /ingest that wait for their commit; further senders are told to come back.</summary>
    public const int DeliveriesWaitingMax = 64;

    /// <summary>Bytes of all waiting deliveries together.</summary>
    public const long DeliveryBytesWaitingMax = 64_000_000;

    /// <summary>Deliveries that are remembered, to know one that is sent again: an hour of one each second and more.</summary>
    public const int RecentDeliveriesMax = 2048;

    /// <summary>Seconds after which a sender that was refused for lack of room may come back.</summary>
    public const int RetryAfterSeconds = 2;
}
