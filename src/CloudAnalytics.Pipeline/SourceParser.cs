using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Pipeline.Json;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Pipeline;

/// <summary>Parses one source, in order, into the batches of its formats.</summary>
public sealed class SourceParser
{
    readonly ParserContext _context;
    readonly ILogFormat _format;
    readonly ILogParser? _lines;
    readonly JsonStreamParser? _json;

    /// <summary>Makes a parser for a source that was recognised, or whose format is declared.</summary>
    /// <param name="recognizer">The formats that JSON objects may be of.</param>
    /// <param name="format">The source's format; for JSON the first one.</param>
    /// <param name="encoding">How its records are written.</param>
    /// <param name="isDeclared">Whether the format was declared: then every JSON object is taken for it, and one may hold a raw line (key
    /// <c>log</c>).</param>
    /// <param name="context">What else is known of the source.</param>
    public SourceParser(FormatRecognizer recognizer, ILogFormat format, LogEncoding encoding, bool isDeclared, ParserContext context)
    {
        _format = format;
        _context = context;
        Encoding = encoding;
        if (encoding == LogEncoding.Json)
            _json = new JsonStreamParser(recognizer, format, isDeclared, context);
        else
            _lines = format.CreateParser(encoding, context);
    }

    /// <summary>How the records are written.</summary>
    public LogEncoding Encoding { get; }

    /// <summary>What is known of the source; the host changes its settable members.</summary>
    public ParserContext Context => _context;

    /// <summary>
    /// Parses complete records until the input ends or a batch is full. The contract is that of <see cref="ILogParser.Parse"/>; when
    /// <see cref="BatchSet.Full"/> is set, write that batch and offer the rest again.
    /// </summary>
    /// <returns>Bytes consumed.</returns>
    public int Parse(in ParseInput input, BatchSet batches, PipelineReport report) =>
        _json?.Parse(input, batches, report) ?? report.Parse(_format, _lines!, input, batches);

    /// <summary>Says that what follows is another record of a stream, not the rest of this one.</summary>
    internal void BeginRecord(ILogFormat first)
    {
        _json?.BeginRecord(first);
        _lines?.ForgetHeader();
    }

    /// <summary>The parser of JSON objects of a format, of which one is known to follow.</summary>
    internal ILogParser ObjectParser(ILogFormat format) => _json!.ParserOf(format);

    /// <summary>Whether something that was consumed waits for its rest; see <see cref="ILogParser.HasOpen"/>.</summary>
    public bool HasOpen => _json?.HasOpen ?? _lines!.HasOpen;

    /// <summary>What must be known to go on behind the bytes consumed; empty when nothing.</summary>
    public ReadOnlyMemory<byte> SaveState() => _json?.SaveState() ?? _lines!.SaveState();

    /// <summary>Takes up a state of a parser made with the same arguments.</summary>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        if (_json is not null)
            _json.RestoreState(state);
        else
            _lines!.RestoreState(state);
    }
}
