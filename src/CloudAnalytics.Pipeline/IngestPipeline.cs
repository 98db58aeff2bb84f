using System.Collections.Immutable;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Pipeline;

/// <summary>A record as it was delivered: a line, a JSON object, or several of them.</summary>
/// <param name="Position">Where it stands; its rows get their identity from that unless they have one of their own.</param>
/// <param name="SourceId">64 bits that name the position, the same at every delivery.</param>
/// <param name="Arrived">When it arrived; the same at every delivery.</param>
/// <param name="Payload">The bytes.</param>
public readonly record struct RawRecord(Position Position, ulong SourceId, Timestamp Arrived, ReadOnlyMemory<byte> Payload);

/// <summary>What became of the records of one call.</summary>
/// <param name="Lines">Counts: in = parsed + unsupported + malformed.</param>
/// <param name="RetryFrom">The first record that is neither written nor among the dead letters; null when all are safe.</param>
/// <param name="Failures">What sinks refused, in order.</param>
public readonly record struct IngestOutcome(LineCounts Lines, Position? RetryFrom, ImmutableArray<WriteResult.Failed> Failures);

/// <summary>
/// Turns delivered records into rows in sinks. <see cref="ProcessAsync"/> is a function of its input: it keeps no state between calls and
/// knows neither time nor retries; pace, retry and acknowledgement are the host's.
/// </summary>
/// <param name="recognizer">The formats.</param>
/// <param name="source">The stream's name; rows that do not name their file get it.</param>
/// <param name="declared">The format of all records, or null to tell it from their keys.</param>
/// <param name="sinks">Where rows go: each gets all of them.</param>
public sealed class IngestPipeline(FormatRecognizer recognizer, string source, ILogFormat? declared, ImmutableArray<IBatchSink> sinks)
{
    /// <summary>Processes records in order.</summary>
    public async ValueTask<IngestOutcome> ProcessAsync(ReadOnlyMemory<RawRecord> records, CancellationToken cancellationToken)
    {
        var run = new Run(recognizer, source, declared, sinks, cancellationToken);
        for (var i = 0; i < records.Length; i++)
            await run.TakeAsync(records.Span[i]);
        return await run.EndAsync();
    }

    /// <summary>One call: the batches being filled, and the first record that each round of them began with.</summary>
    sealed class Run(FormatRecognizer recognizer, string source, ILogFormat? declared, ImmutableArray<IBatchSink> sinks,
        CancellationToken cancellationToken)
    {
        readonly BatchSet _batches = new();
        readonly InputSpace _space = new();
        readonly PipelineReport _report = new();
        readonly List<WriteResult.Failed> _failures = [];
        Position? _first;
        Position? _retryFrom;

        internal async ValueTask TakeAsync(RawRecord record)
        {
            InputPiece piece;
            while (!_space.TryReserve(record.Payload.Length, out piece))
                await FlushAsync();
            record.Payload.Span.CopyTo(piece.Span);
            _first ??= record.Position;
            if (ParserOf(record) is not { } parser)
                return;
            var at = 0;
            while (at < piece.Length)
            {
                var input = new ParseInput(piece.Block, piece.Start + at, piece.Length - at, at, IsFinal: true);
                var used = parser.Parse(input, _batches, _report);
                at += used;
                if (_batches.Full is { } full)
                    await WriteAsync(full, record.Position);
                else if (used == 0)
                    break;
            }
        }

        internal async ValueTask<IngestOutcome> EndAsync()
        {
            await FlushAsync();
            return new IngestOutcome(_report.Total, _retryFrom, [.. _failures]);
        }

        SourceParser? ParserOf(RawRecord record)
        {
            var payload = record.Payload.Span;
            var context = new ParserContext(source) { SourceId = record.SourceId, Arrived = record.Arrived, AssumeHeader = true };
            if (declared is not null)
            {
                var isJson = FormatRecognizer.BeginsJson(payload.TrimStart(" \t\r\n\0"u8));
                return new SourceParser(recognizer, declared, isJson ? LogEncoding.Json : LogEncoding.LogFile, isDeclared: true, context);
            }

            var what = recognizer.Recognize(payload, isWhole: true);
            if (what.Verdict == Verdict.Known)
                return new SourceParser(recognizer, what.Format!, what.Encoding, isDeclared: false, context);
            if (what.Verdict != Verdict.Empty)
                _report.Refuse(new DeadLetter(PipelineReport.UnknownFormat, source, 0, what.Reason!, Cut(record.Payload)));
            return null;
        }

        static ReadOnlyMemory<byte> Cut(ReadOnlyMemory<byte> raw) => raw[..Math.Min(raw.Length, Core.Limits.DeadLetterBytesMax)];

        async ValueTask FlushAsync()
        {
            foreach (var batch in _batches.Filled.ToList())
                await WriteAsync(batch, _first!.Value);
            foreach (var sink in sinks)
            {
                if (_report.DeadLetters.Count > 0)
                    Note(await sink.WriteAsync(_report.DeadLetters, cancellationToken));
            }

            _report.DeadLetters.Clear();
            _space.Reset();
            _first = null;
        }

        // Rows of a batch that a sink put off come from the first record of the round, or a later one: going back to it loses nothing.
        async ValueTask WriteAsync(RecordBatch batch, Position last)
        {
            foreach (var sink in sinks)
            {
                var result = await sink.WriteAsync(batch, cancellationToken);
                Note(result);
                if (result is WriteResult.Failed { Kind: FailureKind.Permanent } failed)
                    Bury(batch, failed);
            }

            _batches.Written(batch);
            _first ??= last;
        }

        void Note(WriteResult result)
        {
            if (result is not WriteResult.Failed failed)
                return;
            _failures.Add(failed);
            if (failed.Kind == FailureKind.Transient && _first is { } first && (_retryFrom is not { } known || first < known))
                _retryFrom = first;
        }

        void Bury(RecordBatch batch, WriteResult.Failed failed)
        {
            var rows = failed.Rows.IsEmpty ? Enumerable.Range(0, batch.RowCount) : failed.Rows;
            foreach (var index in rows)
            {
                var row = new RowReader(batch, index);
                var raw = Cut(row.Get(CommonFields.Raw).ToArray());
                _report.DeadLetters.Add(new DeadLetter(batch.Schema.Name, source, 0, failed.Reason, raw));
            }
        }
    }
}
