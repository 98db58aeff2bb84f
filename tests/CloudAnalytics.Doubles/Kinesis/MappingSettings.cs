namespace CloudAnalytics.Doubles.Kinesis;

/// <summary>
/// Settings of an event source mapping, with the service's own defaults
/// (docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html).
/// </summary>
public sealed record MappingSettings
{
    /// <summary>Name of the function that is invoked.</summary>
    public string Function { get; init; } = "test";

    /// <summary>Records of a batch at most.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Bytes of an event at most: the limit of a synchronous invocation.</summary>
    public int PayloadBytesMax { get; init; } = 6 * 1024 * 1024;

    /// <summary>How long records are gathered until a batch that is not full is sent.</summary>
    public TimeSpan BatchingWindow { get; init; } = TimeSpan.Zero;

    /// <summary>Batches of a shard at a time; records of a partition key stay in order.</summary>
    public int ParallelizationFactor { get; init; } = 1;

    /// <summary>How often a batch is tried again; -1 until it is too old.</summary>
    public int MaximumRetryAttempts { get; init; } = -1;

    /// <summary>Oldest record that is sent; null for all that the stream still has.</summary>
    public TimeSpan? MaximumRecordAge { get; init; }

    /// <summary>Whether a batch that fails is split.</summary>
    public bool BisectBatchOnFunctionError { get; init; }

    /// <summary>Whether answers name the first record that is not done.</summary>
    public bool ReportBatchItemFailures { get; init; }

    /// <summary>How long the stream keeps records.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>First pause behind a failure; it doubles. Not documented: an assumption of this stand-in.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause. Not documented either.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);
}
