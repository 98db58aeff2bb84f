using System.Numerics;
using System.Runtime.CompilerServices;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Batches;

/// <summary>
/// Rows of one schema, column by column, without an object per row or a string per value. Rows are written one at a time through
/// <see cref="RowWriter"/>; a batch is cleared and reused. Texts may point into the input block they were parsed from: that block must stay
/// as it is until the batch is cleared. Not thread safe.
/// </summary>
public sealed unsafe class RecordBatch
{
    readonly Column[] _columns;
    readonly PinnedArray<nint> _data;

    // Ordinals whose storage must be written for every row: texts, lists and maps have no validity bits to fall back on.
    readonly ulong _mustWriteLow;
    readonly ulong _mustWriteHigh;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="capacity">Rows it can hold.</param>
    public RecordBatch(Schema schema, int capacity = Limits.BatchRowsMax)
    {
        Schema = schema;
        Capacity = capacity;
        _columns = new Column[schema.Fields.Length];
        _data = new PinnedArray<nint>(_columns.Length);
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = Column.Create(schema.Fields[i], capacity);
            _columns[i] = column;
            _data.Pointer[i] = column switch
            {
                TextColumn text => (nint)text.Views,
                Int64Column int64 => (nint)int64.Values,
                Float64Column float64 => (nint)float64.Values,
                BooleanColumn boolean => (nint)boolean.Values,
                ListColumn list => (nint)list.Entries,
                MapColumn map => (nint)map.Entries,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            if (column is ValueColumn)
                continue;
            if (i < 64)
                _mustWriteLow |= 1UL << i;
            else
                _mustWriteHigh |= 1UL << (i - 64);
        }
    }

    /// <summary>The columns' declaration.</summary>
    public Schema Schema { get; }

    /// <summary>Rows it can hold.</summary>
    public int Capacity { get; }

    /// <summary>Rows it holds.</summary>
    public int RowCount { get; private set; }

    /// <summary>Whether no row can be added.</summary>
    public bool IsFull => RowCount == Capacity;

    /// <summary>Memory for text that is not in the input.</summary>
    public Arena Arena { get; } = new();

    /// <summary>The columns, in schema order.</summary>
    public ReadOnlySpan<Column> Columns => _columns;

    /// <summary>Starts a row; the one before must have been committed or abandoned, and the batch must not be full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowWriter NewRow()
    {
        Check.Debug(RowCount < Capacity);
        return new RowWriter(this, RowCount);
    }

    /// <summary>Forgets all rows; memory is kept.</summary>
    public void Clear()
    {
        RowCount = 0;
        Arena.Clear();
        foreach (var column in _columns)
            column.Clear();
    }

    /// <summary>Address of a column's values (text: views, list and map: entries), for parsers that write cells in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void* DataAt(int ordinal) => (void*)_data.Pointer[ordinal];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Column ColumnAt(int ordinal) => _columns[ordinal];

    /// <summary>Ends a row: what was not set becomes null.</summary>
    internal void Commit(ulong setLow, ulong setHigh)
    {
        for (var unset = _mustWriteLow & ~setLow; unset != 0; unset &= unset - 1)
            WriteNull(BitOperations.TrailingZeroCount(unset));
        for (var unset = _mustWriteHigh & ~setHigh; unset != 0; unset &= unset - 1)
            WriteNull(64 + BitOperations.TrailingZeroCount(unset));
        RowCount++;
    }

    /// <summary>Undoes what an unfinished row has set.</summary>
    internal void Abandon()
    {
        var row = RowCount;
        foreach (var column in _columns)
        {
            switch (column)
            {
                case ValueColumn value:
                    value.SetNull(row);
                    break;
                case ListColumn list:
                    list.TruncateItems(row == 0 ? 0 : EndOf(list.Entries, row));
                    break;
                case MapColumn map:
                    map.TruncatePairs(row == 0 ? 0 : EndOf(map.Entries, row));
                    break;
            }
        }
    }

    // Entries of null rows keep their offset, so the last committed row tells where the next one starts.
    static int EndOf(ListEntry* entries, int row) => (int)(entries[row - 1].Offset + entries[row - 1].Length);

    // A text's view and a list's entry have the same size, and a null is all zero but for the list's offset.
    void WriteNull(int ordinal)
    {
        ((ListEntry*)_data.Pointer[ordinal])[RowCount] = _columns[ordinal] switch
        {
            ListColumn list => new ListEntry((ulong)list.ItemCount, 0),
            MapColumn map => new ListEntry((ulong)map.PairCount, 0),
            _ => default,
        };
    }
}
