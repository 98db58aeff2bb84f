using System.Buffers.Text;

namespace CloudAnalytics.Formats.Zimbra;

/// <summary>Cuts messages of Zimbra at the words that stand between their values.</summary>
static class ZimbraText
{
    /// <summary>What stands behind a word that the text begins with; false when it does not.</summary>
    internal static bool TryAfter(ReadOnlySpan<byte> text, ReadOnlySpan<byte> begin, out ReadOnlySpan<byte> rest)
    {
        rest = text.StartsWith(begin) ? text[begin.Length..] : default;
        return text.StartsWith(begin);
    }

    /// <summary>Takes what stands before the first mark off the text; false, and nothing is taken, when there is no mark.</summary>
    internal static bool TryTake(scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark, out ReadOnlySpan<byte> value)
    {
        var at = text.IndexOf(mark);
        value = at < 0 ? default : text[..at];
        if (at < 0)
            return false;
        text = text[(at + mark.Length)..];
        return true;
    }

    /// <summary>Takes what stands behind the last mark off the text; false, and nothing is taken, when there is no mark.</summary>
    internal static bool TryTakeLast(scoped ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark, out ReadOnlySpan<byte> value)
    {
        var at = text.LastIndexOf(mark);
        value = at < 0 ? default : text[(at + mark.Length)..];
        if (at < 0)
            return false;
        text = text[..at];
        return true;
    }

    /// <summary>The digits that the text begins with.</summary>
    internal static bool TryDigits(ReadOnlySpan<byte> text, out long number) =>
        Utf8Parser.TryParse(text, out number, out var used) && number >= 0 && (used == text.Length || text[used] is not (byte)'.');
}
