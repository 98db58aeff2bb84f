using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Reads lines of syslog that log shippers have taken apart into JSON objects.</summary>
sealed unsafe class UnixJsonParser : IMixedLogParser
{
    readonly ParserContext _context;
    readonly UnixRows _rows;
    readonly UnixTime _time;
    readonly SplitLines _split;

    /// <summary>Makes a parser of one source.</summary>
    internal UnixJsonParser(ParserContext context)
    {
        _context = context;
        _rows = new UnixRows(context);
        _time = new UnixTime(context);
        _split = new SplitLines(TryReadPiece, _rows);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SaveState() => _split.Save();

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => _split.Restore(state);

    /// <inheritdoc/>
    public bool HasOpen => _split.HasOpen;

    /// <inheritdoc/>
    public ILogFormat FormatAt(in ParseInput input)
    {
        var at = Skip(input.Span, 0);
        if (IsOver(input, at))
            return SplitLines.Format;
        if (_split.HasOpen && ObjectLength(input.Span[at..]) is > 0 and var last && IsLast(input, at + last))
            return SplitLines.Format;
        return ObjectLength(input.Span[at..]) is var length and > 0 && UnixJson.TryRead(input.Span.Slice(at, length), out var record)
            ? UnixFormats.Of(record.AsLine()) : UnixFormats.All[^1];
    }

    /// <inheritdoc/>
    public int Parse(in ParseInput input, RecordBatch batch, ParseReport report)
    {
        var at = 0;
        while (true)
        {
            at = Skip(input.Span, at);
            if (IsOver(input, at) && batch.Schema == SplitLines.Format.Schema)
                _split.TryGiveUpAll(batch, report);
            if (at == input.Length || batch.IsFull)
                return at;
            var rest = input.Span[at..];
            var length = ObjectLength(rest);
            var isWhole = length > 0;
            if (!isWhole)
            {
                var end = rest.IndexOf((byte)'\n');
                if (end < 0 && !input.IsFinal && rest.Length < Limits.RecordBytesMax)
                    return at;
                length = end < 0 ? rest.Length : end + 1;
            }

            var isLast = IsLast(input, at + length);
            if (!isWhole || length > Limits.RecordBytesMax || !UnixJson.TryRead(rest[..length], out var record))
            {
                if (isLast && _split.HasOpen && !_split.TryGiveUpAll(batch, report))
                    return at;

                report.Refuse(batch.Schema.Name, _context.SourceFile, input.Offset + at,
                    isWhole ? "it has no program and no message" : "it is not one flat JSON object",
                    UnixSecrets.Redact(batch.Arena, rest[..length].TrimEnd("\r\n"u8)));
            }
            else
            {
                if (!TryAdd(record, rest[..length], input.Offset + at, isLast, batch, report))
                    return at;
            }

            at += length;
        }
    }

    // Whether nothing is left to read and what is open has waited long enough.
    bool IsOver(in ParseInput input, int at) => at == input.Length && (input.IsFinal || input.IsIdle) && _split.HasOpen;

    // Whether nothing but separators stands behind the last record of a source.
    static bool IsLast(in ParseInput input, int end) => input.IsFinal && Skip(input.Span, end) == input.Length;

    bool TryAdd(
        in UnixJson record, ReadOnlySpan<byte> found, long offset, bool isLast, RecordBatch batch, ParseReport report)
    {
        var line = LineOf(record, batch.Arena);
        if (isLast && _split.HasOpen && !_split.TryGiveUpOthers(line, batch, report))
            return false;
        // The format is that of the line as it stands, as FormatAt tells it.
        var format = UnixFormats.Of(record.AsLine());
        if (format.Schema != batch.Schema)
            return false;
        var raw = UnixSecrets.Redact(batch.Arena, found);
        if (format == SplitLines.Format && CanBeJoined(raw)
            && _split.Take(line, raw, offset, isLast, batch, report) is not SplitLines.Taken.No and var taken)
            return taken == SplitLines.Taken.Yes;
        return _rows.TryAdd(format, line, raw, offset, batch, report);
    }

    // Pieces are kept with a line feed between them, and read again as they were kept.
    static bool CanBeJoined(ReadOnlySpan<byte> raw) => !raw.Contains((byte)'\n') && UnixJson.TryRead(raw, out _);

    bool TryReadPiece(ReadOnlySpan<byte> record, Arena arena, out UnixLine line)
    {
        line = default;
        if (!UnixJson.TryRead(record, out var piece))
            return false;
        line = LineOf(piece, arena);
        return true;
    }

    UnixLine LineOf(scoped in UnixJson record, Arena arena)
    {
        var line = record.AsLine();
        if (record.IsEscaped)
        {
            var text = new Span<byte>(arena.Reserve(record.Message.Length), record.Message.Length);
            var reader = new Utf8JsonReader(Quoted(record.Message));
            reader.Read();
            line.Message = text[..reader.CopyString(text)];
        }

        line.Message = UnixSecrets.Redact(arena, line.Message);
        line.HasTime = TryTime(record.Time, out line.TimeMicros);
        return line;
    }

    // The value's quotes stand around it in the input.
    static ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> value)
    {
        fixed (byte* first = value)
            return new ReadOnlySpan<byte>(first - 1, value.Length + 2);
    }

    bool TryTime(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        fixed (byte* first = text)
        {
            if (text.Length == 15 && _time.TryRead(first, out micros))
                return true;
            if (Utf8Time.TryParse(first, text.Length, _context.Zone, out micros))
                return true;
        }

        // Fluent Bit's own time: seconds since 1970 with a fraction.
        if (!System.Buffers.Text.Utf8Parser.TryParse(text, out double seconds, out var used) || used != text.Length
            || seconds is < 1e8 or > 1e11)
            return false;
        micros = (long)Math.Round(seconds * 1e6);
        return true;
    }

    static int Skip(ReadOnlySpan<byte> span, int at)
    {
        while (at < span.Length && span[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)',' or (byte)'['
            or (byte)']' or 0)
            at++;
        return at;
    }

    /// <summary>Bytes of the object at the start, or 0 when there is no complete one.</summary>
    static int ObjectLength(ReadOnlySpan<byte> text)
    {
        if (text is not [(byte)'{', ..])
            return 0;
        var reader = new Utf8JsonReader(text, isFinalBlock: false, state: default);
        try
        {
            return reader.Read() && reader.TrySkip() ? (int)reader.BytesConsumed : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
