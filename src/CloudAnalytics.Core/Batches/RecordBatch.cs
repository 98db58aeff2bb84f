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
    readonly nint* _dataPointers;

    readonly PinnedArray<nint> _validity;
    readonly nint* _validityPointers;

    // Ordinals whose storage must be written for every row, as they have no validity bits to fall back on: lists and maps, and texts from
    // the first row on that sets them.
    readonly ulong _textLow;
    readonly ulong _textHigh;
    readonly ulong _listLow;
    readonly ulong _listHigh;
    ulong _usedLow;
    ulong _usedHigh;
    bool _isSealed;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="capacity">Rows it can hold.</param>
    public RecordBatch(Schema schema, int capacity = Limits.BatchRowsMax)
    {
        Schema = schema;
        Capacity = capacity;
        _columns = new Column[schema.Fields.Length];
        _data = new PinnedArray<nint>(_columns.Length);
        _validity = new PinnedArray<nint>(_columns.Length);
        _dataPointers = _data.Pointer;
        _validityPointers = _validity.Pointer;
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
            var bit = 1UL << (i & 63);
            if (column is ValueColumn value)
                _validity.Pointer[i] = (nint)value.Validity;
            else if (column is TextColumn)
                (i < 64 ? ref _textLow : ref _textHigh) |= bit;
            else
                (i < 64 ? ref _listLow : ref _listHigh) |= bit;
        }
    }

    /// <summary>The columns' declaration.</summary>
    public Schema Schema { get; }

    /// <summary>Rows it can hold.</summary>
    public int Capacity { get; }

    /// <summary>Rows it holds.</summary>
    public int RowCount { get; private set; }

    /// <summary>How often it was cleared: what was put into its arena before is gone.</summary>
    internal int Clearings { get; private set; }

    /// <summary>Whether no row can be added.</summary>
    public bool IsFull => RowCount == Capacity || _isSealed;

    /// <summary>Takes no more rows until it is cleared: what comes next must not be split over two batches, and has no room here.</summary>
    public void Seal() => _isSealed = true;

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
        _isSealed = false;
        Clearings++;
        _usedLow = _usedHigh = 0;
        Arena.Clear();
        foreach (var column in _columns)
            column.Clear();
    }

    /// <summary>Address of a column's values (text: views, list and map: entries), for parsers that write cells in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void* DataAt(int ordinal) => (void*)_dataPointers[ordinal];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Column ColumnAt(int ordinal) => _columns[ordinal];

    /// <summary>Address of a value column's validity words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong* ValidityAt(int ordinal) => (ulong*)_validityPointers[ordinal];

    /// <summary>Whether a row has set a text, so that there is a row before the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsUsed(int ordinal) => ((ordinal < 64 ? _usedLow >> ordinal : _usedHigh >> (ordinal - 64)) & 1) != 0;

    /// <summary>Ends a row: what was not set becomes null.</summary>
    internal void Commit(ulong setLow, ulong setHigh)
    {
        var data = _dataPointers;
        var row = RowCount;
        if (((setLow & _textLow & ~_usedLow) | (setHigh & _textHigh & ~_usedHigh)) != 0)
            Use(setLow & _textLow & ~_usedLow, setHigh & _textHigh & ~_usedHigh);
        for (var unset = _usedLow & ~setLow; unset != 0; unset &= unset - 1)
            ((Utf8View*)data[BitOperations.TrailingZeroCount(unset)])[row] = default;
        for (var unset = _usedHigh & ~setHigh; unset != 0; unset &= unset - 1)
            ((Utf8View*)data[64 + BitOperations.TrailingZeroCount(unset)])[row] = default;
        for (var unset = _listLow & ~setLow; unset != 0; unset &= unset - 1)
            WriteEmpty(BitOperations.TrailingZeroCount(unset));
        for (var unset = _listHigh & ~setHigh; unset != 0; unset &= unset - 1)
            WriteEmpty(64 + BitOperations.TrailingZeroCount(unset));
        RowCount = row + 1;
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

    // Texts that no row before has set.
    [MethodImpl(MethodImplOptions.NoInlining)]
    void Use(ulong low, ulong high)
    {
        _usedLow |= low;
        _usedHigh |= high;
        for (; low != 0; low &= low - 1)
            ((TextColumn)_columns[BitOperations.TrailingZeroCount(low)]).Begin(RowCount);
        for (; high != 0; high &= high - 1)
            ((TextColumn)_columns[64 + BitOperations.TrailingZeroCount(high)]).Begin(RowCount);
    }

    // Entries of null rows keep their offset, so the last committed row tells where the next one starts.
    static int EndOf(ListEntry* entries, int row) => (int)(entries[row - 1].Offset + entries[row - 1].Length);

    // An empty entry keeps the offset, so that every entry tells where the next row's items start.
    void WriteEmpty(int ordinal)
    {
        var count = _columns[ordinal] is ListColumn list ? list.ItemCount : ((MapColumn)_columns[ordinal]).PairCount;
        ((ListEntry*)_data.Pointer[ordinal])[RowCount] = new ListEntry((ulong)count, 0);
    }
}
