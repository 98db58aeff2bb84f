using System.Buffers.Text;
using System.Text;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>Values of JSON objects: texts and their escapes, numbers, nested values kept as their own text.</summary>
sealed unsafe partial class JsonParser
{
    /// <summary>Reads a value into its column.</summary>
    /// <param name="keys">Counts the key by its kind.</param>
    /// <returns>Behind the value, or null when it is not complete or no JSON.</returns>
    byte* Value(byte* at, byte* end, ref RowWriter row, int column, ref KeyCounts keys)
    {
        at = SkipBlanks(at, end);
        if (at >= end)
        {
            _ranOut = true;
            return null;
        }

        byte* text;
        int length;
        if (*at == '"')
        {
            var close = StringEnd(at + 1, end, out var escaped);
            if (close is null)
                return null;
            text = at + 1;
            length = (int)(close - text);
            at = close + 1;
            if (escaped)
                text = Unescape(text, ref length, row.Arena);
        }
        else
        {
            text = at;
            at = Literal(at, end);
            if (at is null)
                return null;
            length = (int)(at - text);
            if (length == 4 && *text == 'n')
                length = 0;
        }

        ref readonly var known = ref _columns[column];
        keys.Kinds |= known.Kinds;
        keys.Echoes += known.IsEcho(text, length) ? 1 : 0;
        _trail?.Add(column, text, length);
        if (!known.IsText)
            _rows.Cell(ref row, _layout, column, text, length);
        else if (!RowAssembler.IsNull(text, length))
            row.SetView(known.Ordinal, Utf8View.Borrow(text, length));
        return at;
    }

    /// <summary>Passes over a number, a word, an object or an array.</summary>
    byte* Literal(byte* at, byte* end)
    {
        if (*at is not ((byte)'{' or (byte)'['))
        {
            var first = at;
            while (at < end && *at is not ((byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r'))
                at++;
            _ranOut = at == end;
            return at == end || at == first ? null : at;
        }

        var depth = 0;
        for (; at < end; at++)
        {
            if (*at == '"')
            {
                at = StringEnd(at + 1, end, out _);
                if (at is null)
                    return null;
            }
            else if (*at is (byte)'{' or (byte)'[')
            {
                depth++;
            }
            else if (*at is (byte)'}' or (byte)']' && --depth == 0)
            {
                return at + 1;
            }
            else if (*at == '\n')
            {
                return null;
            }
        }

        _ranOut = true;
        return null;
    }

    /// <summary>
    /// Resolves escapes (RFC 8259 section 7). A lone surrogate becomes U+FFFD; an escape that is none stays as it stands.
    /// </summary>
    internal static byte* Unescape(byte* text, ref int length, Arena arena)
    {
        var copy = arena.Reserve(length);
        var written = 0;
        for (var i = 0; i < length; i++)
        {
            if (text[i] != '\\' || i + 1 == length)
            {
                copy[written++] = text[i];
                continue;
            }

            var escape = text[++i];
            if (escape == 'u' && TryUnit(text, i + 1, length, out var unit))
            {
                i += 4;
                var scalar = char.IsSurrogate((char)unit) ? Pair(text, unit, length, ref i) : new Rune((char)unit);
                written += scalar.EncodeToUtf8(new Span<byte>(copy + written, 4));
                continue;
            }

            copy[written++] = escape switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                _ => escape,
            };
        }

        length = written;
        return copy;
    }

    static Rune Pair(byte* text, ushort high, int length, ref int i)
    {
        if (i + 2 < length && text[i + 1] == '\\' && text[i + 2] == 'u' && TryUnit(text, i + 3, length, out var low)
            && Rune.TryCreate((char)high, (char)low, out var rune))
        {
            i += 6;
            return rune;
        }

        return Rune.ReplacementChar;
    }

    static bool TryUnit(byte* text, int at, int length, out ushort unit)
    {
        unit = 0;
        return at + 4 <= length && Utf8Parser.TryParse(new ReadOnlySpan<byte>(text + at, 4), out unit, out var used, 'x') && used == 4;
    }
}
