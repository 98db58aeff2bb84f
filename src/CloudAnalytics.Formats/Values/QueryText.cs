using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Values;

/// <summary>Reads queries of URLs as Exchange's servers log them: pairs behind <c>?</c>, <c>&amp;</c> or <c>;</c>.</summary>
static class QueryText
{
    /// <summary>
    /// The value of a key, still encoded; empty when there is none or it says <c>&lt;empty&gt;</c> or <c>&lt;null&gt;</c>.
    /// </summary>
    /// <param name="query">The query, with or without its question mark.</param>
    /// <param name="key">The key with its sign, such as <c>DeviceId=</c>, in the case in which the log has it.</param>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> query, ReadOnlySpan<byte> key)
    {
        var rest = query;
        while (true)
        {
            var at = rest.IndexOf(key);
            if (at < 0)
                return default;
            var before = query.Length - rest.Length + at - 1;
            rest = rest[(at + key.Length)..];
            if (before >= 0 && query[before] is not ((byte)'&' or (byte)';' or (byte)'?'))
                continue;
            var end = rest.IndexOfAny((byte)'&', (byte)';');
            var value = end < 0 ? rest : rest[..end];
            return value.SequenceEqual("<empty>"u8) || value.SequenceEqual("<null>"u8) ? default : value;
        }
    }

    /// <summary>The text with its percent escapes (RFC 3986 section 2.1) resolved; the text itself where there are none.</summary>
    internal static unsafe Utf8View Decode(Arena arena, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return default;
        if (!text.Contains((byte)'%'))
        {
            fixed (byte* first = text)
                return Utf8View.Borrow(first, text.Length);
        }

        var memory = arena.Reserve(text.Length);
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && Hex(text[i + 1]) is var high and >= 0 && Hex(text[i + 2]) is var low and >= 0)
            {
                memory[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else
            {
                memory[length++] = text[i];
            }
        }

        // Escapes of bytes that are no UTF-8 stay as they were written.
        var isText = System.Text.Unicode.Utf8.IsValid(new ReadOnlySpan<byte>(memory, length));
        return isText ? Utf8View.Borrow(memory, length) : arena.Copy(text);
    }

    /// <summary>The text with blanks where IIS has written plus signs for them; the text itself where there are none.</summary>
    internal static unsafe Utf8View PlusToBlank(Arena arena, ReadOnlySpan<byte> text)
    {
        fixed (byte* first = text)
        {
            if (!text.Contains((byte)'+'))
                return text.IsEmpty ? default : Utf8View.Borrow(first, text.Length);
            var memory = arena.Reserve(text.Length);
            text.Replace(new Span<byte>(memory, text.Length), (byte)'+', (byte)' ');
            return Utf8View.Borrow(memory, text.Length);
        }
    }

    static int Hex(byte digit) => (char)digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'A' and <= 'F' => digit - 'A' + 10,
        >= 'a' and <= 'f' => digit - 'a' + 10,
        _ => -1,
    };
}
