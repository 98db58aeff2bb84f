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

    /// <summary>Lines of a compliance query's answer.</summary>
    public const int ReportRowsMax = 5_000_000;

    /// <summary>How long a compliance query may take; Athena ends queries after 30 minutes too.</summary>
    public static readonly TimeSpan ReportTimeMax = TimeSpan.FromMinutes(30);

    /// <summary>Bytes that are copied from one stream to another at a time.</summary>
    public const int StreamCopyBytes = 80 * 1024;
}
