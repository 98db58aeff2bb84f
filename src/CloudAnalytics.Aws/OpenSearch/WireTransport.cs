using System.Globalization;
using System.Security.Authentication;
using System.Text;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.Signing;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>
/// Requests over one connection that is kept: blocking, and without the client of .NET, which would take more of a cold start than all
/// else. Not thread safe.
/// </summary>
/// <param name="address">The cluster.</param>
/// <param name="signer">Signs requests; null where that is not wanted.</param>
sealed class WireTransport(ServiceAddress address, RequestSigner? signer) : IClusterTransport, IDisposable
{
    readonly ServiceConnection _connection = new(address);

    /// <inheritdoc/>
    public ValueTask<OpenSearchResponse> SendAsync(ClusterRequest request, CancellationToken cancellationToken) =>
        new(Send(request, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    OpenSearchResponse Send(ClusterRequest request, CancellationToken cancellationToken)
    {
        var begin = Environment.TickCount64;
        if (cancellationToken.IsCancellationRequested)
            return OpenSearchResponse.Late(address.Host, request.Timeout);
        try
        {
            var reply = _connection.Send(
                Head(request), request.Body.GetValueOrDefault().Span, request.Method != "HEAD", request.Timeout, cancellationToken);
            return new OpenSearchResponse(reply.Status, reply.Body.ToArray(), null);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            var isLate = cancellationToken.IsCancellationRequested
                || Environment.TickCount64 - begin >= request.Timeout.TotalMilliseconds;
            return isLate
                ? OpenSearchResponse.Late(address.Host, request.Timeout)
                : OpenSearchResponse.Unreachable(address.Host, exception.Message);
        }
    }

    byte[] Head(ClusterRequest request)
    {
        var head = new StringBuilder(512);
        head.Append(request.Method).Append(' ').Append(request.Target).Append(" HTTP/1.1\r\nHost: ").Append(address.Authority)
            .Append("\r\nUser-Agent: cloudanalytics\r\n");
        if (request.Body is { } body)
        {
            head.Append("Content-Type: ").Append(request.Type)
                .Append("\r\nContent-Length: ").Append(body.Length.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        }
        else if (request.Method is "POST" or "PUT")
            head.Append("Content-Length: 0\r\n");

        HeaderText.Append(head, request.Headers);
        if (signer is not null)
        {
            HeaderText.Append(head, signer.Headers(
                request.Method, address.Authority, request.Target, request.Body.GetValueOrDefault().Span));
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }
}
