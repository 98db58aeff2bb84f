using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Reads the lines of a Unix log, with the lines of a trace that follow them.</summary>
/// <param name="context">The source.</param>
sealed unsafe class UnixLogParser(ParserContext context) : UnixParser(context)
{
    readonly UnixHeader _header = new(context);

    // Blank lines, and the NUL bytes that a crash leaves where a block was not written.
    private protected override int Skip(in ParseInput input, int at)
    {
        var span = input.Span;
        if (at == 0 && input.Offset == 0 && span.StartsWith("\uFEFF"u8))
            at = 3;
        while (at < span.Length && span[at] is (byte)'\n' or (byte)'\r' or 0)
            at++;
        return at;
    }

    private protected override int LengthAt(in ParseInput input, int at) => UnixRecord.Length(input, at);

    private protected override ILogFormat? FormatOf(in ParseInput input, int at, int length)
    {
        var first = input.Block.Start + input.Start + at;
        var lineLength = Math.Min(UnixRecord.FirstLine(new ReadOnlySpan<byte>(first, length)), Limits.UnixLineBytesMax);
        return _header.TryRead(first, lineLength, out var line) ? UnixFormats.Of(line) : null;
    }

    private protected override bool TryAdd(in ParseInput input, int at, int length, RecordBatch batch, ParseReport report)
    {
        var first = input.Block.Start + input.Start + at;
        var offset = input.Offset + at;
        var kept = UnixRecord.Kept(new ReadOnlySpan<byte>(first, TrimEnd(first, length)), out var cutBytes, out var cutLines);
        var found = new ReadOnlySpan<byte>(first, kept);
        var isLast = IsLast(input, at + length);
        // The format is that of the line as it stands, as FormatAt tells it.
        var isRead = TryRead(found, out var line);
        if (!TryEndOthers(line, isLast, batch, report))
            return false;
        if (!isRead)
        {
            Refuse(UnixSecrets.Redact(batch.Arena, found));
            return true;
        }

        var format = UnixFormats.Of(line);
        if (format.Schema != batch.Schema)
            return false;
        var record = UnixSecrets.Redact(batch.Arena, found);
        if (record != found && !TryRead(record, out line))
        {
            Refuse(record);
            return true;
        }

        (line.CutBytes, line.CutLines) = (cutBytes, cutLines);
        return TryAddRow(format, line, record, offset, canBeJoined: true, isLast, batch, report);

        void Refuse(ReadOnlySpan<byte> raw) =>
            report.Refuse(batch.Schema.Name, Context.SourceFile, offset, "it has no known header", raw);
    }

    private protected override bool TryReadPiece(ReadOnlySpan<byte> record, Arena arena, out UnixLine line)
    {
        fixed (byte* text = record)
            return _header.TryRead(text, record.Length, out line);
    }

    bool TryRead(ReadOnlySpan<byte> record, out UnixLine line)
    {
        var length = UnixRecord.FirstLine(record);
        fixed (byte* text = record)
        {
            if (!_header.TryRead(text, length, out line))
                return false;
        }

        line.Trace = record[length..].TrimStart("\r\n"u8);
        return true;
    }

    static int TrimEnd(byte* text, int length)
    {
        while (length > 0 && text[length - 1] is (byte)'\n' or (byte)'\r')
            length--;
        return length;
    }
}
