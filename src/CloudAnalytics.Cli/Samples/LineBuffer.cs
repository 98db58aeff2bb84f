using System.Buffers;

namespace CloudAnalytics.Cli.Samples;

/// <summary>Writes rows cell by cell into one growing buffer, in the style and layout of the file they are for.</summary>
/// <remarks>A cell is added as plain text; what its style must quote or escape is mended in place when the cell ends.</remarks>
class LineBuffer(LineStyle style) : Utf8Text
{
    static readonly SearchValues<byte> s_csvSpecial = SearchValues.Create(",\""u8);
    static readonly SearchValues<byte> s_jsonSpecial =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    readonly Utf8Text _mended = new();
    LogLayout? _layout;
    int _line;
    int _cellStart;
    int _cell;

    public LineStyle Style => style;

    protected void BeginLine(LogLayout? layout, long time)
    {
        _layout = layout;
        _line = Length;
        _cell = 0;
        if (style == LineStyle.Json)
            Add("{"u8);
        // The one key that the agent adds by itself, and to W3C logs only.
        if (style == LineStyle.Json && layout!.IsW3c)
            Add("\"Timestamp\":\""u8).AddDate(time).Add("T"u8).AddClock(time).Add("Z\","u8);
        OpenCell();
    }

    /// <summary>Ends the cell to which text was added since the last one.</summary>
    public void Next()
    {
        if (_layout!.IsPresent(_cell))
            CloseCell();
        else
            Length = _cellStart;
        _cell++;
        OpenCell();
    }

    public void Cell(ReadOnlySpan<byte> text)
    {
        Add(text);
        Next();
    }

    public void Cell(long number)
    {
        Add(number);
        Next();
    }

    public void Cell(SampleGuid guid)
    {
        Add(guid);
        Next();
    }

    /// <summary>A cell that holds a time and nothing else: the agent's decoration shortens its fraction.</summary>
    public void TimeCell(long time)
    {
        if (style == LineStyle.Json)
            AddTimeTrimmed(time);
        else
            AddTime(time);
        Next();
    }

    /// <summary>So many empty cells.</summary>
    public void Skip(int cells)
    {
        for (var i = 0; i < cells; i++)
            Next();
    }

    /// <summary>Ends the row after the cells so far; returns where it began.</summary>
    /// <param name="whole">Whether all columns must have been written.</param>
    protected int EndLine(bool whole)
    {
        if (style != LineStyle.Whole)
        {
            if (whole && _cell != _layout!.All)
                throw new InvalidOperationException($"A row of '{_layout.LogType}' ended after {_cell} of {_layout.All} columns.");
            Length = _cellStart;
            if (style is LineStyle.Csv or LineStyle.W3c)
                Length--;
        }
        return _line;
    }

    void OpenCell()
    {
        _cellStart = Length;
        if (style == LineStyle.Json && _cell < _layout!.All)
        {
            byte[] key = _layout.JsonKeys[_cell];
            Add(key);
        }
    }

    void CloseCell()
    {
        switch (style)
        {
            case LineStyle.Csv:
                if (Bytes.AsSpan(_cellStart, Length - _cellStart).ContainsAny(s_csvSpecial))
                    Quote();
                AddByte((byte)',');
                break;
            case LineStyle.W3c:
                if (Length == _cellStart)
                    AddByte((byte)'-');
                Bytes.AsSpan(_cellStart, Length - _cellStart).Replace((byte)' ', (byte)'+');
                AddByte((byte)' ');
                break;
            case LineStyle.Json:
                CloseJson();
                break;
        }
    }

    void CloseJson()
    {
        int start = _cellStart + _layout!.JsonKeys[_cell].Length;
        // The agent splits a W3C line at blanks, so what stands in its JSON is what stood in the file.
        if (_layout.IsW3c)
        {
            if (Length == start)
                AddByte((byte)'-');
            Bytes.AsSpan(start, Length - start).Replace((byte)' ', (byte)'+');
        }
        Span<byte> value = Bytes.AsSpan(start, Length - start);
        if (value.ContainsAny(s_jsonSpecial))
        {
            _mended.Clear();
            _mended.AddJson(value);
            Length = start;
            Add(_mended.Written);
        }
        AddByte((byte)'"');
    }

    void Quote()
    {
        _mended.Clear();
        foreach (byte value in Bytes.AsSpan(_cellStart, Length - _cellStart))
        {
            if (value == '"')
                _mended.AddByte(value);
            _mended.AddByte(value);
        }
        Length = _cellStart;
        AddByte((byte)'"');
        Add(_mended.Written);
        AddByte((byte)'"');
    }
}
