using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.Signing;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>
/// Requests over one connection that is kept: blocking, and without the client of .NET, which would take more of a cold start than all
/// else. A request is never sent twice by itself: whether it was done is for the caller to find out. Not thread safe.
/// </summary>
/// <param name="origin">The cluster.</param>
/// <param name="sign">Makes the headers that sign a request; null where none are wanted.</param>
[SuppressMessage("Reliability", "CA2000", Justification = "What connects is disposed with the connection.")]
sealed class WireTransport(Uri origin, Func<ClusterRequest, IReadOnlyList<(string Name, string Value)>>? sign)
    : IClusterTransport, IDisposable
{
    readonly string _host = SigV4.Host(origin);

    TcpStream? _socket;
    HttpWire? _wire;

    /// <inheritdoc/>
    public ValueTask<OpenSearchResponse> SendAsync(ClusterRequest request, CancellationToken cancellationToken) =>
        new(Send(request, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => Disconnect();

    OpenSearchResponse Send(ClusterRequest request, CancellationToken cancellationToken)
    {
        var begin = Environment.TickCount64;
        if (cancellationToken.IsCancellationRequested)
            return OpenSearchResponse.Late(request.Uri, request.Timeout);
        try
        {
            Connect(request.Timeout);
            _socket!.SetTimeout(request.Timeout - TimeSpan.FromMilliseconds(Environment.TickCount64 - begin));
            using var abort = cancellationToken.UnsafeRegister(static socket => ((TcpStream)socket!).Abort(), _socket);
            _wire!.Write(Head(request), request.Body.GetValueOrDefault().Span);
            var reply = _wire.Read(request.Method != "HEAD");
            var response = new OpenSearchResponse(reply.Status, reply.Body.ToArray(), null);
            if (reply.IsLast)
                Disconnect();
            return response;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            Disconnect();
            var isLate = cancellationToken.IsCancellationRequested
                || Environment.TickCount64 - begin >= request.Timeout.TotalMilliseconds;
            return isLate
                ? OpenSearchResponse.Late(request.Uri, request.Timeout) : OpenSearchResponse.Unreachable(request.Uri, exception.Message);
        }
    }

    void Connect(TimeSpan timeout)
    {
        if (_socket?.IsStale == true)
            Disconnect();
        if (_wire is not null)
            return;
        _socket = TcpStream.Connect(origin.Host, origin.Port, timeout);
        Stream stream = _socket;
        if (origin.Scheme == Uri.UriSchemeHttps)
            stream = Secure(_socket);
        _wire = new HttpWire(stream, Limits.WireReplyBytes, Limits.WireReplyBytesMax);
    }

    void Disconnect()
    {
        _wire?.Dispose();
        _socket?.Dispose();
        (_wire, _socket) = (null, null);
    }

    // In its own method, so that TLS is loaded only where it is spoken.
    SslStream Secure(Stream stream)
    {
        var secure = new SslStream(stream);
        secure.AuthenticateAsClient(origin.IdnHost);
        return secure;
    }

    byte[] Head(ClusterRequest request)
    {
        var head = new StringBuilder(512);
        head.Append(request.Method).Append(' ').Append(request.Uri.PathAndQuery).Append(" HTTP/1.1\r\nHost: ").Append(_host)
            .Append("\r\nUser-Agent: cloudanalytics\r\n");
        if (request.Body is { } body)
        {
            head.Append("Content-Type: ").Append(request.Type)
                .Append("\r\nContent-Length: ").Append(body.Length.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        }
        else if (request.Method is "POST" or "PUT")
            head.Append("Content-Length: 0\r\n");

        Append(head, request.Headers);
        if (sign is not null)
            Append(head, sign(request));
        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    static void Append(StringBuilder head, IReadOnlyList<(string Name, string Value)> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var (name, value) = headers[i];
            Check.That(!value.Contains('\n', StringComparison.Ordinal));
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }
    }
}
