using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Reads lines of syslog that log shippers have taken apart into JSON objects.</summary>
sealed unsafe class UnixJsonParser(ParserContext context) : IMixedLogParser
{
    readonly UnixRows _rows = new(context);
    readonly UnixTime _time = new(context);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SaveState() => ReadOnlyMemory<byte>.Empty;

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
    }

    /// <inheritdoc/>
    public ILogFormat FormatAt(in ParseInput input)
    {
        var at = Skip(input.Span, 0);
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

            if (!isWhole || length > Limits.RecordBytesMax || !UnixJson.TryRead(rest[..length], out var record))
            {
                report.Refuse(batch.Schema.Name, context.SourceFile, input.Offset + at,
                    isWhole ? "it has no program and no message" : "it is not one flat JSON object",
                    UnixSecrets.Redact(batch.Arena, rest[..length].TrimEnd("\r\n"u8)));
            }
            else
            {
                var line = LineOf(record, batch.Arena);
                var format = UnixFormats.Of(record.AsLine());
                var raw = UnixSecrets.Redact(batch.Arena, rest[..length]);
                if (format.Schema != batch.Schema || !_rows.TryAdd(format, line, raw, input.Offset + at, batch, report))
                    return at;
            }

            at += length;
        }
    }

    UnixLine LineOf(in UnixJson record, Arena arena)
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
            if (Utf8Time.TryParse(first, text.Length, context.Zone, out micros))
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
