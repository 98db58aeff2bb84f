using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Batches;

/// <summary>The values of one field in a batch. Closed: text, 64-bit integer (also instants), double, truth value, list, map.</summary>
public abstract class Column
{
    private protected Column(Field field) => Field = field;

    /// <summary>What the column holds.</summary>
    public Field Field { get; }

    internal static Column Create(Field field, int capacity) => field.Type switch
    {
        FieldType.Keyword or FieldType.Text or FieldType.Ip => new TextColumn(field, capacity),
        FieldType.Timestamp or FieldType.Int64 => new Int64Column(field, capacity),
        FieldType.Float64 => new Float64Column(field, capacity),
        FieldType.Boolean => new BooleanColumn(field, capacity),
        FieldType.KeywordList => new ListColumn(field, capacity),
        FieldType.Map => new MapColumn(field, capacity),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal abstract void Clear();
}

/// <summary>Texts: an array of views; a view of length 0 is null.</summary>
public sealed unsafe class TextColumn : Column
{
    readonly PinnedArray<Utf8View> _views;

    internal TextColumn(Field field, int capacity)
        : base(field) => _views = new PinnedArray<Utf8View>(capacity);

    /// <summary>
    /// Whether a row has set it. Most columns of a wide format are null in all rows of a batch: those are never written, and what stands
    /// in their views means nothing.
    /// </summary>
    public bool HasValues { get; private set; }

    /// <summary>First of the batch's views, meaningful when <see cref="HasValues"/>; valid until the batch is collected.</summary>
    public Utf8View* Views => _views.Pointer;

    /// <summary>Begins to hold values: the rows before are null.</summary>
    internal void Begin(int rows)
    {
        HasValues = true;
        new Span<Utf8View>(_views.Pointer, rows).Clear();
    }

    internal override void Clear() => HasValues = false;
}

/// <summary>
/// Column of fixed-size values with one validity bit per row (bit set = value present), least significant bit first, as DuckDB's.
/// </summary>
public abstract unsafe class ValueColumn : Column
{
    readonly PinnedArray<ulong> _validity;

    private protected ValueColumn(Field field, int capacity)
        : base(field) => _validity = new PinnedArray<ulong>((capacity + 63) / 64);

    /// <summary>First validity word.</summary>
    public ulong* Validity => _validity.Pointer;

    /// <summary>Whether the row has a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsValid(int row) => (Validity[row >> 6] & (1UL << (row & 63))) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetValid(int row) => Validity[row >> 6] |= 1UL << (row & 63);

    internal void SetNull(int row) => Validity[row >> 6] &= ~(1UL << (row & 63));

    internal override void Clear() => _validity.Clear();
}

/// <summary>Integers, or instants in microseconds since 1970.</summary>
public sealed unsafe class Int64Column : ValueColumn
{
    readonly PinnedArray<long> _values;

    internal Int64Column(Field field, int capacity)
        : base(field, capacity) => _values = new PinnedArray<long>(capacity);

    /// <summary>First value; undefined where the row is null.</summary>
    public long* Values => _values.Pointer;
}

/// <summary>Doubles.</summary>
public sealed unsafe class Float64Column : ValueColumn
{
    readonly PinnedArray<double> _values;

    internal Float64Column(Field field, int capacity)
        : base(field, capacity) => _values = new PinnedArray<double>(capacity);

    /// <summary>First value; undefined where the row is null.</summary>
    public double* Values => _values.Pointer;
}

/// <summary>Truth values, one byte each: 0 or 1.</summary>
public sealed unsafe class BooleanColumn : ValueColumn
{
    readonly PinnedArray<byte> _values;

    internal BooleanColumn(Field field, int capacity)
        : base(field, capacity) => _values = new PinnedArray<byte>(capacity);

    /// <summary>First value; undefined where the row is null.</summary>
    public byte* Values => _values.Pointer;
}

/// <summary>Where a row's entries stand in a list's items; laid out as DuckDB's <c>duckdb_list_entry</c>. Length 0 is null.</summary>
/// <param name="Offset">Index of the first item.</param>
/// <param name="Length">Number of items.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ListEntry(ulong Offset, ulong Length);

/// <summary>Lists of texts.</summary>
public sealed unsafe class ListColumn : Column
{
    readonly PinnedArray<ListEntry> _entries;
    readonly PinnedArray<Utf8View> _items;

    internal ListColumn(Field field, int capacity)
        : base(field)
    {
        _entries = new PinnedArray<ListEntry>(capacity);
        _items = new PinnedArray<Utf8View>(capacity);
    }

    /// <summary>First row's entry.</summary>
    public ListEntry* Entries => _entries.Pointer;

    /// <summary>First item; the address changes while rows are written.</summary>
    public Utf8View* Items => _items.Pointer;

    /// <summary>Items of all rows together.</summary>
    public int ItemCount { get; private set; }

    internal void Add(Utf8View item) => *AddItem() = item;

    /// <summary>Makes room for an item.</summary>
    /// <returns>Where it goes, until the next is added.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Utf8View* AddItem()
    {
        _items.EnsureLength(ItemCount + 1);
        return _items.Pointer + ItemCount++;
    }

    internal void TruncateItems(int count) => ItemCount = count;

    internal override void Clear() => ItemCount = 0;
}

/// <summary>Maps of text to text.</summary>
public sealed unsafe class MapColumn : Column
{
    readonly PinnedArray<ListEntry> _entries;
    readonly PinnedArray<Utf8View> _keys;
    readonly PinnedArray<Utf8View> _values;

    internal MapColumn(Field field, int capacity)
        : base(field)
    {
        _entries = new PinnedArray<ListEntry>(capacity);
        _keys = new PinnedArray<Utf8View>(16);
        _values = new PinnedArray<Utf8View>(16);
    }

    /// <summary>First row's entry.</summary>
    public ListEntry* Entries => _entries.Pointer;

    /// <summary>First key; the address changes while rows are written.</summary>
    public Utf8View* Keys => _keys.Pointer;

    /// <summary>First value; the address changes while rows are written.</summary>
    public Utf8View* Values => _values.Pointer;

    /// <summary>Pairs of all rows together.</summary>
    public int PairCount { get; private set; }

    internal void Add(Utf8View key, Utf8View value)
    {
        _keys.EnsureLength(PairCount + 1);
        _values.EnsureLength(PairCount + 1);
        _keys.Pointer[PairCount] = key;
        _values.Pointer[PairCount++] = value;
    }

    internal void TruncatePairs(int count) => PairCount = count;

    internal override void Clear() => PairCount = 0;
}
