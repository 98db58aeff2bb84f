using System.Diagnostics;
using System.Text;

namespace CloudAnalytics.Pipeline.Text;

/// <summary>Turns other encodings into UTF-8, in stretches, and back into counts of bytes.</summary>
/// <remarks>
/// The units of these encodings have a fixed size and each becomes whole characters, broken ones U+FFFD, so the bytes that a piece of UTF-8
/// came from can be counted: a checkpoint needs that and no more.
/// </remarks>
public static class Transcoding
{
    static readonly Encoding s_utf32BigEndian = new UTF32Encoding(bigEndian: true, byteOrderMark: false);

    /// <summary>
    /// Most bytes of UTF-8 that a byte of another encoding can become, times two: a UTF-16 unit of 2 bytes becomes at most 3.
    /// </summary>
    public const int GrowthHalves = 3;

    /// <summary>The encoding by the byte order mark, UTF-8 without one.</summary>
    /// <param name="head">The source's first bytes; 4 are enough.</param>
    public static TextEncoding Detect(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE, 0, 0, ..] => TextEncoding.Utf32,
        [0, 0, 0xFE, 0xFF, ..] => TextEncoding.Utf32BigEndian,
        [0xFF, 0xFE, ..] => TextEncoding.Utf16,
        [0xFE, 0xFF, ..] => TextEncoding.Utf16BigEndian,
        _ => TextEncoding.Utf8,
    };

    /// <summary>Bytes of a unit, in which sources of this encoding are cut: 1, 2 or 4.</summary>
    public static int UnitBytes(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf8 => 1,
        TextEncoding.Utf16 or TextEncoding.Utf16BigEndian => 2,
        _ => 4,
    };

    /// <summary>Writes as UTF-8. The byte order mark stays, as the mark of UTF-8.</summary>
    /// <param name="encoding">What the source is in; not UTF-8.</param>
    /// <param name="source">The bytes; half a unit or half a pair at their end is left.</param>
    /// <param name="isFinal">Whether nothing follows: then a half at the end becomes U+FFFD.</param>
    /// <param name="target">At least the source's length times <see cref="GrowthHalves"/> halves, and 3 more.</param>
    /// <returns>Bytes written.</returns>
    public static int ToUtf8(TextEncoding encoding, ReadOnlySpan<byte> source, bool isFinal, Span<byte> target)
    {
        var unit = UnitBytes(encoding);
        var whole = isFinal ? source.Length : source.Length / unit * unit;
        if (!isFinal && unit == 2 && whole >= 2 && IsHighSurrogate(encoding, source[(whole - 2)..whole]))
            whole -= 2;
        var chars = new char[whole + 4];
        var count = Of(encoding).GetChars(source[..whole], chars);
        return Encoding.UTF8.GetBytes(chars.AsSpan(0, count), target);
    }

    /// <summary>Bytes of the source that a piece of the UTF-8 made of it came from.</summary>
    public static int SourceBytes(TextEncoding encoding, ReadOnlySpan<byte> utf8)
    {
        var unit = UnitBytes(encoding);
        return unit switch
        {
            1 => utf8.Length,
            2 => Encoding.UTF8.GetCharCount(utf8) * 2,
            4 => CountScalars(utf8) * 4,
            _ => throw new UnreachableException(),
        };
    }

    static Encoding Of(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf16 => Encoding.Unicode,
        TextEncoding.Utf16BigEndian => Encoding.BigEndianUnicode,
        TextEncoding.Utf32 => Encoding.UTF32,
        TextEncoding.Utf32BigEndian => s_utf32BigEndian,
        _ => throw new UnreachableException(),
    };

    static bool IsHighSurrogate(TextEncoding encoding, ReadOnlySpan<byte> unit) =>
        (unit[encoding == TextEncoding.Utf16 ? 1 : 0] & 0xFC) == 0xD8;

    static int CountScalars(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        return count;
    }
}
