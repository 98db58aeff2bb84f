using System.Buffers.Binary;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Pipeline.Json;

/// <summary>
/// Reads a stream of JSON objects, which may be of several formats: each object's decisive keys say which, the format of the object before
/// being tried first. An object that no format claims goes to the format of the stream while that is the only one (agents leave out keys,
/// or send <c>{}</c> for a blank line).
/// </summary>
/// <param name="recognizer">The formats.</param>
/// <param name="first">The declared format, or that of the first object.</param>
/// <param name="isDeclared">Whether all objects are of the first format, or hold its lines.</param>
/// <param name="context">The source.</param>
sealed class JsonStreamParser(FormatRecognizer recognizer, ILogFormat first, bool isDeclared, ParserContext context)
{
    readonly Dictionary<ILogFormat, ILogParser> _parsers = new(ReferenceEqualityComparer.Instance);
    readonly ILogFormat _declared = first;
    EnvelopeParser? _envelopes;
    ILogFormat _first = first;
    ILogFormat? _last;
    bool _isMixed;

    EnvelopeParser Envelopes => _envelopes ??= new EnvelopeParser(_declared, context);

    /// <summary>Says that what follows is a stream of its own, whose first object is of this format.</summary>
    internal void BeginRecord(ILogFormat first)
    {
        _first = first;
        _last = null;
        _isMixed = false;
    }

    /// <summary>Whether something that was consumed waits for its rest; see <see cref="ILogParser.HasOpen"/>.</summary>
    internal bool HasOpen
    {
        get
        {
            foreach (var parser in _parsers.Values)
            {
                if (parser.HasOpen)
                    return true;
            }

            return false;
        }
    }

    /// <summary>The parser of objects of a format.</summary>
    internal ILogParser ParserOf(ILogFormat format)
    {
        if (!_parsers.TryGetValue(format, out var parser))
            _parsers.Add(format, parser = format.CreateParser(LogEncoding.Json, context));
        return parser;
    }

    /// <summary>Parses as <see cref="SourceParser.Parse"/> says.</summary>
    internal int Parse(in ParseInput input, BatchSet batches, PipelineReport report)
    {
        var span = input.Span;
        var at = span.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (batches.Full is null)
        {
            at = span.Length - JsonFraming.SkipSeparators(span[at..]).Length;
            if (at == span.Length)
            {
                if (input.IsFinal || input.IsIdle)
                    TryGiveUp(input, at, null, batches, report);
                return at;
            }

            var length = JsonFraming.ObjectLength(span[at..]);
            if (length <= 0)
            {
                if (IsEnd(input, at + LineLength(span[at..])) && !TryGiveUp(input, at, null, batches, report))
                    return at;
                var refused = Refuse(span[at..], length, input.Offset + at, input.IsFinal, report);
                if (refused == 0)
                    return at;
                at += refused;
                continue;
            }

            var kind = KindOf(span.Slice(at, length));
            if (kind.Format is null)
            {
                if (IsEnd(input, at + length) && !TryGiveUp(input, at, null, batches, report))
                    return at;
                report.Refuse(Letter(span.Slice(at, length), input.Offset + at, "no format has its keys"));
                at += length;
                continue;
            }

            // Objects of one kind in a row go to its parser together.
            var end = EndOfRun(span, at + length, kind);
            var isEnd = IsEnd(input, end);
            if (isEnd && !TryGiveUp(input, at, kind.Format, batches, report))
                return at;
            // Objects are whole; what goes on over several may do so behind the next ones of another format.
            var isFinal = isEnd || ParserOf(kind.Format) is not IMixedLogParser;
            var run = new ParseInput(input.Block, input.Start + at, end - at, input.Offset + at, isFinal);
            at += kind.IsEnvelope ? Envelopes.Parse(run, batches, report) : report.Parse(kind.Format, ParserOf(kind.Format), run, batches);
        }

        return at;
    }

    /// <summary>What must be known to go on: the states of the parsers, each with its format's name.</summary>
    internal ReadOnlyMemory<byte> SaveState()
    {
        var state = new MemoryStream();
        if (_isMixed)
            Write(state, [], []);
        foreach (var (format, parser) in _parsers)
        {
            if (parser.SaveState() is { IsEmpty: false } saved)
                Write(state, Encoding.UTF8.GetBytes(format.Name), saved.Span);
        }

        return state.ToArray();
    }

    internal void RestoreState(ReadOnlySpan<byte> state)
    {
        _last = null;
        _isMixed = false;
        foreach (var parser in _parsers.Values)
            parser.RestoreState([]);
        while (!state.IsEmpty)
        {
            var name = Encoding.UTF8.GetString(Read(ref state));
            var saved = Read(ref state);
            if (name.Length == 0)
                _isMixed = true;
            else if (recognizer.Find(name) is { } format)
                ParserOf(format).RestoreState(saved);
        }
    }

    static void Write(MemoryStream state, ReadOnlySpan<byte> name, ReadOnlySpan<byte> saved)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
        state.Write(length);
        state.Write(name);
        BinaryPrimitives.WriteInt32LittleEndian(length, saved.Length);
        state.Write(length);
        state.Write(saved);
    }

    static ReadOnlySpan<byte> Read(ref ReadOnlySpan<byte> state)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(state);
        var text = state.Slice(sizeof(int), length);
        state = state[(sizeof(int) + length)..];
        return text;
    }

    Kind KindOf(ReadOnlySpan<byte> json)
    {
        if (isDeclared)
            return Declared(json);
        if ((_last ?? _first).IsJson(json))
            return new Kind(_last ?? _first, false);
        if (recognizer.OfObject(json) is { } format)
        {
            _isMixed |= format != _first;
            _last = format;
            return new Kind(format, false);
        }

        return new Kind(_isMixed ? null : _first, false);
    }

    Kind Declared(ReadOnlySpan<byte> json)
    {
        if (_first.IsJson(json))
            return new Kind(_first, false);
        // A stream declared as syslog holds all that comes over syslog.
        if (recognizer.OfObject(json) is { } other && other.Family == _first.Family)
            return new Kind(other, false);
        return new Kind(_first, EnvelopeParser.IsEnvelope(json));
    }

    int EndOfRun(ReadOnlySpan<byte> span, int end, Kind kind)
    {
        while (true)
        {
            var next = span.Length - JsonFraming.SkipSeparators(span[end..]).Length;
            if (next == span.Length)
                return end;
            var length = JsonFraming.ObjectLength(span[next..]);
            if (length <= 0 || KindOf(span.Slice(next, length)) != kind)
                return end;
            end = next + length;
        }
    }

    // Whether nothing but separators follows, and nothing will.
    static bool IsEnd(in ParseInput input, int end) =>
        input.IsFinal && JsonFraming.SkipSeparators(input.Span[end..]).IsEmpty;

    // Makes rows of what waits for its rest at the source's end; what the format of its last objects has open, they may continue.
    bool TryGiveUp(in ParseInput input, int at, ILogFormat? but, BatchSet batches, PipelineReport report)
    {
        var nothing = input with { Start = input.Start + at, Length = 0, Offset = input.Offset + at };
        foreach (var (format, parser) in _parsers)
        {
            while (format != but && parser.HasOpen)
            {
                if (batches.Full is not null)
                    return false;
                report.Parse(format, parser, nothing, batches);
            }
        }

        return true;
    }

    static int LineLength(ReadOnlySpan<byte> rest) => rest.IndexOf((byte)'\n') is var end and >= 0 ? end : rest.Length;

    // What begins here is no object, is broken, or its end is missing.
    int Refuse(ReadOnlySpan<byte> rest, int answer, long offset, bool isFinal, PipelineReport report)
    {
        var lineLength = LineLength(rest);
        var isTooLong = rest.Length >= Limits.RecordBytesMax;
        if (!isFinal && !isTooLong && (answer == JsonFraming.Unfinished || lineLength == rest.Length))
            return 0;
        var line = rest[..lineLength];
        report.Refuse(Letter(line, offset, line.Length >= Limits.RecordBytesMax
            ? "it is longer than a record may be"
            : "it is not one JSON object"));
        return line.Length;
    }

    DeadLetter Letter(ReadOnlySpan<byte> raw, long offset, string reason) =>
        new(isDeclared || !_isMixed ? _first.Name : PipelineReport.UnknownFormat, context.SourceFile, offset, reason,
            raw[..Math.Min(raw.Length, Limits.DeadLetterBytesMax)].ToArray());

    /// <summary>How an object is read.</summary>
    /// <param name="Format">Its format, or null when none claims it.</param>
    /// <param name="IsEnvelope">Whether it holds a line of the format's log file.</param>
    readonly record struct Kind(ILogFormat? Format, bool IsEnvelope);
}
