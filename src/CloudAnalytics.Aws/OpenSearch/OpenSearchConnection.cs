using System.Diagnostics.CodeAnalysis;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.Signing;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>Makes clients of clusters on AWS, and on this machine for tests.</summary>
public static class OpenSearchConnection
{
    /// <summary>
    /// A client that signs its requests: as for a serverless collection where the host's name says so, else as for a domain. This machine
    /// is asked without signatures.
    /// </summary>
    /// <exception cref="ArgumentException">The address is no allowed one.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client lives as long as the process.")]
    public static OpenSearchClient Open(AwsConnection connection, ServiceAddress endpoint, TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
            return OpenGeneral(connection, endpoint, time);
        var signer = endpoint.IsLoopback ? null : new RequestSigner(connection, ServiceOf(endpoint), time);
        return new OpenSearchClient(new WireTransport(endpoint, signer), endpoint);
    }

    /// <summary>The name under which requests to this host are signed.</summary>
    public static string ServiceOf(ServiceAddress endpoint) =>
        endpoint.Host.EndsWith(".aoss.amazonaws.com", StringComparison.Ordinal) ? "aoss" : "es";

    [SuppressMessage("Reliability", "CA2000", Justification = "The client lives as long as the process.")]
    static OpenSearchClient OpenGeneral(AwsConnection connection, ServiceAddress endpoint, TimeProvider time)
    {
        HttpMessageHandler handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (!endpoint.IsLoopback)
            handler = new SigningHandler(connection.Credentials, connection.Region, ServiceOf(endpoint), time, handler);
        return new OpenSearchClient(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }, endpoint.ToUri(), time);
    }
}
