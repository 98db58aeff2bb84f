namespace CloudAnalytics.Formats.Postfix;

/// <summary>Walks over <c>key=value</c> pairs: behind commas (deliveries, the queue) or blanks (refusals).</summary>
/// <param name="text">The pairs.</param>
/// <param name="byBlanks">Whether a blank ends a value that has no angle brackets.</param>
ref struct PostfixPairs(ReadOnlySpan<byte> text, bool byBlanks)
{
    ReadOnlySpan<byte> _rest = text;

    /// <summary>What was not read yet.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The next pair; angle brackets around an address are left out.</summary>
    /// <returns>False at the end, or where no pair stands.</returns>
    internal bool Next(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        var equals = 0;
        while (equals < _rest.Length && _rest[equals] is (>= (byte)'a' and <= (byte)'z') or (byte)'_')
            equals++;
        if (equals == 0 || equals >= _rest.Length || _rest[equals] != '=')
            return false;
        var rest = _rest[(equals + 1)..];
        int end;
        if (rest.StartsWith("<"u8))
        {
            end = AddressEnd(rest);
            if (end < 0 || (end + 1 < rest.Length && rest[end + 1] is not ((byte)' ' or (byte)',' or (byte)':')))
                return false;
            value = rest[1..end];
            end++;
        }
        else
        {
            end = byBlanks ? rest.IndexOfAny((byte)' ', (byte)',', (byte)':') : rest.IndexOf(", "u8);
            end = end < 0 ? rest.Length : end;
            value = rest[..end];
        }

        key = _rest[..equals];
        rest = rest[end..];
        if (rest.StartsWith(","u8))
            rest = rest[1..];
        _rest = rest.StartsWith(" "u8) ? rest[1..] : rest;
        return true;
    }

    // A quoted local part may hold brackets, blanks and commas (RFC 5321 4.1.2).
    static int AddressEnd(ReadOnlySpan<byte> text)
    {
        var at = 1;
        if (text.Length > 1 && text[1] == '"')
        {
            at = 2;
            while (at < text.Length && text[at] != '"')
                at += text[at] == '\\' ? 2 : 1;
            if (at >= text.Length)
                return -1;
        }

        var end = text[at..].IndexOf((byte)'>');
        return end < 0 ? -1 : at + end;
    }
}
