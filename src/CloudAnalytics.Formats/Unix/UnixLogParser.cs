using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Reads the lines of a Unix log in which the formats of several programs may stand mixed.</summary>
sealed unsafe class UnixLogParser : IMixedLogParser
{
    readonly ParserContext _context;
    readonly UnixHeader _header;
    readonly UnixRows _rows;
    readonly SplitLines _split;

    /// <summary>Makes a parser of one source.</summary>
    internal UnixLogParser(ParserContext context)
    {
        _context = context;
        _header = new UnixHeader(context);
        _rows = new UnixRows(context);
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
        var at = Skip(input, 0);
        if (IsOver(input, at))
            return SplitLines.Format;
        if (_split.HasOpen && at < input.Length && UnixRecord.Length(input, at) is > 0 and var length && IsLast(input, at + length))
            return SplitLines.Format;
        return at < input.Length && LineAt(input, at, out var line) > 0 ? UnixFormats.Of(line) : UnixFormats.All[^1];
    }

    /// <inheritdoc/>
    public int Parse(in ParseInput input, RecordBatch batch, ParseReport report)
    {
        var at = 0;
        while (true)
        {
            at = Skip(input, at);
            if (IsOver(input, at) && batch.Schema == SplitLines.Format.Schema)
                _split.TryGiveUpAll(batch, report);
            if (at == input.Length || batch.IsFull)
                return at;
            var length = UnixRecord.Length(input, at);
            if (length == 0)
                return at;
            var first = input.Block.Start + input.Start + at;
            var kept = UnixRecord.Kept(new ReadOnlySpan<byte>(first, TrimEnd(first, length)), out var cutBytes, out var cutLines);
            var isLast = IsLast(input, at + length);
            if (!TryAdd(new ReadOnlySpan<byte>(first, kept), input.Offset + at, (cutBytes, cutLines), isLast, batch, report))
                return at;
            at += length;
        }
    }

    // Whether nothing is left to read and what is open has waited long enough.
    bool IsOver(in ParseInput input, int at) => at == input.Length && (input.IsFinal || input.IsIdle) && _split.HasOpen;

    // Whether nothing but blank lines stands behind the last record of a source.
    static bool IsLast(in ParseInput input, int end) => input.IsFinal && Skip(input, end) == input.Length;

    bool TryAdd(
        ReadOnlySpan<byte> found, long offset, (int Bytes, int Lines) cut, bool isLast, RecordBatch batch, ParseReport report)
    {
        // The format is that of the line as it stands, as FormatAt tells it.
        var isRead = TryRead(found, out var line);
        if (isLast && _split.HasOpen && !_split.TryGiveUpOthers(line, batch, report))
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

        (line.CutBytes, line.CutLines) = cut;
        if (format == SplitLines.Format
            && _split.Take(line, record, offset, isLast, batch, report) is not SplitLines.Taken.No and var taken)
            return taken == SplitLines.Taken.Yes;
        return _rows.TryAdd(format, line, record, offset, batch, report);

        void Refuse(ReadOnlySpan<byte> raw) =>
            report.Refuse(batch.Schema.Name, _context.SourceFile, offset, "it has no known header", raw);
    }

    bool TryReadPiece(ReadOnlySpan<byte> record, Arena arena, out UnixLine line)
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

    int LineAt(in ParseInput input, int at, out UnixLine line)
    {
        var length = UnixRecord.Length(input, at);
        var first = input.Block.Start + input.Start + at;
        line = default;
        var lineLength = Math.Min(UnixRecord.FirstLine(new ReadOnlySpan<byte>(first, length)), Limits.UnixLineBytesMax);
        return length > 0 && _header.TryRead(first, lineLength, out line) ? length : 0;
    }

    static int TrimEnd(byte* text, int length)
    {
        while (length > 0 && text[length - 1] is (byte)'\n' or (byte)'\r')
            length--;
        return length;
    }
}
