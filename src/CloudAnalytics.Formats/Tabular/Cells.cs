using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>The cells of the row being completed that are not columns themselves.</summary>
readonly unsafe ref struct Cells
{
    readonly Utf8View* _slots;

    internal Cells(Utf8View* slots) => _slots = slots;

    /// <summary>The text of a slot; empty when the row does not have it, or it is <c>-</c>.</summary>
    internal ReadOnlySpan<byte> this[int slot] => Utf8View.Read(_slots + slot);

    /// <summary>Address of a slot, for a run of slots that belong together.</summary>
    internal Utf8View* Address(int slot) => _slots + slot;

    /// <summary>The same as a view, to store it without copying.</summary>
    internal Utf8View View(int slot) => _slots[slot];
}
