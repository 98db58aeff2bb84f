using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace CloudAnalytics.Lake.Parquet.Reading;

/// <summary>Asks a column's Bloom filter in a Parquet file, as the format defines it: blocks of eight words, one bit in each.</summary>
static class BloomFilter
{
    const int BlockBytes = 32;
    const int HeaderBytesMax = 64;

    // A whole filter of a row group of a sorted file, so that it takes one call.
    const int ReadBytes = HeaderBytesMax + (4 * 1024);

    static readonly uint[] s_salts =
        [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

    /// <summary>Whether a value may be there; false is certain.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the filter stands.</param>
    /// <param name="hash">The value's XXH64 with seed 0.</param>
    /// <exception cref="InvalidDataException">No filter stands there.</exception>
    internal static bool MayHold(SafeFileHandle file, long offset, ulong hash)
    {
        Span<byte> filter = stackalloc byte[ReadBytes];
        filter = filter[..RandomAccess.Read(file, filter, offset)];
        var (start, bytes) = ReadHeader(filter[..Math.Min(filter.Length, HeaderBytesMax)]);
        var block = start + ((long)((hash >> 32) * (bytes / BlockBytes) >> 32) * BlockBytes);
        Span<byte> words = stackalloc byte[BlockBytes];
        if (block + BlockBytes <= filter.Length)
            words = filter.Slice((int)block, BlockBytes);
        else if (RandomAccess.Read(file, words, offset + block) < BlockBytes)
            throw new InvalidDataException("A Bloom filter ends early.");
        for (var i = 0; i < s_salts.Length; i++)
        {
            var bit = ((uint)hash * s_salts[i]) >> 27;
            if ((BinaryPrimitives.ReadUInt32LittleEndian(words[(i * sizeof(uint))..]) & (1u << (int)bit)) == 0)
                return false;
        }

        return true;
    }

    // Where the bits start, and how many bytes they are. There is one algorithm, one hash and no compression to be told apart.
    static (int Start, ulong Bytes) ReadHeader(ReadOnlySpan<byte> head)
    {
        var reader = new ThriftReader(head);
        var bytes = 0L;
        var field = 0;
        while (reader.Next(ref field, out var type))
        {
            if (field == 1)
                bytes = reader.Long();
            else
                reader.Skip(type);
        }

        return bytes is >= BlockBytes and <= int.MaxValue
            ? (head.Length - reader.Left, (ulong)bytes) : throw new InvalidDataException("A Bloom filter has no size.");
    }
}
