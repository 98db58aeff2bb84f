using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// Makes rows of cells: converts each by its column's kind, then adds what every row has (time, identity, origin) and lets the format
/// complete it.
/// </summary>
sealed unsafe class RowAssembler
{
    const long MicrosPerDay = 86_400_000_000;

    // "null" as a little-endian word.
    const uint NullTail = 0x6C6C756E;

    readonly TabularFormat _format;
    readonly ParserContext _context;
    readonly Utf8View[] _slots;
    readonly int _time;
    readonly int _arrived;
    readonly int _id;
    readonly int _host;
    readonly int _sourceFile;
    readonly int _raw;

    readonly byte[] _sourceFileBytes;
    RecordBatch? _batch;
    int _clearings;
    string? _hostText;
    byte[] _hostBytes = [];
    Utf8View _sourceFileView;
    Utf8View _hostView;
    long _micros;
    long _dayMicros;
    long _timeOfDayMicros;
    TimeState _timeState;
    ulong _senderHash;
    long _senderPosition;

    internal RowAssembler(TabularFormat format, ParserContext context)
    {
        _format = format;
        _context = context;
        _sourceFileBytes = System.Text.Encoding.UTF8.GetBytes(context.SourceFile);
        Memory = format.CreateState();
        _slots = GC.AllocateArray<Utf8View>(Math.Max(1, format.Columns.SlotCount), pinned: true);
        var schema = format.Schema;
        _time = schema.OrdinalOf(CommonFields.Time);
        _arrived = schema.OrdinalOf(CommonFields.Arrived);
        _id = schema.OrdinalOf(CommonFields.Id);
        _host = schema.OrdinalOf(CommonFields.Host);
        _sourceFile = schema.OrdinalOf(CommonFields.SourceFile);
        _raw = schema.OrdinalOf(CommonFields.Raw);
    }

    /// <summary>What the format remembers of the records before; null when nothing.</summary>
    internal FormatState? Memory { get; }

    enum TimeState : byte
    {
        Missing,
        Read,
        Unreadable,
    }

    /// <summary>Turns to a batch: texts that all rows share are put into its arena once.</summary>
    /// <returns>Whether it is another batch than that of the last call, or the same with other rows.</returns>
    internal bool Begin(RecordBatch batch)
    {
        if (ReferenceEquals(_batch, batch) && _clearings == batch.Clearings && ReferenceEquals(_hostText, _context.Host))
            return false;
        _batch = batch;
        _clearings = batch.Clearings;
        if (!ReferenceEquals(_hostText, _context.Host))
        {
            _hostText = _context.Host;
            _hostBytes = System.Text.Encoding.UTF8.GetBytes(_hostText ?? "");
        }

        _sourceFileView = batch.Arena.Copy(_sourceFileBytes);
        _hostView = batch.Arena.Copy(_hostBytes);
        return true;
    }

    /// <summary>Forgets the row before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BeginRow()
    {
        _timeState = TimeState.Missing;
        _dayMicros = _timeOfDayMicros = -1;
        _senderHash = 0;
        _senderPosition = -1;
        for (var i = 0; i < _slots.Length; i++)
            _slots[i] = default;
    }

    /// <summary>Whether the text stands for no value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsNull(byte* text, int length) =>
        length == 0 || IsNullToken(text, length);

    /// <summary>Whether the text is one of the words for no value (<c>-</c>, <c>$null</c>); the empty text is none by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsNullToken(byte* text, int length) =>
        (length & ~4) == 1 && (length == 1 ? *text == '-' : *text == '$' && *(uint*)(text + 1) == NullTail);

    /// <summary>Takes the cells of a row that are not texts stored as they stand.</summary>
    /// <param name="row">The row.</param>
    /// <param name="layout">Its columns.</param>
    /// <param name="cells">A cell for each column of the layout.</param>
    /// <param name="count">Cells that the row has.</param>
    internal void Cells(ref RowWriter row, Layout layout, CellTarget* cells, int count)
    {
        foreach (ref readonly var other in layout.Others.AsSpan())
        {
            if (other.Column >= count)
                break;
            var text = cells[other.Column].Cell.Text;
            var length = cells[other.Column].Cell.Length;
            if (length == 0)
                continue;

            // What most cells hold is taken here, without a call for each.
            switch (other.Kind)
            {
                case CellKind.Slot:
                    _slots[other.Ordinal] = Utf8View.Borrow(text, length);
                    break;
                case CellKind.RowTime:
                    RowTime(text, length);
                    break;
                case CellKind.Int64 when Utf8Number.TryParseDigits(text, length, out var number):
                    row.SetInt64(other.Ordinal, number);
                    break;
                case CellKind.Ip when AddressText.IsPlainIpV4(text, length):
                    row.SetView(other.Ordinal, Utf8View.Borrow(text, length));
                    break;
                case CellKind.Ip when AddressText.IsPlainIpV6(text, length, out var addressLength):
                    row.SetView(other.Ordinal, Utf8View.Borrow(text, addressLength));
                    break;
                default:
                    Cell(ref row, layout, other.Column, text, length);
                    break;
            }
        }
    }

    /// <summary>Takes a cell of any kind but text, which the parsers store themselves.</summary>
    internal void Cell(ref RowWriter row, Layout layout, int column, byte* text, int length)
    {
        if (IsNull(text, length))
            return;
        var ordinal = layout.Ordinals[column];
        switch (layout.Kinds[column])
        {
            case CellKind.Text:
                row.SetView(ordinal, Utf8View.Borrow(text, length));
                break;
            case CellKind.Slot:
                _slots[ordinal] = Utf8View.Borrow(text, length);
                break;
            case CellKind.RowTime:
                RowTime(text, length);
                break;
            case CellKind.Ip when AddressText.IsPlainIpV4(text, length):
                row.SetView(ordinal, Utf8View.Borrow(text, length));
                break;
            case CellKind.Ip when AddressText.IsPlainIpV6(text, length, out var addressLength):
                row.SetView(ordinal, Utf8View.Borrow(text, addressLength));
                break;
            case CellKind.RowDate:
                _dayMicros = length == 10 && Utf8Time.TryParseDate(text, out var days) ? days * MicrosPerDay : -1;
                _timeState = _dayMicros < 0 ? TimeState.Unreadable : _timeState;
                break;
            case CellKind.RowTimeOfDay:
                _timeOfDayMicros = Utf8Time.TryParseTimeOfDay(text, length, out var micros) ? micros : -1;
                _timeState = _timeOfDayMicros < 0 ? TimeState.Unreadable : _timeState;
                break;
            case CellKind.Int64:
                if (Utf8Number.TryParseDigits(text, length, out var whole) || Utf8Number.TryParse(text, length, out whole))
                    row.SetInt64(ordinal, whole);
                else
                    Attribute(ref row, layout.Names[column], text, length);
                break;
            case CellKind.Float64 when Utf8Number.TryParseDigits(text, length, out var digits):
                row.SetFloat64(ordinal, digits);
                break;
            default:
                RareCell(ref row, layout, column, text, length);
                break;
        }
    }

    /// <summary>Whether the row's cells do not stand under their columns.</summary>
    internal bool IsMisaligned()
    {
        fixed (Utf8View* slots = _slots)
            return _format.IsMisaligned(new Cells(slots));
    }

    /// <summary>Takes a cell that was found again in a row of moved cells; blanks around it are none of its own.</summary>
    internal void AlignedCell(ref RowWriter row, Layout layout, int column, byte* record, Range range)
    {
        var from = range.Start.Value;
        var to = range.End.Value;
        while (from < to && record[from] == ' ')
            from++;
        while (from < to && record[to - 1] == ' ')
            to--;
        Cell(ref row, layout, column, record + from, to - from);
    }

    /// <summary>Adds a pair to the row's attributes.</summary>
    internal static void Attribute(ref RowWriter row, ReadOnlySpan<byte> name, byte* text, int length) =>
        row.Add(CommonFields.Attributes, row.Arena.Copy(name), Utf8View.Borrow(text, length));

    /// <summary>Ends a row: commits it, or abandons it and says why.</summary>
    /// <param name="row">The row, its cells taken.</param>
    /// <param name="record">First byte of the record.</param>
    /// <param name="length">Bytes of the record, without its line end.</param>
    /// <param name="offset">Offset of the record in the source.</param>
    /// <returns>Null when the row was committed, else the reason of a dead letter.</returns>
    internal string? Finish(ref RowWriter row, byte* record, int length, long offset)
    {
        if (_timeState == TimeState.Unreadable)
        {
            row.Abandon();
            return "its time is not a timestamp";
        }

        var arrived = _context.Arrived.Micros;
        var micros = _timeState == TimeState.Read ? _micros : _dayMicros >= 0 && _timeOfDayMicros >= 0
            ? _dayMicros + _timeOfDayMicros : long.MinValue;
        if (micros == long.MinValue || micros > arrived + MicrosPerDay)
        {
            row.Set(CommonFields.TimeSource, micros == long.MinValue ? "missing"u8 : "future"u8);
            micros = arrived;
        }

        row.SetInt64(_time, micros);
        row.SetInt64(_arrived, arrived);
        if (!_sourceFileView.IsEmpty && !row.IsSetAt(_sourceFile))
            row.SetView(_sourceFile, _sourceFileView);
        if (_hostView.Length > 0 && !row.IsSetAt(_host))
            row.SetView(_host, _hostView);
        if (_context.KeepRaw)
            row.SetView(_raw, Utf8View.Borrow(record, length));
        fixed (Utf8View* slots = _slots)
        {
            var cells = new Cells(slots);
            if (_format.Complete(ref row, cells, _context, Memory) is { } reason)
            {
                row.Abandon();
                return reason;
            }

            var id = _format.TryNaturalId(ref row, cells, out var natural) ? natural
                : _senderPosition >= 0 && _senderHash != 0 ? new RecordId(_senderHash, (ulong)_senderPosition)
                : new RecordId(_context.SourceId, unchecked(_context.SourceLow + (ulong)offset));
            var text = row.Arena.Reserve(RecordId.TextLength);
            id.Write(new Span<byte>(text, RecordId.TextLength));
            row.SetView(_id, Utf8View.Borrow(text, RecordId.TextLength));
        }

        row.Commit();
        return null;
    }

    void RowTime(byte* text, int length)
    {
        while (length > 0 && *text == 0)
        {
            text++;
            length--;
        }

        _timeState = Utf8Time.TryParse(text, length, _context.Zone, out _micros) ? TimeState.Read : TimeState.Unreadable;
    }

    // What is not of its column's type (Unlimited among numbers, a truncated address) goes to the attributes: nothing is lost.
    void RareCell(ref RowWriter row, Layout layout, int column, byte* text, int length)
    {
        var ordinal = layout.Ordinals[column];
        var span = new ReadOnlySpan<byte>(text, length);
        switch (layout.Kinds[column])
        {
            case CellKind.Attribute:
                Attribute(ref row, layout.Names[column], text, length);
                break;
            case CellKind.Ip:
                var ip = AddressText.Ip(span);
                if (!ip.IsEmpty)
                    row.SetView(ordinal, Utf8View.Borrow((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(ip)), ip.Length));
                else
                    Attribute(ref row, layout.Names[column], text, length);
                break;
            case CellKind.Float64:
                if (Utf8Number.TryParse(text, length, out double number))
                    row.Set((Field<double>)row.Batch.Schema.Fields[ordinal], number);
                else
                    Attribute(ref row, layout.Names[column], text, length);
                break;
            case CellKind.Boolean:
                if (length is 4 or 5)
                    row.Set((Field<bool>)row.Batch.Schema.Fields[ordinal], (text[0] | 0x20) == 't');
                else
                    Attribute(ref row, layout.Names[column], text, length);
                break;
            case CellKind.Time:
                if (Utf8Time.TryParse(text, length, _context.Zone, out var micros))
                    row.SetInt64(ordinal, micros);
                else
                    Attribute(ref row, layout.Names[column], text, length);
                break;
            case CellKind.List:
                foreach (var range in span.Split((byte)';'))
                {
                    var item = span[range].Trim((byte)' ');
                    if (!item.IsEmpty)
                        row.Add((Field<Utf8List>)row.Batch.Schema.Fields[ordinal], item);
                }

                break;
            default:
                Sender(ref row, layout.Kinds[column], ordinal, text, length);
                break;
        }
    }

    void Sender(ref RowWriter row, CellKind kind, int ordinal, byte* text, int length)
    {
        var span = new ReadOnlySpan<byte>(text, length);
        switch (kind)
        {
            case CellKind.SenderHost:
                row.SetView(ordinal, Utf8View.Borrow(text, length));
                _senderHash = Hash64.Of(span, _senderHash);
                break;
            case CellKind.SenderFile:
                row.SetView(ordinal, Utf8View.Borrow(text, length));
                _senderHash = Hash64.Of(span, _senderHash);
                break;
            case CellKind.SenderPosition:
                _senderPosition = Utf8Number.TryParse(text, length, out long position) ? position : -1;
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
