using System.Buffers.Text;
using System.Runtime.InteropServices;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Formats.Values;

/// <summary>Reads GUIDs as identities.</summary>
static class GuidText
{
    /// <summary>
    /// The 128 bits of a GUID in its 36-character form; false for anything else and for the empty GUID, which identifies nothing.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out RecordId id)
    {
        id = default;
        if (text.Length != 36 || !Utf8Parser.TryParse(text, out Guid guid, out var used, 'D') || used != 36)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        guid.TryWriteBytes(bytes, bigEndian: true, out _);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        id = BitConverter.IsLittleEndian
            ? new RecordId(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(words[0]),
                System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(words[1]))
            : new RecordId(words[0], words[1]);
        return id != default;
    }
}
