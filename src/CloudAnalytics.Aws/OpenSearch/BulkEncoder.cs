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
    const int StampBytes = 24;

    readonly Schema _schema;
    readonly IndexNames _names;
    readonly Cell[] _cells;
    readonly int _id;
    readonly int _time;
    readonly int _arrived;
    byte[] _buffer = GC.AllocateUninitializedArray<byte>(64 * 1024, pinned: true);
    byte* _next;
    byte* _end;
    byte[] _action = [];
    long _actionDay = long.MinValue;
    long _stampDay = long.MinValue;
    readonly byte[] _stamp = GC.AllocateArray<byte>(32, pinned: true);

    /// <summary>An encoder for rows of one format.</summary>
    public BulkEncoder(Schema schema, IndexNames names)
    {
        _schema = schema;
        _names = names;
        _id = schema.OrdinalOf(CommonFields.Id);
        _time = schema.OrdinalOf(CommonFields.Time);
        _arrived = schema.OrdinalOf(CommonFields.Arrived);
        _cells = [.. IndexMapping.FieldsOf(schema).Where(f => f != CommonFields.Id).Select(f => new Cell(schema.OrdinalOf(f), f))];
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
        var columns = batch.Columns;
        AddAction((Int64Column)columns[_arrived], (Int64Column)columns[_time], row);
        var id = ((TextColumn)columns[_id]).Views + row;
        Check.That(id->Length > 0);
        AddText(id);
        Add("\"}}\n{\"id\":\""u8);
        AddText(id);
        *_next++ = (byte)'"';
        foreach (ref readonly var cell in _cells.AsSpan())
            AddCell(cell, columns[cell.Ordinal], row);
        AddTime((Int64Column)columns[_time], row);
        Add("}\n"u8);
    }

    void AddCell(in Cell cell, Column column, int row)
    {
        switch (cell.Kind)
        {
            case CellKind.Text:
                var view = Unsafe.As<TextColumn>(column).Views + row;
                if (view->IsEmpty)
                    return;
                AddName(cell);
                AddText(view);
                *_next++ = (byte)'"';
                break;
            case CellKind.Time:
                if (!Unsafe.As<Int64Column>(column).IsValid(row))
                    return;
                AddName(cell);
                AddStamp(Unsafe.As<Int64Column>(column).Values[row]);
                *_next++ = (byte)'"';
                break;
            case CellKind.Integer:
                if (!Unsafe.As<Int64Column>(column).IsValid(row))
                    return;
                AddName(cell);
                Utf8Formatter.TryFormat(Unsafe.As<Int64Column>(column).Values[row], new Span<byte>(_next, 32), out var digits);
                _next += digits;
                break;
            case CellKind.Fraction:
                if (!Unsafe.As<Float64Column>(column).IsValid(row))
                    return;
                AddName(cell);
                Utf8Formatter.TryFormat(Unsafe.As<Float64Column>(column).Values[row], new Span<byte>(_next, 32), out var bytes);
                _next += bytes;
                break;
            case CellKind.Truth:
                if (!Unsafe.As<BooleanColumn>(column).IsValid(row))
                    return;
                AddName(cell);
                Add(Unsafe.As<BooleanColumn>(column).Values[row] != 0 ? "true"u8 : "false"u8);
                break;
            case CellKind.List:
                AddList(cell, Unsafe.As<ListColumn>(column), row);
                break;
            default:
                AddMap(cell, Unsafe.As<MapColumn>(column), row);
                break;
        }
    }

    void AddList(in Cell cell, ListColumn column, int row)
    {
        var entry = column.Entries[row];
        if (entry.Length == 0)
            return;
        AddName(cell);
        var isFirst = true;
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            // An empty text is no text.
            if (column.Items[i].IsEmpty)
                continue;
            Add(isFirst ? "\""u8 : ",\""u8);
            isFirst = false;
            AddText(column.Items + i);
            *_next++ = (byte)'"';
        }

        Add("]"u8);
    }

    void AddMap(in Cell cell, MapColumn column, int row)
    {
        var entry = column.Entries[row];
        if (entry.Length == 0)
            return;
        AddName(cell);
        for (var i = entry.Offset; i < entry.Offset + entry.Length; i++)
        {
            Add(i == entry.Offset ? "\""u8 : ",\""u8);

            // OpenSearch takes no member without a name.
            if (column.Keys[i].IsEmpty)
                Add("_"u8);
            else
                AddText(column.Keys + i);
            Add("\":\""u8);
            AddText(column.Values + i);
            *_next++ = (byte)'"';
        }

        Add("}"u8);
    }

    void AddAction(Int64Column arrived, Int64Column time, int row)
    {
        var micros = arrived.IsValid(row) ? arrived.Values[row] : time.Values[row];
        var day = Math.DivRem(micros, MicrosPerDay, out var rest) - (rest < 0 ? 1 : 0);
        if (day != _actionDay)
        {
            _actionDay = day;
            _action = Encoding.UTF8.GetBytes(
                $"{{\"create\":{{\"_index\":\"{_names.Daily(_schema, new Timestamp(micros))}\",\"_id\":\"");
        }

        Add(_action);
    }

    void AddTime(Int64Column time, int row)
    {
        if (!time.IsValid(row))
            return;
        Add(",\"@timestamp\":\""u8);
        AddStamp(time.Values[row]);
        *_next++ = (byte)'"';
    }

    /// <summary>An instant to the millisecond, ISO 8601; the day's part is kept from the one before.</summary>
    void AddStamp(long micros)
    {
        var day = Math.DivRem(micros, MicrosPerDay, out var rest);
        if (rest < 0)
        {
            rest += MicrosPerDay;
            day--;
        }

        if (day != _stampDay)
        {
            _stampDay = day;
            Encoding.ASCII.GetBytes(new Timestamp(day * MicrosPerDay).ToDateTimeOffset().ToString("yyyy-MM-ddT00:00:00.000Z"), _stamp);
        }

        Reserve(StampBytes);
        var target = _next;
        CopyDay(target);
        var millis = (uint)(rest / 1000);
        var seconds = millis / 1000;
        Digits(target + 11, seconds / 3600);
        Digits(target + 14, seconds / 60 % 60);
        Digits(target + 17, seconds % 60);
        target[20] = (byte)('0' + (millis % 1000 / 100));
        Digits(target + 21, millis % 100);
        _next += StampBytes;
    }

    void CopyDay(byte* target)
    {
        fixed (byte* stamp = _stamp)
            JsonBytes.CopyShort(target, stamp, StampBytes);
    }

    static void Digits(byte* target, uint number)
    {
        target[0] = (byte)('0' + (number / 10));
        target[1] = (byte)('0' + (number % 10));
    }

    void AddName(in Cell cell)
    {
        Reserve(cell.NameLength);
        if (cell.NameLength <= 64)
        {
            fixed (byte* name = cell.Name)
                _next = JsonBytes.CopyShort(_next, name, cell.NameLength);
            return;
        }

        Add(cell.Name.AsSpan(0, cell.NameLength));
    }

    void AddText(Utf8View* view)
    {
        var length = view->Length;
        Reserve(length * JsonBytes.GrowthMax);
        if (length <= Utf8View.InlineBytesMax)
        {
            if (JsonBytes.TryCopyShort(_next, (byte*)view, length, out var end))
            {
                _next = end;
                return;
            }

            // What stands behind a view may not be readable.
            var padded = stackalloc byte[32];
            Utf8View.Read(view).CopyTo(new Span<byte>(padded, 32));
            _next = JsonBytes.Escape(_next, padded, length);
            return;
        }

        fixed (byte* text = Utf8View.Read(view))
            _next = JsonBytes.Escape(_next, text, length);
    }

    void Add(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(new Span<byte>(_next, text.Length));
        _next += text.Length;
    }

    /// <summary>Makes room for these bytes and what a value needs besides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Reserve(int bytes)
    {
        if (_end - _next < (long)bytes + 64 + JsonBytes.Slack)
            Grow(bytes + 64 + JsonBytes.Slack);
    }

    void Grow(int bytes)
    {
        var length = Length;
        var larger = GC.AllocateUninitializedArray<byte>(Math.Max(_buffer.Length * 2, length + bytes), pinned: true);
        _buffer.AsSpan(0, length).CopyTo(larger);
        _buffer = larger;
        _next = Start + length;
        _end = Start + _buffer.Length;
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

    /// <summary>A column, and what stands before its value: a comma, its name, the beginning of the value.</summary>
    readonly struct Cell
    {
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
            Name = new byte[Math.Max(64, name.Length)];
            name.CopyTo(Name, 0);
        }

        public int Ordinal { get; }

        public CellKind Kind { get; }

        public int NameLength { get; }

        public byte[] Name { get; }
    }
}
