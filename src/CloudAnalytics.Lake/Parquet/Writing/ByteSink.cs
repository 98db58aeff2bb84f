using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Snappier;

namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>Bytes that grow. Memory beyond a little is borrowed: the next file takes it, where new memory would be cleared first.</summary>
sealed class ByteSink
{
    const int BytesMin = 256;
    const int KeptBytesMax = 16 * 1024;

    byte[] _bytes = [];

    /// <summary>Bytes written.</summary>
    internal int Length { get; private set; }

    /// <summary>What was written, until the next write.</summary>
    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written, and gives much memory back.</summary>
    internal void Clear()
    {
        Length = 0;
        if (_bytes.Length <= KeptBytesMax)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    /// <summary>Room for so many bytes; <see cref="Advance"/> says how many were written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte Room(int count)
    {
        if (_bytes.Length - Length < count)
            Grow(count);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), (nuint)Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Advance(int count) => Length += count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(byte value)
    {
        Room(1) = value;
        Length++;
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref Room(bytes.Length), bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Adds bytes packed with Snappy.</summary>
    internal void AddPacked(ReadOnlySpan<byte> bytes)
    {
        var most = Snappy.GetMaxCompressedLength(bytes.Length);
        Length += Snappy.Compress(bytes, MemoryMarshal.CreateSpan(ref Room(most), most));
    }

    internal void AddInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(MemoryMarshal.CreateSpan(ref Room(sizeof(int)), sizeof(int)), value);
        Length += sizeof(int);
    }

    internal void AddInt64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(MemoryMarshal.CreateSpan(ref Room(sizeof(long)), sizeof(long)), value);
        Length += sizeof(long);
    }

    /// <summary>Adds a number in groups of seven bits, the lowest first (ULEB128).</summary>
    internal void AddVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Add((byte)(value | 0x80));
        Add((byte)value);
    }

    /// <summary>Writes a length into four bytes that were added for it before.</summary>
    internal void SetInt32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);

    void Grow(int count)
    {
        var needed = (long)Length + Math.Max(count, BytesMin);
        var bytes = ArrayPool<byte>.Shared.Rent(checked((int)Math.Max(needed, Math.Min(_bytes.Length * 2L, Array.MaxLength))));
        Written.CopyTo(bytes);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bytes;
    }
}
