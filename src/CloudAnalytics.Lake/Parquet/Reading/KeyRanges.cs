using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CloudAnalytics.Lake.Parquet.Reading;

/// <summary>
/// What a Parquet file says of the texts in one of its columns, the key: the smallest and the largest of each row group, where their
/// Bloom filters stand, and in which columns a row group has any value. A file's description is read once; it never changes.
/// </summary>
sealed class KeyRanges
{
    const int TailBytes = 8;

    // Of so many columns it is known whether a row group has values; of further ones it may.
    const int ColumnsMax = 64;

    readonly List<Group> _groups;
    readonly List<string> _columns;

    // Of all row groups together.
    readonly Group _all;

    KeyRanges(List<string> columns, List<Group> groups)
    {
        (_columns, _groups) = (columns, groups);
        _all = groups.Count == 0 ? default : groups.Aggregate((a, b) => new Group(
            a.Smallest is null || b.Smallest is null ? null : Compare(a.Smallest, b.Smallest) <= 0 ? a.Smallest : b.Smallest,
            a.Largest is null || b.Largest is null ? null : Compare(a.Largest, b.Largest) >= 0 ? a.Largest : b.Largest,
            null, a.Filled | b.Filled));
    }

    /// <summary>Reads the description.</summary>
    /// <param name="file">The file.</param>
    /// <param name="column">Name of a column of texts.</param>
    /// <exception cref="InvalidDataException">It is no Parquet file, or a broken one.</exception>
    internal static KeyRanges Read(SafeFileHandle file, string column)
    {
        Span<byte> tail = stackalloc byte[TailBytes];
        var length = RandomAccess.GetLength(file);
        ReadAll(file, tail, length - TailBytes);
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[sizeof(uint)..].SequenceEqual("PAR1"u8) || bytes > length - TailBytes)
            throw new InvalidDataException("It is no Parquet file.");
        var description = new byte[bytes];
        ReadAll(file, description, length - TailBytes - bytes);
        var ranges = Read(new ThriftReader(description), Encoding.UTF8.GetBytes(column));
        return ranges._groups.TrueForAll(group => group.Bloom is null || (group.Bloom >= 0 && group.Bloom < length))
            ? ranges : throw new InvalidDataException("A Bloom filter stands outside of its file.");
    }

    /// <summary>Whether the file has a column of this name, outside of others.</summary>
    internal bool Has(string column) => _columns.Contains(column);

    /// <summary>Whether a row of the file may have this value; false is certain.</summary>
    /// <param name="key">The value.</param>
    /// <param name="hash">Its XXH64 with seed 0.</param>
    /// <param name="open">Opens the file, where a Bloom filter must be asked.</param>
    /// <param name="filled">The columns in which such a row may have a value: in all others it surely has none.</param>
    /// <exception cref="InvalidDataException">A filter is broken.</exception>
    internal bool MayHold(ReadOnlySpan<byte> key, ulong hash, Func<SafeFileHandle> open, out IReadOnlyList<string> filled)
    {
        var (isAny, columns) = (false, 0UL);
        filled = [];
        if (!_all.Spans(key))
            return false;
        foreach (var group in _groups)
        {
            if (!group.Spans(key) || (group.Bloom is { } offset && !BloomFilter.MayHold(open(), offset, hash)))
                continue;
            (isAny, columns) = (true, columns | group.Filled);
        }

        if (isAny)
            filled = [.. _columns.Where((_, i) => i >= ColumnsMax || ((columns >> i) & 1) != 0)];
        return isAny;
    }

    static void ReadAll(SafeFileHandle file, Span<byte> into, long offset)
    {
        while (into.Length > 0)
        {
            var read = offset < 0 ? 0 : RandomAccess.Read(file, into, offset);
            if (read == 0)
                throw new InvalidDataException("The file ends early.");
            into = into[read..];
            offset += read;
        }
    }

    // Numbers of fields are those of Parquet's definition.
    static KeyRanges Read(ThriftReader reader, ReadOnlySpan<byte> column)
    {
        List<string> columns = [];
        var groups = new List<Group>();
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 2)
                columns = ReadColumns(ref reader);
            else if (field == 4)
            {
                var names = columns.Take(ColumnsMax).Select(Encoding.UTF8.GetBytes).ToArray();
                for (var left = reader.Count(); left > 0; left--)
                    groups.Add(ReadGroup(ref reader, column, names));
            }
            else
                reader.Skip(type);
        }

        return new KeyRanges(columns, groups);
    }

    // The root comes first; the parts of a column follow it.
    static List<string> ReadColumns(ref ThriftReader reader)
    {
        var columns = new List<string>();
        var elements = reader.Count();
        var parts = 0L;
        for (var i = 0; i < elements; i++)
        {
            var (name, children) = ReadElement(ref reader);
            if (i == 0)
                continue;
            if (parts == 0)
                columns.Add(name);
            parts = Math.Max(0, parts - 1) + children;
        }

        return columns;
    }

    static (string Name, long Children) ReadElement(ref ThriftReader reader)
    {
        var (name, children) = ("", 0L);
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 4)
                name = Encoding.UTF8.GetString(reader.Bytes());
            else if (field == 5)
                children = reader.Long();
            else
                reader.Skip(type);
        }

        return (name, children);
    }

    static Group ReadGroup(ref ThriftReader reader, ReadOnlySpan<byte> key, byte[][] columns)
    {
        var group = new Group(null, null, null, ulong.MaxValue);
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field != 1)
            {
                reader.Skip(type);
                continue;
            }

            var next = 0;
            for (var left = reader.Count(); left > 0; left--)
                ReadChunk(ref reader, key, columns, ref next, ref group);
        }

        return group;
    }

    static void ReadChunk(
        ref ThriftReader reader, ReadOnlySpan<byte> key, byte[][] columns, ref int next, ref Group group)
    {
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 3)
                ReadColumn(ref reader, key, columns, ref next, ref group);
            else
                reader.Skip(type);
        }
    }

    // Fields come in the order of their numbers.
    static void ReadColumn(
        ref ThriftReader reader, ReadOnlySpan<byte> key, byte[][] columns, ref int next, ref Group group)
    {
        var (column, values) = (-1, 0L);
        var isKey = false;
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 3)
                isKey = ReadPath(ref reader, key, columns, ref next, out column);
            else if (field == 5)
                values = reader.Long();
            else if (field == 12 && (isKey || column >= 0))
            {
                var nulls = ReadStatistics(ref reader, isKey, ref group);
                if (column >= 0 && nulls == values)
                    group = group with { Filled = group.Filled & ~(1UL << column) };
            }
            else if (field == 14 && isKey)
                group = group with { Bloom = reader.Long() };
            else
                reader.Skip(type);
        }
    }

    // Chunks come in the order of the columns, of which those with parts have several.
    static bool ReadPath(
        ref ThriftReader reader, ReadOnlySpan<byte> key, byte[][] columns, ref int next, out int column)
    {
        column = -1;
        var parts = reader.Count();
        var name = parts > 0 ? reader.Bytes() : default;
        for (var left = parts - 1; left > 0; left--)
            reader.Bytes();
        while (next < columns.Length && !name.SequenceEqual(columns[next]))
            next++;
        if (parts == 1 && next < columns.Length)
            column = next;
        return parts == 1 && name.SequenceEqual(key);
    }

    // Older files' bounds, in other fields, are of an order that is not that of bytes.
    static long? ReadStatistics(ref ThriftReader reader, bool isKey, ref Group group)
    {
        long? nulls = null;
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 3)
                nulls = reader.Long();
            else if (field == 5 && isKey)
                group = group with { Largest = reader.Bytes().ToArray() };
            else if (field == 6 && isKey)
                group = group with { Smallest = reader.Bytes().ToArray() };
            else
                reader.Skip(type);
        }

        return nulls;
    }

    static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceCompareTo(b);

    /// <summary>What is known of a row group, or of all; null where nothing is.</summary>
    /// <param name="Smallest">The smallest key.</param>
    /// <param name="Largest">The largest key.</param>
    /// <param name="Bloom">Where the Bloom filter stands.</param>
    /// <param name="Filled">A bit for each column that may have values.</param>
    readonly record struct Group(byte[]? Smallest, byte[]? Largest, long? Bloom, ulong Filled)
    {
        internal bool Spans(ReadOnlySpan<byte> key) =>
            (Smallest is null || Compare(Smallest, key) <= 0) && (Largest is null || Compare(key, Largest) <= 0);
    }
}
