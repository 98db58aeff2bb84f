using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>
/// Writes one file of Parquet (format 2.10, pages of its first version), packed with Snappy, which every reader knows. A file that is read
/// for a day is written in the simplest form that packs: plain values, and dictionaries of texts of which few differ.
/// </summary>
/// <remarks>Not thread safe; memory is bounded by what one row group takes packed, and a page of each column.</remarks>
/// <param name="schema">The columns.</param>
/// <param name="output">Where to.</param>
sealed class ParquetFile(Schema schema, Stream output)
{
    const int Snappy = 1;
    const int Plain = 0;
    const int Rle = 3;
    const int RleDictionary = 8;
    const int Utf8 = 0;
    const int Required = 0;
    const int Optional = 1;
    const int Repeated = 2;
    const int ByteArray = 6;

    readonly ColumnWriter[] _columns = [.. schema.Fields.Select(ColumnWriter.Of)];
    readonly List<(int Rows, Chunk[] Chunks)> _groups = [];
    readonly ByteSink _page = new();
    readonly ByteSink _packed = new();
    readonly ByteSink _bytes = new();
    long _offset;
    int _rows;

    /// <summary>The columns, in the schema's order.</summary>
    internal ReadOnlySpan<ColumnWriter> Columns => _columns;

    /// <summary>Rows that the row group still takes.</summary>
    internal int Room => Limits.SegmentRowGroupRows - _rows;


    /// <summary>Writes what stands before the first row group.</summary>
    internal void Begin()
    {
        _bytes.Add("PAR1"u8);
        Flush();
    }

    /// <summary>Takes rows that were added to all columns: packs pages that are full, and writes the row group when it is.</summary>
    internal void EndRows(int count)
    {
        _rows += count;
        long bytes = 0;
        foreach (var column in _columns)
        {
            foreach (var leaf in column.Leaves)
            {
                if (leaf.IsFull)
                    EndPage(leaf);
                bytes += leaf.Finished.Unpacked + leaf.Values.Bytes;
            }
        }

        if (Room == 0 || bytes >= Limits.RowGroupBytes / 2)
            EndGroup();
    }

    void EndGroup()
    {
        if (_rows == 0)
            return;
        var chunks = new List<Chunk>();
        foreach (var leaf in _columns.SelectMany(column => column.Leaves))
        {
            chunks.Add(Write(leaf));
            leaf.Clear();
        }

        _groups.Add((_rows, [.. chunks]));
        _rows = 0;
    }

    /// <summary>Writes the last row group and the file's description.</summary>
    internal void End()
    {
        EndGroup();
        var thrift = new ThriftWriter(_bytes);
        thrift.Begin();
        thrift.Int(1, 1);
        AddSchema(thrift);
        thrift.Long(3, _groups.Sum(group => (long)group.Rows));
        thrift.Structs(4, _groups.Count);
        foreach (var (rows, chunks) in _groups)
            AddGroup(thrift, rows, chunks);
        if (schema.SortedBy is { } column)
        {
            thrift.Structs(5, 1);
            thrift.Begin();
            thrift.Text(1, ParquetSettings.SortedByKey);
            thrift.Text(2, column.Name);
            thrift.End();
        }

        thrift.Text(6, "CloudAnalytics");
        thrift.End();
        _bytes.AddInt32(_bytes.Length);
        _bytes.Add("PAR1"u8);
        Flush();
        _page.Clear();
        _packed.Clear();
    }

    void Flush()
    {
        Write(_bytes);
        _bytes.Clear();
    }

    void Write(ByteSink bytes)
    {
        output.Write(bytes.Written);
        _offset += bytes.Length;
    }

    Chunk Write(Leaf leaf)
    {
        var values = leaf.Values;
        if (leaf.Count > 0)
            EndPage(leaf);
        var pages = leaf.Finished;
        var chunk = new Chunk
        {
            Leaf = leaf, Count = pages.Count, NullCount = pages.NullCount, Range = values.Range,
            Dictionary = values.DictionaryCount > 0 ? _offset : -1,
        };
        var start = _offset;
        if (chunk.Dictionary >= 0)
        {
            _page.Clear();
            _page.Add(values.Dictionary);
            chunk.Unpacked = WritePage(_bytes, 2, 7, values.DictionaryCount, Plain);
            Flush();
        }

        chunk.Page = _offset;
        chunk.Unpacked += pages.Unpacked;
        Write(pages.Bytes);
        chunk.Packed = _offset - start;
        return chunk;
    }

    void EndPage(Leaf leaf)
    {
        _page.Clear();
        leaf.WriteLevels(_page);
        leaf.Values.Write(_page);
        leaf.Finished.Unpacked += WritePage(
            leaf.Finished.Bytes, 0, 5, leaf.Count, leaf.Values.DictionaryCount > 0 ? RleDictionary : Plain);
        leaf.BeginPage();
    }

    // Returns the bytes that the page has unpacked, its header included.
    int WritePage(ByteSink target, int type, int header, int count, int encoding)
    {
        _packed.Clear();
        _packed.AddPacked(_page.Written);
        var start = target.Length;
        var thrift = new ThriftWriter(target);
        thrift.Begin();
        thrift.Int(1, type);
        thrift.Int(2, _page.Length);
        thrift.Int(3, _packed.Length);
        thrift.Begin(header);
        thrift.Int(1, count);
        thrift.Int(2, encoding);
        if (type == 0)
        {
            thrift.Int(3, Rle);
            thrift.Int(4, Rle);
        }

        thrift.End();
        thrift.End();
        var length = target.Length - start;
        target.Add(_packed.Written);
        return length + _page.Length;
    }

    void AddSchema(ThriftWriter thrift)
    {
        thrift.Structs(2, 1 + _columns.Sum(column => column.Field.Type switch
        {
            FieldType.KeywordList => 3,
            FieldType.Map => 4,
            _ => 1,
        }));
        Element(thrift, "schema", null, null, children: _columns.Length);
        foreach (var column in _columns)
        {
            var name = column.Field.Name;
            switch (column.Field.Type)
            {
                case FieldType.KeywordList:
                    Element(thrift, name, null, Optional, children: 1, converted: 3);
                    Element(thrift, "list", null, Repeated, children: 1);
                    Element(thrift, "element", ByteArray, Optional, converted: Utf8);
                    break;
                case FieldType.Map:
                    Element(thrift, name, null, Optional, children: 1, converted: 1);
                    Element(thrift, "key_value", null, Repeated, children: 2);
                    Element(thrift, "key", ByteArray, Required, converted: Utf8);
                    Element(thrift, "value", ByteArray, Optional, converted: Utf8);
                    break;
                case var type:
                    Element(thrift, name, column.Leaves[0].Values.PhysicalType, Optional, converted: Converted(type),
                        isInstant: type == FieldType.Timestamp);
                    break;
            }
        }
    }

    // Parquet's numbers of UTF8, INT_64 and TIMESTAMP_MICROS.
    static int? Converted(FieldType type) => type switch
    {
        FieldType.Keyword or FieldType.Text or FieldType.Ip => Utf8,
        FieldType.Int64 => 18,
        FieldType.Timestamp => 10,
        _ => null,
    };

    static void Element(ThriftWriter thrift, string name, int? type, int? repetition, int children = 0, int? converted = null,
        bool isInstant = false)
    {
        thrift.Begin();
        if (type is { } physical)
            thrift.Int(1, physical);
        if (repetition is { } kind)
            thrift.Int(3, kind);
        thrift.Text(4, name);
        if (children > 0)
            thrift.Int(5, children);
        if (converted is { } meaning)
            thrift.Int(6, meaning);
        if (isInstant)
        {
            // The lake's instants have no zone in SQL: TIMESTAMP, in microseconds.
            thrift.Begin(10);
            thrift.Begin(8);
            thrift.Bool(1, false);
            thrift.Begin(2);
            thrift.Begin(2);
            thrift.End();
            thrift.End();
            thrift.End();
            thrift.End();
        }

        thrift.End();
    }

    static void AddGroup(ThriftWriter thrift, int rows, Chunk[] chunks)
    {
        thrift.Begin();
        thrift.Structs(1, chunks.Length);
        foreach (var chunk in chunks)
        {
            thrift.Begin();
            thrift.Long(2, chunk.Dictionary < 0 ? chunk.Page : chunk.Dictionary);
            AddChunk(thrift, chunk);
            thrift.End();
        }

        thrift.Long(2, chunks.Sum(chunk => chunk.Unpacked));
        thrift.Long(3, rows);
        thrift.End();
    }

    static void AddChunk(ThriftWriter thrift, Chunk chunk)
    {
        thrift.Begin(3);
        thrift.Int(1, chunk.Leaf.Values.PhysicalType);
        if (chunk.Dictionary < 0)
            thrift.Ints(2, Plain, Rle);
        else
            thrift.Ints(2, Plain, Rle, RleDictionary);
        thrift.Texts(3, chunk.Leaf.Path);
        thrift.Int(4, Snappy);
        thrift.Long(5, chunk.Count);
        thrift.Long(6, chunk.Unpacked);
        thrift.Long(7, chunk.Packed);
        thrift.Long(9, chunk.Page);
        if (chunk.Dictionary >= 0)
            thrift.Long(11, chunk.Dictionary);
        thrift.Begin(12);
        thrift.Long(3, chunk.NullCount);
        if (chunk.Range.Smallest.Length > 0)
        {
            thrift.Bytes(5, chunk.Range.Largest);
            thrift.Bytes(6, chunk.Range.Smallest);
        }

        thrift.End();
        thrift.End();
    }

    /// <summary>A column's part in a row group.</summary>
    sealed class Chunk
    {
        internal required Leaf Leaf { get; init; }

        internal required int Count { get; init; }

        internal required int NullCount { get; init; }

        internal required (byte[] Smallest, byte[] Largest) Range { get; init; }

        /// <summary>Where its dictionary stands, -1 without one.</summary>
        internal required long Dictionary { get; init; }

        /// <summary>Where its page stands.</summary>
        internal long Page { get; set; }

        internal long Unpacked { get; set; }

        internal long Packed { get; set; }
    }
}
