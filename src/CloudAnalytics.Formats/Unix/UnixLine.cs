namespace CloudAnalytics.Formats.Unix;

/// <summary>A line of a Unix log, its header taken apart. The texts lie in pinned memory: the input or the batch's arena.</summary>
ref struct UnixLine
{
    /// <summary>When, microseconds since 1970; meaningful when <see cref="HasTime"/>.</summary>
    internal long TimeMicros;

    /// <summary>Whether the header has a readable time.</summary>
    internal bool HasTime;

    /// <summary>The machine that wrote the line, empty where the header does not say.</summary>
    internal ReadOnlySpan<byte> Host;

    /// <summary>
    /// The program, with its path: <c>postfix/smtpd</c>, <c>postfix/submission/smtpd</c>, <c>amavis</c>. Logs that do not name it get the
    /// name of the program that writes them: <c>mailboxd</c>, <c>clamd</c>, <c>dovecot</c>.
    /// </summary>
    internal ReadOnlySpan<byte> Program;

    /// <summary>The process, digits; empty where the header does not say.</summary>
    internal ReadOnlySpan<byte> Pid;

    /// <summary>Syslog's severity (RFC 5424 6.2.1), 0 to 7; -1 where the header does not say.</summary>
    internal int Severity;

    /// <summary>What follows the header.</summary>
    internal ReadOnlySpan<byte> Message;

    /// <summary>The lines that follow the first one of a record that goes on over several, such as a stack trace; else empty.</summary>
    internal ReadOnlySpan<byte> Trace;

    /// <summary>Bytes that the record has, where it was cut; else 0.</summary>
    internal int CutBytes;

    /// <summary>Lines that the record has, where it was cut; else 0.</summary>
    internal int CutLines;

    /// <summary>Whether the rest of a line that was split over several never came.</summary>
    internal bool IsCut;
}
