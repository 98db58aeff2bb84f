using System.Buffers;
using System.Buffers.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Pipeline.Framing;
using CloudAnalytics.Pipeline.Json;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Pipeline;

/// <summary>
/// Turns one record after the other into rows of batches. Parsers are kept per format, so that a record costs no object; what a record
/// says of itself (a header, a log type) does not hold for the next one.
/// </summary>
/// <param name="recognizer">The formats.</param>
/// <param name="source">The stream's name.</param>
/// <param name="declared">The format of all records, or null.</param>
/// <param name="inputBytes">Bytes of input held at a time.</param>
/// <param name="derives">Whether rows that follow from others are made.</param>
/// <param name="proxies">The operator's proxies, whose word on a client's address counts.</param>
sealed class RecordParser(
    FormatRecognizer recognizer, string source, ILogFormat? declared, int inputBytes, bool derives, AddressRanges proxies)
{
    readonly InputSpace _space = new(inputBytes);
    readonly ParserContext _context = new(source) { AssumeHeader = true, Proxies = proxies };

    // Parsers of log files, once there was a record of lines.
    Dictionary<ILogFormat, SourceParser>? _files;
    SourceParser? _objects;
    ILogFormat? _last;

    // The parser of objects of the format that was expected last.
    ILogFormat? _expected;
    ILogParser? _expectedParser;
    Func<(ulong, ulong)>? _identity;
    ReadOnlyMemory<RawRecord> _records;
    int _index;

    // What takes records apart, once there was one to take apart.
    RecordFraming? _framing;

    // The pieces of a record that is taken apart, of which those before the next one are parsed; the piece being parsed, and who parses it.
    List<Piece>? _pieces;
    int _next;
    InputPiece _input;
    int _at;
    long _offset;
    SourceParser? _source;
    ILogParser? _single;
    ILogFormat? _singleFormat;

    /// <summary>How far a step came.</summary>
    internal enum Step
    {
        /// <summary>The record is done.</summary>
        Done,

        /// <summary>A piece of the record is done, and others follow.</summary>
        PieceDone,

        /// <summary>A batch is full: it must be written.</summary>
        BatchFull,

        /// <summary>There is no room for input: all batches must be written.</summary>
        NoRoom,
    }

    /// <summary>The stream's name.</summary>
    internal string Source => source;

    RecordFraming Framing => _framing ??= new RecordFraming();

    bool HasPieces => _pieces is not null && _next < _pieces.Count;

    /// <summary>The rows.</summary>
    internal BatchSet Batches { get; } = new(derives: derives);

    /// <summary>Counts and dead letters.</summary>
    internal PipelineReport Report { get; } = new();

    /// <summary>Place of the piece being parsed among the records aggregated into one.</summary>
    internal int SubSequence { get; private set; }

    /// <summary>Begins a call, and forgets what earlier ones have seen, so that the rows depend on the records alone.</summary>
    internal void Begin(ReadOnlyMemory<RawRecord> records)
    {
        _records = records;
        Batches.Clear();
        Report.Clear();
        _space.Reset();
        _last = null;
        _objects?.RestoreState([]);
        if (_files is not null)
            ForgetFiles(_files);
    }

    /// <summary>Takes the memory of parsed input back: all batches were written.</summary>
    internal void Release() => _space.Reset();

    /// <summary>Takes up a record.</summary>
    /// <param name="index">Its place among the call's.</param>
    /// <returns>False when there is no room for it until all batches are written.</returns>
    internal bool TryBegin(int index)
    {
        _index = index;
        ref readonly var record = ref _records.Span[index];
        _pieces = null;
        _next = 0;
        EndPiece();
        SubSequence = 0;
        _offset = 0;
        _context.Arrived = record.Arrived;
        var length = record.IsBase64 ? Base64.GetMaxDecodedFromUtf8Length(record.Payload.Length) : record.Payload.Length;
        if (IsFramed(record))
        {
            var packed = new byte[length];
            if (TryDecode(record, packed, out length))
                _pieces = Framing.Open(packed.AsMemory(0, length));
            return true;
        }

        if (!_space.TryReserve(length, out _input))
            return false;
        var isPlain = TryDecode(record, _input.Span, out length);
        _space.Trim(_input, isPlain ? length : 0);
        _input = _input with { Length = length };
        if (!isPlain)
            return true;
        BeginPiece(record.SubSequence, record.Offset);
        if (TryParseExpected())
            return true;
        var isExpected = IsExpected(_input.Span);
        if (isExpected || !SubscriptionEnvelope.IsOne(_input.Span))
        {
            Choose(_input.Span, isExpected);
            return true;
        }

        _pieces = Framing.Open(_input.Span.ToArray());
        _space.Trim(_input, 0);
        EndPiece();
        return true;
    }

    /// <summary>Parses on.</summary>
    internal Step Advance()
    {
        if (_source is null && _single is null && HasPieces)
        {
            var piece = _pieces![_next];
            SubSequence = piece.SubSequence;
            if (piece.Refusal is not null)
            {
                Refuse(piece.Data.Span, piece.Offset, piece.Refusal);
            }
            else
            {
                if (!_space.TryReserve(piece.Data.Length, out _input))
                    return Step.NoRoom;
                piece.Data.Span.CopyTo(_input.Span);
                BeginPiece(piece.SubSequence, piece.Offset);
                if (!TryParseExpected())
                    Choose(_input.Span, IsExpected(_input.Span));
            }

            _next++;
        }

        if (!TryFinishPiece())
            return Step.BatchFull;
        return HasPieces ? Step.PieceDone : Step.Done;
    }

    void BeginPiece(int sub, long offset)
    {
        SubSequence = sub;
        _at = 0;
        _offset = offset;
        _context.LogType = null;
        _context.NameWhenNeeded(_identity ??= () => RecordIdentity.Of(source, _records.Span[_index].Position, SubSequence));
    }

    // One object of the format of the one before is what nearly every record is: its parser tells while it parses.
    bool TryParseExpected()
    {
        if ((declared ?? _last) is not { } expected)
            return false;
        if (!ReferenceEquals(expected, _expected))
            (_expected, _expectedParser) = (expected, Objects(expected).ObjectParser(expected));
        return Report.TryParseObject(expected, _expectedParser!, new ParseInput(_input.Block, _input.Start, _input.Length, _offset,
            IsFinal: true), Batches);
    }

    void EndPiece()
    {
        _source = null;
        _single = null;
        _at = 0;
        _input = default;
    }

    bool TryFinishPiece()
    {
        while ((_source is not null || _single is not null) && _at < _input.Length)
        {
            if (Batches.Full is not null)
                return false;
            var input = new ParseInput(_input.Block, _input.Start + _at, _input.Length - _at, _offset + _at, IsFinal: true);
            var used = _single is not null
                ? Report.Parse(_singleFormat!, _single, input, Batches)
                : _source!.Parse(input, Batches, Report);
            _at += used;
            if (used == 0 && Batches.Full is null)
                break;
        }

        // What fills a batch to the brim must be written before the next piece.
        var isDone = Batches.Full is null;
        if (isDone || _at >= _input.Length)
            EndPiece();
        return isDone;
    }

    // What is surely one object of that format, but for something that only all of it shows, goes to its parser at once.
    bool IsExpected(ReadOnlySpan<byte> payload) =>
        (declared ?? _last) is { } expected && JsonFraming.IsWholeObject(payload) && expected.IsJson(payload);

    void Choose(ReadOnlySpan<byte> payload, bool isExpected)
    {
        if (isExpected)
        {
            _singleFormat = (declared ?? _last)!;
            _single = Objects(_singleFormat).ObjectParser(_singleFormat);
            _input = _input with { Length = payload.TrimEnd(" \t\r\n"u8).Length };
        }
        else if (declared is not null)
        {
            _source = FormatRecognizer.BeginsJson(payload.TrimStart(" \t\r\n\0"u8)) ? Objects(declared) : Lines(declared);
        }
        else if (recognizer.Recognize(payload, isWhole: true) is var what && what.Verdict == Verdict.Known)
        {
            _source = what.Encoding == LogEncoding.Json ? Objects(_last = what.Format!) : Lines(what.Format!);
        }
        else if (what.Verdict != Verdict.Empty)
        {
            Refuse(payload, _offset, what.Reason!);
        }
    }

    SourceParser Objects(ILogFormat first)
    {
        _objects ??= new SourceParser(recognizer, first, LogEncoding.Json, isDeclared: declared is not null, _context);
        _objects.BeginRecord(first);
        return _objects;
    }

    SourceParser Lines(ILogFormat format)
    {
        _files ??= new(ReferenceEqualityComparer.Instance);
        if (!_files.TryGetValue(format, out var lines))
            _files.Add(format, lines = new SourceParser(recognizer, format, LogEncoding.LogFile, declared is not null, _context));
        lines.BeginRecord(format);
        return lines;
    }

    static void ForgetFiles(Dictionary<ILogFormat, SourceParser> files)
    {
        foreach (var parser in files.Values)
            parser.RestoreState([]);
    }

    static bool IsFramed(in RawRecord record)
    {
        if (!record.IsBase64)
            return RecordFraming.IsFramed(record.Payload.Span);
        // The first three bytes of each magic are these four characters; what only begins so is opened as an ordinary record.
        var text = record.Payload.Span;
        return text.StartsWith("84ma"u8) || text.StartsWith("H4sI"u8) || text.StartsWith("KLUv"u8);
    }

    bool TryDecode(in RawRecord record, Span<byte> target, out int length)
    {
        length = record.Payload.Length;
        if (!record.IsBase64)
        {
            record.Payload.Span.CopyTo(target);
            return true;
        }

        if (Base64.DecodeFromUtf8(record.Payload.Span, target, out _, out length) == OperationStatus.Done)
            return true;
        Refuse(record.Payload.Span, 0, "its data is not base64");
        return false;
    }

    void Refuse(ReadOnlySpan<byte> raw, long offset, string reason) => Report.Refuse(new DeadLetter(
        declared?.Name ?? PipelineReport.UnknownFormat, source, offset, reason,
        raw[..Math.Min(raw.Length, Limits.RecordBytesMax)].ToArray()));
}
