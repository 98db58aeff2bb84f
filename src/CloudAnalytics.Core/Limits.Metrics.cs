namespace CloudAnalytics.Core;

/// <content>Metrics in CloudWatch, and the function that publishes them.</content>
public static partial class Limits
{
    /// <summary>Metrics of one object of embedded metric format (its specification's limit).</summary>
    public const int MetricsPerObjectMax = 100;

    /// <summary>
    /// Bytes of a line of embedded metric format: an event of CloudWatch Logs has 256 KiB, of which 26 bytes are the service's own.
    /// </summary>
    public const int MetricLineBytesMax = (256 * 1024) - 26;

    /// <summary>Characters of a dimension's name (the specification's limit).</summary>
    public const int MetricDimensionNameLengthMax = 250;

    /// <summary>Characters of a dimension's value (the specification's limit).</summary>
    public const int MetricDimensionValueLengthMax = 1024;

    /// <summary>Characters of a metric's name: CloudWatch takes 255.</summary>
    public const int MetricNameLengthMax = 255;

    /// <summary>Characters of a name, such as an address, that stands beside a metric in the log; longer ones are cut.</summary>
    public const int MetricRowNameLengthMax = 256;

    /// <summary>
    /// How long after its end a window is closed: agents send every minute, functions wait for full batches, OpenSearch shows rows after
    /// half a minute. What comes later is in the stores and in no metric.
    /// </summary>
    public static readonly TimeSpan WindowLateness = TimeSpan.FromMinutes(5);

    /// <summary>Windows that one run publishes; after an outage each run makes up for an hour.</summary>
    public const int WindowsPerRunMax = 12;

    /// <summary>How far back a run looks for windows that are not published; older ones stay unpublished.</summary>
    public static readonly TimeSpan WindowsBack = TimeSpan.FromDays(1);

    /// <summary>
    /// How often a window is tried until it is published without the questions that got no answer; while none gets one it waits.
    /// </summary>
    public const int WindowAttemptsMax = 12;

    /// <summary>
    /// How long past the deadline of the run that has taken a window others leave it alone: the run is killed at its deadline, and clocks
    /// differ by less.
    /// </summary>
    public static readonly TimeSpan WindowLeaseSlack = TimeSpan.FromSeconds(5);

    /// <summary>Arrival days that are searched for new dead letters: records are delivered for seven days at most.</summary>
    public const int DeadLetterDaysBack = 8;

    /// <summary>How long Lambda is given to store a batch that it gave up under the time that it names it by.</summary>
    public static readonly TimeSpan FailedBatchDelay = TimeSpan.FromMinutes(1);

    /// <summary>How long Athena may take to answer one question about a window.</summary>
    public static readonly TimeSpan WindowQuestionTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long OpenSearch may take to note the names behind a window's numbers.</summary>
    public static readonly TimeSpan WindowNotesTimeout = TimeSpan.FromSeconds(10);
}
