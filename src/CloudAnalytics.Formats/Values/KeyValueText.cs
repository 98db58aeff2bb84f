namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Finds values in Exchange's packed cells: <c>S:E2ELatency=1.928;S:DeliveryPriority=Normal</c>, <c>Cmd=Sync&amp;User=x</c>.
/// </summary>
static class KeyValueText
{
    /// <summary>
    /// The text between <paramref name="key"/> and the separator or the end; empty when the key does not stand at the beginning or behind a
    /// separator.
    /// </summary>
    /// <param name="text">The packed cell.</param>
    /// <param name="key">The key with its type and equals sign, such as <c>S:E2ELatency=</c>.</param>
    /// <param name="separator">What ends a pair.</param>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, byte separator)
    {
        var rest = text;
        while (true)
        {
            var at = rest.IndexOf(key);
            if (at < 0)
                return default;
            var before = text.Length - rest.Length + at - 1;
            rest = rest[(at + key.Length)..];
            if (before >= 0 && text[before] != separator && text[before] != ' ')
                continue;
            var end = rest.IndexOf(separator);
            return end < 0 ? rest : rest[..end];
        }
    }
}
