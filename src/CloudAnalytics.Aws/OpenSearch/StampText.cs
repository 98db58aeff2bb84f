using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>
/// Instants as OpenSearch reads them: ISO 8601 to the millisecond, UTC. A row has several, of different days (when something happened,
/// when its record arrived), so that the texts of several days are kept. Not thread safe.
/// </summary>
sealed unsafe class StampText
{
    /// <summary>Bytes of an instant.</summary>
    public const int Length = 24;

    const long MicrosPerDay = 86_400_000_000;
    const int Days = 16;

    // The date and the T behind it, and nothing: so many bytes are one vector.
    const int DateBytes = 16;
    const int TimeAt = 11;
    const int FractionAt = 19;

    readonly long[] _days = new long[Days];
    readonly byte[] _dates = GC.AllocateArray<byte>(Days * DateBytes, pinned: true);

    /// <summary>Makes one that knows no day.</summary>
    public StampText() => Array.Fill(_days, long.MinValue);

    /// <summary>Writes an instant, and 3 bytes of nothing behind it.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="micros">Microseconds since 1970, of a year up to 9999.</param>
    /// <returns>Behind the instant.</returns>
    public byte* Write(byte* target, long micros)
    {
        var day = Math.DivRem(micros, MicrosPerDay, out var rest);
        if (rest < 0)
        {
            rest += MicrosPerDay;
            day--;
        }

        Vector128.Store(DateOf(day), target);
        var millis = (uint)(rest / 1000);
        var seconds = millis / 1000;
        var minutes = seconds / 60;
        Unsafe.WriteUnaligned(target + TimeAt, TimeOfDay(minutes / 60, minutes % 60, seconds % 60));
        Unsafe.WriteUnaligned(target + FractionAt, Fraction(millis % 1000));
        return target + Length;
    }

    Vector128<byte> DateOf(long day)
    {
        var place = (int)(day & (Days - 1));
        if (_days[place] != day)
        {
            Write(_dates.AsSpan(place * DateBytes, DateBytes), new Timestamp(day * MicrosPerDay).ToDateTimeOffset());
            _days[place] = day;
        }

        return Vector128.LoadUnsafe(ref _dates[place * DateBytes]);
    }

    static void Write(Span<byte> text, DateTimeOffset date)
    {
        "0000-00-00T"u8.CopyTo(text);
        Digits(text, date.Year / 100);
        Digits(text[2..], date.Year % 100);
        Digits(text[5..], date.Month);
        Digits(text[8..], date.Day);
    }

    static void Digits(Span<byte> text, int number)
    {
        text[0] = (byte)('0' + (number / 10));
        text[1] = (byte)('0' + (number % 10));
    }

    // HH:mm:ss, first byte lowest: the three numbers stand three bytes apart and are divided by ten at once, as 103 / 1024 is a tenth for
    // numbers below 100.
    static ulong TimeOfDay(uint hours, uint minutes, uint seconds)
    {
        const ulong Lanes = 0x000F_0000_0F00_000F;
        const ulong Signs = 0x3030_3A30_303A_3030;
        var numbers = hours | ((ulong)minutes << 24) | ((ulong)seconds << 48);
        var tens = ((numbers * 103) >> 10) & Lanes;
        return (tens | ((numbers - (tens * 10)) << 8)) + Signs;
    }

    // .fffZ, first byte lowest.
    static ulong Fraction(uint millis)
    {
        const ulong Signs = '.' | ('0' << 8) | ('0' << 16) | ((ulong)'0' << 24) | ((ulong)'Z' << 32);
        var hundreds = millis / 100;
        var tens = millis / 10;
        return ((hundreds << 8) | ((tens - (hundreds * 10)) << 16) | ((millis - (tens * 10)) << 24)) + Signs;
    }
}
