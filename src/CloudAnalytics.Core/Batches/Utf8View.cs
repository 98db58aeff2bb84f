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
    readonly byte* _text;

    /// <summary>Bytes of the text.</summary>
    public int Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)_length;
    }

    /// <summary>Whether the text has no bytes, which in a batch means null.</summary>
    public bool IsEmpty => _length == 0;

    // What a view takes of the 16 bytes that begin 4 before the text, then what of the length and the pointer, for texts of 0 to 12 bytes;
    // the last row stands for all longer ones, of which the view holds the first four and the pointer.
    static ReadOnlySpan<byte> Masks =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
            255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0,
            255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    /// <summary>Makes a view of pinned text without copying it.</summary>
    /// <param name="text">First byte; 4 bytes before it and 16 after it must be readable (<see cref="Limits.BlockPaddingBytes"/> sees to
    /// that).</param>
    /// <param name="length">Bytes of the text, not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Utf8View Borrow(byte* text, int length)
    {
        var view = Make(Vector128.Create((uint)length, (ulong)text), text);
        return Unsafe.BitCast<Vector128<byte>, Utf8View>(view);
    }

    /// <summary>As <see cref="Borrow"/>, written in place: one store instead of a copy from register to register.</summary>
    /// <param name="target">Where the view goes.</param>
    /// <param name="text">First byte, pinned and padded.</param>
    /// <param name="length">Bytes of the text, not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Utf8View* target, byte* text, int length) =>
        Vector128.Store(Make(Vector128.Create((uint)length, (ulong)text), text), (byte*)target);

    /// <summary>As <see cref="Store(Utf8View*, byte*, int)"/>, and says elsewhere where the text stands.</summary>
    /// <param name="target">Where the view goes.</param>
    /// <param name="cell">Where length and address go.</param>
    /// <param name="text">First byte, pinned and padded.</param>
    /// <param name="length">Bytes of the text, not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Utf8View* target, Utf8Cell* cell, byte* text, int length)
    {
        var place = Vector128.Create((uint)length, (ulong)text);
        Vector128.Store(place, (ulong*)cell);
        Vector128.Store(Make(place, text), (byte*)target);
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
        return new ReadOnlySpan<byte>(length <= InlineBytesMax ? (byte*)view + 4 : view->_text, length);
    }

    // Without a branch, as lengths are what a predictor cannot learn: both forms are made of the same parts, and what a form does not have
    // is and-ed away.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<byte> Make(Vector128<ulong> lengthAndText, byte* text)
    {
        var row = Vector128.Min(lengthAndText.AsUInt32(), Vector128.CreateScalar(InlineBytesMax + 1u)).ToScalar();
        ref var masks = ref Unsafe.Add(ref MemoryMarshal.GetReference(Masks), (nuint)row * 32);
        var rest = lengthAndText.AsByte() & Vector128.LoadUnsafe(ref masks, 16);
        return (Vector128.Load(text - 4) & Vector128.LoadUnsafe(ref masks)) | rest;
    }
}
