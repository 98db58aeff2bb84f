using System.Text;
using CloudAnalytics.Aws.Http;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>
/// Requests to a cluster. What it answers is a value, also when it does not answer; only a program's mistakes are exceptions.
/// </summary>
public sealed class OpenSearchClient
{
    readonly IClusterTransport _transport;
    readonly ServiceAddress _address;

    /// <summary>A client of one cluster.</summary>
    /// <param name="http">What sends, and signs where that is needed. Its own time-out must be longer than the calls'.</param>
    /// <param name="endpoint">The cluster's address: https, or http for this machine.</param>
    /// <param name="time">The clock of time-outs.</param>
    public OpenSearchClient(HttpClient http, Uri endpoint, TimeProvider time)
        : this(new HttpClientTransport(http, endpoint, time), ServiceAddress.Of(endpoint))
    {
    }

    internal OpenSearchClient(IClusterTransport transport, ServiceAddress address)
    {
        if (Fault(address) is { } fault)
            throw new ArgumentException(fault, nameof(address));
        (_transport, _address) = (transport, address);
    }

    /// <summary>What is wrong with a cluster's address, or null.</summary>
    public static string? Fault(ServiceAddress address) => address.IsSecure || address.IsLoopback
        ? null
        : $"the address of the cluster is {address}; allowed is https://HOST, and http:// only for this machine";

    /// <summary>Sends a request without a body, or with one of JSON.</summary>
    /// <param name="method">How, such as <c>GET</c>.</param>
    /// <param name="path">Where, below the cluster's address.</param>
    /// <param name="json">The body, or null.</param>
    /// <param name="timeout">How long to wait; after that it is unknown whether the cluster has done it.</param>
    /// <param name="cancellationToken">Ends the wait at once, as a time-out does.</param>
    public ValueTask<OpenSearchResponse> SendAsync(
        string method, string path, string? json, TimeSpan timeout, CancellationToken cancellationToken) => _transport.SendAsync(
            new ClusterRequest(method, Target(path), json is null ? null : Encoding.UTF8.GetBytes(json), "application/json", [], timeout),
            cancellationToken);

    /// <inheritdoc cref="SendAsync(string, string, string?, TimeSpan, CancellationToken)"/>
    public async Task<OpenSearchResponse> SendAsync(
        HttpMethod method, string path, string? json, TimeSpan timeout, CancellationToken cancellationToken) =>
        await SendAsync(method.Method, path, json, timeout, cancellationToken);

    /// <summary>Sends lines of JSON.</summary>
    public ValueTask<OpenSearchResponse> SendLinesAsync(
        string path, ReadOnlyMemory<byte> lines, TimeSpan timeout, CancellationToken cancellationToken) => _transport.SendAsync(
            new ClusterRequest("POST", Target(path), lines, "application/x-ndjson", [], timeout), cancellationToken);

    /// <summary>Sends any content.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Where, below the cluster's address.</param>
    /// <param name="content">The body, or null.</param>
    /// <param name="headers">Further headers.</param>
    /// <param name="timeout">How long to wait; after that it is unknown whether the cluster has done it.</param>
    /// <param name="cancellationToken">Ends the wait at once, as a time-out does.</param>
    public async Task<OpenSearchResponse> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        IReadOnlyList<(string Name, string Value)> headers,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? body = content is null ? null : await content.ReadAsByteArrayAsync(cancellationToken);
        var type = content?.Headers.ContentType?.ToString() ?? "application/json";
        return await _transport.SendAsync(
            new ClusterRequest(method.Method, Target(path), body, type, headers, timeout), cancellationToken);
    }

    string Target(string path) => _address.Root + path.TrimStart('/');
}
