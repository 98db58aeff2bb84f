using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Reads the lines of a Unix log in which the formats of several programs may stand mixed.</summary>
sealed unsafe class UnixLogParser(ParserContext context) : IMixedLogParser
{
    readonly UnixHeader _header = new(context);
    readonly UnixRows _rows = new(context);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SaveState() => ReadOnlyMemory<byte>.Empty;

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
    }

    /// <inheritdoc/>
    public ILogFormat FormatAt(in ParseInput input)
    {
        var at = Skip(input, 0);
        return at < input.Length && LineAt(input, at, out var line) > 0 ? UnixFormats.Of(line) : UnixFormats.All[^1];
    }

    /// <inheritdoc/>
    public int Parse(in ParseInput input, RecordBatch batch, ParseReport report)
    {
        var at = 0;
        while (true)
        {
            at = Skip(input, at);
            if (at == input.Length || batch.IsFull)
                return at;
            var length = RecordLength(input, at);
            if (length == 0)
                return at;
            var first = input.Block.Start + input.Start + at;
            var kept = Math.Min(TrimEnd(first, length), Limits.UnixLineBytesMax);
            var cut = kept == Limits.UnixLineBytesMax && length > kept ? length : 0;
            var record = UnixSecrets.Redact(batch.Arena, new ReadOnlySpan<byte>(first, kept));
            fixed (byte* text = record)
            {
                if (!_header.TryRead(text, LineLength(record), out var line))
                {
                    report.Refuse(batch.Schema.Name, context.SourceFile, input.Offset + at, "it has no known header", record);
                }
                else
                {
                    var format = UnixFormats.Of(line);
                    if (format.Schema != batch.Schema || !_rows.TryAdd(format, line, record, input.Offset + at, cut, batch, report))
                        return at;
                }
            }

            at += length;
        }
    }

    // Blank lines, and the NUL bytes that a crash leaves where a block was not written.
    static int Skip(in ParseInput input, int at)
    {
        var span = input.Span;
        if (at == 0 && input.Offset == 0 && span.StartsWith("\uFEFF"u8))
            at = 3;
        while (at < span.Length && span[at] is (byte)'\n' or (byte)'\r' or 0)
            at++;
        return at;
    }

    /// <summary>Bytes of the record, line ends included; 0 when more must come to tell.</summary>
    static int RecordLength(in ParseInput input, int at)
    {
        var rest = input.Span[at..];
        var end = rest.IndexOf((byte)'\n');
        if (end >= 0)
            return end + 1;
        return input.IsFinal || rest.Length >= Limits.RecordBytesMax ? rest.Length : 0;
    }

    int LineAt(in ParseInput input, int at, out UnixLine line)
    {
        var length = RecordLength(input, at);
        var first = input.Block.Start + input.Start + at;
        line = default;
        return length > 0 && _header.TryRead(first, Math.Min(TrimEnd(first, length), Limits.UnixLineBytesMax), out line) ? length : 0;
    }

    static int LineLength(ReadOnlySpan<byte> record) => record.IndexOf((byte)'\n') is var end and >= 0 ? end : record.Length;

    static int TrimEnd(byte* text, int length)
    {
        while (length > 0 && text[length - 1] is (byte)'\n' or (byte)'\r')
            length--;
        return length;
    }
}
