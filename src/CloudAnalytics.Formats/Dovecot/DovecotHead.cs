using CloudAnalytics.Formats.Unix;

namespace CloudAnalytics.Formats.Dovecot;

/// <summary>
/// What stands before the text of Dovecot's lines: <c>imap-login: </c>, <c>lmtp(USER)&lt;PID>&lt;SESSION>: </c> since 2.3,
/// <c>lmtp(PID, USER): </c> before, then <c>Info: </c> in its own log.
/// </summary>
readonly ref struct DovecotHead
{
    internal DovecotHead(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOfAny("(<[: "u8);
        Service = end < 0 ? message : message[..end];
        var rest = message[Service.Length..];
        if (rest is [(byte)'(', ..])
            User = UserOf(ref rest);
        while (rest is [(byte)'<', ..] or [(byte)'[', ..])
        {
            // <PID> before <SESSION>: the last one stays.
            var group = Scan.Until(ref rest, rest[0] == '<' ? ">"u8 : "]"u8);
            Session = group[1..];
        }

        _ = Scan.Skip(ref rest, ":"u8);
        rest = rest.TrimStart((byte)' ');
        Level = LevelOf(rest);
        Text = Level.IsEmpty ? rest : rest[(Level.Length + 2)..];
    }

    /// <summary>The part of Dovecot.</summary>
    internal ReadOnlySpan<byte> Service { get; }

    /// <summary>The account, or empty.</summary>
    internal ReadOnlySpan<byte> User { get; }

    /// <summary>The session, or empty.</summary>
    internal ReadOnlySpan<byte> Session { get; }

    /// <summary>The level, or empty.</summary>
    internal ReadOnlySpan<byte> Level { get; }

    /// <summary>What follows.</summary>
    internal ReadOnlySpan<byte> Text { get; }

    // (USER), (PID), (PID, USER).
    static ReadOnlySpan<byte> UserOf(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)')');
        if (end < 0)
            return default;
        var user = rest[1..end];
        rest = rest[(end + 1)..];
        var digits = 0;
        while (digits < user.Length && char.IsAsciiDigit((char)user[digits]))
            digits++;
        if (digits == user.Length)
            return default;
        return digits > 0 && user[digits..].StartsWith(", "u8) ? user[(digits + 2)..] : user;
    }

    static ReadOnlySpan<byte> LevelOf(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf(": "u8);
        if (end is < 4 or > 7)
            return default;
        var word = text[..end];
        return word.SequenceEqual("Info"u8) || word.SequenceEqual("Warning"u8) || word.SequenceEqual("Error"u8)
            || word.SequenceEqual("Fatal"u8) || word.SequenceEqual("Panic"u8) || word.SequenceEqual("Debug"u8) ? word : default;
    }
}
