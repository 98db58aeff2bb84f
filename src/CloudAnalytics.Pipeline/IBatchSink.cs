using System.Collections.Immutable;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Pipeline;

/// <summary>A destination for rows and for dead letters.</summary>
public interface IBatchSink
{
    /// <summary>Name for messages and metrics.</summary>
    string Name { get; }

    /// <summary>
    /// Writes rows. Writing the same batch twice has the effect of writing it once. The batch must not be used any more once the call has
    /// returned. A destination that cannot take the rows is a result; an exception means that the program is wrong.
    /// </summary>
    ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps refused records. Keeping the same ones twice has the effect of keeping them once. A sink that is no place for them answers
    /// written.
    /// </summary>
    ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken);
}

/// <summary>A sink whose objects are named after the records that they come from.</summary>
public interface IPlacedSink : IBatchSink
{
    /// <summary>As <see cref="IBatchSink.WriteAsync(RecordBatch, CancellationToken)"/>, knowing which records the rows come from.</summary>
    ValueTask<WriteResult> WriteAsync(RecordBatch batch, BatchOrigin origin, CancellationToken cancellationToken);

    /// <summary>As the other one, knowing which records the letters come from.</summary>
    ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, BatchOrigin origin, CancellationToken cancellationToken);
}

/// <summary>The records that rows or dead letters come from: the same input gives the same origin.</summary>
/// <param name="First">The first record.</param>
/// <param name="Last">The last one.</param>
/// <param name="Part">
/// How many rows (letters) of the first record are in earlier writes; 0 nearly always: a record is split only when it holds more than a
/// batch takes.
/// </param>
public readonly record struct BatchOrigin(Position First, Position Last, int Part);

/// <summary>What a failure means for the data.</summary>
public enum FailureKind
{
    /// <summary>The sink cannot now: the host sends the records again, later.</summary>
    Transient,

    /// <summary>The sink never will: the rows become dead letters, with its reason.</summary>
    Permanent,
}

/// <summary>A sink's answer.</summary>
public abstract record WriteResult
{
    WriteResult()
    {
    }

    /// <summary>All is written.</summary>
    public sealed record Written : WriteResult
    {
        /// <summary>The only one there needs to be.</summary>
        public static Written Instance { get; } = new();
    }

    /// <summary>Something is not written.</summary>
    /// <param name="Kind">What that means for the data.</param>
    /// <param name="Reason">Why, a clause for administrators.</param>
    /// <param name="Rows">The rows' indexes in the batch; empty means all of them.</param>
    public sealed record Failed(FailureKind Kind, string Reason, ImmutableArray<int> Rows) : WriteResult;

    /// <summary>Some rows are not written, each for a reason of its own; all others are.</summary>
    /// <param name="Failures">The rows, ascending; at least one.</param>
    public sealed record RowsFailed(ImmutableArray<RowFailure> Failures) : WriteResult;
}

/// <summary>A row that a sink has not written.</summary>
/// <param name="Row">The row's index in the batch.</param>
/// <param name="Kind">What that means for the data.</param>
/// <param name="Reason">Why, a clause for administrators.</param>
public sealed record RowFailure(int Row, FailureKind Kind, string Reason);
