using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CloudAnalytics.Core.Batches;

/// <summary>An array whose address does not change, so that native code and views may point into it. The collector frees it.</summary>
sealed unsafe class PinnedArray<T>
    where T : unmanaged
{
    T[] _items;

    internal PinnedArray(int length) => _items = Allocate(length);

    internal T* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_items));
    }

    internal int Length => _items.Length;

    /// <summary>Grows to at least the length, by doubling, keeping the content; the address changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EnsureLength(int length)
    {
        if (length > _items.Length)
            Grow(length);
    }

    internal void Clear() => Array.Clear(_items);

    void Grow(int length)
    {
        var larger = Allocate(Math.Max(length, _items.Length * 2));
        Array.Copy(_items, larger, _items.Length);
        _items = larger;
    }

    static T[] Allocate(int length) => GC.AllocateArray<T>(length, pinned: true);
}
