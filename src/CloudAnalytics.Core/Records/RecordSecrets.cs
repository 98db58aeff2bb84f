using System.Buffers;
using System.Globalization;
using System.Text;

namespace CloudAnalytics.Core.Records;

/// <summary>
/// Replaces secrets in records that could not be read, so that nothing is known of them but their bytes: values of keys, parameters,
/// elements and members whose names say that they are secret, logins of IMAP and POP, and what SMTP clients send to log in. A value without
/// a recognisable end is taken to go on to the record's end: rather too much is hidden than too little.
/// </summary>
public static class RecordSecrets
{
    const string Mask = "*****";
    const int SeparatorsMax = 24;
    const int TokenBytesMin = 4;
    const int ValueBytesMax = 1024;
    const int EscapeBytes = 6;

    static readonly SearchValues<byte> s_signs = SearchValues.Create("\"&'+<=>"u8);
    static readonly SearchValues<byte> s_valueEnds = SearchValues.Create(" &;,\"'<>{}\r\n\t"u8);
    static readonly SearchValues<byte> s_cellEnds = SearchValues.Create(",\"<\r\n\t"u8);
    static readonly SearchValues<byte> s_word = SearchValues.Create("_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    static readonly SearchValues<byte> s_base64 =
        SearchValues.Create("+/=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    static readonly string[] s_secretEnds =
    [
        "password", "passwd", "passphrase", "pwd", "secret", "credential", "credentials", "apikey", "api_key", "token", "authorization",
        "privatekey", "preauthkey", "jsessionid", "2fa", "totp", "totpcode", "recoverycode",
    ];

    /// <summary>The record with five asterisks in the place of each secret; the same memory where there is none.</summary>
    public static ReadOnlyMemory<byte> Redact(ReadOnlyMemory<byte> record)
    {
        if (!record.Span.Contains((byte)'\\') || record.Span.IndexOf("\\u00"u8) < 0)
            return RedactPlain(record);
        // Some writers of JSON give quotes and signs as numbers.
        var plain = Plain(record.Span);
        var redacted = RedactPlain(plain);
        return redacted.Equals(plain) ? record : redacted;
    }

    static ReadOnlyMemory<byte> Plain(ReadOnlySpan<byte> text)
    {
        var plain = new ArrayBufferWriter<byte>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var sign = (byte)0;
            if (at + EscapeBytes <= text.Length && text[at..].StartsWith("\\u00"u8)
                && byte.TryParse(text.Slice(at + 4, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && s_signs.Contains(code))
                sign = code;
            if (sign == '"')
                plain.Write("\\"u8);
            plain.Write([sign == 0 ? text[at] : sign]);
            at += sign == 0 ? 1 : EscapeBytes;
        }

        return plain.WrittenMemory;
    }

    static ReadOnlyMemory<byte> RedactPlain(ReadOnlyMemory<byte> record)
    {
        var text = record.Span;
        ArrayBufferWriter<byte>? redacted = null;
        var copied = 0;
        var isLogin = Contains(text, ":\"login\""u8) || Contains(text, ":\"pass\""u8);
        for (var at = 0; at < text.Length;)
        {
            var (start, end, next) = SecretAt(text, at, isLogin);
            at = Math.Max(next, at + 1);
            if (end <= start || text[start..end].IndexOfAnyExcept((byte)'*') < 0)
                continue;
            redacted ??= new ArrayBufferWriter<byte>(text.Length);
            redacted.Write(text[copied..start]);
            redacted.Write(Encoding.ASCII.GetBytes(Mask));
            copied = at = end;
        }

        redacted?.Write(text[copied..]);
        return redacted?.WrittenMemory ?? record;
    }

    /// <summary>The secret that a word or sign at a place announces; an empty range where it announces none.</summary>
    /// <returns>The range, and where to go on.</returns>
    static (int Start, int End, int Next) SecretAt(ReadOnlySpan<byte> text, int at, bool isLogin)
    {
        // What a client says, in a log of SMTP: in the middle of a login it is nothing but base64.
        if (text[at] == '<')
            return WithNext(at + 1 < text.Length && text[at + 1] == ',' ? Token(text, at + 2, isCell: true) : default, at + 1);
        if (!s_word.Contains(text[at]))
            return (0, 0, at + 1);
        var length = text[at..].IndexOfAnyExcept(s_word);
        var end = length < 0 ? text.Length : at + length;
        var word = text[at..end];
        if (IsSecretName(word))
            return WithNext(Value(text, end, at > 0 && text[at - 1] == '-'), end);
        if (Is(word, "login") || Is(word, "pass"))
            return WithNext(Cell(text, end), end);
        if (isLogin && Is(word, "parameters"))
            return WithNext(Cell(text, end), end);
        if (Is(word, "auth"))
            return WithNext(AfterMechanism(text, end), end);
        if (Is(word, "bearer") || Is(word, "basic"))
            return WithNext(end < text.Length && text[end] == ' ' ? Token(text, end + 1, isCell: false) : default, end);
        if (Is(word, "value") || Is(word, "_content"))
            return WithNext(ValueBeforeName(text, end), end);
        if (Is(word, "data") && Separators(text, end, isSpaceEnough: false) is var data and > 0)
            return WithNext(Token(text, SkipQuotes(text, data), isCell: true), end);
        return (0, 0, end);
    }

    static (int Start, int End, int Next) WithNext((int Start, int End) range, int next) => (range.Start, range.End, next);

    static bool IsSecretName(ReadOnlySpan<byte> word)
    {
        // passwd1 and passwd2 of forms that ask twice.
        word = word.TrimEnd("0123456789"u8);
        foreach (var name in s_secretEnds)
        {
            if (word.Length >= name.Length && Is(word[^name.Length..], name))
                return true;
        }

        return Is(word, "pin") || (word.Length >= 6 && Is(word[..6], "cadata"));
    }

    /// <summary>What stands behind a secret's name.</summary>
    static (int Start, int End) Value(ReadOnlySpan<byte> text, int at, bool isParameter)
    {
        var start = Separators(text, at, isParameter);
        // {"Name":"Password","Value":"..."}
        if (start > 0 && WordAt(text, SkipQuotes(text, start)) is var word && (Is(text[word], "value") || Is(text[word], "_content")))
            start = Separators(text, word.End.Value, isSpaceEnough: false);
        if (start <= 0)
            return default;
        // Authorization: Basic dGVzdA==
        var scheme = WordAt(text, start);
        if (scheme.End.Value < text.Length && text[scheme.End.Value] == ' ' && (Is(text[scheme], "basic") || Is(text[scheme], "bearer")))
            start = scheme.End.Value + 1;
        return Quoted(text, start);
    }

    // {"Value":"...","Name":"Password"}
    static (int Start, int End) ValueBeforeName(ReadOnlySpan<byte> text, int at)
    {
        // Nearly every value is none: no more of each is looked at than a secret is long.
        text = text[..Math.Min(text.Length, at + ValueBytesMax)];
        var start = Separators(text, at, isSpaceEnough: false);
        if (start <= 0)
            return default;
        var value = Quoted(text, start);
        var next = Separators(text, value.End, isSpaceEnough: false);
        var name = WordAt(text, SkipQuotes(text, next));
        if (next == 0 || !(Is(text[name], "name") || Is(text[name], "n")))
            return default;
        next = Separators(text, name.End.Value, isSpaceEnough: false);
        return next > 0 && IsSecretName(text[WordAt(text, SkipQuotes(text, next))]) ? value : default;
    }

    /// <summary>The cell behind a command of IMAP or POP; its own name may stand before it.</summary>
    static (int Start, int End) Cell(ReadOnlySpan<byte> text, int at)
    {
        var start = Separators(text, at, isSpaceEnough: false);
        if (start > 0 && WordAt(text, SkipQuotes(text, start)) is var word && Is(text[word], "parameters"))
            start = Separators(text, word.End.Value, isSpaceEnough: false);
        if (start <= 0 || start >= text.Length)
            return default;
        if (text[start] != '"')
            return (start, End(text, start, s_cellEnds));
        var end = start + 1;
        for (; end < text.Length; end++)
        {
            if (text[end] == '\\' || (text[end] == '"' && end + 1 < text.Length && text[end + 1] == '"'))
                end++;
            else if (text[end] == '"')
                break;
        }

        return (start + 1, Math.Min(end, text.Length));
    }

    // AUTH PLAIN dGVzdA==; not: AUTH LOGIN failed.
    static (int Start, int End) AfterMechanism(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length || text[at] != ' ')
            return default;
        var mechanism = text.Slice(at + 1, Math.Min(SeparatorsMax, text.Length - at - 1)).IndexOf((byte)' ');
        return mechanism <= 0 ? default : Token(text, at + mechanism + 2, isCell: false);
    }

    /// <summary>A run of base64 that is no word of a language or protocol.</summary>
    static (int Start, int End) Token(ReadOnlySpan<byte> text, int start, bool isCell)
    {
        start = Math.Min(start, text.Length);
        var length = text[start..].IndexOfAnyExcept(s_base64);
        var end = length < 0 ? text.Length : start + length;
        var token = text[start..end];
        var isWhole = end == text.Length || !isCell || s_cellEnds.Contains(text[end]) || text[end] == '\\'
            || (text[end] == ' ' && token.Length >= 2 * TokenBytesMin);
        var isWord = token.IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0 || token.IndexOfAnyExceptInRange((byte)'a', (byte)'z') < 0;
        return token.Length >= TokenBytesMin && isWhole && (!isWord || token.Length > 16) ? (start, end) : default;
    }

    /// <summary>Skips what stands between a name and its value.</summary>
    /// <returns>Where the value begins, with its quotes; 0 where no value follows.</returns>
    static int Separators(ReadOnlySpan<byte> text, int at, bool isSpaceEnough)
    {
        var isSeparated = false;
        var last = Math.Min(text.Length, at + SeparatorsMax);
        while (at < last)
        {
            if (text[at] is (byte)':' or (byte)'=' or (byte)'>' or (byte)',' or (byte)'\t')
            {
                isSeparated = true;
                at++;
            }
            else if (text[at] == ' ')
            {
                isSeparated |= isSpaceEnough;
                at++;
            }
            else if (text[at] == '%' && at + 2 < text.Length && text[at + 1] is (byte)'2' or (byte)'3')
            {
                // = and : of an address in an address.
                isSeparated |= text[at + 1] == '3';
                at += 3;
            }
            else if (!isSeparated && SkipQuotes(text, at) is var behind && behind > at)
            {
                at = behind;
            }
            else
            {
                break;
            }
        }

        return isSeparated ? at : 0;
    }

    static int SkipQuotes(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && (text[at] is (byte)'"' or (byte)'\''
            || (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is (byte)'"' or (byte)'\\')))
            at++;
        return at;
    }

    /// <summary>
    /// A value that begins at a place, without its quotes: they may be doubled or escaped, once or twice, as CSV in JSON does.
    /// </summary>
    static (int Start, int End) Quoted(ReadOnlySpan<byte> text, int start)
    {
        var escapes = RunOf(text, start, (byte)'\\');
        var at = start + escapes;
        if (at >= text.Length || text[at] is not ((byte)'"' or (byte)'\''))
            return (start, End(text, start, s_valueEnds));
        var quote = text[at];
        var quotes = RunOf(text, at, quote);
        start = at += quotes;
        while (at < text.Length)
        {
            var slashes = RunOf(text, at, (byte)'\\');
            var run = QuotesAt(text, at + slashes, escapes, quote, out var behind);
            if (run > 0 && slashes <= escapes && run % (2 * quotes) != 0 && text[at - 1] != '`')
            {
                // What follows a quote at once, although nothing should, belongs to the value of a broken record.
                var end = End(text, behind, s_valueEnds);
                return (start, end == behind || text[behind] is (byte)']' or (byte)'\\' or (byte)':' ? at : end);
            }

            at = Math.Max(at + 1, behind);
        }

        return (start, text.Length);
    }

    // Quotes that follow each other, each escaped as the first.
    static int QuotesAt(ReadOnlySpan<byte> text, int at, int escapes, byte quote, out int behind)
    {
        behind = at;
        for (var count = 0; ; count++)
        {
            var slashes = count == 0 ? 0 : RunOf(text, behind, (byte)'\\');
            if ((count > 0 && slashes != escapes) || behind + slashes >= text.Length || text[behind + slashes] != quote)
                return count;
            behind += slashes + 1;
        }
    }

    static int RunOf(ReadOnlySpan<byte> text, int at, byte what)
    {
        var rest = text[Math.Min(at, text.Length)..];
        var length = rest.IndexOfAnyExcept(what);
        return length < 0 ? rest.Length : length;
    }

    static int End(ReadOnlySpan<byte> text, int start, SearchValues<byte> ends)
    {
        var length = text[start..].IndexOfAny(ends);
        return length < 0 ? text.Length : start + length;
    }

    static Range WordAt(ReadOnlySpan<byte> text, int at)
    {
        var length = text[at..].IndexOfAnyExcept(s_word);
        return at..(length < 0 ? text.Length : at + length);
    }

    static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        for (; text.Length >= part.Length; text = text[1..])
        {
            if (Ascii.EqualsIgnoreCase(text[..part.Length], part))
                return true;
        }

        return false;
    }

    static bool Is(ReadOnlySpan<byte> word, string name) => Ascii.EqualsIgnoreCase(word, name);
}
