using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Lake;

namespace CloudAnalytics.Server.Intake.Deliveries;

/// <summary>A body that was sent, and the promise of an answer once it is safe.</summary>
/// <param name="format">Its format.</param>
/// <param name="source">Who sent it, as rows name their source.</param>
/// <param name="body">The bytes, unpacked.</param>
sealed class Delivery(ILogFormat format, string source, byte[] body)
{
    readonly TaskCompletionSource<DeliveryAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ILogFormat Format { get; } = format;

    internal string Source { get; } = source;

    internal byte[] Body { get; } = body;

    /// <summary>What the delivery will have come to, once its round is committed.</summary>
    internal DeliveryAnswer Result { get; set; }

    /// <summary>The answer; it comes after the commit.</summary>
    internal Task<DeliveryAnswer> Answer => _answer.Task;

    internal void Complete(LakeWriteResult.Failed? failure) => _answer.TrySetResult(Result with { Failure = failure });
}

/// <summary>What a delivery came to.</summary>
/// <param name="Rows">Rows made of it.</param>
/// <param name="DeadLetters">Records refused.</param>
/// <param name="Duplicates">Records that were delivered before, in the same body.</param>
/// <param name="Failure">Why nothing of it is safe, or null.</param>
readonly record struct DeliveryAnswer(long Rows, long DeadLetters, long Duplicates, LakeWriteResult.Failed? Failure);
