using System.Globalization;
using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>The span of a sample in milliseconds since 1970: start included, end excluded.</summary>
sealed record SampleClock(long Start, long End);

/// <summary>What all files of one sample share.</summary>
sealed class SampleFiles(string root, long fileBytesMax)
{
    public string Root => root;

    /// <summary>Size at which a numbered log goes on in its next file.</summary>
    public long FileBytesMax => fileBytesMax;

    /// <summary>Files begun, in their order.</summary>
    public List<WrittenFile> All { get; } = [];

    /// <summary>Bytes written, of closed and open files.</summary>
    public long Bytes { get; set; }
}

/// <summary>What became of one file.</summary>
sealed class WrittenFile(string path, SampleFormat format)
{
    /// <summary>Below the sample's folder, with <c>/</c>.</summary>
    public string Path => path;

    public long Bytes { get; set; }

    public long Rows { get; set; }

    public long DeadLetters { get; set; }

    public FileTruth Result() => new(path, SampleFormatNames.All[(int)format], Bytes, Rows, DeadLetters);
}

/// <summary>The file that a log is at: names, headers, line ends, and a new file when the time or the size says so.</summary>
sealed class LogFile(LogPlace place, SampleFiles files) : IDisposable
{
    const int BufferBytes = 64 << 10;

    readonly byte[] _lineEnd = place.UnixLines ? "\n"u8.ToArray() : "\r\n"u8.ToArray();
    readonly Utf8Text _decoration = new();
    FileStream? _stream;
    WrittenFile _file = new("", place.Format);
    LogLayout? _header;
    long _period = -1;
    int _number;
    readonly byte[] _computer = Encoding.UTF8.GetBytes($",\"ComputerName\":\"{place.Decoration?.Computer}\"");
    long _originPeriod = -1;
    long _originBytes;
    byte[] _originPath = [];

    /// <summary>Writes one line; rows come in order of time.</summary>
    /// <param name="layout">The layout of the row for files with a header, else null.</param>
    /// <param name="line">The row without its line end; a JSON object without its closing brace.</param>
    /// <param name="isRow">False for junk, which is written as it is.</param>
    public void Write(long time, LogLayout? layout, ReadOnlySpan<byte> line, bool isRow)
    {
        bool split = place.IsNumbered && _file.Bytes >= files.FileBytesMax;
        if (_stream is null || Period(place, time) != _period || split)
            Open(time);
        if (layout is not null && layout != _header)
            WriteHeader(time, layout);
        Put(line);
        if (isRow && place.IsJson)
            CloseJson(time, line.Length);
        Put(_lineEnd);
        if (isRow)
            _file.Rows++;
        else
            _file.DeadLetters++;
    }

    /// <summary>What the agent adds: its computer and, for a row of a file, the file's path and the offset behind the row.</summary>
    void CloseJson(long time, int lineBytes)
    {
        _decoration.Clear();
        if (place.Decoration is not null)
            _decoration.Add(_computer);
        if (place.Decoration?.Origin is { } origin)
        {
            long period = Period(origin, time);
            if (period != _originPeriod)
            {
                _originPeriod = period;
                _originBytes = 0;
                string path = place.Decoration.Folder + '\\' + Name(origin, period, 1);
                _originPath = Encoding.UTF8.GetBytes($",\"FilePath\":\"{path.Replace("\\", "\\\\", StringComparison.Ordinal)}\"");
            }
            _originBytes += lineBytes;
            _decoration.Add(_originPath).Add(",\"Position\":\""u8).Add(_originBytes).Add("\""u8);
        }
        Put(_decoration.Add("}"u8).Written);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    void Open(long time)
    {
        Dispose();
        long period = Period(place, time);
        _number = period == _period ? _number + 1 : 1;
        _period = period;
        string name = Name(place, period, _number);
        _file = new WrittenFile($"{place.Folder}/{name}", place.Format);
        files.All.Add(_file);
        string path = Path.Combine([files.Root, .. _file.Path.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, BufferBytes);
        _header = null;
        if (place.ByteOrderMark)
            Put("\uFEFF"u8);
    }

    void WriteHeader(long time, LogLayout layout)
    {
        bool isFirst = _header is null;
        _header = layout;
        var header = new Utf8Text();
        string separator = layout.IsW3c ? " " : ",";
        string columns = string.Join(separator, layout.Columns);
        if (place.RepeatsHeader && isFirst)
            header.Add(Encoding.UTF8.GetBytes(columns)).Add(_lineEnd);
        header.Add(Encoding.UTF8.GetBytes($"#Software: {layout.Software}")).Add(_lineEnd);
        header.Add(Encoding.UTF8.GetBytes($"#Version: {layout.Version}")).Add(_lineEnd);
        if (layout.LogType is not null)
            header.Add(Encoding.UTF8.GetBytes($"#Log-type: {layout.LogType}")).Add(_lineEnd).Add("#Date: "u8).AddTime(time).Add(_lineEnd);
        else
            header.Add("#Date: "u8).AddDate(time).Add(" "u8).AddClock(time).Add(_lineEnd);
        header.Add(Encoding.UTF8.GetBytes($"#Fields: {columns}")).Add(_lineEnd);
        Put(header.Written);
    }

    void Put(ReadOnlySpan<byte> bytes)
    {
        _stream!.Write(bytes);
        _file.Bytes += bytes.Length;
        files.Bytes += bytes.Length;
    }

    static long Period(LogPlace place, long time) => place.Rotation switch
    {
        Rotation.Hourly => time / 3_600_000 / place.RotationHours * place.RotationHours,
        Rotation.Never => 0,
        _ => time / 86_400_000 * 24,
    };

    static string Name(LogPlace place, long period, int number)
    {
        DateTime start = DateTime.UnixEpoch.AddHours(period);
        string time = place.Rotation switch
        {
            Rotation.Hourly => start.ToString("yyyyMMddHH", CultureInfo.InvariantCulture),
            Rotation.Daily => start.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            Rotation.DailyShort => start.ToString("yyMMdd", CultureInfo.InvariantCulture),
            _ => "",
        };
        return place.Prefix + time + (place.IsNumbered ? "-" + number.ToString(CultureInfo.InvariantCulture) : "") + place.Extension;
    }
}
