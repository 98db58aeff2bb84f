using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>Values as JSON, written to memory that has room for them.</summary>
static unsafe class JsonBytes
{
    /// <summary>Bytes that one byte of text becomes at most.</summary>
    public const int GrowthMax = 6;

    /// <summary>Bytes that are written past the end while a text is copied, and read past its end.</summary>
    public const int Slack = 64;

    /// <summary>
    /// Writes text between quotes, which are the caller's: copies 64 bytes at a time and looks at those alone that JSON escapes or that are
    /// not ASCII. What is no UTF-8 becomes U+FFFD, as everywhere else.
    /// </summary>
    /// <param name="target">Where to; room for six times the text and <see cref="Slack"/>.</param>
    /// <param name="text">The text; <see cref="Slack"/> bytes after its last one are readable.</param>
    /// <param name="length">Its bytes, at least one.</param>
    /// <returns>The end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Escape(byte* target, byte* text, int length) =>
        length <= Slack && (Copy(target, text) & (ulong.MaxValue >> (Slack - length))) == 0
            ? target + length : EscapeLong(target, text, length);

    /// <summary>As <see cref="Escape"/>, of a text in a vector's bytes 4 to 15, as a view holds a short one.</summary>
    /// <param name="target">Where to; room for 12 bytes and <see cref="Slack"/>.</param>
    /// <param name="view">The view.</param>
    /// <param name="length">Bytes of the text, at most 12.</param>
    /// <param name="end">The end, where all bytes could be copied.</param>
    /// <returns>Whether they could.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopyShort(byte* target, byte* view, int length, out byte* end)
    {
        var all = Vector128.Load(view);
        Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ulong>(view + 4));
        Unsafe.WriteUnaligned(target + 8, Unsafe.ReadUnaligned<uint>(view + 12));
        end = target + length;
        return ((SpecialIn(all) >> 4) & (uint)((1 << length) - 1)) == 0;
    }

    /// <summary>Copies 32 bytes that need no change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy32(byte* target, byte* text) => Vector256.Store(Vector256.Load(text), target);

    static byte* EscapeLong(byte* target, byte* text, int length)
    {
        while (length > 0)
        {
            var special = Copy(target, text);
            var plain = Math.Min(BitOperations.TrailingZeroCount(special), length);
            target += plain;
            text += plain;
            length -= plain;
            if (plain == Slack || length == 0)
                continue;
            var used = *text < 0x80 ? Control(ref target, *text) : Runes(ref target, text, length);
            text += used;
            length -= used;
        }

        return target;
    }

    // Copies 64 bytes. Returns a bit for each that cannot stand so in JSON.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Copy(byte* target, byte* text)
    {
        var first = Vector256.Load(text);
        var second = Vector256.Load(text + 32);
        Vector256.Store(first, target);
        Vector256.Store(second, target + 32);
        return SpecialIn(first) | ((ulong)SpecialIn(second) << 32);
    }

    // As signed bytes, those of 0x80 and above lie below the controls.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint SpecialIn(Vector256<byte> chunk) =>
        (Vector256.LessThan(chunk.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte()
            | Vector256.Equals(chunk, Vector256.Create((byte)'"'))
            | Vector256.Equals(chunk, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint SpecialIn(Vector128<byte> chunk) =>
        (Vector128.LessThan(chunk.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte()
            | Vector128.Equals(chunk, Vector128.Create((byte)'"'))
            | Vector128.Equals(chunk, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();

    static int Control(ref byte* target, byte value)
    {
        *target++ = (byte)'\\';
        var letter = value switch
        {
            (byte)'"' or (byte)'\\' => value,
            (byte)'\b' => (byte)'b',
            (byte)'\t' => (byte)'t',
            (byte)'\n' => (byte)'n',
            (byte)'\f' => (byte)'f',
            (byte)'\r' => (byte)'r',
            _ => (byte)'u',
        };
        *target++ = letter;
        if (letter != (byte)'u')
            return 1;
        *target++ = (byte)'0';
        *target++ = (byte)'0';
        *target++ = "0123456789abcdef"u8[value >> 4];
        *target++ = "0123456789abcdef"u8[value & 15];
        return 1;
    }

    /// <summary>Copies characters beyond ASCII as long as they follow each other.</summary>
    static int Runes(ref byte* target, byte* text, int length)
    {
        var used = 0;
        while (used < length && text[used] >= 0x80)
        {
            var status = Rune.DecodeFromUtf8(new ReadOnlySpan<byte>(text + used, length - used), out _, out var bytes);
            if (status == System.Buffers.OperationStatus.Done)
            {
                Unsafe.CopyBlockUnaligned(target, text + used, (uint)bytes);
                target += bytes;
            }
            else
            {
                *target++ = 0xEF;
                *target++ = 0xBF;
                *target++ = 0xBD;
            }

            used += bytes;
        }

        return used;
    }
}
