namespace CloudAnalytics.Aws.Http;

/// <summary>Whole numbers in heads of HTTP. The general readers look at cultures, which is felt in a cold start.</summary>
public static class Digits
{
    /// <summary>Reads decimal digits, and nothing else.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.IsEmpty)
            return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit) || value > (long.MaxValue - 9) / 10)
                return false;
            value = (value * 10) + digit - '0';
        }

        return true;
    }
}
