namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>What carries requests to a cluster.</summary>
interface IClusterTransport
{
    /// <summary>Sends a request. That no answer comes is an answer too: <see cref="OpenSearchResponse.Nothing"/>.</summary>
    ValueTask<OpenSearchResponse> SendAsync(ClusterRequest request, CancellationToken cancellationToken);
}

/// <summary>A request to a cluster.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Target">Path and query, as they go over the wire.</param>
/// <param name="Body">The body, or null for none.</param>
/// <param name="Type">The body's content type.</param>
/// <param name="Headers">Further headers.</param>
/// <param name="Timeout">How long to wait for the answer.</param>
sealed record ClusterRequest(
    string Method,
    string Target,
    ReadOnlyMemory<byte>? Body,
    string Type,
    IReadOnlyList<(string Name, string Value)> Headers,
    TimeSpan Timeout);
