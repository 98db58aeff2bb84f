using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>Where the views of a column's cells go, and where the text of the current row's cell stands.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct CellTarget
{
    readonly nint _first;
    readonly nint _mask;

    /// <summary>The current row's cell.</summary>
    internal Utf8Cell Cell;

    /// <summary>Names the place.</summary>
    /// <param name="first">Address for the first row.</param>
    /// <param name="isPerRow">Whether each row has its own place.</param>
    internal CellTarget(nint first, bool isPerRow)
    {
        _first = first;
        _mask = isPerRow ? -1 : 0;
    }

    /// <summary>Where the view of a row's cell goes.</summary>
    /// <param name="rowBytes">The row's index times the size of a view.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly Utf8View* At(nint rowBytes) => (Utf8View*)(_first + (rowBytes & _mask));
}
