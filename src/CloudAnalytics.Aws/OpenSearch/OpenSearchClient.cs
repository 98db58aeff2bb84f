using System.Net.Http.Headers;
using System.Text;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>
/// Requests to a cluster. What it answers is a value, also when it does not answer; only a program's mistakes are exceptions.
/// </summary>
public sealed class OpenSearchClient
{
    static readonly MediaTypeHeaderValue s_json = new("application/json");
    static readonly MediaTypeHeaderValue s_lines = new("application/x-ndjson");

    readonly HttpClient _http;
    readonly Uri _endpoint;
    readonly TimeProvider _time;

    /// <summary>A client of one cluster.</summary>
    /// <param name="http">What sends, and signs where that is needed. Its own time-out must be longer than the calls'.</param>
    /// <param name="endpoint">The cluster's address: https, or http for this machine.</param>
    /// <param name="time">The clock of time-outs.</param>
    public OpenSearchClient(HttpClient http, Uri endpoint, TimeProvider time)
    {
        if (Fault(endpoint) is { } fault)
            throw new ArgumentException(fault, nameof(endpoint));
        _http = http;
        _endpoint = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri(endpoint.AbsoluteUri + "/");
        _time = time;
    }

    /// <summary>The cluster's address, ending in a slash.</summary>
    public Uri Endpoint => _endpoint;

    /// <summary>What is wrong with a cluster's address, or null.</summary>
    public static string? Fault(Uri endpoint) =>
        !endpoint.IsAbsoluteUri ? $"the address of the cluster is {endpoint}; allowed is https://HOST"
        : endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback) ? null
        : $"the address of the cluster is {endpoint}; allowed is https://HOST, and http:// only for this machine";

    /// <summary>Sends a request without a body, or with one of JSON.</summary>
    public async Task<OpenSearchResponse> SendAsync(
        HttpMethod method, string path, string? json, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var content = json is null ? null : Content(Encoding.UTF8.GetBytes(json), s_json);
        return await SendAsync(method, path, content, [], timeout, cancellationToken);
    }

    /// <summary>Sends lines of JSON.</summary>
    public async Task<OpenSearchResponse> SendLinesAsync(
        string path, ReadOnlyMemory<byte> lines, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var content = Content(lines, s_lines);
        return await SendAsync(HttpMethod.Post, path, content, [], timeout, cancellationToken);
    }

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
        using var timer = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, new Uri(_endpoint, path.TrimStart('/'))) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return new OpenSearchResponse((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token), null);
        }
        catch (OperationCanceledException)
        {
            return OpenSearchResponse.Nothing($"no answer from {_endpoint.Host} within {timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return OpenSearchResponse.Nothing($"no connection to {_endpoint.Host}: {e.Message}");
        }
    }

    static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> body, MediaTypeHeaderValue type) =>
        new(body) { Headers = { ContentType = type } };
}
