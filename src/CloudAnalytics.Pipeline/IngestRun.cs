using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Pipeline;

/// <summary>
/// One call of the pipeline: knows which record each row and each dead letter comes from, writes them to the sinks, and finds the first
/// record that is not safe. Its memory is used again by the next call.
/// </summary>
sealed class IngestRun(RecordParser parser, System.Collections.Immutable.ImmutableArray<IBatchSink> sinks)
{
    // More than none: of an empty list of a structure a start would load more.
    const int OriginsAtFirst = 64;

    readonly List<WriteResult.Failed> _failures = [];
    readonly List<Origin> _origins = new(OriginsAtFirst);
    readonly List<BatchRows> _rows = [];
    readonly List<int> _letterOrigins = [];
    Position? _retryFrom;
    Position? _lastLetter;
    int _lastLetterCount;
    ReadOnlyMemory<RawRecord> _records;
    int _index;
    bool _isBegun;
    CancellationToken _cancellation;

    /// <summary>Begins a call.</summary>
    internal void Begin(ReadOnlyMemory<RawRecord> records, CancellationToken cancellationToken)
    {
        _records = records;
        _cancellation = cancellationToken;
        parser.Begin(records);
        _failures.Clear();
        _origins.Clear();
        _letterOrigins.Clear();
        foreach (var rows in _rows)
            rows.Clear();
        _retryFrom = _lastLetter = null;
        _lastLetterCount = 0;
    }

    /// <summary>Says that this record and those behind it are not processed.</summary>
    internal void HandBack(int first) => NotSafe(_records.Span[first].Position);

    /// <summary>Parses a record.</summary>
    /// <param name="index">Its place among the call's.</param>
    /// <returns>False when rows must be written first: see <see cref="TakeRestAsync"/>.</returns>
    internal bool TryTake(int index)
    {
        _index = index;
        _isBegun = false;
        return TryFinish();
    }

    /// <summary>Parses the rest of a record, writing what stands in its way.</summary>
    internal async ValueTask TakeRestAsync()
    {
        do
        {
            if (parser.Batches.Full is { } full)
                await WriteAsync(RowsOf(full));
            else
                await FlushAsync();
        }
        while (!TryFinish());
    }

    /// <summary>What became of the call's records, once all that was parsed is written: see <see cref="FlushAsync"/>.</summary>
    internal IngestOutcome End() => new(parser.Report.Total, _retryFrom, [.. _failures]);

    bool TryFinish()
    {
        if (!_isBegun && !parser.TryBegin(_index))
            return false;
        _isBegun = true;
        while (true)
        {
            var step = parser.Advance();
            Note();
            if (step != RecordParser.Step.PieceDone)
                return step == RecordParser.Step.Done && parser.Report.DeadLetters.Count < Limits.DeadLettersHeldMax;
        }
    }

    // Rows and letters that were not there before come from the piece that was parsed last.
    void Note()
    {
        var batches = parser.Batches.All;
        var origin = -1;
        for (var i = 0; i < batches.Count; i++)
        {
            if (i == _rows.Count)
                _rows.Add(new BatchRows(batches[i]));
            var rows = _rows[i];
            if (rows.Known < batches[i].RowCount)
                rows.Add(origin = origin < 0 ? AddOrigin() : origin);
        }

        var letters = parser.Report.DeadLetters;
        for (var i = _letterOrigins.Count; i < letters.Count; i++)
        {
            origin = origin < 0 ? AddOrigin() : origin;
            letters[i] = letters[i] with { Place = PlaceOf(_origins[origin]) };
            _letterOrigins.Add(origin);
        }
    }

    int AddOrigin()
    {
        _origins.Add(new Origin(_index, parser.SubSequence));
        return _origins.Count - 1;
    }

    /// <summary>Writes all that is parsed.</summary>
    internal async ValueTask FlushAsync()
    {
        foreach (var rows in _rows)
        {
            if (rows.Known > 0)
                await WriteAsync(rows);
        }

        if (parser.Report.DeadLetters.Count > 0)
            await WriteLettersAsync();
        parser.Release();
        _origins.Clear();
    }

    async ValueTask WriteAsync(BatchRows rows)
    {
        var batch = rows.Batch;
        var origin = new BatchOrigin(PositionOf(rows.Origins[0]), PositionOf(rows.Origins[rows.Known - 1]), 0);
        origin = origin with { Part = rows.RowsBefore(origin.First) };
        foreach (var sink in sinks)
        {
            var result = await Guard(sink is IPlacedSink placed
                ? placed.WriteAsync(batch, origin, _cancellation) : sink.WriteAsync(batch, _cancellation));
            if (result is not WriteResult.Written)
                NoteFailures(rows, result);
        }

        rows.NoteWritten(origin, PositionOf);
        parser.Batches.Written(batch);
    }

    async ValueTask WriteLettersAsync()
    {
        var letters = parser.Report.DeadLetters;
        var positions = _letterOrigins.Select(PositionOf).ToList();
        var origin = new BatchOrigin(positions.Min(), positions.Max(), 0);
        origin = origin with { Part = origin.First == _lastLetter ? _lastLetterCount : 0 };
        foreach (var sink in sinks)
        {
            var result = await Guard(sink is IPlacedSink placed
                ? placed.WriteAsync(letters, origin, _cancellation) : sink.WriteAsync(letters, _cancellation));
            // A letter that a sink never takes must not be lost either.
            foreach (var failure in FailuresIn(result, letters.Count))
                NotSafe(positions[failure.Row]);
        }

        var last = positions.Count(position => position == origin.Last);
        _lastLetterCount = origin.Last == _lastLetter ? _lastLetterCount + last : last;
        _lastLetter = origin.Last;
        letters.Clear();
        _letterOrigins.Clear();
    }

    // What is over at once, as nearly all is, needs nothing of tasks; a start would load it.
    ValueTask<WriteResult> Guard(ValueTask<WriteResult> write) => write.IsCompletedSuccessfully ? write : GuardAsync(write);

    // Out of time: what was under way may or may not be written, and is sent again.
    async ValueTask<WriteResult> GuardAsync(ValueTask<WriteResult> write)
    {
        try
        {
            return await write;
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return new WriteResult.Failed(FailureKind.Transient, "there is no time left", []);
        }
    }

    void NoteFailures(BatchRows rows, WriteResult result)
    {
        foreach (var failure in FailuresIn(result, rows.Known))
        {
            if (failure.Kind == FailureKind.Permanent)
                Bury(rows, failure);
            else
                NotSafe(PositionOf(rows.Origins[failure.Row]));
        }
    }

    // Row by row, and noted for the host once per reason.
    IEnumerable<RowFailure> FailuresIn(WriteResult result, int count)
    {
        if (result is WriteResult.Failed failed)
        {
            _failures.Add(failed);
            var indexes = failed.Rows.IsEmpty ? Enumerable.Range(0, count) : failed.Rows;
            return indexes.Select(row => new RowFailure(row, failed.Kind, failed.Reason));
        }

        if (result is not WriteResult.RowsFailed { Failures: var failures })
            return [];
        foreach (var kind in failures.GroupBy(failure => (failure.Kind, failure.Reason)))
            _failures.Add(new WriteResult.Failed(kind.Key.Kind, kind.Key.Reason, [.. kind.Select(failure => failure.Row)]));
        return failures;
    }

    void Bury(BatchRows rows, RowFailure failure)
    {
        var row = new RowReader(rows.Batch, failure.Row);
        var origin = rows.Origins[failure.Row];
        var raw = row.Get(CommonFields.Raw);
        parser.Report.DeadLetters.Add(new DeadLetter(rows.Batch.Schema.Name, parser.Source, OffsetOf(row, _origins[origin]), failure.Reason,
            raw[..Math.Min(raw.Length, Limits.DeadLetterBytesMax)].ToArray())
        {
            Place = PlaceOf(_origins[origin]),
        });
        _letterOrigins.Add(origin);
    }

    // Sent again from there, the row has the same id.
    long OffsetOf(in RowReader row, in Origin origin)
    {
        var (high, low) = RecordIdentity.Of(parser.Source, _records.Span[origin.Record].Position, origin.SubSequence);
        return RecordId.TryParse(row.Get(CommonFields.Id), out var id) && id.High == high ? (long)unchecked(id.Low - low) : 0;
    }

    void NotSafe(in Position position)
    {
        if (_retryFrom is not { } known || position < known)
            _retryFrom = position;
    }

    BatchRows RowsOf(RecordBatch batch) => _rows.Find(rows => rows.Batch == batch)!;

    Position PositionOf(int origin) => _records.Span[_origins[origin].Record].Position;

    StreamPlace PlaceOf(in Origin origin)
    {
        ref readonly var record = ref _records.Span[origin.Record];
        return new(parser.Source, record.Position.Partition, record.Position.Sequence, origin.SubSequence, record.Arrived.Micros);
    }

    /// <summary>The record that rows come from: its place among the call's, and the piece's among those aggregated into it.</summary>
    readonly record struct Origin(int Record, int SubSequence);

    /// <summary>A batch, and for each of its rows the index of its origin.</summary>
    sealed class BatchRows(RecordBatch batch)
    {
        Position? _last;
        int _lastRows;

        internal RecordBatch Batch => batch;

        internal int[] Origins { get; } = new int[batch.Capacity];

        internal int Known { get; private set; }

        internal void Add(int origin)
        {
            Origins.AsSpan(Known..batch.RowCount).Fill(origin);
            Known = batch.RowCount;
        }

        /// <summary>Rows of a record that were written before those that are there.</summary>
        internal int RowsBefore(in Position first) => first == _last ? _lastRows : 0;

        internal void NoteWritten(in BatchOrigin origin, Func<int, Position> positionOf)
        {
            var rows = 0;
            for (var row = Known - 1; row >= 0 && positionOf(Origins[row]) == origin.Last; row--)
                rows++;
            _lastRows = origin.Last == _last ? _lastRows + rows : rows;
            _last = origin.Last;
            Known = 0;
        }

        internal void Clear()
        {
            Known = _lastRows = 0;
            _last = null;
        }
    }
}
