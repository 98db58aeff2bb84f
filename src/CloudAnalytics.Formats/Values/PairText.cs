namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Finds values in cells of pairs whose texts may be quoted, such as the context of IMAP and POP:
/// <c>R=OK;Msg="Proxy:EX01:1993:SSL;ProxySuccess";LiveIdAR=OK</c>. A semicolon between quotes does not end a pair.
/// </summary>
static class PairText
{
    /// <summary>The value of a key, without the quotes around it; empty when there is none.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="key">The key with its equals sign, such as <c>R=</c>.</param>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        while (!text.IsEmpty)
        {
            var end = PairEnd(text);
            var pair = text[..end].Trim((byte)' ');
            if (pair.StartsWith(key))
            {
                var value = pair[key.Length..];
                return value.Length >= 2 && value[0] == '"' && value[^1] == '"' ? value[1..^1] : value;
            }

            text = end < text.Length ? text[(end + 1)..] : default;
        }

        return default;
    }

    static int PairEnd(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == ';' && !quoted)
                return i;
        }

        return text.Length;
    }
}
