using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>What a parser of JSON must know of a column for each of its values, side by side.</summary>
unsafe struct JsonColumn
{
    /// <summary>Bit of the row's time, or a part of it.</summary>
    internal const uint TimeKey = 1;

    /// <summary>Bit of what the agent adds.</summary>
    internal const uint SenderKey = 2;

    /// <summary>Bit of a column that the format names.</summary>
    internal const uint OtherKey = 4;

    /// <summary>Bit of the first of the columns that decide which format an object is of.</summary>
    internal const uint FirstDecisiveKey = 8;

    readonly byte[] _key;

    // The key's first bytes, and a bit for each of these 32 that does not belong to it.
    readonly Vector256<byte> _keyHead;
    readonly uint _beyondKey;

    internal JsonColumn(Layout layout, int column, IReadOnlyList<string> decisive)
    {
        _key = [(byte)'"', .. layout.Names[column], .. "\":\""u8];
        Span<byte> head = stackalloc byte[Vector256<byte>.Count];
        _key.AsSpan(0, Math.Min(_key.Length, head.Length)).CopyTo(head);
        _keyHead = Vector256.Create<byte>(head);
        _beyondKey = _key.Length < head.Length ? uint.MaxValue << _key.Length : 0;
        Kinds = layout.Kinds[column] switch
        {
            CellKind.Attribute => 0,
            CellKind.RowTime or CellKind.RowDate or CellKind.RowTimeOfDay => TimeKey,
            CellKind.SenderHost or CellKind.SenderFile or CellKind.SenderPosition => SenderKey,
            _ => OtherKey,
        };
        for (var i = 0; i < decisive.Count; i++)
            Kinds |= decisive[i] == layout.Header[column] ? FirstDecisiveKey << i : 0;
        IsText = layout.Kinds[column] == CellKind.Text;
        Ordinal = layout.Ordinals[column];
        SetLow = IsText && Ordinal < 64 ? 1UL << Ordinal : 0;
        SetHigh = IsText && Ordinal >= 64 ? 1UL << (Ordinal - 64) : 0;
    }

    /// <summary>Bytes of the key in quotes, the colon, and the quote that begins a text.</summary>
    internal readonly int KeyLength => _key.Length;

    /// <summary>The key's bits.</summary>
    internal uint Kinds { get; }

    /// <summary>Whether texts are stored as they stand.</summary>
    internal bool IsText { get; }

    internal int Ordinal { get; }

    /// <summary>The column's bit among the ordinals 0 to 63, of a text.</summary>
    internal ulong SetLow { get; }

    /// <summary>The column's bit among the ordinals 64 to 127, of a text.</summary>
    internal ulong SetHigh { get; }

    /// <summary>First of the batch's texts.</summary>
    internal Utf8View* Texts { get; set; }

    /// <summary>Whether the key and a text as its value begin here, as nearly every producer writes them: without blanks.</summary>
    /// <param name="at">Where; as many bytes as a block is padded with are readable.</param>
    /// <param name="end">The input's end. A key of at most 32 bytes may be found behind it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool BeginsAt(byte* at, byte* end) =>
        (Vector256.Equals(Vector256.Load(at), _keyHead).ExtractMostSignificantBits() | _beyondKey) == uint.MaxValue
            && (_key.Length <= Vector256<byte>.Count || RestBeginsAt(at, end));

    /// <summary>Whether a text is the key itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool IsEcho(byte* text, int length) =>
        length == _key.Length - 4 && new ReadOnlySpan<byte>(text, length).SequenceEqual(_key.AsSpan(1, length));

    readonly bool RestBeginsAt(byte* at, byte* end) =>
        end - at > _key.Length && new ReadOnlySpan<byte>(at, _key.Length).SequenceEqual(_key);
}
