using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tabular;

/// <summary>
/// Reads flat JSON objects whose keys are a format's column names: several in a line, one per line, or as an array. No text and no nested
/// value runs over a line end, so that a broken object costs its own line only. One source keeps its key order, so the next key is
/// predicted and compared; a text that needs no unescaping is not copied.
/// </summary>
sealed unsafe partial class JsonParser : ILogParser
{
    const string TooLong = "it is longer than a record may be";

    readonly TabularFormat _format;
    readonly ParserContext _context;
    readonly RowAssembler _rows;

    // Bits of the keys that an object of this format has.
    readonly uint _decisive;
    readonly Dictionary<string, int> _columnByName = new(StringComparer.Ordinal);
    readonly List<string> _names = [];

    // The key that followed each column last time, to be tried first; index 0 is the record's first key.
    readonly int[] _next = new int[Limits.HeaderColumnsMax + 1];

    // The record's cells in order, kept where blanks in a value may have moved them (W3C rows, which an agent splits at every blank).
    readonly CellTrail? _trail;
    Layout _layout;
    JsonColumn[] _columns;

    // Whether the last record that was not read is one that the input's end cut off.
    bool _ranOut;

    // Whether a key of the last record was written so that JsonKeys does not find it: with escapes, or a line end before its colon.
    bool _hasHiddenKey;

    internal JsonParser(TabularFormat format, ParserContext context)
    {
        _format = format;
        _context = context;
        _rows = new RowAssembler(format, context);
        _decisive = ((1U << format.Decisive.Count) - 1) * JsonColumn.FirstDecisiveKey;
        _layout = new Layout(format.Columns, format.Schema, _names);
        _columns = new JsonColumn[_layout.Count];
        Array.Fill(_next, -1);
        _trail = format.Separator == Delimiter.Space ? new CellTrail() : null;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> SaveState() => ParserState.Save(null, null, _rows.Memory);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => ParserState.Restore(state, out _, out _, _rows.Memory);

    /// <inheritdoc/>
    public int Parse(in ParseInput input, RecordBatch batch, ParseReport report)
    {
        var start = input.Block.Start + input.Start;
        var end = start + input.Length;
        var at = start;
        if (input.Offset == 0 && input.Length >= 3 && new ReadOnlySpan<byte>(start, 3).SequenceEqual("\uFEFF"u8))
            at += 3;
        if (_rows.Begin(batch))
            UseBatch(batch);
        while (true)
        {
            while (at < end && *at is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)',' or (byte)'[' or (byte)']' or 0)
                at++;
            if (at == end || batch.IsFull)
                return (int)(at - start);
            var next = Record(at, end, input.Offset + (at - start), batch, report, isAlone: false);
            if (next is null)
            {
                var broken = Unreadable(at, end, input.Offset + (at - start), input.IsFinal, report);
                if (broken == 0)
                    return (int)(at - start);
                next = at + broken;
            }

            at = next;
        }
    }

    /// <inheritdoc/>
    public bool TryParseObject(in ParseInput input, RecordBatch batch, ParseReport report)
    {
        var start = input.Block.Start + input.Start;
        if (batch.IsFull || input.Length == 0)
            return false;
        if (_rows.Begin(batch))
            UseBatch(batch);
        return Record(start, start + input.Length, input.Offset, batch, report, isAlone: true) is not null;
    }

    void UseBatch(RecordBatch batch)
    {
        foreach (ref var column in _columns.AsSpan())
            column.Texts = column.IsText ? (Utf8View*)batch.DataAt(column.Ordinal) : null;
    }

    // Not one complete object: broken, unless the input ended within it and more may come.
    int Unreadable(byte* at, byte* end, long offset, bool isFinal, ParseReport report)
    {
        var rest = new ReadOnlySpan<byte>(at, (int)(end - at));
        var lineEnd = rest.IndexOf((byte)'\n');
        if ((_ranOut || lineEnd < 0) && !isFinal && rest.Length < Limits.RecordBytesMax)
            return 0;
        var line = lineEnd < 0 ? rest : rest[..lineEnd];
        var reason = line.Length >= Limits.RecordBytesMax ? TooLong : "it is not one flat JSON object";
        Refuse(report, offset, reason, line);
        return line.Length;
    }

    /// <summary>Reads one object.</summary>
    /// <param name="isAlone">Whether it must be the only thing in the input, and surely of this format.</param>
    /// <returns>Behind the object, or null when there is no complete object here.</returns>
    byte* Record(byte* at, byte* end, long offset, RecordBatch batch, ParseReport report, bool isAlone)
    {
        _ranOut = _hasHiddenKey = false;
        if (*at != '{')
            return null;
        var first = at++;
        var row = batch.NewRow();
        _rows.BeginRow();
        _trail?.Clear();
        var column = -1;
        var keys = default(KeyCounts);
        while (true)
        {
            at = SkipBlanks(PlainPairs(at, end, ref row, ref column, ref keys), end);
            if (at < end && *at == '}')
                break;
            at = Key(at, end, batch, ref column);
            if (at is not null)
                at = Value(at, end, ref row, column, ref keys);
            if (at is not null)
                at = SkipBlanks(at, end);
            if (at is null || at >= end || *at is not ((byte)',' or (byte)'}'))
            {
                _ranOut |= at >= end;
                row.Abandon();
                return null;
            }

            if (*at == ',')
                at++;
        }

        at++;
        if (isAlone && (SkipBlanks(at, end) != end || _hasHiddenKey || !keys.HasAll(_decisive)))
        {
            row.Abandon();
            return null;
        }

        Settle(ref row, first, (int)(at - first), offset, ref keys, column >= 0, report);
        return at;
    }

    // A whole object: a row, a dead letter, or no record at all.
    void Settle(ref RowWriter row, byte* first, int length, long offset, ref KeyCounts keys, bool hasKnownKey, ParseReport report)
    {
        var record = new ReadOnlySpan<byte>(first, length);
        if (record.Length > Limits.RecordBytesMax)
        {
            row.Abandon();
            Refuse(report, offset, TooLong, record);
            return;
        }

        if (keys.IsNoRecord(_format.Separator, hasKnownKey))
        {
            row.Abandon();
            report.Skipped++;
            return;
        }

        var reason = keys.Fault;
        if (reason is not null)
            row.Abandon();
        else
            reason = Finish(ref row, first, length, offset);
        if (reason is null)
            report.Parsed++;
        else
            Refuse(report, offset, reason, record);
    }

    string? Finish(ref RowWriter row, byte* record, int length, long offset)
    {
        if (_trail is not null && _rows.IsMisaligned())
            _trail.Realign(ref row, _rows, _layout);
        return _rows.Finish(ref row, record, length, offset);
    }

    /// <summary>Reads a key and the colon behind it.</summary>
    /// <param name="column">In: the column before; out: this one.</param>
    byte* Key(byte* at, byte* end, RecordBatch batch, ref int column)
    {
        var predicted = _next[column + 1];
        if (predicted >= 0)
        {
            var name = _layout.Names[predicted];
            if (end - at > name.Length + 3 && *at == '"' && at[name.Length + 1] == '"' && at[name.Length + 2] == ':'
                && new ReadOnlySpan<byte>(at + 1, name.Length).SequenceEqual(name))
            {
                column = predicted;
                return at + name.Length + 3;
            }
        }

        if (at >= end || *at != '"')
        {
            _ranOut = at >= end;
            return null;
        }

        var close = StringEnd(at + 1, end, out var escaped);
        if (close is null)
            return null;
        var key = new ReadOnlySpan<byte>(at + 1, (int)(close - at - 1));
        var found = ColumnOf(key, escaped, batch);
        _next[column + 1] = found;
        column = found;
        at = SkipBlanks(close + 1, end);
        _hasHiddenKey |= escaped || new ReadOnlySpan<byte>(close, (int)(at - close)).IndexOfAny((byte)'\r', (byte)'\n') >= 0;
        _ranOut = at >= end;
        return at < end && *at == ':' ? at + 1 : null;
    }

    int ColumnOf(ReadOnlySpan<byte> key, bool escaped, RecordBatch batch)
    {
        for (var i = 0; i < _layout.Count; i++)
        {
            if (key.SequenceEqual(_layout.Names[i]))
                return i;
        }

        var name = Encoding.UTF8.GetString(key);
        if (escaped)
            name = name.Replace("\\", "", StringComparison.Ordinal);
        if (_columnByName.TryGetValue(name, out var column))
            return column;
        if (_names.Count == Limits.HeaderColumnsMax)
        {
            // Sources of many kinds of records: begin again rather than refuse what is new.
            _names.Clear();
            _columnByName.Clear();
            Array.Fill(_next, -1);
        }

        _names.Add(name);
        _columnByName.Add(name, _names.Count - 1);
        _layout = new Layout(_format.Columns, _format.Schema, [.. _names]);
        _columns = new JsonColumn[_layout.Count];
        for (var i = 0; i < _columns.Length; i++)
            _columns[i] = new JsonColumn(_layout, i, _format.Decisive);
        UseBatch(batch);
        return _names.Count - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static byte* SkipBlanks(byte* at, byte* end)
    {
        while (at < end && *at is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at;
    }

    /// <summary>Finds the quote that ends a text.</summary>
    /// <returns>The quote, or null when it is not in the line.</returns>
    byte* StringEnd(byte* at, byte* end, out bool escaped)
    {
        escaped = false;
        var quotes = Vector256.Create((byte)'"');
        var backslashes = Vector256.Create((byte)'\\');
        var lineEnds = Vector256.Create((byte)'\n');
        while (at < end)
        {
            var block = Vector256.Load(at);
            var mask = (Vector256.Equals(block, quotes) | Vector256.Equals(block, backslashes) | Vector256.Equals(block, lineEnds))
                .ExtractMostSignificantBits();
            if (mask == 0)
            {
                at += 32;
                continue;
            }

            at += System.Numerics.BitOperations.TrailingZeroCount(mask);
            if (at >= end)
                break;
            if (*at == '\n')
                return null;
            if (*at == '"')
                return at;
            escaped = true;
            at += at + 1 < end && at[1] == '\n' ? 1 : 2;
        }

        _ranOut = true;
        return null;
    }

    void Refuse(ParseReport report, long offset, string reason, ReadOnlySpan<byte> raw) =>
        report.Refuse(_format.Schema.Name, _context.SourceFile, offset, reason, raw);

    /// <summary>The kinds of keys that an object has, which tell whether it is a record.</summary>
    struct KeyCounts
    {
        /// <summary>Bits of <see cref="JsonColumn"/>.</summary>
        internal uint Kinds;
        internal int Echoes;

        /// <summary>Why an object cannot be a record, or null.</summary>
        internal readonly string? Fault => Has(JsonColumn.OtherKey) ? null
            : Has(JsonColumn.TimeKey) ? "it has one cell where the header has more"
            : "none of its keys is a column of this format";

        /// <summary>
        /// Whether the object stands for a line that holds no record. Kinesis Agent for Windows makes <c>{}</c> (or decorations alone) of a
        /// blank line,
        /// <c>{"Timestamp":now,"date":""}</c> of a blank W3C line, and an object of keys as values of a repeated header.
        /// </summary>
        internal readonly bool IsNoRecord(Delimiter separator, bool hasKeys) =>
            Echoes > 1 || (!Has(JsonColumn.OtherKey) && (!hasKeys || (!Has(JsonColumn.TimeKey) && Has(JsonColumn.SenderKey))
                || (Has(JsonColumn.TimeKey) && separator == Delimiter.Space)));

        internal readonly bool HasAll(uint kinds) => (Kinds & kinds) == kinds;

        readonly bool Has(uint kind) => (Kinds & kind) != 0;
    }
}
