using System.Net.Http.Headers;

namespace CloudAnalytics.Aws.OpenSearch;

/// <summary>Requests by the client of .NET.</summary>
/// <param name="http">It; its own time-out must be longer than the calls'.</param>
/// <param name="address">The cluster.</param>
/// <param name="time">The clock of time-outs.</param>
sealed class HttpClientTransport(HttpClient http, Uri address, TimeProvider time) : IClusterTransport
{
    /// <inheritdoc/>
    public async ValueTask<OpenSearchResponse> SendAsync(ClusterRequest request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(request.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(address, request.Target));
        if (request.Body is { } body)
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(request.Type) } };
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await http.SendAsync(message, either.Token);
            return new OpenSearchResponse((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token), null);
        }
        catch (OperationCanceledException)
        {
            return OpenSearchResponse.Late(address.Host, request.Timeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return OpenSearchResponse.Unreachable(address.Host, e.Message);
        }
    }
}
