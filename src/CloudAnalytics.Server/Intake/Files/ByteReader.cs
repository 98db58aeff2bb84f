using Microsoft.Win32.SafeHandles;

namespace CloudAnalytics.Server.Intake.Files;

/// <summary>Reads the content of a file, decompressed, forward.</summary>
abstract class ByteReader : IDisposable
{
    private protected ByteReader(SafeFileHandle handle) => Handle = handle;

    /// <summary>What the file system said of the file when it was opened.</summary>
    internal FileStat Opened { get; private init; }

    /// <summary>Whether the content is compressed in the file.</summary>
    internal abstract bool IsGzip { get; }

    /// <summary>Offset in the decompressed content that is read next.</summary>
    internal long Position { get; private protected set; }

    /// <summary>Bytes of the file that are used up; for compressed content fewer than <see cref="Position"/>.</summary>
    internal abstract long FilePosition { get; }

    /// <summary>When the content was last changed, where the file itself says so; else null.</summary>
    internal virtual DateTimeOffset? Written => null;

    /// <summary>Why compressed content ended where it should not have; null as long as all is well.</summary>
    internal virtual string? Damage => null;

    private protected SafeFileHandle Handle { get; }

    /// <summary>Opens a file; whether it is compressed is told by its first bytes, not by its name.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    internal static ByteReader Open(string path)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Span<byte> magic = stackalloc byte[3];
            var isGzip = RandomAccess.Read(handle, magic, 0) == magic.Length && magic.SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]);
            var opened = FileStat.Of(handle);
            ByteReader reader = isGzip ? new GzipReader(handle) { Opened = opened } : new PlainReader(handle) { Opened = opened };
            handle = null;
            return reader;
        }
        finally
        {
            handle?.Dispose();
        }
    }

    /// <summary>Reads until the target is full or the content ends.</summary>
    /// <returns>Bytes read; fewer than asked for only at the end.</returns>
    internal abstract int Read(Span<byte> target);

    /// <summary>Gives back the end of what was read last, to be read again.</summary>
    internal abstract void Unread(ReadOnlySpan<byte> rest);

    /// <summary>Moves forward to an offset, or to the end when that comes before it.</summary>
    internal abstract void MoveTo(long offset);

    /// <inheritdoc/>
    public virtual void Dispose() => Handle.Dispose();
}

/// <summary>A file that is read as it stands.</summary>
sealed class PlainReader(SafeFileHandle handle) : ByteReader(handle)
{
    internal override bool IsGzip => false;

    internal override long FilePosition => Position;

    /// <summary>Bytes of the file now.</summary>
    internal long Length => RandomAccess.GetLength(Handle);

    internal override int Read(Span<byte> target)
    {
        var total = ReadAt(Position, target);
        Position += total;
        return total;
    }

    internal override void Unread(ReadOnlySpan<byte> rest) => Position -= rest.Length;

    internal override void MoveTo(long offset) => Position = offset;

    /// <summary>Reads from anywhere, leaving the position as it is.</summary>
    internal int ReadAt(long offset, Span<byte> target)
    {
        var total = 0;
        while (total < target.Length)
        {
            var read = RandomAccess.Read(Handle, target[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }

        return total;
    }
}
