using System.Buffers.Binary;
using System.IO.Compression;
using CloudAnalytics.Core;
using Microsoft.Win32.SafeHandles;

namespace CloudAnalytics.Server.Intake.Files;

/// <summary>A file compressed with gzip (RFC 1952), of one or more members.</summary>
/// <remarks>
/// The platform's stream ends in silence where a member is cut. So a member of our own follows the file: only behind complete members does
/// its content come out. What comes out of the read that first met it is nothing of the file's, since input is asked for only when all
/// before it is used up.
/// </remarks>
sealed class GzipReader : ByteReader
{
    readonly MarkedFile _file;
    readonly GZipStream _stream;
    byte[] _unread = [];
    string? _damage;
    bool _isEnded;

    internal GzipReader(SafeFileHandle handle)
        : base(handle)
    {
        _file = new MarkedFile(handle);
        _stream = new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true);
    }

    internal override bool IsGzip => true;

    internal override long FilePosition => _file.Offset;

    // MTIME: seconds since 1970 of the file that was compressed, 0 for none (RFC 1952 2.3.1).
    internal override DateTimeOffset? Written
    {
        get
        {
            Span<byte> seconds = stackalloc byte[sizeof(uint)];
            var isThere = RandomAccess.Read(Handle, seconds, fileOffset: 4) == seconds.Length;
            return isThere && BinaryPrimitives.ReadUInt32LittleEndian(seconds) is > 0 and var time
                ? DateTimeOffset.FromUnixTimeSeconds(time) : null;
        }
    }

    internal override string? Damage => _damage;

    internal override int Read(Span<byte> target)
    {
        var total = Math.Min(_unread.Length, target.Length);
        _unread.AsSpan(0, total).CopyTo(target);
        _unread = _unread[total..];
        while (total < target.Length && Decompress(target[total..]) is var read and > 0)
            total += read;
        Position += total;
        return total;
    }

    internal override void Unread(ReadOnlySpan<byte> rest)
    {
        _unread = [.. rest, .. _unread];
        Position -= rest.Length;
    }

    internal override void MoveTo(long offset)
    {
        Check.That(offset >= Position);
        var scratch = new byte[Math.Min(offset - Position, 64 * 1024)];
        while (Position < offset && Read(scratch.AsSpan(0, (int)Math.Min(scratch.Length, offset - Position))) > 0)
            continue;
    }

    public override void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
        base.Dispose();
    }

    int Decompress(Span<byte> target)
    {
        if (_isEnded)
            return 0;
        int read;
        try
        {
            read = _stream.Read(target);
        }
        catch (InvalidDataException)
        {
            return End(_file.IsMarkRead ? MarkedFile.Cut : MarkedFile.Damaged);
        }

        if (_file.IsMarkRead)
            return End(IsMark(target[..read]) ? null : MarkedFile.Cut);
        return read > 0 ? read : End(null);
    }

    int End(string? damage)
    {
        _isEnded = true;
        _damage = damage;
        return 0;
    }

    bool IsMark(ReadOnlySpan<byte> first)
    {
        // Nothing came, and the mark was not used up: something else than a member stands behind the last one, such as a tape's zeros.
        if (first.IsEmpty)
            return !_file.IsWanting;
        var rest = new byte[MarkedFile.Content.Length];
        try
        {
            var length = _stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
            return MarkedFile.Content.StartsWith(first) && MarkedFile.Content[first.Length..].SequenceEqual(rest.AsSpan(0, length));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>The file's bytes, then the mark.</summary>
    sealed class MarkedFile(SafeFileHandle handle) : Stream
    {
        internal const string Cut = "it ends inside a gzip member: it is cut, or still being written";
        internal const string Damaged = "it is damaged: its content does not decompress";

        static readonly byte[] s_mark = Compress();

        int _markOffset;

        internal static ReadOnlySpan<byte> Content =>
            "\u0002end of file, as CloudAnalytics marks it; end of file, as CloudAnalytics marks it\u0003"u8;

        /// <summary>Bytes of the file that were read.</summary>
        internal long Offset { get; private set; }

        /// <summary>Whether the file was read to its end.</summary>
        internal bool IsMarkRead { get; private set; }

        /// <summary>Whether more was asked for behind the mark.</summary>
        internal bool IsWanting { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var read = IsMarkRead ? 0 : RandomAccess.Read(handle, buffer, Offset);
            Offset += read;
            if (read > 0 || buffer.IsEmpty)
                return read;
            IsMarkRead = true;
            read = Math.Min(buffer.Length, s_mark.Length - _markOffset);
            s_mark.AsSpan(_markOffset, read).CopyTo(buffer);
            _markOffset += read;
            IsWanting |= read == 0;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        // Compressed, it does not read like its content: a stored block that is cut would let plain bytes through.
        static byte[] Compress()
        {
            using var stream = new MemoryStream();
            using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize))
                gzip.Write(Content);
            return stream.ToArray();
        }
    }
}
