using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// Positions of the bytes that can end a cell (delimiter, CR, LF) or change what ends it (quote), found 64 bytes at a time. Parsing then
/// walks a list of integers instead of looking at every byte.
/// </summary>
sealed unsafe class StructuralIndex
{
    /// <summary>Bytes indexed at a time: the list stays in the second-level cache beside the input.</summary>
    internal const int WindowBytes = 64 * 1024;

    // 0, 1, 2, ... 63.
    static readonly Vector512<byte> s_places = Vector512<byte>.Indices;

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
    internal int Fill(byte* start, int from, int length, byte delimiter, byte quote) => Avx512Vbmi2.IsSupported
        ? FillCompressed(start, from, length, delimiter, quote)
        : FillPortable(start, from, length, delimiter, quote);

    /// <summary>As <see cref="Fill"/>, for every processor.</summary>
    internal int FillPortable(byte* start, int from, int length, byte delimiter, byte quote)
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

    // With a compressing processor a block costs one table look-up for all bytes, one comparison, and one store of 16 positions, whatever
    // it holds: the numbers of the bytes found are moved together, widened and written.
    int FillCompressed(byte* start, int from, int length, byte delimiter, byte quote)
    {
        // The look-up takes a byte's lower six bits: an entry is the byte looked for, or one that has other lower bits than its index.
        var table = ~s_places;
        foreach (var wanted in (ReadOnlySpan<byte>)[delimiter, quote, (byte)'\n', (byte)'\r'])
            table = table.WithElement(wanted & 63, wanted);
        var positions = Positions;
        var places = s_places;
        var count = 0;
        for (var i = 0; i < length; i += 64)
        {
            var block = Vector512.Load(start + from + i);
            var hits = Vector512.Equals(Avx512Vbmi.PermuteVar64x8(table, block), block);
            var mask = hits.ExtractMostSignificantBits();
            if (length - i < 64)
                mask &= (1UL << (length - i)) - 1;
            var found = BitOperations.PopCount(mask);
            var compressed = Avx512Vbmi2.Compress(Vector512<byte>.Zero, hits, places);
            var position = positions + count;
            var place = Vector512.Create(from + i);

            // Surplus writes are overwritten by the next block, as above.
            Vector512.Store(Avx512F.ConvertToVector512Int32(compressed.GetLower().GetLower()) + place, position);
            if (found > 16)
            {
                Vector512.Store(Avx512F.ConvertToVector512Int32(compressed.GetLower().GetUpper()) + place, position + 16);
                Vector512.Store(Avx512F.ConvertToVector512Int32(compressed.GetUpper().GetLower()) + place, position + 32);
                Vector512.Store(Avx512F.ConvertToVector512Int32(compressed.GetUpper().GetUpper()) + place, position + 48);
            }

            count += found;
        }

        return count;
    }
}
