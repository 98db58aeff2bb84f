using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Reads lines of syslog that log shippers have taken apart into JSON objects.</summary>
/// <param name="context">The source.</param>
sealed unsafe class UnixJsonParser(ParserContext context) : UnixParser(context)
{
    readonly UnixTime _time = new(context);

    // What stands between objects, also in an array, and the NUL bytes that a crash leaves where a block was not written.
    private protected override int Skip(in ParseInput input, int at)
    {
        var span = input.Span;
        while (at < span.Length && span[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)',' or (byte)'['
            or (byte)']' or 0)
            at++;
        return at;
    }

    // What is no object goes to the end of its line.
    private protected override int LengthAt(in ParseInput input, int at)
    {
        var rest = input.Span[at..];
        if (ObjectLength(rest) is > 0 and var length)
            return length;
        var end = rest.IndexOf((byte)'\n');
        if (end >= 0)
            return end + 1;
        return input.IsFinal || rest.Length >= Limits.RecordBytesMax ? rest.Length : 0;
    }

    private protected override ILogFormat? FormatOf(in ParseInput input, int at, int length) =>
        UnixJson.TryRead(input.Span.Slice(at, length), out var record) ? UnixFormats.Of(record.AsLine()) : null;

    private protected override bool TryAdd(in ParseInput input, int at, int length, RecordBatch batch, ParseReport report)
    {
        var found = input.Span.Slice(at, length);
        var offset = input.Offset + at;
        var isLast = IsLast(input, at + length);
        var isRead = UnixJson.TryRead(found, out var record) && length <= Limits.RecordBytesMax;
        var line = isRead ? LineOf(record, batch.Arena) : default;
        if (!TryEndOthers(line, isLast, batch, report))
            return false;
        if (!isRead)
        {
            report.Refuse(batch.Schema.Name, Context.SourceFile, offset,
                ObjectLength(found) > 0 ? "it has no program and no message" : "it is not one flat JSON object",
                UnixSecrets.Redact(batch.Arena, found.TrimEnd("\r\n"u8)));
            return true;
        }

        // The format is that of the line as it stands, as FormatAt tells it.
        var format = UnixFormats.Of(record.AsLine());
        if (format.Schema != batch.Schema)
            return false;
        var raw = UnixSecrets.Redact(batch.Arena, found);
        return TryAddRow(format, line, raw, offset, CanBeJoined(format, raw), isLast, batch, report);
    }

    // Pieces are kept with a line feed between them, and read again as they were kept.
    static bool CanBeJoined(UnixFormat format, ReadOnlySpan<byte> raw) =>
        format == SplitLines.Format && !raw.Contains((byte)'\n') && UnixJson.TryRead(raw, out _);

    private protected override bool TryReadPiece(ReadOnlySpan<byte> record, Arena arena, out UnixLine line)
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
            if (Utf8Time.TryParse(first, text.Length, Context.Zone, out micros))
                return true;
        }

        // Fluent Bit's own time: seconds since 1970 with a fraction.
        if (!System.Buffers.Text.Utf8Parser.TryParse(text, out double seconds, out var used) || used != text.Length
            || seconds is < 1e8 or > 1e11)
            return false;
        micros = (long)Math.Round(seconds * 1e6);
        return true;
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
