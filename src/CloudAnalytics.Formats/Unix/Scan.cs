namespace CloudAnalytics.Formats.Unix;

/// <summary>Takes texts of log lines apart from the left.</summary>
static class Scan
{
    /// <summary>Takes what stands before a separator, and the separator; all of the text when it has none.</summary>
    internal static ReadOnlySpan<byte> Until(scoped ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> separator)
    {
        var at = rest.IndexOf(separator);
        var head = at < 0 ? rest : rest[..at];
        rest = at < 0 ? default : rest[(at + separator.Length)..];
        return head;
    }

    /// <summary>Passes over a text at the start.</summary>
    /// <returns>False when it does not stand there.</returns>
    internal static bool Skip(scoped ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> text)
    {
        if (!rest.StartsWith(text))
            return false;
        rest = rest[text.Length..];
        return true;
    }

    /// <summary>The text between the first opening mark and the first closing one behind it; empty when there is no such pair.</summary>
    internal static ReadOnlySpan<byte> Between(ReadOnlySpan<byte> text, scoped ReadOnlySpan<byte> open, scoped ReadOnlySpan<byte> close)
    {
        var at = text.IndexOf(open);
        if (at < 0)
            return default;
        text = text[(at + open.Length)..];
        var end = text.IndexOf(close);
        return end < 0 ? default : text[..end];
    }

    /// <summary>Takes <c>QUEUEID: </c> at the start: six letters and digits or more (Postfix, queue ids short and long).</summary>
    internal static ReadOnlySpan<byte> QueueId(scoped ref ReadOnlySpan<byte> rest)
    {
        const int shortest = 6;
        var end = rest.IndexOf(": "u8);
        if (end < shortest)
            return default;
        var id = rest[..end];
        foreach (var letter in id)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter))
                return default;
        }

        rest = rest[(end + 2)..];
        return id;
    }
}
