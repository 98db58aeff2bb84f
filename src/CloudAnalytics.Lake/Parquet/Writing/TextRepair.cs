using System.Runtime.CompilerServices;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>Gives texts as they stand where all are UTF-8, else a copy in which those that are not are repaired.</summary>
sealed unsafe class TextRepair
{
    readonly Arena _arena = new();
    readonly PinnedViews _copy = new();

    /// <summary>The texts, good until the next call.</summary>
    internal Utf8View* Run(Utf8View* views, int count)
    {
        if (Utf8Guard.IsAscii(views, count))
            return views;
        _arena.Clear();
        var copy = _copy.Of(views, count);
        Utf8Guard.Repair(copy, count, _arena);
        return copy;
    }

    sealed class PinnedViews
    {
        Utf8View[] _views = [];

        internal Utf8View* Of(Utf8View* views, int count)
        {
            if (_views.Length < count)
                _views = GC.AllocateUninitializedArray<Utf8View>(Math.Max(count, Limits.VectorRows), pinned: true);
            new ReadOnlySpan<Utf8View>(views, count).CopyTo(_views);
            return (Utf8View*)Unsafe.AsPointer(ref _views[0]);
        }
    }
}
