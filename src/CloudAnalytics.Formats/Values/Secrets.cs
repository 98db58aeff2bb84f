using System.Buffers;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// Replaces secrets in texts of pairs such as queries (<c>user=x&amp;password=y</c>) and cookies (<c>cadata=...; cadataKey=...</c>, the
/// session of Outlook on the web). What only says which of several requests belong together, such as a canary, stays.
/// </summary>
static class Secrets
{
    const int HiddenBytesMin = 4;

    static readonly SearchValues<byte> s_ends = SearchValues.Create("&; ,\"\r\n"u8);

    static ReadOnlySpan<byte> Mask => "*****"u8;

    /// <summary>Redacts a field, and the raw record when it was necessary.</summary>
    internal static void Redact(ref RowWriter row, Field<Utf8Text> field)
    {
        var text = row.Get(field);
        if (text.IsEmpty || !TryFind(text, 0, out _, out _))
            return;
        row.Set(field, Redacted(row.Arena, text));
        var raw = row.Get(CommonFields.Raw);
        if (!raw.IsEmpty)
            row.Set(CommonFields.Raw, Redacted(row.Arena, raw));
    }

    /// <summary>
    /// Replaces a part of a field that is known to be secret, in the field and in the raw record. A raw record that does not hold it as it
    /// stands (it is escaped there), or a secret too short to be told from other text, leaves no raw record.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="field">The field.</param>
    /// <param name="part">Where the secret is in the field's text.</param>
    internal static void Hide(ref RowWriter row, Field<Utf8Text> field, Range part)
    {
        var text = row.Get(field);
        var (offset, length) = part.GetOffsetAndLength(text.Length);
        var secret = text.Slice(offset, length);
        if (secret.IndexOfAnyExcept((byte)'*') < 0)
            return;

        // The raw record first: a short field is its own text, which setting it changes.
        var raw = row.Get(CommonFields.Raw);
        if (!raw.IsEmpty)
            row.Set(CommonFields.Raw, length < HiddenBytesMin || raw.IndexOf(secret) < 0 ? default : Without(row.Arena, raw, secret));
        row.Set(field, Cut(row.Arena, text, offset, length));
    }

    static unsafe Utf8View Cut(Arena arena, ReadOnlySpan<byte> text, int offset, int length)
    {
        var rest = text[(offset + length)..];
        var memory = arena.Reserve(offset + Mask.Length + rest.Length);
        var target = new Span<byte>(memory, offset + Mask.Length + rest.Length);
        text[..offset].CopyTo(target);
        Mask.CopyTo(target[offset..]);
        rest.CopyTo(target[(offset + Mask.Length)..]);
        return Utf8View.Borrow(memory, target.Length);
    }

    static unsafe Utf8View Without(Arena arena, ReadOnlySpan<byte> text, ReadOnlySpan<byte> secret)
    {
        var memory = arena.Reserve(text.Length * Mask.Length);
        var length = 0;
        while (text.IndexOf(secret) is var at and >= 0)
        {
            Append(text[..at]);
            Append(Mask);
            text = text[(at + secret.Length)..];
        }

        Append(text);
        return Utf8View.Borrow(memory, length);

        void Append(ReadOnlySpan<byte> part)
        {
            part.CopyTo(new Span<byte>(memory + length, part.Length));
            length += part.Length;
        }
    }

    /// <summary>A copy with every secret replaced.</summary>
    static unsafe Utf8View Redacted(Arena arena, ReadOnlySpan<byte> text)
    {
        // The shortest pair, pwd=x, grows from 5 to 9 bytes.
        var memory = arena.Reserve(text.Length * 2);
        var length = 0;
        var from = 0;
        while (TryFind(text, from, out var start, out var end))
        {
            Append(text[from..start]);
            Append(Mask);
            from = end;
        }

        Append(text[from..]);
        return Utf8View.Borrow(memory, length);

        void Append(ReadOnlySpan<byte> part)
        {
            part.CopyTo(new Span<byte>(memory + length, part.Length));
            length += part.Length;
        }
    }

    /// <summary>Finds the next value of a key that says that it is secret.</summary>
    static bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        for (start = from; ; start = end)
        {
            end = start;
            var equals = text[start..].IndexOf((byte)'=');
            if (equals < 0)
                return false;
            var key = KeyBefore(text[..(start + equals)]);
            start += equals + 1;
            var length = text[start..].IndexOfAny(s_ends);
            end = length < 0 ? text.Length : start + length;
            if (!IsSecret(key))
                end = start;
            else if (end > start && !text[start..end].SequenceEqual(Mask))
                return true;
        }
    }

    static ReadOnlySpan<byte> KeyBefore(ReadOnlySpan<byte> text)
    {
        var first = text.Length;
        while (first > 0 && (char.IsAsciiLetterOrDigit((char)text[first - 1]) || text[first - 1] is (byte)'_' or (byte)'-'))
            first--;
        return text[first..];
    }

    static bool IsSecret(ReadOnlySpan<byte> key)
    {
        // passwd1 and passwd2 of forms that ask twice.
        while (!key.IsEmpty && char.IsAsciiDigit((char)key[^1]))
            key = key[..^1];
        return key.Length >= 3 && ((byte)(key[^1] | 0x20) switch
        {
            (byte)'d' => EndsWith(key, "password"u8) || EndsWith(key, "passwd"u8) || EndsWith(key, "pwd"u8),
            (byte)'e' => EndsWith(key, "passphrase"u8),
            (byte)'s' => Ascii.EqualsIgnoreCase(key, "pass"u8),
            (byte)'t' => EndsWith(key, "secret"u8),
            (byte)'y' => EndsWith(key, "apikey"u8) || EndsWith(key, "api_key"u8),
            (byte)'n' => Ascii.EqualsIgnoreCase(key, "token"u8) || EndsWith(key, "access_token"u8) || EndsWith(key, "id_token"u8)
                || EndsWith(key, "refresh_token"u8) || EndsWith(key, "authtoken"u8) || EndsWith(key, "authorization"u8),
            _ => false,
        } || (key.Length >= 6 && Ascii.EqualsIgnoreCase(key[..6], "cadata"u8)));
    }

    static bool EndsWith(ReadOnlySpan<byte> key, ReadOnlySpan<byte> name) =>
        key.Length >= name.Length && Ascii.EqualsIgnoreCase(key[^name.Length..], name);
}
