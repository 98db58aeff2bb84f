using System.Collections.Immutable;
using CloudAnalytics.Aws.Kinesis;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Functions.Streams;

/// <summary>
/// A function that a Kinesis stream is mapped to: takes the event's records through the pipeline into sinks, and answers from which record
/// on Lambda shall deliver again. It stops before its deadline and hands the rest back.
/// </summary>
abstract class StreamFunction : IFunction
{
    readonly FunctionHost _host;
    readonly ImmutableArray<IBatchSink> _sinks;
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
    public ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
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
            return new(BatchResponse.Write(null, _event.HasWindow));
        if (_pipeline is null || _stream != _event.Stream)
        {
            _stream = _event.Stream;
            _pipeline = new IngestPipeline(
                new FormatRecognizer(LogFormats.All), _stream, _declared, _sinks, Limits.EventInputBytes, _derives,
                _host.Settings.TrustedProxies);
        }

        _pipeline.HasTime = () => invocation.HasTime(_host.Time);
        return AnswerAsync(_pipeline.ProcessAsync(_event.Records, cancellationToken), invocation);
    }

    // What is over at once, as nearly all is, needs nothing of tasks; a start would load it.
    ValueTask<ReadOnlyMemory<byte>> AnswerAsync(ValueTask<IngestOutcome> processing, Invocation invocation) =>
        processing.IsCompletedSuccessfully ? new(Answer(processing.Result, invocation)) : WaitAsync(processing.AsTask(), invocation);

    async ValueTask<ReadOnlyMemory<byte>> WaitAsync(Task<IngestOutcome> processing, Invocation invocation) =>
        Answer(await processing, invocation);

    ReadOnlyMemory<byte> Answer(in IngestOutcome outcome, Invocation invocation)
    {
        Tell(outcome, invocation);
        return BatchResponse.Write(outcome.RetryFrom, _event.HasWindow);
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
}
