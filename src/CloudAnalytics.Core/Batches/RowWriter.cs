using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Batches;

/// <summary>
/// Writes one row. What is not set is null; setting twice keeps the last value, except lists and maps, which grow. The row counts only once
/// <see cref="Commit"/> was called; <see cref="Abandon"/> leaves no trace of it. A field that the schema does not have is a programming
/// error.
/// </summary>
public unsafe ref struct RowWriter
{
    readonly RecordBatch _batch;
    readonly int _row;
    ulong _setLow;
    ulong _setHigh;

    internal RowWriter(RecordBatch batch, int row)
    {
        _batch = batch;
        _row = row;
    }

    /// <summary>Memory of the batch for text that is not in the input.</summary>
    public readonly Arena Arena => _batch.Arena;

    /// <summary>The batch that the row will belong to.</summary>
    public readonly RecordBatch Batch => _batch;

    /// <summary>Index of the row.</summary>
    public readonly int Row => _row;

    /// <summary>Sets a text, copying it. Empty is null.</summary>
    public void Set(Field<Utf8Text> field, scoped ReadOnlySpan<byte> value) => SetView(Ordinal(field), _batch.Arena.Copy(value));

    /// <summary>Sets a text without copying: it must lie in pinned, padded memory that outlives the batch's content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetBorrowed(Field<Utf8Text> field, ReadOnlySpan<byte> value)
    {
        fixed (byte* text = value)
            SetView(Ordinal(field), value.IsEmpty ? default : Utf8View.Borrow(text, value.Length));
    }

    /// <summary>Sets a text to a view made before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(Field<Utf8Text> field, Utf8View value) => SetView(Ordinal(field), value);

    /// <summary>Sets a text, copying it unless it is that of the row before, whose copy both then share. Empty is null.</summary>
    public void SetRepeated(Field<Utf8Text> field, scoped ReadOnlySpan<byte> value)
    {
        var ordinal = Ordinal(field);
        var before = (Utf8View*)_batch.DataAt(ordinal) + _row - 1;
        SetView(ordinal, _batch.IsUsed(ordinal) && Utf8View.Read(before).SequenceEqual(value) ? *before : _batch.Arena.Copy(value));
    }

    /// <summary>Sets an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(Field<long> field, long value) => SetInt64(Ordinal(field), value);

    /// <summary>Sets an instant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(Field<Timestamp> field, Timestamp value) => SetInt64(Ordinal(field), value.Micros);

    /// <summary>Sets a fraction. Not a number and infinities are null.</summary>
    public readonly void Set(Field<double> field, double value)
    {
        if (!double.IsFinite(value))
            return;
        var column = Unsafe.As<Float64Column>(_batch.ColumnAt(Ordinal(field)));
        column.Values[_row] = value;
        column.SetValid(_row);
    }

    /// <summary>Sets a truth value.</summary>
    public readonly void Set(Field<bool> field, bool value)
    {
        var column = Unsafe.As<BooleanColumn>(_batch.ColumnAt(Ordinal(field)));
        column.Values[_row] = value ? (byte)1 : (byte)0;
        column.SetValid(_row);
    }

    /// <summary>Adds an item to a list, copying it. Past <see cref="Limits.ListEntriesMax"/> items are dropped.</summary>
    public void Add(Field<Utf8List> field, ReadOnlySpan<byte> item) => Add(field, _batch.Arena.Copy(item));

    /// <summary>Adds an item to a list without copying: it must lie in pinned, padded memory that outlives the batch's content.</summary>
    public void AddBorrowed(Field<Utf8List> field, ReadOnlySpan<byte> item) => AddBorrowedAt(Ordinal(field), item);

    /// <summary>As <see cref="AddBorrowed"/>, by the field's ordinal in this schema.</summary>
    internal void AddBorrowedAt(int ordinal, ReadOnlySpan<byte> item)
    {
        var column = Unsafe.As<ListColumn>(_batch.ColumnAt(ordinal));
        var entry = (ListEntry*)_batch.DataAt(ordinal) + _row;
        if (!IsSet(ordinal))
        {
            *entry = new ListEntry((ulong)column.ItemCount, 0);
            MarkSet(ordinal);
        }

        if (entry->Length >= Limits.ListEntriesMax)
            return;
        var target = column.AddItem();
        if (item.IsEmpty)
            *target = default;
        else
            Utf8View.Store(target, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(item)), item.Length);
        *entry = new ListEntry(entry->Offset, entry->Length + 1);
    }

    /// <summary>Adds an item to a list.</summary>
    public void Add(Field<Utf8List> field, Utf8View item)
    {
        var ordinal = Ordinal(field);
        var column = Unsafe.As<ListColumn>(_batch.ColumnAt(ordinal));
        var entry = IsSet(ordinal) ? column.Entries[_row] : new ListEntry((ulong)column.ItemCount, 0);
        if (entry.Length >= Limits.ListEntriesMax)
            return;
        column.Add(item);
        column.Entries[_row] = entry with { Length = entry.Length + 1 };
        MarkSet(ordinal);
    }

    /// <summary>
    /// Adds a pair to a map, copying both. Past <see cref="Limits.ListEntriesMax"/> pairs are dropped; of a key set twice the first value
    /// stays.
    /// </summary>
    public void Add(Field<Utf8Map> field, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        Add(field, _batch.Arena.Copy(key), _batch.Arena.Copy(value));

    /// <summary>Adds a pair to a map.</summary>
    public void Add(Field<Utf8Map> field, Utf8View key, Utf8View value)
    {
        var ordinal = Ordinal(field);
        var column = Unsafe.As<MapColumn>(_batch.ColumnAt(ordinal));
        var entry = IsSet(ordinal) ? column.Entries[_row] : new ListEntry((ulong)column.PairCount, 0);
        if (entry.Length >= Limits.ListEntriesMax)
            return;
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            if (Utf8View.Read(column.Keys + i).SequenceEqual(Utf8View.Read(&key)))
                return;
        }

        column.Add(key, value);
        column.Entries[_row] = entry with { Length = entry.Length + 1 };
        MarkSet(ordinal);
    }

    /// <summary>The text set for the field in this row, empty when none.</summary>
    public readonly ReadOnlySpan<byte> Get(Field<Utf8Text> field)
    {
        var ordinal = Ordinal(field);
        return IsSet(ordinal) ? Utf8View.Read((Utf8View*)_batch.DataAt(ordinal) + _row) : default;
    }

    /// <summary>As <see cref="Get(Field{Utf8Text})"/>, by the field's ordinal in this schema.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ReadOnlySpan<byte> GetAt(int ordinal) =>
        IsSet(ordinal) ? Utf8View.Read((Utf8View*)_batch.DataAt(ordinal) + _row) : default;

    /// <summary>The view set for the field in this row, a zero one when none: to store the same text again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly Utf8View ViewAt(int ordinal) => IsSet(ordinal) ? ((Utf8View*)_batch.DataAt(ordinal))[_row] : default;

    /// <summary>The first item of a list in this row, empty when it has none.</summary>
    public readonly ReadOnlySpan<byte> FirstOf(Field<Utf8List> field)
    {
        var ordinal = Ordinal(field);
        if (!IsSet(ordinal))
            return default;
        var column = Unsafe.As<ListColumn>(_batch.ColumnAt(ordinal));
        return Utf8View.Read(column.Items + column.Entries[_row].Offset);
    }

    /// <summary>The integer set for the field in this row, or null.</summary>
    public readonly long? Get(Field<long> field) => Int64(field);

    /// <summary>The instant set for the field in this row, or null.</summary>
    public readonly Timestamp? Get(Field<Timestamp> field) => Int64(field) is { } micros ? new Timestamp(micros) : null;

    /// <summary>Whether the field was set in this row (texts, lists, maps and values set through this writer).</summary>
    public readonly bool IsSet(Field field)
    {
        var ordinal = Ordinal(field);
        return _batch.ColumnAt(ordinal) is ValueColumn value ? value.IsValid(_row) : IsSet(ordinal);
    }

    /// <summary>Takes the row into the batch.</summary>
    public readonly void Commit() => _batch.Commit(_setLow, _setHigh);

    /// <summary>Drops the row and all it has set.</summary>
    public readonly void Abandon() => _batch.Abandon();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetView(int ordinal, Utf8View value)
    {
        ((Utf8View*)_batch.DataAt(ordinal))[_row] = value;
        MarkSet(ordinal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void SetInt64(int ordinal, long value)
    {
        ((long*)_batch.DataAt(ordinal))[_row] = value;
        _batch.ValidityAt(ordinal)[_row >> 6] |= 1UL << (_row & 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void SetFloat64(int ordinal, double value)
    {
        var column = Unsafe.As<Float64Column>(_batch.ColumnAt(ordinal));
        column.Values[_row] = value;
        column.SetValid(_row);
    }

    /// <summary>Says that a parser has written the cells of these ordinals in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MarkSet(ulong low, ulong high)
    {
        _setLow |= low;
        _setHigh |= high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void MarkSet(int ordinal)
    {
        if (ordinal < 64)
            _setLow |= 1UL << ordinal;
        else
            _setHigh |= 1UL << (ordinal - 64);
    }

    /// <summary>Whether a text, list or map was set in this row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool IsSetAt(int ordinal) => IsSet(ordinal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly bool IsSet(int ordinal) => ((ordinal < 64 ? _setLow >> ordinal : _setHigh >> (ordinal - 64)) & 1) != 0;

    readonly long? Int64(Field field)
    {
        var column = Unsafe.As<Int64Column>(_batch.ColumnAt(Ordinal(field)));
        return column.IsValid(_row) ? column.Values[_row] : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly int Ordinal(Field field)
    {
        var ordinal = _batch.Schema.OrdinalOf(field);
        Check.Debug(ordinal >= 0);
        return ordinal;
    }
}
