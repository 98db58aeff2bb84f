using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

// The system's own library; nothing else is searched.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace CloudAnalytics.Aws.Http;

/// <summary>
/// A TCP connection of Linux, which is what Lambda runs on, by the calls of its kernel: calls block, up to a moment after which the
/// connection is of no more use. .NET's own sockets take several milliseconds of a cold start. One thread reads and writes;
/// <see cref="Abort"/> and disposal may come from others.
/// </summary>
public sealed unsafe partial class TcpStream : Stream
{
    const string Library = "libc.so.6";

    // Of Linux: asm-generic/errno.h, bits/socket.h, bits/poll.h.
    const int Interrupted = 4;
    const int InProgress = 115;
    const int Inet = 2;
    const int Inet6 = 10;
    const int StreamNonBlockingCloseOnExec = 1 | 0x800 | 0x80000;
    const int NoSignal = 0x4000;
    const int WouldBlock = 11;
    const int PollIn = 1;
    const int PollOut = 4;
    const int TcpLevel = 6;
    const int TcpNoDelay = 1;
    const int SocketLevel = 1;
    const int SocketError = 4;
    const int ShutBoth = 2;

    readonly Descriptor _socket;
    long _end = long.MaxValue;

    TcpStream(Descriptor socket) => _socket = socket;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the other side has closed the connection, or has sent what nobody asked for.</summary>
    public bool IsStale => Poll(PollIn, 0) != 0;

    /// <summary>Connects.</summary>
    /// <param name="host">A name, or an address of IPv4 or IPv6.</param>
    /// <param name="port">The port.</param>
    /// <param name="timeout">How long it may take, and what follows until the next call of <see cref="SetTimeout"/>; null for
    /// ever.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="IOException">There is nobody, or not in time.</exception>
    public static TcpStream Connect(string host, int port, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (TryParseIpv4(host, out var address))
            return Connect(address, port, host, timeout, cancellationToken);
        IOException? failure = null;
        foreach (var found in Resolve(host))
        {
            try
            {
                return Connect(found, port, host, timeout, cancellationToken);
            }
            catch (IOException exception)
            {
                failure = exception;
            }
        }

        throw failure ?? new IOException($"{host} has no address");
    }

    /// <summary>From now on, calls end after this time, with an exception.</summary>
    /// <param name="timeout">How long; null for ever.</param>
    public void SetTimeout(TimeSpan? timeout) =>
        _end = timeout is { } time ? Environment.TickCount64 + (long)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue) : long.MaxValue;

    /// <summary>Ends the connection, and with an exception what another thread is doing with it.</summary>
    public void Abort()
    {
        using var use = _socket.Use();
        if (use.IsOpen)
            _ = shutdown(use.Number, ShutBoth);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint count;
            using (var use = Open())
            {
                fixed (byte* bytes = buffer)
                    count = recv(use.Number, bytes, buffer.Length, 0);
            }

            if (count >= 0)
                return (int)count;
            Wait(PollIn, "receive");
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint count;
            using (var use = Open())
            {
                fixed (byte* bytes = buffer)
                    count = send(use.Number, bytes, buffer.Length, NoSignal);
            }

            if (count >= 0)
                buffer = buffer[(int)count..];
            else
                Wait(PollOut, "send");
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Abort();
            _socket.Dispose();
        }

        base.Dispose(disposing);
    }

    static TcpStream Connect(
        ReadOnlySpan<byte> address, int port, string host, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        // sockaddr_in and sockaddr_in6: family, port, (flow,) address, (scope).
        Span<byte> name = stackalloc byte[28];
        name.Clear();
        var isV4 = address.Length == 4;
        name[0] = (byte)(isV4 ? Inet : Inet6);
        name[2] = (byte)(port >> 8);
        name[3] = (byte)port;
        address.CopyTo(name[(isV4 ? 4 : 8)..]);
        var number = socket(isV4 ? Inet : Inet6, StreamNonBlockingCloseOnExec, 0);
        if (number < 0)
            throw Failure("open a socket", *__errno_location());
        var stream = new TcpStream(new Descriptor(number));
        stream.SetTimeout(timeout);
        using var abort = cancellationToken.UnsafeRegister(static stream => ((TcpStream)stream!).Abort(), stream);
        try
        {
            var on = 1;
            _ = setsockopt(number, TcpLevel, TcpNoDelay, &on, sizeof(int));
            fixed (byte* bytes = name)
            {
                if (connect(number, bytes, isV4 ? 16 : 28) != 0)
                    stream.FinishConnect(host, *__errno_location());
            }

            return stream;
        }
        catch (IOException)
        {
            stream.Dispose();
            throw;
        }
    }

    void FinishConnect(string host, int error)
    {
        if (error is InProgress or Interrupted)
        {
            if (Poll(PollOut, Left()) == 0)
                throw new IOException($"no connection to {host} in time");
            using var use = Open();
            var size = sizeof(int);
            _ = getsockopt(use.Number, SocketLevel, SocketError, &error, &size);
        }

        if (error != 0)
            throw Failure($"connect to {host}", error);
    }

    void Wait(int events, string what)
    {
        var error = *__errno_location();
        if (error == Interrupted)
            return;
        if (error != WouldBlock)
            throw Failure(what, error);
        if (Poll(events, Left()) == 0)
            throw new IOException($"cannot {what}: no time is left");
    }

    int Left() => _end == long.MaxValue ? -1 : (int)Math.Clamp(_end - Environment.TickCount64, 0, int.MaxValue);

    int Poll(int events, int milliseconds)
    {
        while (true)
        {
            using var use = Open();
            var entry = new PollEntry { Number = use.Number, Events = (short)events };
            var count = poll(&entry, 1, milliseconds);
            if (count >= 0)
                return count;
            var error = *__errno_location();
            if (error != Interrupted)
                throw Failure("wait", error);
            milliseconds = milliseconds == 0 ? 0 : Left();
        }
    }

    Use Open()
    {
        var use = _socket.Use();
        return use.IsOpen ? use : throw new IOException("the connection is closed");
    }

    static IOException Failure(string what, int error) => new($"cannot {what}: {Marshal.GetPInvokeErrorMessage(error)}");

    // In its own method, so that names are looked up, and what that takes is loaded, only where they are not addresses.
    static byte[][] Resolve(string host)
    {
        try
        {
            return Array.ConvertAll(Dns.GetHostAddresses(host.Trim('[', ']')), found => found.GetAddressBytes());
        }
        catch (SocketException exception)
        {
            throw new IOException($"{host}: {exception.Message}", exception);
        }
    }

    static bool TryParseIpv4(string host, out byte[] address)
    {
        address = new byte[4];
        var part = 0;
        var value = -1;
        foreach (var letter in host)
        {
            if (char.IsAsciiDigit(letter) && value < 256)
                value = (Math.Max(value, 0) * 10) + letter - '0';
            else if (letter == '.' && value is >= 0 and < 256 && part < 3)
                (address[part++], value) = ((byte)value, -1);
            else
                return false;
        }

        if (part != 3 || value is < 0 or > 255)
            return false;
        address[3] = (byte)value;
        return true;
    }

    [LibraryImport(Library)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport(Library)]
    private static partial int connect(int socket, byte* name, int length);

    [LibraryImport(Library)]
    private static partial nint send(int socket, byte* bytes, nint length, int flags);

    [LibraryImport(Library)]
    private static partial nint recv(int socket, byte* bytes, nint length, int flags);

    [LibraryImport(Library)]
    private static partial int poll(PollEntry* entries, nint count, int milliseconds);

    [LibraryImport(Library)]
    private static partial int setsockopt(int socket, int level, int option, int* value, int size);

    [LibraryImport(Library)]
    private static partial int getsockopt(int socket, int level, int option, int* value, int* size);

    [LibraryImport(Library)]
    private static partial int shutdown(int socket, int how);

    [LibraryImport(Library)]
    private static partial int close(int socket);

    // What the last call failed with. That of the marshaller has a stub compiled at every start.
    [LibraryImport(Library)]
    private static partial int* __errno_location();

    struct PollEntry
    {
        public int Number;
        public short Events;
        public short Happened;
    }

    /// <summary>The socket's number, which is not closed, and so not given to another, while it is in use.</summary>
    sealed class Descriptor(int number) : SafeHandle(number, ownsHandle: true)
    {
        public override bool IsInvalid => handle < 0;

        internal Use Use() => new(this);

        protected override bool ReleaseHandle() => close((int)handle) == 0;
    }

    readonly ref struct Use
    {
        readonly Descriptor _descriptor;

        internal Use(Descriptor descriptor)
        {
            _descriptor = descriptor;
            try
            {
                descriptor.DangerousAddRef(ref IsOpen);
                Number = (int)descriptor.DangerousGetHandle();
            }
            catch (ObjectDisposedException)
            {
                // Closed meanwhile, which the caller tells.
            }
        }

        internal readonly bool IsOpen;

        internal int Number { get; }

        public void Dispose()
        {
            if (IsOpen)
                _descriptor.DangerousRelease();
        }
    }
}
