using System.Buffers.Text;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Reads numbers as Exchange writes them: <c>12</c>, <c>11 Max</c>, <c>1.92</c>; <c>Unlimited</c>, <c>$null</c> and <c>4038_450_53</c> are
/// no numbers.
/// </summary>
static unsafe class Utf8Number
{
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
