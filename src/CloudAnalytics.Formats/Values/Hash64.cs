using System.Buffers.Binary;

namespace CloudAnalytics.Formats.Values;

/// <summary>
/// A 64-bit hash that is the same on every machine and in every version: it goes into row ids, so it must never change. FNV-1a with a final
/// mix (Murmur3's).
/// </summary>
static class Hash64
{
    /// <summary>Hashes bytes.</summary>
    /// <param name="bytes">What to hash.</param>
    /// <param name="seed">Hash of what came before, to hash several texts in order.</param>
    internal static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var hash = 0xCBF29CE484222325 ^ (seed * 0x9E3779B97F4A7C15);
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
            hash = (hash ^ b) * 0x100000001B3;
        return Mix(hash ^ (ulong)bytes.Length);
    }

    static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
