using System.Buffers;
using System.Buffers.Binary;
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
        if (text.Length != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
            return false;
        Span<byte> digits = stackalloc byte[32];
        text[..8].CopyTo(digits);
        text[9..13].CopyTo(digits[8..]);
        text[14..18].CopyTo(digits[12..]);
        text[19..23].CopyTo(digits[16..]);
        text[24..].CopyTo(digits[20..]);
        Span<byte> bytes = stackalloc byte[16];
        if (Convert.FromHexString(digits, bytes, out _, out _) != OperationStatus.Done)
            return false;
        id = new RecordId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return id != default;
    }
}
