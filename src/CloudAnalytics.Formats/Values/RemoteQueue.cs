namespace CloudAnalytics.Formats.Values;

/// <summary>Finds the name that the next server gave a message in its reply to DATA.</summary>
static class RemoteQueue
{
    /// <summary>Exchange's <c>InternalId=123</c>, Postfix's <c>queued as 4B2F1C0A</c>; empty when the reply has neither.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> reply)
    {
        var at = reply.IndexOf("InternalId="u8);
        if (at >= 0)
            return Word(reply[(at + 11)..]);
        at = reply.IndexOf("queued as "u8);
        return at < 0 ? default : Word(reply[(at + 10)..]);
    }

    static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> text)
    {
        var end = 0;
        while (end < text.Length && char.IsAsciiLetterOrDigit((char)text[end]))
            end++;
        return text[..end];
    }
}
