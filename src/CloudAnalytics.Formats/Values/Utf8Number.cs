using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Reads numbers as Exchange writes them: <c>12</c>, <c>11 Max</c>, <c>1.92</c>; <c>Unlimited</c>, <c>$null</c> and <c>4038_450_53</c> are
/// no numbers.
/// </summary>
static unsafe class Utf8Number
{
    static readonly double[] s_powersOfTen = [1, 10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16];

    /// <summary>Reads digits that fill the text, as numbers in logs nearly always do: at most 16 of them, without a loop.</summary>
    /// <param name="text">First byte; 8 must be readable from there.</param>
    /// <param name="length">Bytes of the text.</param>
    /// <param name="value">The number.</param>
    internal static bool TryParseDigits(byte* text, int length, out long value)
    {
        value = 0;
        if ((uint)(length - 1) < 8)
            return TryParseEight(text, length, out value);
        if ((uint)(length - 1) > 15 || !TryParseEight(text, length - 8, out var upper) || !TryParseEight(text + length - 8, 8, out value))
            return false;
        value += upper * 100_000_000;
        return true;
    }

    /// <summary>Reads an integer that fills the text or is followed by a space.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        fixed (byte* first = text)
            return TryParse(first, text.Length, out value);
    }

    /// <summary>Reads an integer that fills the text or is followed by a space.</summary>
    internal static bool TryParse(byte* text, int length, out long value)
    {
        value = 0;
        if (length is 0 or > 32)
            return false;
        var i = text[0] == '-' ? 1 : 0;
        var start = i;
        for (; i < length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
                break;
            if (i - start == 18)
                return TryParseLong(text, length, out value);
            value = (value * 10) + digit;
        }

        if (i == start || (i < length && text[i] != ' '))
            return TryParseFraction(text, length, out value);
        if (start == 1)
            value = -value;
        return true;
    }

    /// <summary>Reads a number with a fraction that fills the text or is followed by a space.</summary>
    internal static bool TryParse(byte* text, int length, out double value)
    {
        if (TryParse(text, length, out long whole) && !new ReadOnlySpan<byte>(text, length).Contains((byte)'.'))
        {
            value = whole;
            return true;
        }

        return Utf8Parser.TryParse(new ReadOnlySpan<byte>(text, length), out value, out var used) && (used == length || text[used] == ' ')
            && double.IsFinite(value);
    }

    /// <summary>Reads seconds with a fraction (<c>1.928</c>) as milliseconds, of at least two characters.</summary>
    internal static bool TryParseSeconds(ReadOnlySpan<byte> text, out double millis)
    {
        long number = 0;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
                number = (number * 10) + digit;
            else if (text[i] == '.' && point < 0)
                point = i;
            else
                break;
            if (i == text.Length - 1 && i is > 0 and < 17)
            {
                var decimals = point < 0 ? 0 : i - point;
                millis = number * 1000.0 / s_powersOfTen[decimals];
                return true;
            }
        }

        millis = 0;
        return false;
    }

    // One to eight digits: moved to the word's upper end behind zeros, checked all at once, then added up in pairs, fours and eights.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool TryParseEight(byte* text, int length, out long value)
    {
        const ulong Zeros = 0x3030303030303030;
        var bits = length * 8;
        var word = (*(ulong*)text << (64 - bits)) | (Zeros >> 1 >> (bits - 1));

        // '0' to '9' are 0x30 to 0x39: the upper half is 3 before and after adding 6. What carries into its neighbour has no 3 itself.
        value = 0;
        if (((word & 0xF0F0F0F0F0F0F0F0) | (((word + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) >> 4)) != 0x3333333333333333)
            return false;
        word = (word & 0x0F0F0F0F0F0F0F0F) * ((10 << 8) + 1) >> 8;
        word = (word & 0x00FF00FF00FF00FF) * ((100 << 16) + 1) >> 16;
        value = (long)((word & 0x0000FFFF0000FFFF) * ((10_000UL << 32) + 1) >> 32);
        return true;
    }

    static bool TryParseLong(byte* text, int length, out long value) =>
        Utf8Parser.TryParse(new ReadOnlySpan<byte>(text, length), out value, out var used) && (used == length || text[used] == ' ');

    // An integer column may hold "12.0"; the whole part counts.
    static bool TryParseFraction(byte* text, int length, out long value)
    {
        value = 0;
        if (!new ReadOnlySpan<byte>(text, length).Contains((byte)'.')
            || !Utf8Parser.TryParse(new ReadOnlySpan<byte>(text, length), out double number, out var used)
            || (used != length && text[used] != ' ') || Math.Abs(number) > 9e18)
            return false;
        value = (long)number;
        return true;
    }
}
