using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>Packs bytes as Snappy's format description (2011) says: every reader of Parquet unpacks it.</summary>
sealed class Snappy
{
    // Copies reach back at most so far in three bytes: each block is packed by itself.
    const int BlockBytes = 1 << 16;
    const int TableBits = 14;

    // Bytes at a block's end that are not looked at, so that eight can be read at once.
    const int Margin = 15;

    readonly ushort[] _table = new ushort[1 << TableBits];

    /// <summary>Appends the packed form.</summary>
    internal void Pack(ReadOnlySpan<byte> input, ByteSink output)
    {
        output.AddVarint((ulong)input.Length);
        while (!input.IsEmpty)
        {
            var block = input[..Math.Min(input.Length, BlockBytes)];
            ref var target = ref output.Room(block.Length + (block.Length / 6) + 32);
            output.Advance(PackBlock(block, ref target));
            input = input[block.Length..];
        }
    }

    int PackBlock(ReadOnlySpan<byte> block, ref byte target)
    {
        ref var source = ref MemoryMarshal.GetReference(block);
        nuint written = 0;
        var literal = 0;
        if (block.Length >= Margin)
        {
            var bits = Math.Clamp(BitOperations.Log2((uint)block.Length) + 1, 8, TableBits);
            _table.AsSpan(0, 1 << bits).Clear();
            ref var table = ref MemoryMarshal.GetArrayDataReference(_table);
            var shift = 32 - bits;
            var last = block.Length - Margin;
            var at = 1;
            while (TryFind(ref source, ref table, shift, last, ref at, out var candidate))
            {
                written = Literal(ref source, literal, at - literal, ref target, written);
                do
                {
                    var length = 4 + Common(ref source, candidate + 4, at + 4, block.Length);
                    written = Copy(at - candidate, length, ref target, written);
                    at += length;
                    literal = at;
                    if (at >= last)
                        break;
                    Unsafe.Add(ref table, Hash(Load32(ref source, at - 1), shift)) = (ushort)(at - 1);
                    var here = Load32(ref source, at);
                    ref var slot = ref Unsafe.Add(ref table, Hash(here, shift));
                    candidate = slot;
                    slot = (ushort)at;
                    if (Load32(ref source, candidate) != here)
                        break;
                }
                while (true);
                at++;
            }
        }

        if (literal < block.Length)
            written = Literal(ref source, literal, block.Length - literal, ref target, written);
        return (int)written;
    }

    // The longer nothing is found, the longer the steps: what does not pack is passed over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool TryFind(ref byte source, ref ushort table, int shift, int last, ref int at, out int candidate)
    {
        candidate = 0;
        for (var tries = 32; at < last; at += tries++ >> 5)
        {
            var here = Load32(ref source, at);
            ref var slot = ref Unsafe.Add(ref table, Hash(here, shift));
            candidate = slot;
            slot = (ushort)at;
            if (Load32(ref source, candidate) == here)
                return true;
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static uint Load32(ref byte source, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nuint Hash(uint bytes, int shift) => (bytes * 0x1E35A7BD) >> shift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Common(ref byte source, int one, int other, int end)
    {
        var start = other;
        for (; other <= end - sizeof(ulong); one += sizeof(ulong), other += sizeof(ulong))
        {
            var different = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, (nuint)one))
                ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, (nuint)other));
            if (different != 0)
                return other - start + (BitOperations.TrailingZeroCount(different) >> 3);
        }

        while (other < end && Unsafe.Add(ref source, (nuint)one) == Unsafe.Add(ref source, (nuint)other))
        {
            one++;
            other++;
        }

        return other - start;
    }

    static nuint Literal(ref byte source, int from, int length, ref byte target, nuint at)
    {
        var rest = (uint)length - 1;
        if (rest < 60)
        {
            Unsafe.Add(ref target, at++) = (byte)(rest << 2);
        }
        else if (rest < 256)
        {
            Unsafe.Add(ref target, at++) = 60 << 2;
            Unsafe.Add(ref target, at++) = (byte)rest;
        }
        else
        {
            Unsafe.Add(ref target, at++) = 61 << 2;
            Unsafe.Add(ref target, at++) = (byte)rest;
            Unsafe.Add(ref target, at++) = (byte)(rest >> 8);
        }

        Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref target, at), ref Unsafe.Add(ref source, (nuint)from), (uint)length);
        return at + (nuint)length;
    }

    static nuint Copy(int offset, int length, ref byte target, nuint at)
    {
        const int longest = 64;
        const int shortest = 4;
        for (; length >= longest + shortest; length -= longest)
            at = Copy3(offset, longest, ref target, at);
        if (length > longest)
        {
            at = Copy3(offset, longest - shortest, ref target, at);
            length -= longest - shortest;
        }

        if (length >= 12 || offset >= 2048)
            return Copy3(offset, length, ref target, at);
        Unsafe.Add(ref target, at++) = (byte)(1 | ((length - shortest) << 2) | ((offset >> 8) << 5));
        Unsafe.Add(ref target, at++) = (byte)offset;
        return at;
    }

    static nuint Copy3(int offset, int length, ref byte target, nuint at)
    {
        Unsafe.Add(ref target, at++) = (byte)(2 | ((length - 1) << 2));
        Unsafe.Add(ref target, at++) = (byte)offset;
        Unsafe.Add(ref target, at++) = (byte)(offset >> 8);
        return at;
    }
}
