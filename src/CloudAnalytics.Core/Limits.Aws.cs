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

    /// <summary>Bytes that are copied from one stream to another at a time.</summary>
    public const int StreamCopyBytes = 80 * 1024;
}
