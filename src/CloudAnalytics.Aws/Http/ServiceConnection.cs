using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.Http;

/// <summary>
/// A connection to a service that is kept, and opened when it is needed. A request is never sent twice by itself: whether it was done is
/// for the caller to find out. Not thread safe.
/// </summary>
/// <param name="address">Where it is.</param>
[SuppressMessage("Reliability", "CA2000", Justification = "What connects is disposed with the connection.")]
sealed class ServiceConnection(ServiceAddress address) : IDisposable
{
    TcpStream? _socket;
    HttpWire? _wire;

    /// <summary>Sends a request and reads the answer; blocks.</summary>
    /// <param name="head">Request line, headers and the empty line.</param>
    /// <param name="body">The body, of the length that the head says.</param>
    /// <param name="hasBody">Whether the answer may have a body: not that of HEAD.</param>
    /// <param name="timeout">How long all of it may take.</param>
    /// <param name="cancellationToken">Ends it at once, also while it connects.</param>
    /// <returns>The answer; its body is valid until the next request.</returns>
    /// <exception cref="IOException">No answer came.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">It is not who it should be.</exception>
    internal HttpReply Send(
        ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, bool hasBody, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var begin = Environment.TickCount64;
        try
        {
            Open(timeout, cancellationToken);
            _socket!.SetTimeout(timeout - TimeSpan.FromMilliseconds(Environment.TickCount64 - begin));
            using var abort = AbortWith(cancellationToken);
            _wire!.Write(head, body);
            var reply = _wire.Read(hasBody);
            if (reply.IsLast)
                Dispose();
            return reply;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Closes the connection; the next request opens another.</summary>
    public void Dispose()
    {
        _wire?.Dispose();
        _socket?.Dispose();
        (_wire, _socket) = (null, null);
    }

    /// <summary>Opens the connection, where there is none that can be used.</summary>
    /// <exception cref="IOException">There is nobody, or not in time.</exception>
    internal void Open(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_socket?.IsStale == true)
            Dispose();
        if (_wire is not null)
            return;
        _socket = TcpStream.Connect(address.Host, address.Port, timeout, cancellationToken);
        using var abort = AbortWith(cancellationToken);
        _wire = new HttpWire(address.IsSecure ? Secure(_socket) : _socket, Limits.WireReplyBytes, Limits.WireReplyBytesMax);
    }

    CancellationTokenRegistration AbortWith(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static socket => ((TcpStream)socket!).Abort(), _socket);

    // In its own method, so that TLS is loaded only where it is spoken.
    SslStream Secure(Stream stream)
    {
        var secure = new SslStream(stream);
        secure.AuthenticateAsClient(address.Host.Trim('[', ']'));
        return secure;
    }
}
