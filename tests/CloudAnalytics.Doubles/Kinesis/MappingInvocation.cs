using CloudAnalytics.Doubles.RuntimeApi;

namespace CloudAnalytics.Doubles.Kinesis;

/// <summary>How an invocation ended, as the mapping sees it.</summary>
/// <param name="Answer">What the function answered; empty when it failed.</param>
/// <param name="Error">The function's error (<c>Unhandled</c>), or null.</param>
/// <param name="IsThrottled">Whether the function was not invoked, as too many are running.</param>
public readonly record struct MappingResult(ReadOnlyMemory<byte> Answer, string? Error = null, bool IsThrottled = false)
{
    /// <summary>It was not invoked.</summary>
    public static MappingResult Throttled { get; } = new(default, null, IsThrottled: true);

    /// <summary>It failed.</summary>
    public static MappingResult Failed { get; } = new(default, "Unhandled");

    /// <summary>What came of an invocation of a process.</summary>
    public static MappingResult Of(InvocationResult result) =>
        result.Failure is null ? new MappingResult(result.Answer) : new MappingResult(default, "Unhandled");
}

/// <summary>A batch that was given up, as it lies in the bucket of the on-failure destination.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Condition">Why: <c>RetryAttemptsExhausted</c>, <c>RecordAgeExceeded</c>.</param>
/// <param name="Records">The records.</param>
/// <param name="Content">The document, with the whole event.</param>
public sealed record FailedBatch(string Key, string Condition, IReadOnlyList<ShardRecord> Records, byte[] Content);

/// <summary>One invocation that the mapping made.</summary>
/// <param name="At">When.</param>
/// <param name="Shard">Of which shard.</param>
/// <param name="Sequences">The records.</param>
/// <param name="Outcome">What came of it: <c>done</c>, <c>partial</c>, <c>failed</c>, <c>throttled</c>.</param>
/// <param name="IteratorAge">Age of the last record of the batch when the function had ended.</param>
public sealed record MappingCall(DateTimeOffset At, string Shard, IReadOnlyList<string> Sequences, string Outcome, TimeSpan IteratorAge);
