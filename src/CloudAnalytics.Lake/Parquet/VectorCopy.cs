using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Lake.Parquet;

/// <summary>Copies slices of a batch's columns into DuckDB's vectors, in its own layout: no call and no copy per value.</summary>
/// <remarks>Text is not copied: DuckDB gets the 16-byte views, whose memory must stay until the chunk is consumed.</remarks>
static unsafe class VectorCopy
{
    /// <summary>Copies rows [<paramref name="first"/>, first + count) of a column to the start of a fresh vector.</summary>
    /// <param name="column">The column.</param>
    /// <param name="first">A multiple of <see cref="Limits.VectorRows"/>, so that validity words are whole.</param>
    /// <param name="count">At most <see cref="Limits.VectorRows"/>.</param>
    /// <param name="vector">The output vector, all valid.</param>
    /// <param name="repaired">Memory for texts that were not UTF-8; it must stay until the chunk is consumed.</param>
    internal static void Copy(Column column, int first, int count, nint vector, Arena repaired)
    {
        Check.Debug(first % Limits.VectorRows == 0 && count <= Limits.VectorRows);
        if (IsNull(column, first, count))
        {
            SetNull(column, count, vector);
            return;
        }

        switch (column)
        {
            case TextColumn text:
                CopyViews(text.Views + first, count, vector, repaired);
                break;
            case Int64Column int64:
                CopyValues(int64.Values + first, int64.Validity + (first >> 6), count, vector);
                break;
            case Float64Column float64:
                CopyValues(float64.Values + first, float64.Validity + (first >> 6), count, vector);
                break;
            case BooleanColumn boolean:
                CopyValues(boolean.Values + first, boolean.Validity + (first >> 6), count, vector);
                break;
            case ListColumn list:
                var items = CopyEntries(list.Entries + first, count, vector);
                CopyItems(list.Items + items.Offset, (int)items.Length, NativeMethods.duckdb_list_vector_get_child(vector), repaired);
                break;
            case MapColumn map:
                var pairs = CopyEntries(map.Entries + first, count, vector);
                // A map is a list of structs of key and value.
                var entries = NativeMethods.duckdb_list_vector_get_child(vector);
                CopyItems(map.Keys + pairs.Offset, (int)pairs.Length, NativeMethods.duckdb_struct_vector_get_child(entries, 0), repaired);
                CopyItems(map.Values + pairs.Offset, (int)pairs.Length, NativeMethods.duckdb_struct_vector_get_child(entries, 1), repaired);
                break;
            default:
                throw new UnreachableException();
        }
    }

    // A column that no row has set: nothing is read or copied, nor looked at for UTF-8.
    static bool IsNull(Column column, int first, int count) => column switch
    {
        TextColumn text => !text.HasValues,
        ListColumn list => list.ItemCount == 0,
        MapColumn map => map.PairCount == 0,
        ValueColumn value => !new ReadOnlySpan<ulong>(value.Validity + (first >> 6), (count + 63) >> 6).ContainsAnyExcept(0UL),
        _ => false,
    };

    static void SetNull(Column column, int count, nint vector)
    {
        new Span<ulong>(WritableValidity(vector), (count + 63) >> 6).Clear();
        if (column is ListColumn or MapColumn)
            _ = NativeMethods.duckdb_list_vector_set_size(vector, 0);
    }

    static void CopyViews(Utf8View* views, int count, nint vector, Arena repaired)
    {
        CopyItems(views, count, vector, repaired);
        SetValidity((uint*)views, count, vector);
    }

    static void CopyValues<T>(T* values, ulong* validity, int count, nint vector)
        where T : unmanaged
    {
        Unsafe.CopyBlock(NativeMethods.duckdb_vector_get_data(vector), values, (uint)(count * sizeof(T)));
        var words = (count + 63) >> 6;
        var all = ulong.MaxValue;
        for (var i = 0; i < words - 1; i++)
            all &= validity[i];
        all &= validity[words - 1] | Beyond(count);
        if (all == ulong.MaxValue)
            return;
        Unsafe.CopyBlock(WritableValidity(vector), validity, (uint)words * sizeof(ulong));
    }

    // Entries count items from the batch's first row; the vector's child starts with this slice's first item.
    static ListEntry CopyEntries(ListEntry* entries, int count, nint vector)
    {
        var start = entries[0].Offset;
        var target = (ListEntry*)NativeMethods.duckdb_vector_get_data(vector);
        for (var i = 0; i < count; i++)
            target[i] = new ListEntry(entries[i].Offset - start, entries[i].Length);
        SetValidity((uint*)entries + 2, count, vector);
        var length = entries[count - 1].Offset + entries[count - 1].Length - start;
        _ = NativeMethods.duckdb_list_vector_reserve(vector, length);
        _ = NativeMethods.duckdb_list_vector_set_size(vector, length);
        return new ListEntry(start, length);
    }

    // An empty item of a list stays an empty text: lists of one row that belong together keep their positions.
    static void CopyItems(Utf8View* items, int count, nint vector, Arena repaired)
    {
        var target = (Utf8View*)NativeMethods.duckdb_vector_get_data(vector);
        Unsafe.CopyBlock(target, items, (uint)count * DuckDbColumn.StringViewBytes);
        Utf8Guard.Repair(target, count, repaired);
    }

    /// <summary>Makes null every row whose length is 0.</summary>
    /// <param name="lengths">The first row's length: a 32-bit number every 16 bytes.</param>
    /// <param name="count">Rows.</param>
    /// <param name="vector">The vector.</param>
    static void SetValidity(uint* lengths, int count, nint vector)
    {
        var words = stackalloc ulong[Limits.VectorRows / 64];
        var all = ulong.MaxValue;
        var word = 0;
        for (var row = 0; row < count; row += 64, word++)
        {
            var valid = row + 64 <= count ? ValidOf64(lengths + (row * 4)) : ValidOf(lengths + (row * 4), count - row);
            words[word] = valid;
            all &= valid;
        }

        if (all != ulong.MaxValue)
            Unsafe.CopyBlock(WritableValidity(vector), words, (uint)word * sizeof(ulong));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong ValidOf64(uint* lengths)
    {
        ulong valid = 0;
        for (var i = 0; i < 64; i += 4)
        {
            var four = Vector128.Create(lengths[i * 4], lengths[(i * 4) + 4], lengths[(i * 4) + 8], lengths[(i * 4) + 12]);
            valid |= (ulong)(~Vector128.Equals(four, Vector128<uint>.Zero).ExtractMostSignificantBits() & 15) << i;
        }

        return valid;
    }

    static ulong ValidOf(uint* lengths, int count)
    {
        var valid = Beyond(count);
        for (var i = 0; i < count; i++)
            valid |= lengths[i * 4] != 0 ? 1UL << i : 0;
        return valid;
    }

    // The bits of the last word that belong to no row, set, so that they do not read as nulls.
    static ulong Beyond(int count) => (count & 63) == 0 ? 0 : ulong.MaxValue << (count & 63);

    static ulong* WritableValidity(nint vector)
    {
        NativeMethods.duckdb_vector_ensure_validity_writable(vector);
        return NativeMethods.duckdb_vector_get_validity(vector);
    }
}
