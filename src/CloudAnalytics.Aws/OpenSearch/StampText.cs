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

    // So that a day is copied as one vector.
    const int DayBytes = 32;

    readonly long[] _days = new long[Days];
    readonly byte[] _texts = GC.AllocateArray<byte>(Days * DayBytes, pinned: true);

    /// <summary>Makes one that knows no day.</summary>
    public StampText() => Array.Fill(_days, long.MinValue);

    /// <summary>Writes an instant, and up to 8 bytes of nothing behind it.</summary>
    /// <returns>Behind the instant.</returns>
    public byte* Write(byte* target, long micros)
    {
        var day = Math.DivRem(micros, MicrosPerDay, out var rest);
        if (rest < 0)
        {
            rest += MicrosPerDay;
            day--;
        }

        CopyDay(target, day);
        var millis = (uint)(rest / 1000);
        var seconds = millis / 1000;
        var minutes = seconds / 60;
        Digits(target + 11, minutes / 60);
        Digits(target + 14, minutes % 60);
        Digits(target + 17, seconds % 60);
        var fraction = millis % 1000;
        target[20] = (byte)('0' + (fraction / 100));
        Digits(target + 21, fraction % 100);
        return target + Length;
    }

    void CopyDay(byte* target, long day)
    {
        var place = (int)(day & (Days - 1));
        fixed (byte* texts = _texts)
        {
            var text = texts + (place * DayBytes);
            if (_days[place] != day)
            {
                Midnight(text, day);
                _days[place] = day;
            }

            JsonBytes.Copy32(target, text);
        }
    }

    static void Midnight(byte* text, long day)
    {
        var date = new Timestamp(day * MicrosPerDay).ToDateTimeOffset();
        "0000-00-00T00:00:00.000Z"u8.CopyTo(new Span<byte>(text, Length));
        Digits(text, (uint)date.Year / 100);
        Digits(text + 2, (uint)date.Year % 100);
        Digits(text + 5, (uint)date.Month);
        Digits(text + 8, (uint)date.Day);
    }

    static void Digits(byte* target, uint number)
    {
        target[0] = (byte)('0' + (number / 10));
        target[1] = (byte)('0' + (number % 10));
    }
}
