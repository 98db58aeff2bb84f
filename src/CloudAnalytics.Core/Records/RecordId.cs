using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CloudAnalytics.Core.Records;

/// <summary>
/// Identity of a row: 128 bits. A natural key where the log has one, else the position in the stream: the high half names the stream (a
/// file's fingerprint, a shard's record), the low half the byte offset in it. Never the content alone: two identical lines are two events.
/// </summary>
/// <param name="High">Upper 64 bits.</param>
/// <param name="Low">Lower 64 bits.</param>
public readonly record struct RecordId(ulong High, ulong Low)
{
    /// <summary>Characters of the text form.</summary>
    public const int TextLength = 26;

    const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    // Two characters for each ten bits: half the steps of a table of five.
    static readonly ushort[] s_pairs = MakePairs();

    /// <inheritdoc/>
    /// <remarks>What the compiler would write makes a comparer of numbers by reflection, at every start of a function.</remarks>
    public bool Equals(RecordId other) => High == other.High && Low == other.Low;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(High, Low);

    /// <summary>
    /// Writes base32 (RFC 4648 section 6, lower case, no padding): 26 characters, of which the last carries 3 bits. Ids of one stream share
    /// their first half, which compresses well; as text they do not sort by position, as the digits 2 to 7 stand before the letters.
    /// </summary>
    /// <param name="text">At least <see cref="TextLength"/> bytes.</param>
    public void Write(Span<byte> text)
    {
        ref var first = ref MemoryMarshal.GetReference(text[..TextLength]);
        ref var pairs = ref MemoryMarshal.GetArrayDataReference(s_pairs);
        var high = High;
        for (nuint i = 0; i < 12; i += 2)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, i), Unsafe.Add(ref pairs, (nuint)(high >> 54)));
            high <<= 10;
        }

        // 60 bits of the upper half are out; its last 4 and the first 6 of the lower half make the next pair, and 58 bits remain for the
        // other 12 characters.
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, 12), Unsafe.Add(ref pairs, (nuint)(((High & 15) << 6) | (Low >> 58))));
        var low = Low << 6;
        for (nuint i = 14; i < TextLength; i += 2)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, i), Unsafe.Add(ref pairs, (nuint)(low >> 54)));
            low <<= 10;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out RecordId id)
    {
        id = default;
        if (text.Length != TextLength)
            return false;
        var bits = UInt128.Zero;
        for (var i = 0; i < TextLength; i++)
        {
            var digit = text[i] is >= (byte)'a' and <= (byte)'z' ? text[i] - 'a'
                : text[i] is >= (byte)'2' and <= (byte)'7' ? text[i] - '2' + 26 : -1;
            if (digit < 0)
                return false;
            // The last character carries 3 bits.
            bits = i == TextLength - 1 ? (bits << 3) | (uint)(digit >> 2) : (bits << 5) | (uint)digit;
        }

        id = new RecordId((ulong)(bits >> 64), (ulong)bits);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(TextLength, this, static (chars, id) =>
    {
        Span<byte> text = stackalloc byte[TextLength];
        id.Write(text);
        for (var i = 0; i < chars.Length; i++)
            chars[i] = (char)text[i];
    });

    static ushort[] MakePairs()
    {
        var pairs = new ushort[1024];
        for (var i = 0; i < pairs.Length; i++)
        {
            ReadOnlySpan<byte> two = [(byte)Alphabet[i >> 5], (byte)Alphabet[i & 31]];
            pairs[i] = MemoryMarshal.Read<ushort>(two);
        }

        return pairs;
    }
}
