namespace CloudAnalytics.Core;

/// <summary>The bounds of Unix mail logs and of journeys.</summary>
public static partial class Limits
{
    /// <summary>
    /// Numbers that a message's way is followed over behind a filter that splits it, one for each group of recipients who want the same:
    /// what comes on top is joined by its Message-ID.
    /// </summary>
    public const int SplitNumbersMax = 8;

    /// <summary>
    /// Most rows that follow from one row of a format (<see cref="Parsing.IRowDerivation"/>): of a filter's verdict there and back for each
    /// number, and one of the Message-ID.
    /// </summary>
    public const int DerivedRowsMax = (2 * SplitNumbersMax) + 1;

    /// <summary>Bytes of a line of a Unix log that are read; a longer one is cut and marked.</summary>
    public const int UnixLineBytesMax = 64 * 1024;

    /// <summary>Lines of a record that goes on over several (a stack trace); a longer one is cut and marked.</summary>
    public const int TraceLinesMax = 500;

    /// <summary>Bytes of such a record.</summary>
    public const int TraceBytesMax = 256 * 1024;

    /// <summary>Rows that <c>message repeated N times</c> is expanded to; the rest is said in the last one.</summary>
    public const int RepeatedLinesMax = 1000;

    /// <summary>Lines split over several whose rest is awaited at a time, per source; the oldest is given up first.</summary>
    public const int SplitLinesOpenMax = 64;

    /// <summary>How long nothing must come before a record of which more lines could follow is taken to be complete.</summary>
    public static readonly TimeSpan RecordIdle = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How far behind the log's last change a stamp without a year may lie: a clock may be wrong, and a file may be copied with its time
    /// before its last line.
    /// </summary>
    public static readonly TimeSpan YearlessAhead = TimeSpan.FromDays(7);

    /// <summary>Nodes that one trace reads: messages of a mailing list on a dozen servers.</summary>
    public const int TraceNodesMax = 5000;

    /// <summary>Nodes that one query asks for.</summary>
    public const int TraceNodesPerQuery = 500;

    /// <summary>How far the clocks of two servers may differ for a word of one on the other to be understood.</summary>
    public static readonly TimeSpan TraceClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>How long a message may be on its way between two servers whose hand-over no line tells: as long as queues keep
    /// it.</summary>
    public static readonly TimeSpan TraceJoinSpan = TimeSpan.FromDays(5);

    /// <summary>How far apart the queue's and the mailbox server's words on one delivery may be.</summary>
    public static readonly TimeSpan TraceMailboxSpan = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a mailbox server may take from saying that it sends a message to the first word of the queue that takes it: as long as a
    /// client may wait for its answer.
    /// </summary>
    public static readonly TimeSpan TraceSubmissionSpan = TimeSpan.FromMinutes(10);

    /// <summary>How long before and after a message's stays other logs' lines of its Message-ID are taken for its own.</summary>
    public static readonly TimeSpan TraceLineSpan = TimeSpan.FromMinutes(10);

    /// <summary>Rows of one format that the bundle of an account's day holds.</summary>
    public const int BundleRowsMax = 10_000_000;

    /// <summary>Messages whose ways the bundle of an account's day holds; its rows are all there.</summary>
    public const int BundleMessagesMax = 2_000;

    /// <summary>How long one question for a bundle may take: it reads all formats of a day.</summary>
    public static readonly TimeSpan BundleTimeMax = TimeSpan.FromMinutes(30);
}
