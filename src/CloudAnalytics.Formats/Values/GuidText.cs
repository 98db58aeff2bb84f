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
        var nibbles = Vector256.Create(upper, lower);
        if (Nibbles(ref nibbles) != Vector256<byte>.AllBitsSet)
            return false;

        // Two digits, the upper first, are a 16-bit number in the wrong order: shift both to one byte each.
        var pairs = Joined(nibbles);
        var bytes = Vector128.Narrow(pairs.GetLower(), pairs.GetUpper()).AsUInt64();
        id = new RecordId(BinaryPrimitives.ReverseEndianness(bytes[0]), BinaryPrimitives.ReverseEndianness(bytes[1]));
        return id != default;
    }

    static Vector256<ushort> Joined(Vector256<byte> nibbles)
    {
        var pairs = nibbles.AsUInt16();
        return ((pairs << 4) | (pairs >> 8)) & Vector256.Create((ushort)0xFF);
    }

    // Digits become their values; returns which of them were digits.
    static Vector256<byte> Nibbles(ref Vector256<byte> digits)
    {
        var isDecimal = Vector256.LessThanOrEqual(digits - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        var isLetter = Vector256.LessThanOrEqual(
            (digits | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)5));
        digits = (digits & Vector256.Create((byte)15)) + (isLetter & Vector256.Create((byte)9));
        return isDecimal | isLetter;
    }
}
