using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Reads the timestamps of Microsoft's logs: <c>yyyy-MM-ddTHH:mm:ss</c> with a space or <c>T</c>, 0 to 7 fraction digits after a point or
/// comma, and
/// <c>Z</c>, an offset or nothing (then UTC). Kinesis Agent for Windows drops trailing zeros of the fraction, so any number of digits
/// occurs.
/// </summary>
static unsafe class Utf8Time
{
    const long MicrosPerSecond = 1_000_000;
    const long MicrosPerDay = 86_400 * MicrosPerSecond;

    // Length of yyyy-MM-ddTHH:mm:ss.fffZ, and its parts: the first and the last 16 bytes, which overlap.
    const int OrdinaryLength = 24;
    const byte No = 255;

    static readonly Vector128<byte> s_headMarks = Vector128.Create("20\0\0-\0\0-\0\0T\0\0:\0\0"u8);
    static readonly Vector128<byte> s_tailMarks = Vector128.Create("\0\0T\0\0:\0\0:\0\0.\0\0\0Z"u8);

    // yy MM dd HH mm of the head, and ss 0f ff of the tail, as pairs of digits.
    static readonly Vector128<byte> s_headDigits = Vector128.Create(2, 3, 5, 6, 8, 9, 11, 12, 14, 15, No, No, No, No, No, No);
    static readonly Vector128<byte> s_tailDigits = Vector128.Create(No, No, No, No, No, No, No, No, No, No, 9, 10, No, 12, 13, 14);
    static readonly Vector128<byte> s_noDigit = Vector128.Create(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'0', 0, 0, 0);

    /// <summary>Reads a timestamp that fills the whole text.</summary>
    /// <param name="text">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="micros">Microseconds since 1970, cut (not rounded) to milliseconds.</param>
    internal static bool TryParse(byte* text, int length, out long micros) => TryParse(text, length, null, out micros);

    /// <summary>Reads a timestamp that fills the whole text; without <c>Z</c> and offset it is of a zone.</summary>
    /// <param name="text">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="zone">The zone; null for UTC. A time that the clock passed twice is the later one, in winter time; one that it skipped
    /// counts in winter time too, so that it follows the times before.</param>
    /// <param name="micros">Microseconds since 1970, cut (not rounded) to milliseconds.</param>
    internal static bool TryParse(byte* text, int length, TimeZoneInfo? zone, out long micros)
    {
        if (length == OrdinaryLength && TryParseOrdinary(text, out micros))
            return true;
        micros = 0;
        if (length < 19 || !TryParseDate(text, out var days) || (text[10] | 0x20) is not ('t' or ' ')
            || !TryParseTimeOfDay(text + 11, 8, out var ofDay))
            return false;
        micros = (days * MicrosPerDay) + ofDay;
        var next = 19;
        if (next < length && text[next] is (byte)'.' or (byte)',')
        {
            var scale = 100_000;
            var fraction = 0;
            for (next++; next < length && (uint)(text[next] - '0') <= 9; next++)
            {
                fraction += (text[next] - '0') * scale;
                scale /= 10;
            }

            micros += fraction / 1000 * 1000;
        }

        if (next == length)
        {
            micros -= zone is null ? 0 : OffsetMicros(zone, micros);
            return true;
        }

        if (next + 1 == length && (text[next] | 0x20) == 'z')
            return true;

        // Fluent Bit puts a blank before the offset.
        if (text[next] == ' ' && next + 1 < length)
            next++;
        return TryParseOffset(text + next, length - next, ref micros);
    }

    /// <summary>Reads <c>yyyy-MM-dd</c> as days since 1970.</summary>
    internal static bool TryParseDate(byte* text, out long days)
    {
        var digit0 = (uint)(text[0] - '0');
        var digit1 = (uint)(text[1] - '0');
        var digit2 = (uint)(text[2] - '0');
        var digit3 = (uint)(text[3] - '0');
        var month1 = (uint)(text[5] - '0');
        var month2 = (uint)(text[6] - '0');
        var day1 = (uint)(text[8] - '0');
        var day2 = (uint)(text[9] - '0');
        days = 0;
        if (text[4] != '-' || text[7] != '-' || digit0 > 9 || digit1 > 9 || digit2 > 9 || digit3 > 9 || month1 > 1 || month2 > 9 || day1 > 3
            || day2 > 9)
            return false;
        var year = (int)((digit0 * 1000) + (digit1 * 100) + (digit2 * 10) + digit3);
        var month = (int)((month1 * 10) + month2);
        var day = (int)((day1 * 10) + day2);
        if (year < 1 || month is < 1 or > 12 || day < 1 || (day > 28 && day > DateTime.DaysInMonth(year, month)))
            return false;
        days = DaysFromCivil(year, month, day);
        return true;
    }

    /// <summary>Reads <c>HH:mm:ss</c> as microseconds; a leap second (60) counts as the 59th.</summary>
    internal static bool TryParseTimeOfDay(byte* text, int length, out long micros)
    {
        micros = 0;
        if (length < 8 || text[2] != ':' || text[5] != ':')
            return false;
        var hour1 = (uint)(text[0] - '0');
        var hour2 = (uint)(text[1] - '0');
        var minute1 = (uint)(text[3] - '0');
        var minute2 = (uint)(text[4] - '0');
        var second1 = (uint)(text[6] - '0');
        var second2 = (uint)(text[7] - '0');
        var hour = (hour1 * 10) + hour2;
        var second = (second1 * 10) + second2;
        if (hour1 > 2 || hour2 > 9 || hour > 23 || minute1 > 5 || minute2 > 9 || second1 > 6 || second2 > 9 || second > 60)
            return false;
        micros = ((hour * 3600L) + (minute1 * 600) + (minute2 * 60) + Math.Min(second, 59)) * MicrosPerSecond;
        return true;
    }

    static long OffsetMicros(TimeZoneInfo zone, long localMicros) =>
        (long)zone.GetUtcOffset(new DateTime(DateTime.UnixEpoch.Ticks + (localMicros * TimeSpan.TicksPerMicrosecond))).TotalMicroseconds;

    // What Exchange itself writes, of this century and with nothing unusual about it; the rest is left to the caller.
    static bool TryParseOrdinary(byte* text, out long micros)
    {
        var head = Vector128.Load(text);
        var tail = Vector128.Load(text + (OrdinaryLength - Vector128<byte>.Count));
        micros = 0;
        if ((Vector128.Equals(head, s_headMarks) | Vector128.Equals(s_headMarks, default)) != Vector128<byte>.AllBitsSet
            || (Vector128.Equals(tail, s_tailMarks) | Vector128.Equals(s_tailMarks, default)) != Vector128<byte>.AllBitsSet)
            return false;
        var digits = (Vector128.Shuffle(head, s_headDigits) | Vector128.Shuffle(tail, s_tailDigits) | s_noDigit)
            - Vector128.Create((byte)'0');
        if (Vector128.GreaterThanAny(digits, Vector128.Create((byte)9)))
            return false;

        // The first digit of a pair is the lower byte of 16 bits.
        var pairs = ((digits.AsUInt16() & Vector128.Create((ushort)0xFF)) * 10) + (digits.AsUInt16() >> 8);
        int month = pairs[1];
        int day = pairs[2];
        int year = 2000 + pairs[0];
        if ((uint)(month - 1) > 11 || day == 0 || (day > 28 && day > DateTime.DaysInMonth(year, month))
            || pairs[3] > 23 || pairs[4] > 59 || pairs[5] > 59)
            return false;
        var days = DaysOfThisCentury(year, month, day);
        var seconds = (days * 86_400) + (pairs[3] * 3600) + (pairs[4] * 60) + pairs[5];
        micros = (seconds * MicrosPerSecond) + (((pairs[6] * 100) + pairs[7]) * 1000);
        return true;
    }

    // Days since 1970 (Howard Hinnant): years begin in March, so that the leap day is a year's last.
    static long DaysFromCivil(int year, int month, int day)
    {
        var y = (uint)(month <= 2 ? year - 1 : year);
        var era = y / 400;
        var yearOfEra = y - (era * 400);
        var dayOfYear = (uint)(((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5 + day - 1);
        return (era * 146_097L) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }

    // As above, for 2000 to 2099 alone: every fourth year has a leap day, whatever the century.
    static long DaysOfThisCentury(int year, int month, int day)
    {
        // Days from 1970 to the day before March 1996.
        const uint Before = 9555;
        var isBeforeMarch = month <= 2 ? 1 : 0;
        var y = (uint)(year - isBeforeMarch);
        var m = (uint)(month - 3 + (12 * isBeforeMarch));
        return (((y - 1996) * 1461) >> 2) + (((153 * m) + 2) / 5) + (uint)day + Before;
    }

    static bool TryParseOffset(byte* text, int length, ref long micros)
    {
        if (text[0] is not ((byte)'+' or (byte)'-') || length is not (3 or 5 or 6) || !Digits(text + 1, 2, out var hours))
            return false;
        var minutes = 0;
        if (length == 5 && !Digits(text + 3, 2, out minutes))
            return false;
        if (length == 6 && (text[3] != ':' || !Digits(text + 4, 2, out minutes)))
            return false;
        if (hours > 14 || minutes > 59)
            return false;
        var offset = ((hours * 60) + minutes) * 60 * MicrosPerSecond;
        micros += text[0] == '+' ? -offset : offset;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool Digits(byte* text, int count, out int value)
    {
        value = 0;
        for (var i = 0; i < count; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
                return false;
            value = (value * 10) + (int)digit;
        }

        return true;
    }
}
