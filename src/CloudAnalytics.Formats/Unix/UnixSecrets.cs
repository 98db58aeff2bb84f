using System.Buffers;
using System.Text;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// Replaces secrets in the lines of Unix mail logs before anything of them is kept: what belongs to a key whose name holds one of some
/// words (<see cref="SecretWords"/>), as pairs (Zimbra's audit.log writes every changed attribute), as elements and attributes of XML
/// (saslauthd logs answers with a live token, a slow request is dumped whole), as members of JSON. A value without a recognisable end goes
/// on to the record's end: rather too much is hidden than too little.
/// </summary>
static class UnixSecrets
{
    const int SecretsMax = 64;

    static readonly SearchValues<byte> s_name =
        SearchValues.Create("-.:_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    static readonly SearchValues<byte> s_bareEnds = SearchValues.Create(" \t\r\n;,&<>\"'{}[]()"u8);

    static ReadOnlySpan<byte> Mask => "*****"u8;

    /// <summary>The line with its secrets replaced, in the arena's memory; the same memory where there is none.</summary>
    internal static ReadOnlySpan<byte> Redact(Arena arena, ReadOnlySpan<byte> line)
    {
        var word = SecretWords.Find(line, 0, out var length);
        return word < 0 ? line : Redact(arena, line, word, length);
    }

    static unsafe ReadOnlySpan<byte> Redact(Arena arena, ReadOnlySpan<byte> line, int word, int length)
    {
        Span<(int Start, int End)> secrets = stackalloc (int, int)[SecretsMax];
        var count = 0;
        var behind = 0;
        for (; word >= 0; word = SecretWords.Find(line, word + 1, out length))
        {
            if (word < behind)
                continue;
            var (start, end) = ValueOf(line, word, word + length);
            start = Math.Max(start, behind);
            if (end <= start || line[start..end].IndexOfAnyExcept((byte)'*') < 0)
                continue;
            // No honest record has so many; its rest is hidden.
            if (count == SecretsMax - 1)
                end = line.Length;
            secrets[count++] = (start, end);
            behind = end;
            if (count == SecretsMax)
                break;
        }

        if (count == 0)
            return line;
        var memory = arena.Reserve(line.Length + (count * Mask.Length));
        var target = new Span<byte>(memory, line.Length + (count * Mask.Length));
        var written = 0;
        var from = 0;
        foreach (var (start, end) in secrets[..count])
        {
            line[from..start].CopyTo(target[written..]);
            written += start - from;
            Mask.CopyTo(target[written..]);
            written += Mask.Length;
            from = end;
        }

        line[from..].CopyTo(target[written..]);
        return target[..(written + line.Length - from)];
    }

    /// <summary>The value of the key that a word stands in; an empty range where it is no key.</summary>
    static (int Start, int End) ValueOf(ReadOnlySpan<byte> line, int first, int behind)
    {
        while (first > 0 && s_name.Contains(line[first - 1]))
            first--;
        var rest = line[behind..].IndexOfAnyExcept(s_name);
        behind = rest < 0 ? line.Length : behind + rest;
        var name = line[first..behind];
        if (behind == line.Length || EndsWith(name, "Request"u8) || EndsWith(name, "Response"u8))
            return default;
        if (line[behind] == ' ' && name[^1] == ':' && line[..first].EndsWith("given "u8))
            return Given(line, behind + 1);
        // Escapes of JSON in which the record itself stands.
        var quote = behind;
        while (quote < line.Length && line[quote] == '\\')
            quote++;
        // An address in angle brackets is no element.
        if (first > 0 && line[first - 1] == '<')
        {
            var isElement = (first < 2 || line[first - 2] != '=')
                && line[behind] is (byte)'>' or (byte)'/' or (byte)' ' or (byte)'\n';
            return isElement ? Element(line, behind) : default;
        }

        if (line[behind] == '=')
            return Pair(line, first, behind + 1);
        return quote < line.Length && line[quote] is (byte)'"' or (byte)'\'' ? Named(line, first, quote) : default;
    }

    // Dovecot with auth_verbose_passwords: (given password: ...), the line's end.
    static (int Start, int End) Given(ReadOnlySpan<byte> line, int at)
    {
        var end = line[at..].IndexOf((byte)'\n') is var length and >= 0 ? at + length : line.Length;
        return (at, line[end - 1] == ')' && end - 1 > at ? end - 1 : end);
    }

    // <password>...</password>, with or without attributes, or <a n="userPassword">...</a>.
    static (int Start, int End) Element(ReadOnlySpan<byte> line, int at)
    {
        var open = line[at..].IndexOf((byte)'>');
        if (open < 0)
            return (at, line.Length);
        at += open + 1;
        if (line[at - 2] == '/')
            return default;
        var close = line[at..].IndexOf("</"u8);
        return (at, close < 0 ? line.Length : at + close);
    }

    // "password":"..." of JSON, "n":"userPassword","_content":"..." of Zimbra's, or n="userPassword">...< of XML.
    static (int Start, int End) Named(ReadOnlySpan<byte> line, int first, int quote)
    {
        var escapes = quote;
        while (escapes > 0 && line[escapes - 1] == '\\')
            escapes--;
        escapes = quote - escapes;
        var at = SkipBlanks(line, quote + 1);
        if (at < line.Length && line[at] == ':')
            return Value(line, SkipBlanks(line, at + 1), escapes);
        if (at < line.Length && line[at] is (byte)'>' or (byte)'/')
            return Element(line, at);
        if (at >= line.Length)
            return default;
        var close = line[at..].IndexOf((byte)'}');
        var member = line[at..(close < 0 ? line.Length : at + close)];
        var content = member.IndexOf("_content"u8);
        if (content >= 0)
            return Content(line, at + content, escapes);
        if (line[at] is (byte)',' or (byte)'}')
        {
            var open = line[..first].LastIndexOf((byte)'{');
            content = open < 0 ? -1 : line[open..first].IndexOf("_content"u8);
            return content < 0 ? default : Content(line, open + content, escapes);
        }

        // Further attributes of the element follow.
        return line[first..].IndexOf((byte)'>') is var end and >= 0 && line[at] is not (byte)',' ? Element(line, first + end) : default;
    }

    static (int Start, int End) Content(ReadOnlySpan<byte> line, int at, int escapes)
    {
        var colon = line[at..].IndexOf((byte)':');
        return colon < 0 ? default : Value(line, SkipBlanks(line, at + colon + 1), escapes);
    }

    // A value of JSON, whose quotes may themselves stand escaped in a string.
    static (int Start, int End) Value(ReadOnlySpan<byte> line, int at, int escapes)
    {
        var quote = at + escapes;
        if (quote < line.Length && line[quote] is (byte)'"' or (byte)'\'')
            return (quote + 1, QuoteEnd(line, quote + 1, line[quote], escapes));
        if (at < line.Length && line[at] is (byte)'{' or (byte)'[')
            return (at, Nested(line, at));
        var length = line[at..].IndexOfAny(",}]\r\n"u8);
        return (at, length < 0 ? line.Length : at + length);
    }

    static int Nested(ReadOnlySpan<byte> line, int at)
    {
        for (var depth = 0; at < line.Length; at++)
        {
            depth += line[at] is (byte)'{' or (byte)'[' ? 1 : line[at] is (byte)'}' or (byte)']' ? -1 : 0;
            if (depth == 0)
                return at + 1;
        }

        return line.Length;
    }

    static int QuoteEnd(ReadOnlySpan<byte> line, int at, byte quote, int escapes)
    {
        var slashes = 0;
        for (; at < line.Length; at++)
        {
            if (line[at] == quote && slashes <= escapes)
                return at - slashes;
            slashes = line[at] == '\\' ? slashes + 1 : 0;
        }

        return line.Length;
    }

    /// <summary>The value of a pair: how far it goes, what stands before its key tells.</summary>
    static (int Start, int End) Pair(ReadOnlySpan<byte> line, int first, int at)
    {
        var before = line[..first].TrimEnd((byte)' ');
        var isList = !before.IsEmpty && before[^1] is (byte)';' or (byte)'[';
        if (isList || (before.IsEmpty && line[at..].Contains((byte)';')))
            return (at, SemicolonEnd(line, at));
        var quote = line[at..].IndexOfAnyExcept((byte)'\\') is var slashes and >= 0 ? at + slashes : at;
        if (quote < line.Length && line[quote] is (byte)'"' or (byte)'\'')
            return (quote + 1, QuoteEnd(line, quote + 1, line[quote], quote - at));
        if (!before.IsEmpty && before[^1] is (byte)',' or (byte)'{' && first > 0 && line[first - 1] is (byte)' ' or (byte)'{')
            return (at, CommaEnd(line, at));
        if (at < line.Length && line[at] is (byte)'[' or (byte)'{')
            return (at, Nested(line, at));
        var length = line[at..].IndexOfAny(s_bareEnds);
        return (at, length < 0 ? line.Length : at + length);
    }

    // key=value; where a semicolon in a value is doubled and a line break is a blank.
    static int SemicolonEnd(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length)
        {
            if (line[at] == '\n' || (line[at] == ';' && (at + 1 == line.Length || line[at + 1] != ';')))
                return at;
            at += line[at] == ';' ? 2 : 1;
        }

        return line.Length;
    }

    // {key=value, key=value} as Java writes a map: a comma ends a value only before another key.
    static int CommaEnd(ReadOnlySpan<byte> line, int at)
    {
        for (; at < line.Length; at++)
        {
            if (line[at] == '}'
                && (at + 1 == line.Length || line[at + 1] is (byte)';' or (byte)',' or (byte)' ' or (byte)'\n' or (byte)'\r'))
                return at;
            if (line[at] != ',' || at + 1 == line.Length || line[at + 1] != ' ')
                continue;
            var name = line[(at + 2)..];
            var length = name.IndexOfAnyExcept(s_name);
            if (length > 0 && name[length] == '=')
                return at;
        }

        return line.Length;
    }

    static int SkipBlanks(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            at++;
        return at;
    }

    static bool EndsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> end) =>
        name.Length >= end.Length && Ascii.EqualsIgnoreCase(name[^end.Length..], end);
}
