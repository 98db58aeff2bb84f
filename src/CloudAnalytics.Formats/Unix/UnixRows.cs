using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Unix;

/// <summary>Makes rows of lines: sets what every row has, lets the format read the message, and gives the row its identity.</summary>
sealed unsafe class UnixRows(ParserContext context)
{
    const long MicrosPerDay = 86_400_000_000;

    readonly byte[] _sourceFile = Encoding.UTF8.GetBytes(context.SourceFile);
    string? _hostText;
    byte[] _host = [];

    /// <summary>Names of syslog's severities (RFC 5424 6.2.1) as Unix tools spell them.</summary>
    static ReadOnlySpan<byte> Severity(int number) => number switch
    {
        0 => "emerg"u8,
        1 => "alert"u8,
        2 => "crit"u8,
        3 => "err"u8,
        4 => "warning"u8,
        5 => "notice"u8,
        6 => "info"u8,
        7 => "debug"u8,
        _ => default,
    };

    /// <summary>Adds the row of a line, or the rows of a line that says that it came several times.</summary>
    /// <param name="format">The line's format, which the batch is of.</param>
    /// <param name="line">The line.</param>
    /// <param name="record">Its bytes, redacted, as they are kept; pinned.</param>
    /// <param name="offset">Where it begins in the source.</param>
    /// <param name="batch">Where the rows go.</param>
    /// <param name="report">Counts.</param>
    /// <returns>False when the batch has no room for all of them: it is sealed, and nothing was added.</returns>
    internal bool TryAdd(
        UnixFormat format, UnixLine line, ReadOnlySpan<byte> record, long offset, RecordBatch batch, ParseReport report)
    {
        var times = Repeats(ref line);
        if (batch.RowCount + times > batch.Capacity)
        {
            batch.Seal();
            return false;
        }

        for (var time = 0; time < times; time++)
            Add(format, line, record, new RecordId(IdHigh(time), unchecked(context.SourceLow + (ulong)offset)), batch, report);
        return true;
    }

    // The lines that one stands for lie at one place: they are told apart by their number.
    ulong IdHigh(int time) => time == 0 ? context.SourceId : Hash64.Of(new ReadOnlySpan<byte>(&time, sizeof(int)), context.SourceId);

    void Add(
        UnixFormat format, in UnixLine line, ReadOnlySpan<byte> record, RecordId id, RecordBatch batch, ParseReport report)
    {
        var row = batch.NewRow();
        Time(ref row, line);
        row.Set(CommonFields.Arrived, context.Arrived);
        if (line.Host.IsEmpty)
            row.SetRepeated(CommonFields.Host, Host());
        else
            row.SetBorrowed(CommonFields.Host, line.Host);
        // It may be a constant, which does not lie in pinned memory with bytes around it.
        row.SetRepeated(UnixFields.Program, line.Program);
        if (Utf8Parser.TryParse(line.Pid, out long pid, out var used) && used == line.Pid.Length)
            row.Set(UnixFields.Pid, pid);
        if (line.Severity >= 0)
            row.Set(CommonFields.Severity, Severity(line.Severity));
        row.SetRepeated(CommonFields.SourceFile, _sourceFile);
        if (context.KeepRaw)
            row.SetBorrowed(CommonFields.Raw, record);
        if (line.CutBytes > 0)
            row.Add(CommonFields.Attributes, "cut_bytes"u8, Text(line.CutBytes));
        if (line.CutLines > 0)
            row.Add(CommonFields.Attributes, "cut_lines"u8, Text(line.CutLines));
        if (line.IsCut)
            row.Add(CommonFields.Attributes, "is_cut"u8, "true"u8);
        if (format.Read(ref row, line, context))
        {
            report.Parsed++;
        }
        else
        {
            report.Unsupported++;
            if (row.Get(UnixFields.Message).IsEmpty)
                row.SetBorrowed(UnixFields.Message, line.Message);
        }

        var text = row.Arena.Reserve(RecordId.TextLength);
        id.Write(new Span<byte>(text, RecordId.TextLength));
        row.Set(CommonFields.Id, Utf8View.Borrow(text, RecordId.TextLength));
        row.Commit();
    }

    static byte[] Text(int number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    void Time(ref RowWriter row, in UnixLine line)
    {
        var arrived = context.Arrived;
        if (line.HasTime && line.TimeMicros <= arrived.Micros + MicrosPerDay)
        {
            row.Set(CommonFields.Time, new Timestamp(line.TimeMicros));
            return;
        }

        row.Set(CommonFields.Time, arrived);
        row.Set(CommonFields.TimeSource, line.HasTime ? "future"u8 : "missing"u8);
    }

    byte[] Host()
    {
        if (!ReferenceEquals(_hostText, context.Host))
        {
            _hostText = context.Host;
            _host = Encoding.UTF8.GetBytes(_hostText ?? "");
        }

        return _host;
    }

    // rsyslog: "message repeated 3 times: [ what it was]", in the name of the program that wrote it.
    static int Repeats(ref UnixLine line)
    {
        var rest = line.Message;
        if (!rest.StartsWith("message repeated "u8) || !Utf8Parser.TryParse(rest[17..], out int times, out var digits) || times < 1)
            return 1;
        rest = rest[(17 + digits)..];
        if (!rest.StartsWith(" times: ["u8) || rest[^1] != ']')
            return 1;
        line.Message = rest[9..^1].TrimStart((byte)' ');
        return Math.Min(times, Limits.RepeatedLinesMax);
    }
}
