using System.Numerics;
using System.Runtime.Intrinsics;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// Positions of the bytes that can end a cell (delimiter, CR, LF) or change what ends it (quote), found 64 bytes at a time. Parsing then
/// walks a list of integers instead of looking at every byte.
/// </summary>
sealed unsafe class StructuralIndex
{
    /// <summary>Bytes indexed at a time: the list stays in the second-level cache beside the input.</summary>
    internal const int WindowBytes = 64 * 1024;

    readonly int[] _positions = GC.AllocateUninitializedArray<int>(WindowBytes + 64, pinned: true);

    /// <summary>The positions found, ascending, relative to the indexed start.</summary>
    internal int* Positions => (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _positions[0]);

    /// <summary>Finds the positions in a window.</summary>
    /// <param name="start">First byte; up to 63 bytes past the end are read.</param>
    /// <param name="from">Offset of the window's first byte, added to each position.</param>
    /// <param name="length">Bytes, at most <see cref="WindowBytes"/>.</param>
    /// <param name="delimiter">What separates cells.</param>
    /// <param name="quote">What quotes cells; the delimiter again when nothing does.</param>
    /// <returns>Number of positions.</returns>
    internal int Fill(byte* start, int from, int length, byte delimiter, byte quote)
    {
        var positions = Positions;
        var count = 0;
        var delimiters = Vector512.Create(delimiter);
        var quotes = Vector512.Create(quote);
        var lf = Vector512.Create((byte)'\n');
        var cr = Vector512.Create((byte)'\r');
        for (var i = 0; i < length; i += 64)
        {
            var block = Vector512.Load(start + from + i);
            var mask = (Vector512.Equals(block, delimiters) | Vector512.Equals(block, quotes) | Vector512.Equals(block, lf)
                | Vector512.Equals(block, cr))
                .ExtractMostSignificantBits();
            if (length - i < 64)
                mask &= (1UL << (length - i)) - 1;
            var found = BitOperations.PopCount(mask);
            var position = positions + count;
            var place = from + i;

            // Four at a time without asking: surplus writes are overwritten by the next block, and mispredicted ends cost more than they
            // save.
            for (var written = 0; written < found; written += 4)
            {
                position[0] = place + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                position[1] = place + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                position[2] = place + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                position[3] = place + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                position += 4;
            }

            count += found;
        }

        return count;
    }
}
