using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace CloudAnalytics.Formats.Unix;

/// <summary>
/// Finds the words that make a key's value a secret, in letters of any case: password, passwd, secret, privatekey, preauthkey, authToken,
/// auth_token, 2fa, totp, recoverycode, jsessionid (bindpassword is a password).
/// </summary>
/// <remarks>
/// Nearly no line holds one, so the lines are searched for three letters of each word at once, 16 places at a time: two lookups by half
/// bytes for each of the three letters leave the words, one bit each, whose letters stand there.
/// </remarks>
static class SecretWords
{
    const int Letters = 3;

    static readonly (byte[] Word, int Offset, int Bit)[] s_words =
    [
        ("password"u8.ToArray(), 2, 0), ("passwd"u8.ToArray(), 2, 0), ("secret"u8.ToArray(), 2, 1), ("privatekey"u8.ToArray(), 7, 2),
        ("preauthkey"u8.ToArray(), 7, 2), ("authtoken"u8.ToArray(), 3, 3), ("auth_token"u8.ToArray(), 5, 4), ("2fa"u8.ToArray(), 0, 5),
        ("totp"u8.ToArray(), 1, 6), ("recoverycode"u8.ToArray(), 6, 7), ("jsessionid"u8.ToArray(), 0, 4),
    ];

    static readonly Vector128<byte> s_low0 = Table(0, isLow: true);
    static readonly Vector128<byte> s_low1 = Table(1, isLow: true);
    static readonly Vector128<byte> s_low2 = Table(2, isLow: true);
    static readonly Vector128<byte> s_high0 = Table(0, isLow: false);
    static readonly Vector128<byte> s_high1 = Table(1, isLow: false);
    static readonly Vector128<byte> s_high2 = Table(2, isLow: false);

    /// <summary>Where the first of the words begins at or behind a place; -1 when there is none.</summary>
    internal static int Find(ReadOnlySpan<byte> text, int from, out int length)
    {
        // A word may begin before the letters that it is found by, but not before the place.
        var places = text.Length - from - Letters + 1;
        return Avx2.IsSupported && places >= Vector256<byte>.Count ? Find(text, from, Vector256<byte>.Count, out length)
            : places >= Vector128<byte>.Count ? Find(text, from, Vector128<byte>.Count, out length)
            : FindSlowly(text, from, out length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Find(ReadOnlySpan<byte> text, int from, int width, out int length)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        var last = text.Length - width - Letters + 1;
        for (var at = from; ; at = Math.Min(at + width, last))
        {
            var places = width == Vector256<byte>.Count ? PlacesOf32(ref first, (nuint)at) : PlacesOf16(ref first, (nuint)at);
            for (; places != 0; places &= places - 1)
            {
                if (WordAt(text, from, at + System.Numerics.BitOperations.TrailingZeroCount(places), out length) is var word and >= 0)
                    return word;
            }

            // The last look overlaps the one before it: no place is left to look at one by one.
            if (at == last)
                break;
        }

        length = 0;
        return -1;
    }

    // Of the places from one on, those at which the letters of some word stand, a bit each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint PlacesOf16(ref byte first, nuint at)
    {
        var found = Candidates(Vector128.LoadUnsafe(ref first, at), s_low0, s_high0)
            & Candidates(Vector128.LoadUnsafe(ref first, at + 1), s_low1, s_high1)
            & Candidates(Vector128.LoadUnsafe(ref first, at + 2), s_low2, s_high2);
        return ~Vector128.Equals(found, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint PlacesOf32(ref byte first, nuint at)
    {
        var found = Candidates(Vector256.LoadUnsafe(ref first, at), s_low0, s_high0)
            & Candidates(Vector256.LoadUnsafe(ref first, at + 1), s_low1, s_high1)
            & Candidates(Vector256.LoadUnsafe(ref first, at + 2), s_low2, s_high2);
        return ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    // A text that is shorter than a look is wide.
    static int FindSlowly(ReadOnlySpan<byte> text, int from, out int length)
    {
        for (var at = from; at + Letters <= text.Length; at++)
        {
            if (WordAt(text, from, at, out length) is var word and >= 0)
                return word;
        }

        length = 0;
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<byte> Candidates(Vector128<byte> text, Vector128<byte> low, Vector128<byte> high)
    {
        text |= Vector128.Create((byte)0x20);
        return Vector128.ShuffleNative(low, text & Vector128.Create((byte)0x0F)) & Vector128.ShuffleNative(high, text >> 4);
    }

    // The tables hold for each half, as these look-ups do not cross it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<byte> Candidates(Vector256<byte> text, Vector128<byte> low, Vector128<byte> high)
    {
        text |= Vector256.Create((byte)0x20);
        return Avx2.Shuffle(Vector256.Create(low, low), text & Vector256.Create((byte)0x0F))
            & Avx2.Shuffle(Vector256.Create(high, high), text >> 4);
    }

    // A word whose telling letters stand at a place.
    static int WordAt(ReadOnlySpan<byte> text, int from, int place, out int length)
    {
        foreach (var (word, offset, _) in s_words)
        {
            var start = place - offset;
            if (start >= from && start + word.Length <= text.Length && Ascii.EqualsIgnoreCase(text.Slice(start, word.Length), word))
            {
                length = word.Length;
                return start;
            }
        }

        length = 0;
        return -1;
    }

    static Vector128<byte> Table(int letter, bool isLow)
    {
        Span<byte> table = stackalloc byte[16];
        table.Clear();
        foreach (var (word, offset, bit) in s_words)
        {
            var value = word[offset + letter] | 0x20;
            table[isLow ? value & 0x0F : value >> 4] |= (byte)(1 << bit);
        }

        return Vector128.Create<byte>(table);
    }
}
