using System.Globalization;
using System.Text;

namespace CloudAnalytics.Server.Intake.Syslog;

/// <summary>Makes one line of a message, as a log host would write it to a file.</summary>
static class SyslogMessage
{
    const int Rfc3164Stamp = 15;
    const int DateLength = 10;

    /// <summary>Adds a message as a line.</summary>
    /// <param name="line">Where to.</param>
    /// <param name="message">The message.</param>
    /// <param name="host">The machine that it is of when it does not say so.</param>
    /// <param name="now">When it came.</param>
    /// <returns>False when nothing is in it.</returns>
    internal static bool TryAdd(List<byte> line, ReadOnlySpan<byte> message, string host, DateTimeOffset now)
    {
        message = message.TrimEnd("\r\n\0"u8);
        if (message.IsEmpty)
            return false;
        var priority = PriorityLength(message);
        if (!HasStamp(message[priority..], priority > 0))
        {
            // RFC 3164 4.3.2 and 4.3.3: the receiver adds what a message lacks, and where even the priority is missing, user.notice.
            AddEscaped(line, priority > 0 ? message[..priority] : "<13>"u8);
            line.AddRange(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ} {host} ")));
            message = message[priority..].TrimStart((byte)' ');
        }
        else if (NilHost(message, priority) is > 0 and var nil)
        {
            AddEscaped(line, message[..nil]);
            line.AddRange(Encoding.UTF8.GetBytes(host));
            message = message[(nil + 1)..];
        }

        AddEscaped(line, message);
        line.Add((byte)'\n');
        return true;
    }

    // A line feed inside of a message must not begin another line: as #012, the way rsyslog writes it.
    static void AddEscaped(List<byte> line, ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)'\n') is var end and >= 0)
        {
            line.AddRange(text[..end]);
            line.AddRange("#012"u8);
            text = text[(end + 1)..];
        }

        line.AddRange(text);
    }

    // Where RFC 5424's HOSTNAME is "-", for none; else 0.
    static int NilHost(ReadOnlySpan<byte> message, int priority)
    {
        if (priority == 0 || !message[priority..].StartsWith("1 "u8))
            return 0;
        var at = priority + 2;
        at += message[at..].IndexOf((byte)' ') + 1;
        return message[at..].StartsWith("- "u8) ? at : 0;
    }

    static int PriorityLength(ReadOnlySpan<byte> message)
    {
        if (message[0] != '<')
            return 0;
        var end = message[..Math.Min(message.Length, 5)].IndexOf((byte)'>');
        return end > 1 && message[1..end].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? end + 1 : 0;
    }

    // "1 " and a stamp or nothing (RFC 5424), Mmm dd hh:mm:ss (RFC 3164), or yyyy-mm-ddT (RFC 3339).
    static bool HasStamp(ReadOnlySpan<byte> text, bool hasPriority)
    {
        if (hasPriority && text.StartsWith("1 "u8))
            return text[2..].StartsWith("- "u8) || IsDate(text[2..]);
        return IsDate(text) || (text.Length > Rfc3164Stamp && text[3] == ' ' && text[6] == ' ' && text[9] == ':' && text[12] == ':'
            && text[Rfc3164Stamp] == ' ' && IsLetter(text[0]) && IsLetter(text[1]) && IsLetter(text[2]));
    }

    static bool IsLetter(byte value) => char.IsAsciiLetter((char)value);

    static bool IsDate(ReadOnlySpan<byte> text) => text.Length > DateLength && text[4] == '-' && text[7] == '-'
        && text[DateLength] == 'T' && text[..4].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
