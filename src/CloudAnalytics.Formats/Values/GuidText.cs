using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Formats.Values;

/// <summary>Reads GUIDs as identities.</summary>
static class GuidText
{
    // Stands in a shuffle for a place that stays zero.
    const byte No = 255;

    // Where the digits stand in the 16 bytes loaded; two loads overlap to skip the hyphens.
    static readonly Vector128<byte> s_digits0 = Vector128.Create(0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, No, No);
    static readonly Vector128<byte> s_digits2 = Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, No, No, No, 14, 15);
    static readonly Vector128<byte> s_digits19 = Vector128.Create(0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, No);
    static readonly Vector128<byte> s_digits20 = Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, No, No, No, No, 15);

    /// <summary>
    /// The 128 bits of a GUID in its 36-character form; false for anything else and for the empty GUID, which identifies nothing.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out RecordId id)
    {
        id = default;
        if (text.Length != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
            return false;
        var upper = Vector128.Shuffle(Vector128.Create(text), s_digits0) | Vector128.Shuffle(Vector128.Create(text[2..]), s_digits2);
        var lower =
            Vector128.Shuffle(Vector128.Create(text[19..]), s_digits19) | Vector128.Shuffle(Vector128.Create(text[20..]), s_digits20);
        var isHex = Nibbles(ref upper) & Nibbles(ref lower);
        if (isHex != Vector128<byte>.AllBitsSet)
            return false;

        // Two digits, the upper first, are a 16-bit number in the wrong order: shift both to one byte each.
        var bytes = Vector128.Narrow(Joined(upper), Joined(lower)).AsUInt64();
        id = new RecordId(BinaryPrimitives.ReverseEndianness(bytes[0]), BinaryPrimitives.ReverseEndianness(bytes[1]));
        return id != default;
    }

    static Vector128<ushort> Joined(Vector128<byte> nibbles)
    {
        var pairs = nibbles.AsUInt16();
        return ((pairs << 4) | (pairs >> 8)) & Vector128.Create((ushort)0xFF);
    }

    // Digits become their values; returns which of them were digits.
    static Vector128<byte> Nibbles(ref Vector128<byte> digits)
    {
        var isDecimal = Vector128.LessThanOrEqual(digits - Vector128.Create((byte)'0'), Vector128.Create((byte)9));
        var isLetter = Vector128.LessThanOrEqual(
            (digits | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)5));
        digits = (digits & Vector128.Create((byte)15)) + (isLetter & Vector128.Create((byte)9));
        return isDecimal | isLetter;
    }
}
