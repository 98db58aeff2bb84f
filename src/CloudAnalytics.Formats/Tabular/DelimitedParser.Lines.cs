using System.Runtime.CompilerServices;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>The lines that are not plain records: headers, comments, echoes, quoted cells, and rows that need repair.</summary>
sealed unsafe partial class DelimitedParser
{
    /// <summary>Takes a line that is no record: blank, comment, header, or a row without a header to read it by.</summary>
    /// <returns>Where the next line begins.</returns>
    int Directive(in Stretch stretch, int at, ref int k, RecordBatch batch, ParseReport report)
    {
        var start = stretch.Start;
        var positions = _index.Positions;
        while (start[positions[k]] is not ((byte)'\n' or (byte)'\r'))
            k++;
        var end = positions[k++];
        var line = new ReadOnlySpan<byte>(start + at, end - at);
        if (line.IsEmpty)
            return end + 1;
        if (line[0] == '#')
        {
            report.Skipped++;
            if (HeaderText.FromDirective(line, _format.Separator) is { Count: > 0 } header)
                UseHeader(header, batch);
            else if (line.StartsWith("#Log-type:"u8) || line.StartsWith("#Log-Type:"u8))
                _context.LogType = System.Text.Encoding.UTF8.GetString(line[10..].Trim(" \t"u8));
            return end + 1;
        }

        // EWS and HttpProxy files begin with the bare column names, before the comments.
        var names = HeaderText.Split(line, _format.Separator);
        if (_format.IsHeader(names))
        {
            report.Skipped++;
            UseHeader(names, batch);
        }
        else
        {
            Refuse(report, stretch.Offset + at, "it stands before any #Fields header", line);
        }

        return end + 1;
    }

    void UseHeader(IReadOnlyList<string> header, RecordBatch batch)
    {
        if (_layout is null || !_layout.Header.SequenceEqual(header, StringComparer.Ordinal))
            _layout = new Layout(_format.Columns, _format.Schema, header);
        UseBatch(batch);
    }

    // Single lines over a stream come without a header; the versions of a format differ in their number of columns.
    bool TryAssumeLayout(byte* record, byte* last, RecordBatch batch)
    {
        if (!_context.AssumeHeader)
            return false;
        var cells = CountCells(record, last);
        if (!_assumed.TryGetValue(cells, out var layout))
            _assumed.Add(cells, layout = KnownLayout(cells));
        if (layout is null || IsHeaderLine(record))
            return false;
        _layout = layout;
        UseBatch(batch);
        return true;
    }

    Layout? KnownLayout(int cells)
    {
        foreach (var known in _format.HeadersByCount)
        {
            var header = HeaderText.Split(System.Text.Encoding.UTF8.GetBytes(known), _format.Separator);
            if (header.Count == cells)
                return new Layout(_format.Columns, _format.Schema, header);
        }

        return null;
    }

    bool IsHeaderLine(byte* record)
    {
        var line = new ReadOnlySpan<byte>(record, IndexOfLineEnd(record));
        return _format.IsHeader(HeaderText.Split(line, _format.Separator));
    }

    static int IndexOfLineEnd(byte* record)
    {
        var length = 0;
        while (record[length] is not ((byte)'\n' or (byte)'\r'))
            length++;
        return length;
    }

    // A quote that nothing closes ends with the input, whose last line end is given.
    int CountCells(byte* record, byte* last)
    {
        var cells = 1;
        var quoted = false;
        for (var i = 0; record + i < last && (record[i] is not ((byte)'\n' or (byte)'\r') || quoted); i++)
        {
            if (record[i] == '"' && _quote == '"')
                quoted = !quoted;
            else if (record[i] == _delimiter && !quoted)
                cells++;
            if (i == Limits.RecordBytesMax)
                break;
        }

        return cells;
    }

    // A header repeated as a plain line: every cell says its column's name; the first and the last are enough to tell.
    static bool IsEcho(byte* record, int length, Layout layout)
    {
        var first = layout.Names[0];
        var last = layout.Names[^1];
        var line = new ReadOnlySpan<byte>(record, length);
        return layout.Count > 1 && line.StartsWith(first) && line.EndsWith(last) && line.Length > first.Length + last.Length
            && line[first.Length] is (byte)',' or (byte)' ';
    }

    /// <summary>
    /// Reads a quoted cell; a quote in it is doubled. A quote that is neither doubled nor followed by the cell's end is taken as text.
    /// </summary>
    /// <param name="start">The input's first byte.</param>
    /// <param name="open">Offset of the opening quote.</param>
    /// <param name="positions">Structural positions.</param>
    /// <param name="k">In: the opening quote's index; out: the index of the delimiter or line end behind the closing one.</param>
    /// <param name="count">Number of positions.</param>
    /// <param name="arena">Where text with doubled quotes is written single.</param>
    /// <param name="length">Bytes of the text; -1 when it runs over more than <see cref="Limits.QuotedLinesMax"/> lines.</param>
    /// <returns>The text, or null when the cell is not closed.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    static byte* QuotedCell(byte* start, int open, int* positions, ref int k, int count, Arena arena, out int length)
    {
        length = 0;
        var escapes = 0;
        var lines = 0;
        for (k++; k < count; k++)
        {
            var place = positions[k];
            if (start[place] is (byte)'\n' or (byte)'\r')
            {
                // A CR and its LF are one line end.
                var isPair = start[place] == '\n' && start[place - 1] == '\r';
                if (!isPair && ++lines > Limits.QuotedLinesMax)
                {
                    length = -1;
                    return null;
                }

                continue;
            }

            if (start[place] != '"' || k + 1 >= count)
                continue;
            var next = positions[k + 1];
            if (next != place + 1)
                continue;
            if (start[next] == '"')
            {
                escapes++;
                k++;
                continue;
            }

            k++;
            length = place - open - 1;
            return escapes == 0 ? start + open + 1 : Unescape(new ReadOnlySpan<byte>(start + open + 1, length), arena, out length);
        }

        return null;
    }

    static byte* Unescape(ReadOnlySpan<byte> text, Arena arena, out int length)
    {
        var copy = arena.Reserve(text.Length);
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            copy[length++] = text[i];
            if (text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                i++;
        }

        return copy;
    }

    // A quote that is never closed costs its own line only.
    int GiveUpLine(in Stretch stretch, int at, ref int k, ParseReport report)
    {
        var start = stretch.Start;
        var positions = _index.Positions;
        while (start[positions[k]] is not ((byte)'\n' or (byte)'\r'))
            k++;
        var end = positions[k++];
        Refuse(report, stretch.Offset + at, Unclosed, new ReadOnlySpan<byte>(start + at, end - at));
        return end + 1;
    }

    // Blanks in values have moved the cells of a W3C row. Where no reading makes sense, the row stays as it was split.
    void Realign(byte* record, int length, ref RowWriter row)
    {
        var layout = _layout!;
        if (layout.Alignment.Find(new ReadOnlySpan<byte>(record, length)) is not { } ranges)
            return;
        var batch = row.Batch;
        row.Abandon();
        row = batch.NewRow();
        _rows.BeginRow();
        for (var c = 0; c < layout.Count; c++)
            _rows.AlignedCell(ref row, layout, c, record, ranges[c]);
    }
}
