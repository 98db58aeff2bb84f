using System.Runtime.CompilerServices;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// Reads log files of separated cells under a header. CR, LF and CRLF end a record; a quoted cell may hold any of them. A header may come
/// again or change at any line. Leading NULs, which Windows leaves where a file was extended but not written, are skipped.
/// </summary>
sealed unsafe partial class DelimitedParser : ILogParser
{
    const int NoQuote = -1;
    const string Unclosed = "a quoted cell is not closed";

    readonly TabularFormat _format;
    readonly ParserContext _context;
    readonly RowAssembler _rows;
    readonly StructuralIndex _index = new();
    readonly byte _delimiter;
    readonly byte _quote;

    // Where the views of each column's cells go: to the batch those of texts, nowhere those of others, which are read from the row's cells.
    readonly PinnedArray<CellTarget> _targets = new(Limits.HeaderColumnsMax);
    readonly PinnedArray<Utf8View> _nowhere = new(1);

    // Layouts assumed for rows without a header, by their number of cells.
    readonly Dictionary<int, Layout?> _assumed = [];
    Layout? _layout;

    internal DelimitedParser(TabularFormat format, ParserContext context)
    {
        _format = format;
        _context = context;
        _rows = new RowAssembler(format, context);
        _delimiter = (byte)format.Separator;
        _quote = format.Separator == Delimiter.Comma ? (byte)'"' : _delimiter;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SaveState() => ParserState.Save(_context.LogType, _layout?.Header, _rows.Memory);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        ParserState.Restore(state, out var logType, out var header, _rows.Memory);
        _context.LogType = logType ?? _context.LogType;
        _layout = header is null ? null : new Layout(_format.Columns, _format.Schema, header);
    }

    /// <inheritdoc/>
    public void ForgetHeader() => _layout = null;

    /// <inheritdoc/>
    public int Parse(in ParseInput input, RecordBatch batch, ParseReport report)
    {
        var start = input.Block.Start + input.Start;
        var length = input.Length;
        _rows.Begin(batch);
        UseBatch(batch);
        var at = input.Offset == 0 && length >= 3 && new ReadOnlySpan<byte>(start, 3).SequenceEqual("\uFEFF"u8) ? 3 : 0;
        var window = StructuralIndex.WindowBytes;
        while (at < length && !batch.IsFull)
        {
            var take = Math.Min(window, length - at);
            var count = _index.Fill(start, at, take, _delimiter, _quote);
            var end = ParseWindow(new Stretch(start, at, count, input.Offset), batch, report);
            if (end > at)
            {
                at = end;
                window = StructuralIndex.WindowBytes;
            }
            else if (at + take < length && take < Limits.RecordBytesMax)
            {
                window = Math.Min(window * 4, Limits.RecordBytesMax);
            }
            else
            {
                return at + Unfinished(start + at, length - at, input.Offset + at, input.IsFinal, batch, report);
            }
        }

        return at;
    }

    void UseBatch(RecordBatch batch)
    {
        if (_layout is not { } layout)
            return;
        for (var c = 0; c < layout.Count; c++)
        {
            _targets.Pointer[c] = layout.Kinds[c] == CellKind.Text
                ? new CellTarget((nint)batch.DataAt(layout.Ordinals[c]), isPerRow: true)
                : new CellTarget((nint)_nowhere.Pointer, isPerRow: false);
        }
    }

    // The rest holds no complete record: it is too long, or it is the last and lacks its line end, or more must come.
    int Unfinished(byte* start, int length, long offset, bool isFinal, RecordBatch batch, ParseReport report)
    {
        if (length >= Limits.RecordBytesMax)
        {
            var rest = new ReadOnlySpan<byte>(start, length);
            var lineEnd = rest.IndexOfAny((byte)'\n', (byte)'\r');
            var taken = lineEnd < 0 ? length : lineEnd + 1;
            Refuse(report, offset, "it is longer than a record may be", rest[..taken]);
            return taken;
        }

        if (!isFinal)
            return 0;
        if (new ReadOnlySpan<byte>(start, length).IndexOfAny((byte)'\n', (byte)'\r') is var broken and >= 0)
        {
            // A quote opened in the first line is never closed: give up that line and let the caller come back for the others.
            Refuse(report, offset, Unclosed, new ReadOnlySpan<byte>(start, broken));
            return broken + 1;
        }

        var copy = batch.Arena.Reserve(length + 1 + Limits.BlockPaddingBytes);
        new ReadOnlySpan<byte>(start, length).CopyTo(new Span<byte>(copy, length));
        copy[length] = (byte)'\n';
        var count = _index.Fill(copy, 0, length + 1, _delimiter, _quote);
        if (ParseWindow(new Stretch(copy, 0, count, offset), batch, report) == 0)
            Refuse(report, offset, Unclosed, new ReadOnlySpan<byte>(start, length));
        return length;
    }

    /// <summary>Parses the complete records of an indexed stretch.</summary>
    /// <returns>Where the first unfinished record begins.</returns>
    int ParseWindow(in Stretch stretch, RecordBatch batch, ParseReport report)
    {
        var start = stretch.Start;
        var positions = _index.Positions;
        var count = LastLineEnd(start, positions, stretch.Count);
        var k = 0;
        var at = stretch.From;
        while (k < count && !batch.IsFull)
        {
            while (start[at] == 0 && at < positions[k])
                at++;
            if (start[at] is (byte)'#' or (byte)'\n' or (byte)'\r' || _layout is null)
            {
                if (start[at] is not ((byte)'#' or (byte)'\n' or (byte)'\r')
                    && TryAssumeLayout(start + at, start + positions[count - 1], batch))
                    continue;
                at = Directive(stretch, at, ref k, batch, report);
                continue;
            }

            var next = Record(stretch, at, ref k, count, batch, report);
            if (next < 0)
                return at;
            at = next;
        }

        return at;
    }

    /// <summary>Reads one record under the current layout.</summary>
    /// <returns>Where the next begins, or -1 when this one is unfinished.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    int Record(in Stretch stretch, int at, ref int k, int count, RecordBatch batch, ParseReport report)
    {
        var layout = _layout!;
        var start = stretch.Start;
        var positions = _index.Positions;
        var targets = _targets.Pointer;
        int delimiter = _delimiter;
        var quote = _quote == _delimiter ? NoQuote : _quote;
        var columns = layout.Count;
        var row = batch.NewRow();
        var rowBytes = (nint)row.Row * sizeof(Utf8View);
        _rows.BeginRow();
        var cellStart = at;
        var cell = 0;
        for (var p = k; ; p++)
        {
            PlainCells(start, positions, targets + columns, rowBytes, ref p, ref cell, ref cellStart);
            var end = positions[p];
            int what = start[end];
            if (cell == columns)
            {
                // The last column was taken, and a delimiter behind it.
                p--;
                end = cellStart - 1;
                what = delimiter;
                cell--;
            }
            else if (what == quote)
            {
                if (end != cellStart)
                    continue;
                var text = QuotedCell(start, end, positions, ref p, count, batch.Arena, out var length);
                if (text is null)
                {
                    row.Abandon();
                    return length < 0 ? GiveUpLine(stretch, at, ref k, report) : -1;
                }

                StoreText(targets + cell, rowBytes, text, length);
                end = positions[p];
                what = start[end];
            }
            else
            {
                StoreText(targets + cell, rowBytes, start + cellStart, end - cellStart);
            }

            cell++;
            cellStart = end + 1;
            if (what == delimiter && cell < columns)
                continue;
            _rows.Cells(ref row, layout, targets, cell);
            if (what == delimiter)
                end = SkipSurplus(start, positions, ref p, end + 1, ref row, ref cell);
            k = p + 1;
            return Ended(stretch, at, end, cell, row, report);
        }
    }

    // The innermost loop: cells that end at a delimiter without quotes, which nearly all do. Not inlined and without a call, so that all it
    // needs stays in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    void PlainCells(byte* start, int* positions, CellTarget* last, nint rowBytes, ref int p, ref int cell, ref int cellStart)
    {
        int delimiter = _delimiter;
        var target = _targets.Pointer + cell;
        var position = positions + p;
        var from = start + cellStart;
        for (var end = start + *position; *end == delimiter && target != last; end = start + *++position)
        {
            StoreText(target, rowBytes, from, (int)(end - from));
            from = end + 1;
            target++;
        }

        cell = (int)(target - _targets.Pointer);
        p = (int)(position - positions);
        cellStart = (int)(from - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void StoreText(CellTarget* target, nint rowBytes, byte* text, int length)
    {
        if (RowAssembler.IsNullToken(text, length))
            length = 0;
        Utf8View.Store(target->At(rowBytes), &target->Cell, text, length);
    }

    // Cells beyond the header's are kept together, as they stand.
    static int SkipSurplus(byte* start, int* positions, ref int p, int from, ref RowWriter row, ref int cell)
    {
        do
        {
            p++;
            cell++;
        }
        while (start[positions[p]] is not ((byte)'\n' or (byte)'\r'));
        var end = positions[p];
        if (end > from)
            RowAssembler.Attribute(ref row, "surplus_cells"u8, start + from, end - from);
        return end;
    }

    // The record is split; what remains is to see whether it is one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    int Ended(in Stretch stretch, int at, int end, int cells, RowWriter row, ParseReport report)
    {
        var layout = _layout!;
        var record = stretch.Start + at;
        var length = end - at;
        row.MarkSet(layout.TextLow(Math.Min(cells, layout.Count)), layout.TextHigh(Math.Min(cells, layout.Count)));
        if (IsEcho(record, length, layout))
        {
            row.Abandon();
            report.Skipped++;
            return end + 1;
        }

        var reason = cells == 1 && layout.Count > 2 ? "it has one cell where the header has more" : null;
        if (reason is not null)
            row.Abandon();
        else
            reason = Finish(ref row, record, length, cells, stretch.Offset + at);
        if (reason is null)
            report.Parsed++;
        else
            Refuse(report, stretch.Offset + at, reason, new ReadOnlySpan<byte>(record, length));
        return end + 1;
    }

    string? Finish(ref RowWriter row, byte* record, int length, int cells, long offset)
    {
        if (_delimiter == ' ' && (cells > _layout!.Count || _rows.IsMisaligned()))
            Realign(record, length, ref row);
        return _rows.Finish(ref row, record, length, offset);
    }

    void Refuse(ParseReport report, long offset, string reason, ReadOnlySpan<byte> raw) =>
        report.Refuse(_format.Schema.Name, _context.SourceFile, offset, reason, raw);

    static int LastLineEnd(byte* start, int* positions, int count)
    {
        while (count > 0 && start[positions[count - 1]] is not ((byte)'\n' or (byte)'\r'))
            count--;
        return count;
    }

    /// <summary>An indexed stretch of input.</summary>
    /// <param name="start">The input's first byte.</param>
    /// <param name="from">Offset of the stretch from there.</param>
    /// <param name="count">Structural positions in it.</param>
    /// <param name="offset">Offset of the input's first byte in the source.</param>
    readonly struct Stretch(byte* start, int from, int count, long offset)
    {
        internal readonly byte* Start = start;
        internal readonly int From = from;
        internal readonly int Count = count;
        internal readonly long Offset = offset;
    }
}
