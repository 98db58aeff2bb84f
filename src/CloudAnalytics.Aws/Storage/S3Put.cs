using System.Globalization;
using System.Security.Authentication;
using System.Text;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.Signing;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.Storage;

/// <summary>
/// The first attempt to put an object, over a connection of its own that is kept: most functions do nothing else with S3, and the library
/// of AWS takes more of a cold start than all else. What is not done at once is left to that library, which tries again, follows
/// redirections and says what is wrong. Thread safe; one at a time.
/// </summary>
sealed class S3Put : IDisposable
{
    readonly Lock _gate = new();
    readonly ServiceAddress _address;
    readonly string _root;
    readonly ServiceConnection _connection;
    readonly RequestSigner _signer;

    /// <summary>Connects with the first object.</summary>
    /// <param name="connection">Where, and who asks.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="time">The clock of signatures.</param>
    internal S3Put(AwsConnection connection, string bucket, TimeProvider time)
    {
        var service = connection.EndpointOf("s3");
        // Certificates hold for one name before the service's, and an address of the user's own has no names for buckets.
        var isPath = connection.Endpoint is not null || bucket.Contains('.', StringComparison.Ordinal);
        _address = isPath ? service : service with { Host = $"{bucket}.{service.Host}" };
        _root = isPath ? $"{service.Root}{bucket}/" : service.Root;
        _connection = new ServiceConnection(_address);
        _signer = new RequestSigner(connection, "s3", time);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Signs something that is not sent: the library of ciphers is loaded with the first signature.</summary>
    internal void Prepare() => Head(_root, []);

    /// <summary>Puts an object.</summary>
    /// <returns>Whether it is done; if not, it may be done all the same.</returns>
    internal bool TryPut(string key, MemoryStream content, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return false;
        var body = content.GetBuffer().AsSpan(0, (int)content.Length);
        var target = _root + PercentCode.EncodePath(key);
        lock (_gate)
        {
            try
            {
                var head = Head(target, body);
                return _connection.Send(head, body, hasBody: true, Limits.AwsRequestTimeMax, cancellationToken).Status == 200;
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                return false;
            }
        }
    }

    byte[] Head(string target, ReadOnlySpan<byte> body)
    {
        var head = new StringBuilder(1024);
        head.Append("PUT ").Append(target).Append(" HTTP/1.1\r\nHost: ").Append(_address.Authority)
            .Append("\r\nUser-Agent: cloudanalytics\r\nContent-Type: application/octet-stream\r\nContent-Length: ")
            .Append(body.Length.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
        HeaderText.Append(head, _signer.Headers("PUT", _address.Authority, target, body));
        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }
}
