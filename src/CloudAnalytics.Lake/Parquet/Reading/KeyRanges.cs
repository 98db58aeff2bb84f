using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace CloudAnalytics.Lake.Parquet.Reading;

/// <summary>
/// What a Parquet file says of the texts in one of its columns, the key: the smallest and the largest of each row group, and where their
/// Bloom filters stand. A file's description is read once; it never changes.
/// </summary>
sealed class KeyRanges
{
    const int TailBytes = 8;

    readonly List<Group> _groups;
    readonly HashSet<string> _columns;

    // Of all row groups together.
    readonly Group _all;

    KeyRanges(HashSet<string> columns, List<Group> groups)
    {
        (_columns, _groups) = (columns, groups);
        _all = groups.Count == 0 ? default : groups.Aggregate((a, b) => new Group(
            a.Smallest is null || b.Smallest is null ? null : Compare(a.Smallest, b.Smallest) <= 0 ? a.Smallest : b.Smallest,
            a.Largest is null || b.Largest is null ? null : Compare(a.Largest, b.Largest) >= 0 ? a.Largest : b.Largest, null));
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
    /// <exception cref="InvalidDataException">A filter is broken.</exception>
    internal bool MayHold(ReadOnlySpan<byte> key, ulong hash, Func<SafeFileHandle> open)
    {
        if (!_all.Spans(key))
            return false;
        foreach (var group in _groups)
        {
            if (group.Spans(key) && (group.Bloom is not { } offset || BloomFilter.MayHold(open(), offset, hash)))
                return true;
        }

        return false;
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
        HashSet<string> columns = [];
        var groups = new List<Group>();
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 2)
                columns = ReadColumns(ref reader);
            else if (field == 4)
            {
                for (var left = reader.Count(); left > 0; left--)
                    groups.Add(ReadGroup(ref reader, column));
            }
            else
                reader.Skip(type);
        }

        return new KeyRanges(columns, groups);
    }

    // The root comes first; the parts of a column follow it.
    static HashSet<string> ReadColumns(ref ThriftReader reader)
    {
        var columns = new HashSet<string>(StringComparer.Ordinal);
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

    static Group ReadGroup(ref ThriftReader reader, ReadOnlySpan<byte> column)
    {
        var found = default(Group);
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field != 1)
            {
                reader.Skip(type);
                continue;
            }

            for (var left = reader.Count(); left > 0; left--)
                found = ReadChunk(ref reader, column) ?? found;
        }

        return found;
    }

    static Group? ReadChunk(ref ThriftReader reader, ReadOnlySpan<byte> column)
    {
        Group? found = null;
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 3)
                found = ReadColumn(ref reader, column);
            else
                reader.Skip(type);
        }

        return found;
    }

    static Group? ReadColumn(ref ThriftReader reader, ReadOnlySpan<byte> column)
    {
        var isIt = false;
        var found = default(Group);
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 3)
                isIt = IsPath(ref reader, column);
            else if (field == 12 && isIt)
                found = ReadStatistics(ref reader);
            else if (field == 14 && isIt)
                found = found with { Bloom = reader.Long() };
            else
                reader.Skip(type);
        }

        return isIt ? found : null;
    }

    static bool IsPath(ref ThriftReader reader, ReadOnlySpan<byte> column)
    {
        var count = reader.Count();
        var isIt = count == 1;
        for (; count > 0; count--)
            isIt &= reader.Bytes().SequenceEqual(column);
        return isIt;
    }

    // Older files' bounds, in other fields, are of an order that is not that of bytes.
    static Group ReadStatistics(ref ThriftReader reader)
    {
        var found = default(Group);
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 5)
                found = found with { Largest = reader.Bytes().ToArray() };
            else if (field == 6)
                found = found with { Smallest = reader.Bytes().ToArray() };
            else
                reader.Skip(type);
        }

        return found;
    }

    static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceCompareTo(b);

    /// <summary>What is known of a row group, or of all; null where nothing is.</summary>
    readonly record struct Group(byte[]? Smallest, byte[]? Largest, long? Bloom)
    {
        internal bool Spans(ReadOnlySpan<byte> key) =>
            (Smallest is null || Compare(Smallest, key) <= 0) && (Largest is null || Compare(key, Largest) <= 0);
    }
}
