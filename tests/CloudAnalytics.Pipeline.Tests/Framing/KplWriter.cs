using System.Security.Cryptography;
using System.Text;

namespace CloudAnalytics.Pipeline.Tests.Framing;

/// <summary>Writes aggregated records, right and wrong ones, as the format's document describes them.</summary>
static class KplWriter
{
    public static byte[] Aggregate(params string[] records) =>
        Seal([.. Field(1, "key"u8), .. records.SelectMany(record => Field(3, Record(0, Encoding.UTF8.GetBytes(record))))]);

    /// <summary>A length-delimited field.</summary>
    public static byte[] Field(int number, ReadOnlySpan<byte> value) =>
        [.. Varint(((ulong)number << 3) | 2), .. Varint((ulong)value.Length), .. value];

    public static byte[] Number(int number, ulong value) => [.. Varint((ulong)number << 3), .. Varint(value)];

    public static byte[] Record(ulong key, ReadOnlySpan<byte> data) => [.. Number(1, key), .. Field(3, data)];

    /// <summary>Adds magic and digest.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "The format's own checksum, no secret's.")]
    public static byte[] Seal(byte[] message) => [0xF3, 0x89, 0x9A, 0xC2, .. message, .. MD5.HashData(message)];

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
