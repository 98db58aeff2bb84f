namespace CloudAnalytics.Core;

/// <content>What is sent to a search cluster, and asked of it.</content>
public static partial class Limits
{
    /// <summary>
    /// UTF-16 units of a text up to which a cluster takes it up for filters and groups: four bytes for each stay below Lucene's longest
    /// term of 32,766 bytes, beyond which it would refuse the whole document.
    /// </summary>
    public const int IndexedTextLengthMax = 8191;

    /// <summary>Fields of a mapping: the widest schema with its ECS names and exact forms of texts, twice.</summary>
    public const int MappedFieldsMax = 500;

    /// <summary>Buckets of one page of an answer; a cluster's own limit (search.max_buckets) is 65,535.</summary>
    public const int SearchPageBuckets = 10_000;

    /// <summary>Buckets of one answer on all its pages: a question that needs more is refused, and should ask for less time.</summary>
    public const int SearchBucketsMax = 5_000_000;

    /// <summary>How long a cluster may take over one page of an answer.</summary>
    public static readonly TimeSpan SearchTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of a bulk request: at the low end of what is advised (5 to 15 MB), below what small domains take (10 MiB).</summary>
    public const int BulkBytesMax = 5 * 1024 * 1024;

    /// <summary>How often the same rows are sent before the host has to, later.</summary>
    public const int BulkAttemptsMax = 6;

    /// <summary>How long a bulk request may take; after that it is unknown whether it was written, and it is sent again.</summary>
    public static readonly TimeSpan BulkTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Longest first pause before rows are sent again; it doubles each time, and the pause is drawn from 0 to it.</summary>
    public static readonly TimeSpan BulkPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause before rows are sent again.</summary>
    public static readonly TimeSpan BulkPauseMax = TimeSpan.FromSeconds(10);

    /// <summary>Characters of a cluster's reason that a dead letter keeps.</summary>
    public const int SinkReasonLengthMax = 500;

    /// <summary>How often a step of setting a cluster up is tried: a new domain answers with 503 for its first minutes.</summary>
    public const int ProvisionAttemptsMax = 10;

    /// <summary>Pause between two tries of a step.</summary>
    public static readonly TimeSpan ProvisionPause = TimeSpan.FromSeconds(5);

    /// <summary>How long a step may take.</summary>
    public static readonly TimeSpan ProvisionTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long before its deadline the set-up ends, to tell CloudFormation in time: it waits an hour for an answer.</summary>
    public static readonly TimeSpan ProvisionReserve = TimeSpan.FromSeconds(10);

    /// <summary>Characters of what CloudFormation is told of a failure; its answer has at most 4,096 bytes.</summary>
    public const int ProvisionReasonLengthMax = 2000;
}
