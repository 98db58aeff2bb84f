using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>
/// Rows of a batch as lines of a bulk request, straight from the columns: an action that creates the document under the row's id in the
/// index of its day of arrival, then the document. Fields without a value are left out. Nothing is allocated per row. Not thread safe.
/// </summary>
public sealed unsafe class BulkEncoder
{
    const long MicrosPerDay = 86_400_000_000;

    // Room for a value of known length, or a text of at most so many bytes as are copied at once, with the signs around it.
    const int ValueBytes = (JsonBytes.Slack * JsonBytes.GrowthMax) + JsonBytes.Slack;

    readonly Schema _schema;
    readonly IndexNames _names;
    readonly Cell[] _cells;
    readonly StampText _stamps = new();
    readonly int _id;
    readonly int _time;
    readonly int _arrived;

    // Room for a row without its long texts, lists and maps, and so for what still follows wherever in a row one is: asked for once.
    readonly int _rowBytes;
    byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    byte* _next;
    byte* _end;
    byte[] _action = [];
    long _actionDay = long.MinValue;
    RecordBatch? _batch;

    /// <summary>An encoder for rows of one format.</summary>
    public BulkEncoder(Schema schema, IndexNames names)
    {
        _schema = schema;
        _names = names;
        _id = schema.OrdinalOf(CommonFields.Id);
        _time = schema.OrdinalOf(CommonFields.Time);
        _arrived = schema.OrdinalOf(CommonFields.Arrived);
        _cells = CellsOf(schema);

        // Besides the cells: the action, both ids, the time.
        _rowBytes = 4 * ValueBytes;
        foreach (var cell in _cells)
            _rowBytes += cell.NameLength + ValueBytes;
        Clear();
    }

    /// <summary>What is encoded, until the next row is.</summary>
    public ReadOnlyMemory<byte> Encoded => _buffer.AsMemory(0, Length);

    /// <summary>Bytes encoded.</summary>
    public int Length => (int)(_next - Start);

    byte* Start => (byte*)Unsafe.AsPointer(ref _buffer[0]);

    /// <summary>Forgets what is encoded; memory is kept.</summary>
    public void Clear()
    {
        _next = Start;
        _end = _next + _buffer.Length;
    }

    /// <summary>Forgets the last rows.</summary>
    /// <param name="length">Bytes that stay.</param>
    public void Truncate(int length) => _next = Start + length;

    /// <summary>Adds a row. Its id must not be null.</summary>
    public void Add(RecordBatch batch, int row)
    {
        Check.Debug(batch.Schema == _schema);
        if (!ReferenceEquals(batch, _batch))
            Turn(batch);
        var columns = batch.Columns;
        var time = (Int64Column)columns[_time];
        var id = ((TextColumn)columns[_id]).Views + row;
        Check.That(id->Length > 0);

        // The end so far is handed from value to value: kept in the object, it would be written and read again for each.
        var next = AddAction(Room(_next, 0), (Int64Column)columns[_arrived], time, row);
        next = AddText(next, id);
        next = Add(next, "\"}}\n{\"id\":\""u8);
        next = AddText(next, id);
        *next++ = (byte)'"';
        foreach (ref readonly var cell in _cells.AsSpan())
        {
            if (cell.Kind != CellKind.Text)
            {
                next = AddValue(next, cell, row);
                continue;
            }

            if (!Unsafe.As<TextColumn>(cell.Column).HasValues)
                continue;
            var view = (Utf8View*)cell.Data + row;
            if (view->IsEmpty)
                continue;
            next = AddText(AddName(next, cell), view);
            *next++ = (byte)'"';
        }

        if (time.IsValid(row))
        {
            next = _stamps.Write(Add(next, ",\"@timestamp\":\""u8), time.Values[row]);
            *next++ = (byte)'"';
        }

        _next = Add(next, "}\n"u8);
    }

    // Addresses that are good as long as the batch is; those of the items of lists and maps are not.
    void Turn(RecordBatch batch)
    {
        _batch = batch;
        foreach (ref var cell in _cells.AsSpan())
            cell.Turn(batch.Columns[cell.Ordinal]);
    }

    byte* AddValue(byte* next, in Cell cell, int row)
    {
        if (cell.Kind == CellKind.List)
            return AddList(next, cell, Unsafe.As<ListColumn>(cell.Column), row);
        if (cell.Kind == CellKind.Map)
            return AddMap(next, cell, Unsafe.As<MapColumn>(cell.Column), row);
        if (!Unsafe.As<ValueColumn>(cell.Column).IsValid(row))
            return next;
        next = AddName(next, cell);
        switch (cell.Kind)
        {
            case CellKind.Time:
                next = _stamps.Write(next, ((long*)cell.Data)[row]);
                *next++ = (byte)'"';
                return next;
            case CellKind.Integer:
                Utf8Formatter.TryFormat(((long*)cell.Data)[row], new Span<byte>(next, 32), out var digits);
                return next + digits;
            case CellKind.Fraction:
                Utf8Formatter.TryFormat(((double*)cell.Data)[row], new Span<byte>(next, 32), out var bytes);
                return next + bytes;
            default:
                return Add(next, ((byte*)cell.Data)[row] != 0 ? "true"u8 : "false"u8);
        }
    }

    byte* AddList(byte* next, in Cell cell, ListColumn column, int row)
    {
        var entry = column.Entries[row];
        if (entry.Length == 0)
            return next;
        next = AddName(next, cell);
        var isFirst = true;
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            // An empty text is no text.
            if (column.Items[i].IsEmpty)
                continue;
            next = Room(next, 0);
            if (!isFirst)
                *next++ = (byte)',';
            isFirst = false;
            *next++ = (byte)'"';
            next = AddText(next, column.Items + i);
            *next++ = (byte)'"';
        }

        next = Room(next, 0);
        *next++ = (byte)']';
        return next;
    }

    byte* AddMap(byte* next, in Cell cell, MapColumn column, int row)
    {
        var entry = column.Entries[row];
        if (entry.Length == 0)
            return next;
        next = AddName(next, cell);
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            next = Add(Room(next, 0), i == entry.Offset ? "\""u8 : ",\""u8);

            // OpenSearch takes no member without a name.
            next = column.Keys[i].IsEmpty ? Add(next, "_"u8) : AddText(next, column.Keys + i);
            next = Add(next, "\":\""u8);
            if (!column.Values[i].IsEmpty)
                next = AddText(next, column.Values + i);
            *next++ = (byte)'"';
        }

        next = Room(next, 0);
        *next++ = (byte)'}';
        return next;
    }

    byte* AddAction(byte* next, Int64Column arrived, Int64Column time, int row)
    {
        var micros = arrived.IsValid(row) ? arrived.Values[row] : time.Values[row];
        var day = Math.DivRem(micros, MicrosPerDay, out var rest) - (rest < 0 ? 1 : 0);
        if (day != _actionDay)
        {
            _actionDay = day;
            _action = Encoding.UTF8.GetBytes(
                $"{{\"create\":{{\"_index\":\"{_names.Daily(_schema, new Timestamp(micros))}\",\"_id\":\"");
        }

        return Add(next, _action);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static byte* AddName(byte* next, in Cell cell)
    {
        JsonBytes.Copy32(next, cell.Name);
        JsonBytes.Copy32(next + 32, cell.Name + 32);
        if (cell.NameLength > Cell.NameBytesAtOnce)
            new ReadOnlySpan<byte>(cell.Name, cell.NameLength).CopyTo(new Span<byte>(next, cell.NameLength));
        return next + cell.NameLength;
    }

    // A text that is not empty.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    byte* AddText(byte* next, Utf8View* view)
    {
        var length = view->Length;
        if (length <= Utf8View.InlineBytesMax)
            return JsonBytes.TryCopyShort(next, (byte*)view, length, out var end) ? end : EscapeShort(next, view);
        if (length > JsonBytes.Slack)
            next = Room(next, (long)length * JsonBytes.GrowthMax);
        fixed (byte* text = Utf8View.Read(view))
            return JsonBytes.Escape(next, text, length);
    }

    // What stands behind a view may not be readable.
    static byte* EscapeShort(byte* next, Utf8View* view)
    {
        var padded = stackalloc byte[Utf8View.InlineBytesMax + JsonBytes.Slack];
        Utf8View.Read(view).CopyTo(new Span<byte>(padded, Utf8View.InlineBytesMax));
        return JsonBytes.Escape(next, padded, view->Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static byte* Add(byte* next, ReadOnlySpan<byte> text)
    {
        text.CopyTo(new Span<byte>(next, text.Length));
        return next + text.Length;
    }

    /// <summary>Makes room for these bytes and the rest of a row behind them.</summary>
    /// <param name="next">The end so far.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The end so far, which may be elsewhere now.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    byte* Room(byte* next, long bytes) => _end - next < bytes + _rowBytes ? Grow(next, bytes + _rowBytes) : next;

    byte* Grow(byte* next, long bytes)
    {
        var length = (int)(next - Start);
        var larger = GC.AllocateUninitializedArray<byte>((int)Math.Max(_buffer.Length * 2L, checked((int)(length + bytes))), pinned: true);
        _buffer.AsSpan(0, length).CopyTo(larger);
        _buffer = larger;
        _end = Start + _buffer.Length;
        return Start + length;
    }

    enum CellKind
    {
        Text,
        Time,
        Integer,
        Fraction,
        Truth,
        List,
        Map,
    }

    static Cell[] CellsOf(Schema schema)
    {
        var cells = new Cell[schema.Fields.Length];
        var count = 0;
        foreach (var field in schema.Fields)
        {
            if (IndexMapping.Holds(field) && field != CommonFields.Id)
                cells[count++] = new Cell(schema.OrdinalOf(field), field);
        }

        return cells[..count];
    }

    /// <summary>A column, and what stands before its value: a comma, its name, the beginning of the value.</summary>
    struct Cell
    {
        public const int NameBytesAtOnce = 64;

        readonly byte[] _name;

        public Cell(int ordinal, Field field)
        {
            Ordinal = ordinal;
            (Kind, var opening) = field.Type switch
            {
                FieldType.Timestamp => (CellKind.Time, "\""),
                FieldType.Keyword or FieldType.Text or FieldType.Ip => (CellKind.Text, "\""),
                FieldType.Int64 => (CellKind.Integer, ""),
                FieldType.Float64 => (CellKind.Fraction, ""),
                FieldType.Boolean => (CellKind.Truth, ""),
                FieldType.KeywordList => (CellKind.List, "["),
                FieldType.Map => (CellKind.Map, "{"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            var name = Encoding.UTF8.GetBytes($",\"{field.Name}\":{opening}");
            NameLength = name.Length;
            _name = GC.AllocateArray<byte>(Math.Max(NameBytesAtOnce, name.Length), pinned: true);
            name.CopyTo(_name, 0);
            Name = (byte*)Unsafe.AsPointer(ref _name[0]);
        }

        public int Ordinal { get; }

        public CellKind Kind { get; }

        public int NameLength { get; }

        public byte* Name { get; }

        /// <summary>The column in the current batch, which there is when a row is added.</summary>
        public Column Column { get; private set; } = null!;

        /// <summary>Its values; null for lists and maps.</summary>
        public void* Data { get; private set; }

        public void Turn(Column column)
        {
            Column = column;
            Data = column switch
            {
                TextColumn text => text.Views,
                Int64Column whole => whole.Values,
                Float64Column fraction => fraction.Values,
                BooleanColumn truth => truth.Values,
                _ => null,
            };
        }
    }
}
