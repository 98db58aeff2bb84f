using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace CloudAnalytics.Pipeline;

/// <summary>
/// The 128 bits that name a record of a stream in the ids of its rows: a hash of stream, shard, sequence number and place among the records
/// aggregated under that number. The same at every delivery and in every version: it must never change.
/// </summary>
/// <remarks>MurmurHash3, x64, 128 bits, seed 0 (Austin Appleby, public domain), over the four with a NUL byte behind each.</remarks>
public static class RecordIdentity
{
    const ulong C1 = 0x87C37B91114253D5;
    const ulong C2 = 0x4CF5AD432745937F;

    // Longer names are hashed in memory of their own: a stream's has at most 128 characters, a shard's 32, a number 56.
    const int TextBytesMax = 512;

    /// <summary>Computes the identity.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="position">The record's shard and number.</param>
    /// <param name="subSequence">Its place among the records aggregated under the number; 0 for the only one.</param>
    public static (ulong High, ulong Low) Of(string stream, in Position position, int subSequence)
    {
        var length = Encoding.UTF8.GetMaxByteCount(stream.Length) + Encoding.UTF8.GetMaxByteCount(position.Partition.Length)
            + position.Digits.Length + sizeof(int) + 4;
        var text = length <= TextBytesMax ? stackalloc byte[TextBytesMax] : new byte[length];
        var at = Append(stream, text, 0);
        at = Append(position.Partition, text, at);
        position.Digits.Span.CopyTo(text[at..]);
        at += position.Digits.Length;
        text[at++] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(text[at..], subSequence);
        return Hash(text[..(at + sizeof(int))]);
    }

    internal static (ulong High, ulong Low) Hash(ReadOnlySpan<byte> bytes)
    {
        ulong h1 = 0, h2 = 0;
        var rest = bytes;
        for (; rest.Length >= 16; rest = rest[16..])
        {
            h1 ^= Scramble(MemoryMarshal.Read<ulong>(rest), C1, 31, C2);
            h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52DCE729;
            h2 ^= Scramble(MemoryMarshal.Read<ulong>(rest[8..]), C2, 33, C1);
            h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495AB5;
        }

        Span<byte> tail = stackalloc byte[16];
        tail.Clear();
        rest.CopyTo(tail);
        if (rest.Length > 8)
            h2 ^= Scramble(MemoryMarshal.Read<ulong>(tail[8..]), C2, 33, C1);
        if (!rest.IsEmpty)
            h1 ^= Scramble(MemoryMarshal.Read<ulong>(tail), C1, 31, C2);
        h1 ^= (ulong)bytes.Length;
        h2 ^= (ulong)bytes.Length;
        h1 += h2;
        h2 += h1;
        h1 = Mix(h1);
        h2 = Mix(h2);
        h1 += h2;
        return (h1, h2 + h1);
    }

    static int Append(string part, Span<byte> text, int at)
    {
        at += Encoding.UTF8.GetBytes(part, text[at..]);
        text[at++] = 0;
        return at;
    }

    static ulong Scramble(ulong value, ulong first, int bits, ulong second) => BitOperations.RotateLeft(value * first, bits) * second;

    static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
