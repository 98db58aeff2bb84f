using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// Reads the headers of the lines of Unix mail logs, which may stand mixed in one file: syslog (RFC 3164, RFC 5424, and RFC 3339 stamps as
/// rsyslog writes them), log4j as Zimbra configures it, the ctime of clamd, and Dovecot's own.
/// </summary>
sealed unsafe class UnixHeader(ParserContext context)
{
    const int ShortStamp = 15;
    const int SecondsStamp = 19;
    readonly UnixTime _time = new(context);

    /// <summary>Takes the header of a line apart.</summary>
    /// <param name="text">First byte of the line; 16 more than it has are readable.</param>
    /// <param name="length">Bytes, without the line's end.</param>
    /// <param name="line">The parts.</param>
    /// <returns>False when the line has no known header.</returns>
    internal bool TryRead(byte* text, int length, out UnixLine line)
    {
        line = default;
        line.Severity = -1;
        var at = Priority(text, length, ref line);
        if (at > 0 && length > at + 2 && text[at] == '1' && text[at + 1] == ' ')
            return Rfc5424(text, at + 2, length, ref line);
        if (length - at < ShortStamp)
            return false;
        return (uint)(text[at] - '0') <= 9 ? Dated(text, at, length, ref line) : Named(text, at, length, ref line);
    }

    // <PRI>, as a listener receives it and some relays keep it: facility times 8 plus severity.
    static int Priority(byte* text, int length, ref UnixLine line)
    {
        if (length < 3 || text[0] != '<')
            return 0;
        var value = 0;
        var at = 1;
        while (at < length && at < 5 && (uint)(text[at] - '0') <= 9)
            value = (value * 10) + text[at++] - '0';
        if (at == 1 || at >= length || text[at] != '>')
            return 0;
        line.Severity = value & 7;
        return at + 1;
    }

    // Mmm dd HH:mm:ss of RFC 3164, or Ddd Mmm dd HH:mm:ss yyyy of ctime.
    bool Named(byte* text, int at, int length, ref UnixLine line)
    {
        if (_time.TryRead(text + at, out line.TimeMicros))
        {
            line.HasTime = true;
            return Origin(text, at + ShortStamp, length, ref line);
        }

        if (text[at + 5] == ' ' && (uint)(text[at + 4] - '1') <= 8)
            return Unpadded(text, at, length, ref line);
        const int ctime = 24;
        if (length < at + ctime || text[at + 3] != ' ' || UnixTime.Month(text + at + 4) is not (> 0 and var month))
            return false;
        var day = (text[at + 8] == ' ' ? 0 : text[at + 8] - '0') * 10 + text[at + 9] - '0';
        var year = 0;
        for (var i = 20; i < ctime; i++)
            year = (year * 10) + text[at + i] - '0';
        if (!Utf8Time.TryParseTimeOfDay(text + at + 11, 8, out var ofDay) || year is < 1970 or > 9998 || day < 1
            || day > DateTime.DaysInMonth(year, month))
            return false;
        var date = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        line.TimeMicros = _time.ToUtc(date + ofDay);
        line.HasTime = true;
        line.Program = "clamd"u8;
        line.Message = After(text, at + ctime, length, " -> "u8);
        return true;
    }

    // Mmm d HH:mm:ss, as programs write it that format the day as a number.
    bool Unpadded(byte* text, int at, int length, ref UnixLine line)
    {
        const int shift = 5;
        var stamp = stackalloc byte[2 * ShortStamp];
        var source = new ReadOnlySpan<byte>(text + at, ShortStamp - 1);
        source[..(shift - 1)].CopyTo(new Span<byte>(stamp, shift));
        stamp[shift - 1] = (byte)' ';
        source[(shift - 1)..].CopyTo(new Span<byte>(stamp + shift, ShortStamp - shift));
        line.HasTime = _time.TryRead(stamp, out line.TimeMicros);
        return line.HasTime && Origin(text, at + ShortStamp - 1, length, ref line);
    }

    // yyyy-MM-dd and T (RFC 3339) or a blank (log4j, Dovecot).
    bool Dated(byte* text, int at, int length, ref UnixLine line)
    {
        var end = at + SecondsStamp;
        if (length < end)
            return false;
        var isLocal = text[at + 10] == ' ';
        while (end < length && text[end] != ' ')
            end++;
        if (!Utf8Time.TryParse(text + at, end - at, context.Zone, out line.TimeMicros))
            return false;
        line.HasTime = true;
        return isLocal && text[at + SecondsStamp] == ',' ? Log4j(text, end, length, ref line) : Origin(text, end, length, ref line);
    }

    // %d %-5p [%t] [%z] %c{1} - %m: from the level on it is what Zimbra also sends over syslog.
    static bool Log4j(byte* text, int at, int length, ref UnixLine line)
    {
        line.Program = "mailboxd"u8;
        line.Message = new ReadOnlySpan<byte>(text + at, length - at).TrimStart((byte)' ');
        return Log4jHeader.LevelLength(line.Message) > 0;
    }

    // HOST PROGRAM[PID]: MESSAGE, or PROGRAM: MESSAGE, or PROGRAM[PID]: MESSAGE.
    static bool Origin(byte* text, int at, int length, ref UnixLine line)
    {
        var rest = new ReadOnlySpan<byte>(text + at, length - at).TrimStart((byte)' ');
        var space = rest.IndexOf((byte)' ');
        var first = space < 0 ? rest : rest[..space];
        if (!first.IsEmpty && first[^1] == ':')
        {
            // A log of one host may leave its name out; a program with a process or a path is no process of Dovecot's.
            if (first.IndexOfAny((byte)'[', (byte)'/') > 0)
            {
                Tag(rest, ref line);
                return true;
            }

            // Dovecot's own log has no host: "imap-login: Info: ...".
            line.Program = "dovecot"u8;
            line.Message = rest;
            return true;
        }

        if (space < 0)
            return false;
        line.Host = first;
        Tag(rest[(space + 1)..].TrimStart((byte)' '), ref line);
        return true;
    }

    // The tag ends with a colon; what has none ("last message repeated 2 times", "-- MARK --") is all message.
    static void Tag(ReadOnlySpan<byte> rest, ref UnixLine line)
    {
        line.Message = rest;
        var end = rest.IndexOfAny((byte)':', (byte)'[', (byte)' ');
        if (end <= 0 || rest[end] == ' ')
            return;
        var program = rest[..end];
        if (rest[end] == '[')
        {
            var close = rest[end..].IndexOf((byte)']');
            if (close < 0)
                return;
            line.Pid = rest.Slice(end + 1, close - 1);
            end += close + 1;
        }

        if (end < rest.Length && rest[end] == ':')
            end++;
        line.Program = program;
        line.Message = rest[end..].TrimStart((byte)' ');
    }

    // TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG (RFC 5424 6): "-" stands for nothing.
    bool Rfc5424(byte* text, int at, int length, ref UnixLine line)
    {
        var rest = new ReadOnlySpan<byte>(text + at, length - at);
        var time = Word(ref rest);
        fixed (byte* stamp = time)
            line.HasTime = time.Length >= SecondsStamp && Utf8Time.TryParse(stamp, time.Length, context.Zone, out line.TimeMicros);
        line.Host = Word(ref rest);
        line.Program = Word(ref rest);
        line.Pid = Word(ref rest);
        _ = Word(ref rest);
        line.Message = WithoutData(rest).TrimStart((byte)' ');
        if (line.Message.StartsWith("\uFEFF"u8))
            line.Message = line.Message[3..];
        return line.HasTime || time.IsEmpty;
    }

    static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> rest)
    {
        var space = rest.IndexOf((byte)' ');
        var word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? default : rest[(space + 1)..];
        return word is [(byte)'-'] ? default : word;
    }

    // [id name="value" ...][id ...]: a quote, a backslash and a bracket in a value stand behind a backslash.
    static ReadOnlySpan<byte> WithoutData(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("-"u8))
            return rest[1..];
        while (rest.StartsWith("["u8))
        {
            var at = 1;
            while (at < rest.Length && rest[at] != ']')
                at += rest[at] == '\\' ? 2 : 1;
            rest = rest[Math.Min(rest.Length, at + 1)..];
        }

        return rest;
    }

    static ReadOnlySpan<byte> After(byte* text, int at, int length, ReadOnlySpan<byte> arrow)
    {
        var rest = new ReadOnlySpan<byte>(text + at, length - at);
        return rest.StartsWith(arrow) ? rest[arrow.Length..] : rest.TrimStart((byte)' ');
    }
}
