namespace CloudAnalytics.Core.Places;

/// <summary>The fields of a line: between commas, with blanks around left out, in quotation marks or not.</summary>
ref struct CsvFields(ReadOnlySpan<byte> line)
{
    readonly ReadOnlySpan<byte> _line = line;
    int _next;

    /// <summary>Where the field stands, without quotation marks.</summary>
    internal Range Range { get; private set; }

    /// <summary>A quotation mark that is not closed, or text behind one that is.</summary>
    internal bool IsBroken { get; private set; }

    internal readonly ReadOnlySpan<byte> Current => _line[Range];

    internal bool Next()
    {
        if (_next > _line.Length || IsBroken)
            return false;
        var start = _next;
        while (start < _line.Length && _line[start] == ' ')
            start++;
        var isQuoted = start < _line.Length && _line[start] == '"';
        var end = isQuoted ? Closing(start + 1) : start;
        IsBroken = end > _line.Length;
        if (IsBroken)
            return false;
        var comma = _line[end..].IndexOf((byte)',');
        var behind = comma < 0 ? _line.Length : end + comma;
        _next = behind + 1;
        if (!isQuoted)
        {
            Range = start..(start + _line[start..behind].TrimEnd((byte)' ').Length);
            return true;
        }

        Range = (start + 1)..(end - 1);
        IsBroken = !_line[end..behind].TrimEnd((byte)' ').IsEmpty;
        return !IsBroken;
    }

    // Behind the closing mark; a doubled one is text.
    readonly int Closing(int from)
    {
        while (true)
        {
            var mark = _line[from..].IndexOf((byte)'"');
            if (mark < 0)
                return _line.Length + 1;
            from += mark + 1;
            if (from >= _line.Length || _line[from] != '"')
                return from;
            from++;
        }
    }
}
