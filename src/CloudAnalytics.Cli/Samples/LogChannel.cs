using System.Runtime.CompilerServices;

namespace CloudAnalytics.Cli.Samples;

/// <summary>How often a log begins a new file, and how the time stands in its name.</summary>
enum Rotation
{
    /// <summary><c>yyyyMMddHH</c>; a sample with few rows keeps a file open for several hours.</summary>
    Hourly,

    /// <summary><c>yyyyMMdd</c>.</summary>
    Daily,

    /// <summary><c>yyMMdd</c>, as IIS does it.</summary>
    DailyShort,

    /// <summary>One file without a time in its name.</summary>
    Never,
}

/// <summary>Where the files of one log of one server are and what stands around their rows.</summary>
sealed record LogPlace
{
    public required SampleFormat Format { get; init; }

    /// <summary>Folder below the sample's folder, with <c>/</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>File name before the time.</summary>
    public required string Prefix { get; init; }

    public required string Extension { get; init; }

    public required Rotation Rotation { get; init; }

    /// <summary>Hours that one file of an hourly log is open: a divisor of 24.</summary>
    public int RotationHours { get; init; } = 1;

    /// <summary>Whether names end in <c>-1</c>, <c>-2</c>, … and files are split by size.</summary>
    public bool IsNumbered { get; init; } = true;

    /// <summary>Whether the header's columns stand once more as a plain first line, as in EWS and HttpProxy files.</summary>
    public bool RepeatsHeader { get; init; }

    public bool ByteOrderMark { get; init; }

    /// <summary>Whether lines end in LF alone.</summary>
    public bool UnixLines { get; init; }

    /// <summary>Whether lines are JSON objects; rows are then written without their closing brace.</summary>
    public bool IsJson { get; init; }

    /// <summary>What the agent adds to rows that went through it, or null.</summary>
    public AgentDecoration? Decoration { get; init; }
}

/// <summary>What Kinesis Agent for Windows is configured to add to each record.</summary>
/// <param name="Computer">The name of its computer.</param>
/// <param name="Folder">Path of the followed log's folder on that computer; empty for Windows events.</param>
/// <param name="Origin">How the followed log's files are named, or null for Windows events, which come from no file.</param>
sealed record AgentDecoration(string Computer, string Folder, LogPlace? Origin);

/// <summary>
/// One log of one server: takes rows in any order of time and writes them in order, slice by slice, into files that
/// rotate as on a real server.
/// </summary>
sealed class LogChannel(LogPlace place, LogLayout? layout, LineStyle style, SampleClock clock, SampleFiles files) : LineBuffer(style),
    IDisposable
{
    readonly LogFile _file = new(place, files);
    LogLayout? _layout = layout;
    LogLayout? _next;
    long _nextFrom = long.MaxValue;
    long[] _keys = new long[64];
    Row[] _rows = new Row[64];
    int _count;
    long _time;

    /// <summary>The layout of rows at a time.</summary>
    public LogLayout LayoutAt(long time) => time >= _nextFrom ? _next! : _layout!;

    /// <summary>Replaces the layout with which the log begins.</summary>
    public void StartLayout(LogLayout layout) => _layout = layout;

    /// <summary>From a moment on, rows have another layout: the header changes in the middle of a file.</summary>
    public void ChangeLayout(long from, LogLayout layout) => (_nextFrom, _next) = (from, layout);

    /// <summary>Begins a row; false when its time is outside of the sample's span, and then nothing may be written.</summary>
    public bool Begin(long time)
    {
        if (time >= clock.End || time < clock.Start)
            return false;
        _time = time;
        BeginLine(Style == LineStyle.Whole ? null : LayoutAt(time), time);
        return true;
    }

    /// <summary>Ends a row of all columns.</summary>
    public void End() => Keep(EndLine(whole: true));

    /// <summary>Ends a row that is cut off behind the cells so far.</summary>
    public void EndShort() => Keep(EndLine(whole: false));

    /// <summary>Ends a row of all columns and puts more cells behind it.</summary>
    public void EndLong(ReadOnlySpan<byte> more)
    {
        int line = EndLine(whole: true);
        if (Style != LineStyle.Json)
            Add(more);
        Keep(line);
    }

    /// <summary>A line that is not a row; false when its time is outside of the span.</summary>
    public bool Junk(long time, ReadOnlySpan<byte> line)
    {
        if (time >= clock.End || time < clock.Start)
            return false;
        _time = time;
        int start = Length;
        Add(line);
        Keep(start, isRow: false);
        return true;
    }

    /// <summary>Puts NUL bytes directly before the row that was just ended, as a file has them after a crash of its server.</summary>
    public void PrecedeByNuls(int count)
    {
        Row row = _rows[_count - 1];
        Reserve(count);
        Bytes.AsSpan(row.Offset, row.Length).CopyTo(Bytes.AsSpan(row.Offset + count));
        Bytes.AsSpan(row.Offset, count).Clear();
        Length += count;
        _rows[_count - 1] = row with { Length = row.Length + count };
    }

    /// <summary>Writes the rows before a moment; what is later stays for the next slice.</summary>
    public void Flush(long before)
    {
        Array.Sort(_keys, _rows, 0, _count);
        long limit = Key(before, 0);
        var written = 0;
        for (; written < _count && _keys[written] < limit; written++)
        {
            Row row = _rows[written];
            long time = clock.Start + (_keys[written] >> 24);
            _file.Write(time, Style == LineStyle.Csv || Style == LineStyle.W3c ? LayoutAt(time) : null,
                Bytes.AsSpan(row.Offset, row.Length), row.IsRow);
        }
        KeepRest(written);
    }

    public void Dispose() => _file.Dispose();

    void Keep(int line, bool isRow = true)
    {
        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, _count * 2);
            Array.Resize(ref _rows, _count * 2);
        }
        _keys[_count] = Key(_time, _count);
        _rows[_count++] = new Row(line, Length - line, isRow);
    }

    /// <summary>Sorts by time and then in the order of writing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    long Key(long time, int number) => ((time - clock.Start) << 24) | (uint)number;

    void KeepRest(int written)
    {
        int kept = _count - written;
        byte[] rest = [];
        if (kept > 0)
        {
            var size = 0;
            for (int i = written; i < _count; i++)
                size += _rows[i].Length;
            rest = new byte[size];
        }
        var length = 0;
        for (var i = 0; i < kept; i++)
        {
            Row row = _rows[written + i];
            Bytes.AsSpan(row.Offset, row.Length).CopyTo(rest.AsSpan(length));
            _keys[i] = (_keys[written + i] & ~0xFFFFFFL) | (uint)i;
            _rows[i] = row with { Offset = length };
            length += row.Length;
        }
        Length = 0;
        Add(rest);
        _count = kept;
    }

    readonly record struct Row(int Offset, int Length, bool IsRow);
}
