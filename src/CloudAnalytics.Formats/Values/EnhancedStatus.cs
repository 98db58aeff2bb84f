namespace CloudAnalytics.Formats.Values;

/// <summary>Finds enhanced mail system status codes (RFC 3463: class 2, 4 or 5, subject and detail of up to three digits).</summary>
static class EnhancedStatus
{
    /// <summary>The first code in the text that is a failure (class 4 or 5), as <c>5.1.1</c>; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i + 4 < text.Length; i++)
        {
            if (text[i] is not ((byte)'4' or (byte)'5') || text[i + 1] != '.'
                || (i > 0 && (char.IsAsciiDigit((char)text[i - 1]) || text[i - 1] == '.')))
                continue;
            var subject = Digits(text[(i + 2)..]);
            var dot = i + 2 + subject;
            if (subject is 0 or > 3 || dot >= text.Length || text[dot] != '.')
                continue;
            var detail = Digits(text[(dot + 1)..]);
            var end = dot + 1 + detail;
            if (detail is > 0 and <= 3 && (end == text.Length || text[end] != '.'))
                return text[i..end];
        }

        return default;
    }

    /// <summary>The code of any class (2, 4 or 5) that the text begins with; empty when it begins with something else.</summary>
    internal static ReadOnlySpan<byte> AtStart(ReadOnlySpan<byte> text)
    {
        if (text.Length < 5 || text[0] is not ((byte)'2' or (byte)'4' or (byte)'5') || text[1] != '.')
            return default;
        var subject = Digits(text[2..]);
        if (subject is 0 or > 3 || 2 + subject >= text.Length || text[2 + subject] != '.')
            return default;
        var detail = Digits(text[(3 + subject)..]);
        var end = 3 + subject + detail;
        return detail is 0 or > 3 || (end < text.Length && text[end] != ' ') ? default : text[..end];
    }

    static int Digits(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit((char)text[count]))
            count++;
        return count;
    }
}
