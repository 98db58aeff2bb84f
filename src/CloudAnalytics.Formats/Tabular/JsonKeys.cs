namespace CloudAnalytics.Formats.Tabular;

/// <summary>Looks for keys in a flat JSON object without parsing it.</summary>
static class JsonKeys
{
    /// <summary>Whether each name occurs as a key: quoted, and followed by a colon.</summary>
    internal static bool HasAll(ReadOnlySpan<byte> json, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (!Has(json, name))
                return false;
        }

        return true;
    }

    /// <summary>Whether the name occurs as a key.</summary>
    internal static bool Has(ReadOnlySpan<byte> json, string name)
    {
        Span<byte> quoted = stackalloc byte[name.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        System.Text.Encoding.UTF8.GetBytes(name, quoted[1..]);
        while (true)
        {
            var at = json.IndexOf(quoted);
            if (at < 0)
                return false;
            json = json[(at + quoted.Length)..];
            if (json.TrimStart(" \t"u8) is [(byte)':', ..])
                return true;
        }
    }
}
