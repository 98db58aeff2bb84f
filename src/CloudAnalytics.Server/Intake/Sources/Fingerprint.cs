using CloudAnalytics.Core;
using CloudAnalytics.Server.Intake.Files;

namespace CloudAnalytics.Server.Intake.Sources;

/// <summary>
/// What a file must have to be the continuation of one that was read: the same beginning, and the same bytes before the place up to which
/// it was read. Path and inode are only hints: logs are renamed, copied, compressed, and inodes are used again.
/// </summary>
/// <param name="HeadBytes">Bytes of the beginning that are known: all that was read, at most
/// <see cref="Limits.FingerprintHeadBytes"/>.</param>
/// <param name="HeadHash">Hash of them.</param>
/// <param name="Offset">Up to where the file was read, decompressed.</param>
/// <param name="TailHash">Hash of the <see cref="TailBytes"/> before the offset.</param>
readonly record struct Fingerprint(int HeadBytes, ulong HeadHash, long Offset, ulong TailHash)
{
    /// <summary>
    /// Hash of no bytes. FNV-1a (draft-eastlake-fnv): its state is the hash, so a hash is extended by the bytes that follow.
    /// </summary>
    internal const ulong NoBytes = 0xCBF29CE484222325;

    const ulong Prime = 0x100000001B3;

    /// <summary>Bytes before the offset that are compared.</summary>
    internal int TailBytes => (int)Math.Min(Offset, Limits.FingerprintTailBytes);

    /// <summary>The hash of what was hashed before with these bytes behind it.</summary>
    internal static ulong Extend(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            hash = (hash ^ b) * Prime;
        return hash;
    }

    /// <summary>Whether a plain file has it now; nothing read counts as everything had.</summary>
    internal bool Matches(PlainReader reader)
    {
        Span<byte> buffer = stackalloc byte[Limits.FingerprintHeadBytes];
        return Hash(reader, 0, buffer[..HeadBytes]) == HeadHash
            && Hash(reader, Offset - TailBytes, buffer[..TailBytes]) == TailHash;
    }

    static ulong? Hash(PlainReader reader, long offset, Span<byte> buffer) =>
        reader.ReadAt(offset, buffer) == buffer.Length ? Extend(NoBytes, buffer) : null;
}
