using System.Collections.Immutable;
using CloudAnalytics.Aws.Kinesis;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Functions.Streams;

/// <summary>
/// A function that a Kinesis stream is mapped to: takes the event's records through the pipeline into sinks, and answers from which record
/// on Lambda shall deliver again. It stops before its deadline and hands the rest back.
/// </summary>
abstract class StreamFunction : IPreparedFunction
{
    readonly FunctionHost _host;
    readonly ImmutableArray<IBatchSink> _sinks;
    readonly FormatRecognizer _recognizer = new(LogFormats.All);
    readonly ILogFormat? _declared;
    readonly bool _derives;
    readonly KinesisEvent _event = new();
    IngestPipeline? _pipeline;
    string? _stream;

    /// <summary>Makes one.</summary>
    /// <param name="host">Settings, clock, log.</param>
    /// <param name="sinks">Where rows and dead letters go.</param>
    /// <param name="derives">Whether rows that follow from others are written too.</param>
    private protected StreamFunction(FunctionHost host, ImmutableArray<IBatchSink> sinks, bool derives)
    {
        _host = host;
        _derives = derives;
        _sinks = sinks;
        _declared = host.Settings.StreamFormat is { } name ? LogFormats.Find(name) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
        ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            _event.Read(payload);
        }
        catch (EventException exception)
        {
            throw new FunctionException("Event.NotKinesis", exception.Message);
        }

        if (_event.Records.IsEmpty)
            return BatchResponse.Write(null, _event.HasWindow);
        if (_pipeline is null || _stream != _event.Stream)
        {
            _stream = _event.Stream;
            _pipeline = new IngestPipeline(
                _recognizer, _stream, _declared, _sinks, Limits.EventInputBytes, _derives, _host.Settings.TrustedProxies);
        }

        _pipeline.HasTime = () => invocation.HasTime(_host.Time);
        var outcome = await _pipeline.ProcessAsync(_event.Records, cancellationToken);
        Tell(outcome, invocation);
        return BatchResponse.Write(outcome.RetryFrom, _event.HasWindow);
    }

    /// <summary>
    /// Reads a record into nothing, whose format is that of most streams: by then what any record takes to be read is loaded.
    /// </summary>
    public virtual async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        var pipeline = new IngestPipeline(
            _recognizer, "rehearsal", _declared, [new RehearsalSink(this)], Rehearsal.Bytes, _derives, _host.Settings.TrustedProxies);
        await pipeline.ProcessAsync(Rehearsal.Records, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask RestoreAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>What is rehearsed beside reading.</summary>
    private protected virtual void Rehearse(RecordBatch batch)
    {
    }

    void Tell(in IngestOutcome outcome, Invocation invocation)
    {
        if (outcome.Failures.Length > 0)
            Tell(outcome.Failures, invocation);
        if (outcome.RetryFrom is { } position)
        {
            _host.Log.Write("warning", "records are handed back", ("shard", position.Partition), ("from", position.Sequence),
                ("request_id", invocation.RequestId));
        }
    }

    void Tell(ImmutableArray<WriteResult.Failed> failures, Invocation invocation)
    {
        foreach (var failure in failures.DistinctBy(failure => (failure.Kind, failure.Reason)))
            _host.Log.Write("warning", failure.Reason, ("kind", failure.Kind.ToString()), ("request_id", invocation.RequestId));
    }

    /// <summary>Takes what is rehearsed.</summary>
    sealed class RehearsalSink(StreamFunction function) : IBatchSink
    {
        public string Name => "rehearsal";

        public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            function.Rehearse(batch);
            return new(WriteResult.Written.Instance);
        }

        public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
            new(WriteResult.Written.Instance);
    }
}
