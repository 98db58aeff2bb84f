namespace CloudAnalytics.Core;

// Limits of what talks to Amazon Web Services.
public static partial class Limits
{
    /// <summary>
    /// Bytes of one part of an upload to S3, which are held in memory; what is smaller goes in one request. S3 takes parts of 5 MB to 5 GB,
    /// 10,000 of them, so that an object may have 160 GB.
    /// </summary>
    public const int S3PartBytes = 16 * 1024 * 1024;

    /// <summary>Times that a request to a service is sent again after failures that may pass: some 10 s in all.</summary>
    public const int AwsRetries = 5;

    /// <summary>
    /// How long after midnight (UTC) a day of a lake in the cloud is closed: records lie in the stream that long when functions lag. What
    /// comes later is added to the archive by the next run.
    /// </summary>
    public static readonly TimeSpan StoreDayCloseDelay = TimeSpan.FromHours(1);

    /// <summary>Days behind the cut whose fresh objects stay: longer than any query runs, and time to look when something is odd.</summary>
    public const int RawDaysKept = 2;

    /// <summary>The longest first wait before a request to a service is sent again; it doubles with each failure.</summary>
    public static readonly TimeSpan AwsRetryWait = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before a request to a service is sent again.</summary>
    public static readonly TimeSpan AwsRetryWaitMax = TimeSpan.FromSeconds(5);

    /// <summary>How long a service may take to answer a request.</summary>
    public static readonly TimeSpan AwsRequestTimeMax = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection to a service is kept, so that changed addresses are noticed.</summary>
    public static readonly TimeSpan AwsConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The first wait before Athena is asked whether a query has ended; it doubles.</summary>
    public static readonly TimeSpan AthenaPollFirst = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait before Athena is asked again; it takes 100 questions a second from one account.</summary>
    public static readonly TimeSpan AthenaPollMax = TimeSpan.FromSeconds(3);

    /// <summary>How long Athena may take to make a view, waiting in its queue included.</summary>
    public static readonly TimeSpan AthenaViewTimeMax = TimeSpan.FromMinutes(2);

    /// <summary>Rows of a page of Athena's results, its own limit.</summary>
    public const int AthenaPageRows = 1000;

    /// <summary>Bytes of a statement, Athena's own limit.</summary>
    public const int AthenaStatementBytesMax = 262_144;

    /// <summary>
    /// How long rows are in fresh files at least, also behind the cut: a stack cannot be set to less than a week (lake.raw_days).
    /// </summary>
    public static readonly TimeSpan FreshFilesKept = TimeSpan.FromDays(5);

    /// <summary>Lines of a compliance query's answer.</summary>
    public const int ReportRowsMax = 5_000_000;

    /// <summary>How long a compliance query may take; Athena ends queries after 30 minutes too.</summary>
    public static readonly TimeSpan ReportTimeMax = TimeSpan.FromMinutes(30);

    /// <summary>Bytes that are copied from one stream to another at a time.</summary>
    public const int StreamCopyBytes = 80 * 1024;
}
