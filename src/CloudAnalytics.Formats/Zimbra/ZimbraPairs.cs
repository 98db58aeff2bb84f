using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>
/// Goes through pairs as ZimbraLog writes them: <c>key=value;</c>, a semicolon within a value doubled. Semicolons are taken two at a time
/// from the left; the one that is left over ends the value. Pairs of the audit log have a blank between them.
/// </summary>
ref struct ZimbraPairs
{
    ReadOnlySpan<byte> _rest;
    bool _isEscaped;

    /// <summary>Begins.</summary>
    internal ZimbraPairs(ReadOnlySpan<byte> text) => _rest = text;

    /// <summary>The key.</summary>
    internal ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>The value as it stands, semicolons doubled.</summary>
    internal ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>Moves to the next pair; what has no equals sign is passed over.</summary>
    internal bool Next()
    {
        while (!_rest.IsEmpty)
        {
            _rest = _rest.TrimStart((byte)' ');
            var equals = _rest.IndexOfAny((byte)'=', (byte)';');
            if (equals < 0)
                break;
            if (_rest[equals] == ';')
            {
                _rest = _rest[(equals + 1)..];
                continue;
            }

            Key = _rest[..equals];
            var end = End(_rest, equals + 1, out _isEscaped);
            Raw = _rest[(equals + 1)..end];
            _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
            return true;
        }

        _rest = default;
        return false;
    }

    /// <summary>The value, in the input or the arena's memory.</summary>
    internal readonly unsafe ReadOnlySpan<byte> Value(Arena arena)
    {
        if (!_isEscaped)
            return Raw;
        var target = new Span<byte>(arena.Reserve(Raw.Length), Raw.Length);
        var length = 0;
        for (var at = 0; at < Raw.Length; at++)
        {
            target[length++] = Raw[at];
            at += Raw[at] == ';' ? 1 : 0;
        }

        return target[..length];
    }

    static int End(ReadOnlySpan<byte> text, int at, out bool isEscaped)
    {
        isEscaped = false;
        while (true)
        {
            var next = text[at..].IndexOf((byte)';');
            if (next < 0)
                return text.Length;
            at += next;
            if (at + 1 >= text.Length || text[at + 1] != ';')
                return at;
            isEscaped = true;
            at += 2;
        }
    }
}
