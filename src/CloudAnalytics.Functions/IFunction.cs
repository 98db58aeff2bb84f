namespace CloudAnalytics.Functions;

/// <summary>One of the functions of the asset. One instance lives as long as its process and handles one invocation at a time.</summary>
public interface IFunction
{
    /// <summary>Handles one invocation.</summary>
    /// <param name="payload">The event's bytes, JSON in UTF-8. The memory is reused: it must not be used after the call.</param>
    /// <param name="invocation">What the runtime says about it.</param>
    /// <param name="cancellationToken">
    /// Cancelled <see cref="Core.Limits.DeadlineAnswerMs"/> before the deadline: what is under way is given up, and there is just time to
    /// answer.
    /// </param>
    /// <returns>The answer, JSON in UTF-8; it is sent before the next invocation is asked for.</returns>
    /// <exception cref="FunctionException">The event cannot be handled, and the process is sound: the invocation fails with its type and
    /// message. Any other exception fails the invocation too, and ends the process.</exception>
    ValueTask<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken);
}

/// <summary>
/// A function that can prepare for its first invocation: before a snapshot of its process is taken (SnapStart), or aside, while the first
/// event is on its way.
/// </summary>
public interface IPreparedFunction : IFunction
{
    /// <summary>
    /// Loads what the first invocation needs, and opens nothing that does not survive a snapshot. That invocation may come meanwhile, and
    /// must not depend on it.
    /// </summary>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>After the snapshot was resumed, perhaps much later and several times.</summary>
    ValueTask RestoreAsync(CancellationToken cancellationToken);
}

/// <summary>What the runtime says about an invocation.</summary>
/// <param name="RequestId">Its id, for log lines.</param>
/// <param name="Deadline">When the process is killed unless it has answered.</param>
/// <param name="FunctionArn">The function as it was called, with version or alias; null when unknown.</param>
/// <param name="TraceId">X-Ray's header; null when not traced.</param>
public sealed record Invocation(string RequestId, DateTimeOffset Deadline, string? FunctionArn, string? TraceId)
{
    /// <summary>Whether there is time for another piece of work (<see cref="Core.Limits.DeadlineReserveMs"/>).</summary>
    public bool HasTime(TimeProvider time) =>
        Deadline - time.GetUtcNow() > TimeSpan.FromMilliseconds(Core.Limits.DeadlineReserveMs);
}
