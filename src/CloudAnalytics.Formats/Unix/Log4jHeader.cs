namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// The beginning of a record as Zimbra's log4j writes it: <c>2026-11-20 10:00:00,123 INFO  [</c> (<c>%d %-5p [</c> of
/// log4j.properties.production). What follows without it belongs to the record before: a stack trace, a dumped request.
/// </summary>
/// <remarks>
/// A text that somebody else wrote and that holds line breaks may be logged as it stands. Nothing but this beginning ends a record, so that
/// a line of another layout in such a text is no record of its own.
/// </remarks>
static class Log4jHeader
{
    const int StampLength = 23;

    // Where the signs of yyyy-MM-dd HH:mm:ss,SSS stand; all else is digits.
    static ReadOnlySpan<byte> Stamp => "0000-00-00 00:00:00,000 "u8;

    /// <summary>Whether a record begins with the line.</summary>
    internal static bool Begins(ReadOnlySpan<byte> line)
    {
        if (line.Length <= StampLength || line[19] != ',' || line[4] != '-')
            return false;
        var stamp = Stamp;
        for (var i = 0; i < stamp.Length; i++)
        {
            if (stamp[i] == '0' ? (uint)(line[i] - '0') > 9 : line[i] != stamp[i])
                return false;
        }

        return LevelLength(line[stamp.Length..]) > 0;
    }

    /// <summary>Bytes of the level that the text begins with, if blanks and a bracket follow it; else 0.</summary>
    internal static int LevelLength(ReadOnlySpan<byte> text)
    {
        var length = text.StartsWith("INFO "u8) || text.StartsWith("WARN "u8) ? 4
            : text.StartsWith("DEBUG "u8) || text.StartsWith("ERROR "u8) || text.StartsWith("FATAL "u8) || text.StartsWith("TRACE "u8) ? 5
            : 0;
        if (length == 0)
            return 0;
        var at = length;
        while (at < text.Length && text[at] == ' ' && at < length + 2)
            at++;
        return at < text.Length && text[at] == '[' ? length : 0;
    }
}
