using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CloudAnalytics.Core.Batches;

/// <summary>
/// Text in DuckDB's own 16-byte layout (its <c>duckdb_string_t</c>): a 32-bit length, then either up to 12 bytes in place, zero padded, or
/// a 4-byte prefix and a pointer. A zero view is the empty text, which in a batch means null.
/// </summary>
/// <remarks>A view of more than <see cref="InlineBytesMax"/> bytes points into pinned memory that must outlive it: the input block or the
/// batch's arena.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public readonly unsafe struct Utf8View
{
    /// <summary>Longest text kept in the view itself.</summary>
    public const int InlineBytesMax = 12;

    readonly uint _length;
    readonly uint _prefix;
    readonly ulong _rest;

    Utf8View(uint length, uint prefix, ulong rest)
    {
        _length = length;
        _prefix = prefix;
        _rest = rest;
    }

    /// <summary>Bytes of the text.</summary>
    public int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)_length;
    }

    /// <summary>Whether the text has no bytes, which in a batch means null.</summary>
    public bool IsEmpty => _length == 0;

    // Byte i of row n is 0xFF when byte i of a view (text starts at byte 4) belongs to a text of n bytes.
    static ReadOnlySpan<byte> InlineMasks =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    /// <summary>Makes a view of pinned text without copying it.</summary>
    /// <param name="text">First byte; 4 bytes before it and 16 after it must be readable (<see cref="Limits.BlockPaddingBytes"/> sees to
    /// that).</param>
    /// <param name="length">Bytes of the text, not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Utf8View Borrow(byte* text, int length)
    {
        if (length <= InlineBytesMax)
        {
            var mask = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(InlineMasks), (nuint)(uint)length * 16);
            var bytes = Vector128.Load(text - 4) & mask;
            return Unsafe.BitCast<Vector128<uint>, Utf8View>(bytes.AsUInt32().WithElement(0, (uint)length));
        }

        return new Utf8View((uint)length, *(uint*)text, (ulong)text);
    }

    /// <summary>Makes a view that holds its text itself, for constants that many rows share.</summary>
    /// <param name="text">At most <see cref="InlineBytesMax"/> bytes.</param>
    public static Utf8View Inline(ReadOnlySpan<byte> text)
    {
        Check.That(text.Length <= InlineBytesMax);
        Span<byte> padded = stackalloc byte[32];
        text.CopyTo(padded[4..]);
        fixed (byte* first = padded)
            return Borrow(first + 4, text.Length);
    }

    /// <summary>The text of a view that lies in pinned memory.</summary>
    /// <param name="view">Address of the view, as inline text is part of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Read(Utf8View* view)
    {
        var length = (int)view->_length;
        return new ReadOnlySpan<byte>(length <= InlineBytesMax ? (byte*)view + 4 : (byte*)view->_rest, length);
    }
}
