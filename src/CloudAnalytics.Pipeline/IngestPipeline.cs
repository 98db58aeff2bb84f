using System.Collections.Immutable;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Pipeline;

/// <summary>A record as it was delivered: a line, a JSON object, several of them, or such packed together.</summary>
/// <param name="Position">Where it stands; its rows get their identity from that unless they have one of their own.</param>
/// <param name="Arrived">When it arrived; the same at every delivery.</param>
/// <param name="Payload">The bytes.</param>
/// <param name="IsBase64">Whether the payload is base64 text of the bytes, as in events of Lambda.</param>
/// <param name="SubSequence">Of a part of a record that is sent again by itself: its place among those aggregated under the number.</param>
/// <param name="Offset">Of such a part: where its bytes begin in what it is a part of.</param>
public readonly record struct RawRecord(
    Position Position, Timestamp Arrived, ReadOnlyMemory<byte> Payload, bool IsBase64 = false, int SubSequence = 0, long Offset = 0);

/// <summary>What became of the records of one call.</summary>
/// <param name="Lines">Counts: in = parsed + unsupported + malformed.</param>
/// <param name="RetryFrom">
/// The first record that is neither written nor among the dead letters; null when all are safe. It is a view into the delivery.
/// </param>
/// <param name="Failures">What sinks refused, in order.</param>
public readonly record struct IngestOutcome(LineCounts Lines, Position? RetryFrom, ImmutableArray<WriteResult.Failed> Failures);

/// <summary>
/// Turns delivered records into rows in sinks. <see cref="ProcessAsync"/> is a function of its input: it keeps memory, but nothing known,
/// between calls, and knows neither time nor retries; pace, retry and acknowledgement are the host's. Not thread safe.
/// </summary>
/// <param name="recognizer">The formats.</param>
/// <param name="source">The stream's name; rows that do not name their file get it.</param>
/// <param name="declared">The format of all records, or null to tell it from their keys.</param>
/// <param name="sinks">Where rows go: each gets all of them.</param>
/// <param name="inputBytes">Bytes of input that are held before the rows made of them are written.</param>
/// <param name="derives">Whether rows that follow from others (edges of journeys) are made and written too.</param>
/// <param name="proxies">The operator's proxies, whose word on a client's address counts; null for none.</param>
public sealed class IngestPipeline(FormatRecognizer recognizer, string source, ILogFormat? declared, ImmutableArray<IBatchSink> sinks,
    int inputBytes = Limits.BlockBytes, bool derives = true, AddressRanges? proxies = null)
{
    // How often the host is asked whether to go on: asking it costs a look at the clock.
    const int RecordsPerLook = 64;

    readonly IngestRun _run = new(
        new RecordParser(recognizer, source, declared, inputBytes, derives, proxies ?? AddressRanges.None), sinks);

    /// <summary>Whether the host wants more records processed in the call that is going on; null for always.</summary>
    public Func<bool>? HasTime { get; set; }

    /// <summary>Processes records in order.</summary>
    public ValueTask<IngestOutcome> ProcessAsync(ReadOnlyMemory<RawRecord> records, CancellationToken cancellationToken)
    {
        _run.Begin(records, cancellationToken);
        var processing = ProcessAllAsync(records.Length);
        // What is over at once, as it is where nothing waits, makes no task of an outcome; a start would have the code for it compiled.
        return processing.IsCompletedSuccessfully ? new(_run.End()) : EndAsync(processing);
    }

    async ValueTask<IngestOutcome> EndAsync(ValueTask processing)
    {
        await processing;
        return _run.End();
    }

    async ValueTask ProcessAllAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % RecordsPerLook == 0 && HasTime is { } hasTime && !hasTime())
            {
                _run.HandBack(i);
                break;
            }

            if (!_run.TryTake(i))
                await _run.TakeRestAsync();
        }

        await _run.FlushAsync();
    }
}
