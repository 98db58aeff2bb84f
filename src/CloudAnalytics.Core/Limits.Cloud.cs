namespace CloudAnalytics.Core;

/// <summary>The bounds of the functions in the cloud.</summary>
public static partial class Limits
{
    /// <summary>Milliseconds before its deadline from which on a function takes up no more work and hands the rest back.</summary>
    public const int DeadlineReserveMs = 3000;

    /// <summary>Milliseconds before its deadline at which a function gives up what is under way, to answer in time.</summary>
    public const int DeadlineAnswerMs = 500;

    /// <summary>Percent of a function's memory that the collected heap may take; DuckDB and the program need the rest.</summary>
    public const int FunctionHeapPercent = 60;

    /// <summary>Bytes of a reply of the Runtime API that are made room for at first; events have up to 6 MB.</summary>
    public const int RuntimeReplyBytes = 64 * 1024;

    /// <summary>Longest reply of the Runtime API: the service's events have 6 MB at most.</summary>
    public const int RuntimeReplyBytesMax = 64 * 1024 * 1024;

    /// <summary>Memory that replies of other services are read into at first; it grows with them.</summary>
    public const int WireReplyBytes = 8 * 1024;

    /// <summary>Longest reply of another service that is read.</summary>
    public const int WireReplyBytesMax = 256 * 1024 * 1024;

    /// <summary>
    /// Bytes that one record may unpack to (gzip, aggregated records, subscription envelopes); more is a dead letter. An event of 6 MB of
    /// well packed logs has 60.
    /// </summary>
    public const int UnpackedBytesMax = 32 * 1024 * 1024;

    /// <summary>
    /// Bytes of input that a function holds before it writes the rows: the records of a whole event of 6 MB, which are base64 there, so
    /// that an event makes one object.
    /// </summary>
    public const int EventInputBytes = 8 * 1024 * 1024;

    /// <summary>Fewest characters of a bucket's name.</summary>
    public const int BucketNameLengthMin = 3;

    /// <summary>Most characters of a bucket's name.</summary>
    public const int BucketNameLengthMax = 63;

    /// <summary>Characters of what all keys of a lake begin with; a key has at most 1,024.</summary>
    public const int KeyPrefixLengthMax = 512;

    /// <summary>Characters of what all names of indices begin with; a name has at most 255 bytes.</summary>
    public const int IndexPrefixLengthMax = 40;

    /// <summary>Characters of a CloudWatch namespace.</summary>
    public const int MetricNamespaceLengthMax = 255;

    /// <summary>Characters of the name of an Athena workgroup.</summary>
    public const int WorkgroupLengthMax = 128;

    /// <summary>Characters of the name of a Glue database.</summary>
    public const int DatabaseNameLengthMax = 255;
}
