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

    /// <summary>Bytes that are written past the end while a text is copied.</summary>
    public const int Slack = 32;

    /// <summary>
    /// Writes text between quotes, which are the caller's: copies 16 bytes at a time and looks at those alone that JSON escapes or that are
    /// not ASCII. What is no UTF-8 becomes U+FFFD, as everywhere else.
    /// </summary>
    /// <param name="target">Where to; room for six times the text and <see cref="Slack"/>.</param>
    /// <param name="text">The text; 16 bytes after its last one are readable.</param>
    /// <param name="length">Its bytes.</param>
    /// <returns>The end.</returns>
    public static byte* Escape(byte* target, byte* text, int length)
    {
        var i = 0;
        while (i < length)
        {
            var chunk = Vector128.Load(text + i);
            Vector128.Store(chunk, target);
            var special = SpecialIn(chunk);
            var left = Math.Min(length - i, 16);
            special &= (uint)((1 << left) - 1);
            var plain = special == 0 ? left : BitOperations.TrailingZeroCount(special);
            target += plain;
            i += plain;
            if (special != 0)
                i += text[i] < 0x80 ? Control(ref target, text[i]) : Runes(ref target, text + i, length - i);
        }

        return target;
    }

    /// <summary>As <see cref="Escape"/>, of a text in a vector's bytes 4 to 15, as a view holds a short one.</summary>
    /// <param name="target">Where to; room for 12 bytes and <see cref="Slack"/>.</param>
    /// <param name="view">The view.</param>
    /// <param name="length">Bytes of the text, at most 12.</param>
    /// <param name="end">The end, where all bytes could be copied.</param>
    /// <returns>Whether they could; else nothing is written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopyShort(byte* target, byte* view, int length, out byte* end)
    {
        var all = Vector128.Load(view);
        var special = SpecialIn(all) >> 4;
        end = target + length;
        if ((special & (uint)((1 << length) - 1)) != 0)
            return false;
        Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ulong>(view + 4));
        Unsafe.WriteUnaligned(target + 8, Unsafe.ReadUnaligned<uint>(view + 12));
        return true;
    }

    /// <summary>Copies bytes that need no change, at most 64 of them, with 64 readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* CopyShort(byte* target, byte* text, int length)
    {
        Vector256.Store(Vector256.Load(text), target);
        if (length > 32)
            Vector256.Store(Vector256.Load(text + 32), target + 32);
        return target + length;
    }

    // As signed bytes, those of 0x80 and above lie below the controls.
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
