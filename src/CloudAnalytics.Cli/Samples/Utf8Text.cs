using System.Buffers.Text;
using System.Text;

namespace CloudAnalytics.Cli.Samples;

/// <summary>A growing text of UTF-8 bytes; the building block of cells that are put together of parts.</summary>
class Utf8Text
{
    protected byte[] Bytes = new byte[1024];
    protected int Length;
    long _day = -1;
    readonly byte[] _dayText = new byte[10];

    public ReadOnlySpan<byte> Written => Bytes.AsSpan(0, Length);

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public void Clear() => Length = 0;

    public Utf8Text Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
        return this;
    }

    public Utf8Text Add(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out int written);
        Length += written;
        return this;
    }

    /// <summary>Milliseconds as seconds with three digits after the point.</summary>
    public Utf8Text AddSeconds(long milliseconds)
    {
        Add(milliseconds / 1000);
        Span<byte> fraction = Reserve(4);
        fraction[0] = (byte)'.';
        Digits(fraction[1..], (int)(milliseconds % 1000), 3);
        Length += 4;
        return this;
    }

    public Utf8Text AddHex(ulong value, int digits)
    {
        Span<byte> target = Reserve(digits);
        for (int i = digits - 1; i >= 0; i--, value >>= 4)
            target[i] = "0123456789ABCDEF"u8[(int)(value & 15)];
        Length += digits;
        return this;
    }

    public Utf8Text Add(SampleGuid guid)
    {
        Span<byte> target = Reserve(36);
        for (int i = 0, digit = 0; i < 36; i++)
        {
            if (i is 8 or 13 or 18 or 23)
            {
                target[i] = (byte)'-';
                continue;
            }
            ulong half = digit < 16 ? guid.High : guid.Low;
            target[i] = "0123456789abcdef"u8[(int)((half >> (60 - ((digit & 15) * 4))) & 15)];
            digit++;
        }
        Length += 36;
        return this;
    }

    /// <summary><c>yyyy-MM-dd</c> of a time in milliseconds since 1970.</summary>
    public Utf8Text AddDate(long time)
    {
        long day = time / 86_400_000;
        if (day != _day)
        {
            _day = day;
            DateTime date = DateTime.UnixEpoch.AddDays(day);
            Digits(_dayText, date.Year, 4);
            _dayText[4] = _dayText[7] = (byte)'-';
            Digits(_dayText.AsSpan(5), date.Month, 2);
            Digits(_dayText.AsSpan(8), date.Day, 2);
        }
        return Add(_dayText);
    }

    /// <summary><c>HH:mm:ss</c> of a time in milliseconds since 1970.</summary>
    public Utf8Text AddClock(long time)
    {
        var second = (int)(time / 1000 % 86_400);
        Span<byte> target = Reserve(8);
        Digits(target, second / 3600, 2);
        target[2] = target[5] = (byte)':';
        Digits(target[3..], second / 60 % 60, 2);
        Digits(target[6..], second % 60, 2);
        Length += 8;
        return this;
    }

    /// <summary><c>yyyy-MM-ddTHH:mm:ss.fffZ</c> of a time in milliseconds since 1970.</summary>
    public Utf8Text AddTime(long time)
    {
        AddDate(time).Add("T"u8).AddClock(time);
        Span<byte> target = Reserve(5);
        target[0] = (byte)'.';
        Digits(target[1..], (int)(time % 1000), 3);
        target[4] = (byte)'Z';
        Length += 5;
        return this;
    }

    /// <summary>A time with seven digits of fraction: the milliseconds and four digits more.</summary>
    /// <param name="trimmed">Whether zeros at the end of the fraction are left out.</param>
    public Utf8Text AddTime(long time, int fraction, bool trimmed)
    {
        AddTime(time);
        Length--;
        Digits(Reserve(5), fraction, 4);
        Length += 4;
        while (trimmed && Bytes[Length - 1] == '0')
            Length--;
        return Add("Z"u8);
    }

    /// <summary>The same time as Newtonsoft.Json writes it: no zeros at the end of the fraction, no empty fraction.</summary>
    public Utf8Text AddTimeTrimmed(long time)
    {
        AddTime(time);
        int end = Length - 1;
        while (Bytes[end - 1] == '0')
            end--;
        if (Bytes[end - 1] == '.')
            end--;
        Bytes[end] = (byte)'Z';
        Length = end + 1;
        return this;
    }

    /// <summary>Text as the inside of a JSON string.</summary>
    public Utf8Text AddJson(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            switch (value)
            {
                case (byte)'"' or (byte)'\\':
                    Add("\\"u8).AddByte(value);
                    break;
                case (byte)'\r':
                    Add("\\r"u8);
                    break;
                case (byte)'\n':
                    Add("\\n"u8);
                    break;
                case < 0x20:
                    Add("\\u00"u8).AddHex(value, 2);
                    break;
                default:
                    AddByte(value);
                    break;
            }
        }
        return this;
    }

    /// <summary>Text as the inside of an XML element.</summary>
    public Utf8Text AddXml(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            switch (value)
            {
                case (byte)'<':
                    Add("&lt;"u8);
                    break;
                case (byte)'>':
                    Add("&gt;"u8);
                    break;
                case (byte)'&':
                    Add("&amp;"u8);
                    break;
                case (byte)'\r':
                    Add("&#xD;"u8);
                    break;
                case (byte)'\n':
                    Add("&#xA;"u8);
                    break;
                default:
                    AddByte(value);
                    break;
            }
        }
        return this;
    }

    public Utf8Text AddByte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
        return this;
    }

    /// <summary>At least so much room behind what is written.</summary>
    protected Span<byte> Reserve(int count)
    {
        if (Bytes.Length - Length < count)
            Array.Resize(ref Bytes, Math.Max(Bytes.Length * 2, Length + count));
        return Bytes.AsSpan(Length);
    }

    static void Digits(Span<byte> target, int value, int count)
    {
        for (int i = count - 1; i >= 0; i--, value /= 10)
            target[i] = (byte)('0' + (value % 10));
    }
}
