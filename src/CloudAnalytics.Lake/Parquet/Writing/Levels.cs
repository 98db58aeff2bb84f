using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CloudAnalytics.Lake.Parquet.Writing;

/// <summary>One bit for each value: whether it is there. They are packed as Parquet packs levels of one bit.</summary>
sealed class BitLevels
{
    ulong[] _words = new ulong[4];

    /// <summary>Bits.</summary>
    internal int Count { get; private set; }

    /// <summary>Bits that are set.</summary>
    internal int SetCount { get; private set; }

    internal void Clear() => Count = SetCount = 0;

    /// <summary>Adds up to 64 bits; those beyond must be 0.</summary>
    internal void Add(ulong bits, int count)
    {
        var word = Count >> 6;
        var shift = Count & 63;
        if (word + 2 > _words.Length)
            Array.Resize(ref _words, _words.Length * 2);
        if (shift == 0)
        {
            _words[word] = bits;
        }
        else
        {
            _words[word] |= bits << shift;
            _words[word + 1] = bits >> (64 - shift);
        }

        Count += count;
        SetCount += System.Numerics.BitOperations.PopCount(bits);
    }

    /// <summary>Writes them: one run when all are the same, else the bits.</summary>
    internal void Write(ByteSink output)
    {
        if (SetCount == 0 || SetCount == Count)
            Hybrid.Run(output, Count, SetCount == 0 ? 0 : 1, 1);
        else
            WriteBits(output);
    }

    /// <summary>Writes the bits alone, as many bytes as they fill.</summary>
    internal void WritePlain(ByteSink output) => output.Add(Bytes[..((Count + 7) / 8)]);

    ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_words.AsSpan());

    void WriteBits(ByteSink output)
    {
        var groups = (Count + 7) / 8;
        output.AddVarint(((ulong)groups << 1) | 1);
        output.Add(Bytes[..groups]);
    }
}

/// <summary>Writes small numbers in Parquet's hybrid of runs and packed bits (Encodings.md, RLE).</summary>
static class Hybrid
{
    /// <summary>A run of one number.</summary>
    internal static void Run(ByteSink output, int count, int value, int width)
    {
        output.AddVarint((ulong)count << 1);
        for (var bits = 0; bits < width; bits += 8)
            output.Add((byte)(value >> bits));
    }

    /// <summary>Numbers of so many bits, at most 8: one run when all are the same, else packed.</summary>
    internal static void Write(ByteSink output, ReadOnlySpan<byte> values, int width)
    {
        if (values.IsEmpty)
            return;
        if (!values.ContainsAnyExcept(values[0]))
        {
            Run(output, values.Length, values[0], width);
            return;
        }

        var groups = (values.Length + 7) / 8;
        output.AddVarint(((ulong)groups << 1) | 1);
        ref var target = ref output.Room((groups * width) + sizeof(ulong));
        nuint at = 0;
        for (; values.Length >= 8; values = values[8..], at += (nuint)width)
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, at), Pack(values, width));
        if (!values.IsEmpty)
        {
            Span<byte> rest = stackalloc byte[8];
            rest.Clear();
            values.CopyTo(rest);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, at), Pack(rest, width));
        }

        output.Advance(groups * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Pack(ReadOnlySpan<byte> eight, int width)
    {
        ulong packed = 0;
        for (var i = 0; i < 8; i++)
            packed |= (ulong)eight[i] << (i * width);
        return packed;
    }
}
