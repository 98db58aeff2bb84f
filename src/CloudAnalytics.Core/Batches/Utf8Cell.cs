using System.Runtime.InteropServices;

namespace CloudAnalytics.Core.Batches;

/// <summary>Where the text of a cell stands, for cells that are more than a view of their text.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly unsafe struct Utf8Cell
{
    readonly ulong _length;

    /// <summary>First byte, pinned and padded as <see cref="Utf8View.Borrow"/> asks for.</summary>
    internal readonly byte* Text;

    /// <summary>Bytes of the text; 0 for a cell without value.</summary>
    internal int Length => (int)_length;
}
