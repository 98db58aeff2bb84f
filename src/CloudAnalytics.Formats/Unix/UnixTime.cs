using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// Dates stamps without a year (RFC 3164 4.1.2): the latest year in which the day exists and which is not later than the log's last change
/// by more than <see cref="Limits.YearlessAhead"/>.
/// </summary>
/// <remarks>
/// A function of the stamp and the log's last change alone, so that a line out of order, a new year and a restart change nothing for the
/// other lines. See decision 0014.
/// </remarks>
sealed unsafe class UnixTime(ParserContext context)
{
    const long MicrosPerDay = 86_400_000_000;

    // A 29 February is at most eight years away (1896 to 1904, 2096 to 2104).
    const int YearsMax = 9;

    int _month;
    int _day;
    long _reference = long.MinValue;
    long _dayMicros;

    /// <summary>Reads <c>Mmm d HH:mm:ss</c> or <c>Mmm dd HH:mm:ss</c>, 15 bytes.</summary>
    internal bool TryRead(byte* text, out long micros)
    {
        micros = 0;
        var month = Month(text);
        var day = (text[4] == ' ' ? 0 : text[4] - '0') * 10 + text[5] - '0';
        if (month == 0 || text[3] != ' ' || (uint)(day - 1) > 30 || text[6] != ' '
            || !Utf8Time.TryParseTimeOfDay(text + 7, 8, out var ofDay))
            return false;
        var reference = (context.Written ?? context.Arrived).Micros;
        if (month != _month || day != _day || reference / MicrosPerDay != _reference / MicrosPerDay)
        {
            if (!TryDate(month, day, reference, out _dayMicros))
                return false;
            (_month, _day, _reference) = (month, day, reference);
        }

        micros = ToUtc(_dayMicros + ofDay);
        return true;
    }

    /// <summary>A local time of the log's zone as UTC.</summary>
    internal long ToUtc(long localMicros) => context.Zone is not { } zone ? localMicros
        : localMicros - (long)zone.GetUtcOffset(
            new DateTime(DateTime.UnixEpoch.Ticks + (localMicros * TimeSpan.TicksPerMicrosecond))).TotalMicroseconds;

    /// <summary>The month by its English name's first three letters, 1 to 12; 0 when it is none.</summary>
    internal static int Month(byte* text) => (text[0] << 16 | text[1] << 8 | text[2]) switch
    {
        'J' << 16 | 'a' << 8 | 'n' => 1,
        'F' << 16 | 'e' << 8 | 'b' => 2,
        'M' << 16 | 'a' << 8 | 'r' => 3,
        'A' << 16 | 'p' << 8 | 'r' => 4,
        'M' << 16 | 'a' << 8 | 'y' => 5,
        'J' << 16 | 'u' << 8 | 'n' => 6,
        'J' << 16 | 'u' << 8 | 'l' => 7,
        'A' << 16 | 'u' << 8 | 'g' => 8,
        'S' << 16 | 'e' << 8 | 'p' => 9,
        'O' << 16 | 'c' << 8 | 't' => 10,
        'N' << 16 | 'o' << 8 | 'v' => 11,
        'D' << 16 | 'e' << 8 | 'c' => 12,
        _ => 0,
    };

    static bool TryDate(int month, int day, long reference, out long dayMicros)
    {
        var limit = new DateTime(DateTime.UnixEpoch.Ticks + (reference * TimeSpan.TicksPerMicrosecond)) + Limits.YearlessAhead;
        for (var year = limit.Year; year > limit.Year - YearsMax; year--)
        {
            if (day > DateTime.DaysInMonth(year, month) || new DateTime(year, month, day) > limit)
                continue;
            dayMicros = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
            return true;
        }

        dayMicros = 0;
        return false;
    }
}
