using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace CloudAnalytics.Cli.Samples.Unix;

/// <summary>How a log stamps its lines.</summary>
enum UnixStamp
{
    /// <summary><c>Nov 21 06:00:00 host</c> (RFC 3164).</summary>
    Short,

    /// <summary><c>2026-11-21T06:00:00.123456+00:00 host</c>, as rsyslog writes it by default today.</summary>
    Iso,

    /// <summary><c>2026-11-21 06:00:00,123</c>, without a host, as log4j is configured by Zimbra.</summary>
    Log4j,
}

/// <summary>What is done to a log's lines between the program and the file.</summary>
/// <param name="ReorderMax">Places by which a line may be out of order.</param>
/// <param name="DuplicatesPerMille">Of 1,000 lines so many come twice.</param>
/// <param name="RotationHours">Hours after which a file is closed and another one begun.</param>
sealed record UnixTurbulence(int ReorderMax, int DuplicatesPerMille, int RotationHours);

/// <summary>One log of one host: takes lines in any order of time, writes them in order as far as the turbulence allows.</summary>
sealed class UnixLog : IDisposable
{
    readonly string _folder;
    readonly string _name;
    readonly string _host;
    readonly UnixStamp _stamp;
    readonly SampleFormat _format;
    readonly SampleClock _clock;
    readonly SampleFiles _files;
    readonly UnixTurbulence _turbulence;
    readonly SampleRandom _random;
    readonly List<(long Time, int Number, SampleFormat Format, string Text)> _lines = [];
    readonly Action<SampleFormat, long> _count;
    Stream? _stream;
    string _path = "";
    WrittenFile? _file;
    long _period = -1;
    long _last;
    int _number;

    /// <summary>Makes a log; files appear with their first line.</summary>
    internal UnixLog(string host, string name, UnixStamp stamp, SampleFormat format, UnixEstate estate, Action<SampleFormat, long> count)
    {
        (_host, _name, _stamp, _format, _count) = (host, name, stamp, format, count);
        (_clock, _files, _turbulence) = (estate.Clock, estate.Files, estate.Turbulence);
        _folder = "unix/" + host;
        _random = new SampleRandom(estate.Seed, Encoding.UTF8.GetBytes($"unix {host} {name}"));
    }

    /// <summary>Adds a line; one outside of the sample's span is left out.</summary>
    /// <param name="microseconds">Since 1970.</param>
    /// <param name="format">Format of the row that it becomes.</param>
    /// <param name="text">What follows the stamp and the host.</param>
    /// <returns>Whether it is in the sample.</returns>
    internal bool Add(long microseconds, SampleFormat format, string text)
    {
        if (microseconds >= _clock.End * 1000 || microseconds < _clock.Start * 1000)
            return false;
        _lines.Add((microseconds, _number++, format, text));
        return true;
    }

    /// <summary>Writes the lines before a moment, milliseconds since 1970.</summary>
    internal void Flush(long before)
    {
        var due = _lines.Where(line => line.Time < before * 1000).OrderBy(line => line.Time).ThenBy(line => line.Number).ToList();
        _lines.RemoveAll(line => line.Time < before * 1000);
        var shaken = due.Select((line, index) => (Line: line, Place: index + _random.Below(_turbulence.ReorderMax + 1), Index: index))
            .OrderBy(line => line.Place).ThenBy(line => line.Index);
        foreach (var (line, _, _) in shaken)
        {
            Write(line.Time, line.Format, line.Text);
            if (_random.PerMille(_turbulence.DuplicatesPerMille))
                Write(line.Time, line.Format, line.Text);
        }
    }

    public void Dispose() => Close();

    void Write(long microseconds, SampleFormat format, string text)
    {
        // A line that is out of order does not go back to a file that is closed.
        var period = Math.Max(_period, ((microseconds / 1000) - _clock.Start) / (_turbulence.RotationHours * 3_600_000L));
        if (period != _period)
            Open(period);
        var time = DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        var stamp = _stamp switch
        {
            UnixStamp.Short => string.Create(CultureInfo.InvariantCulture, $"{time:MMM} {time.Day,2} {time:HH:mm:ss} {_host} "),
            UnixStamp.Iso => string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd'T'HH:mm:ss.ffffff}+00:00 {_host} "),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss,fff} "),
        };
        var bytes = Encoding.UTF8.GetBytes(stamp + text + "\n");
        _stream!.Write(bytes);
        _last = Math.Max(_last, microseconds);
        _file!.Rows++;
        _count(format, microseconds / 1000);
    }

    void Open(long period)
    {
        Close();
        _period = period;
        var periods = ((_clock.End - _clock.Start - 1) / (_turbulence.RotationHours * 3_600_000L)) + 1;
        var age = periods - 1 - period;
        var day = DateTimeOffset.FromUnixTimeMilliseconds(_clock.Start + (period * _turbulence.RotationHours * 3_600_000L));
        var name = age == 0 ? _name
            : _stamp == UnixStamp.Log4j ? string.Create(CultureInfo.InvariantCulture, $"{_name}.{day:yyyy-MM-dd-HH}.gz")
            : string.Create(CultureInfo.InvariantCulture, $"{_name}.{age}{(age > 1 ? ".gz" : "")}");
        _file = new WrittenFile($"{_folder}/{name}", _format);
        _files.All.Add(_file);
        _path = Path.Combine(_files.Root, _folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        Stream file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 64 << 10);
        _stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
    }

    // A stamp without a year is dated by its file's last change.
    void Close()
    {
        if (_stream is null)
            return;
        _stream.Dispose();
        _stream = null;
        _file!.Bytes = new FileInfo(_path).Length;
        _files.Bytes += _file.Bytes;
        File.SetLastWriteTimeUtc(_path, DateTime.UnixEpoch.AddTicks(_last * TimeSpan.TicksPerMicrosecond));
    }
}
