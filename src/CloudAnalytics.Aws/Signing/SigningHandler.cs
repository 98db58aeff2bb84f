using Amazon.Runtime;

namespace CloudAnalytics.Aws.Signing;

/// <summary>
/// Signs every request for a service of AWS. Credentials are asked for at each request, as those of a function change while it runs; the
/// SDK's own kinds refresh themselves before they expire.
/// </summary>
/// <param name="credentials">Who signs.</param>
/// <param name="region">The service's region, as <c>eu-central-1</c>.</param>
/// <param name="service">The service's signing name: <c>es</c> for OpenSearch domains, <c>aoss</c> for serverless collections.</param>
/// <param name="time">The clock.</param>
/// <param name="inner">What sends.</param>
public sealed class SigningHandler(AWSCredentials credentials, string region, string service, TimeProvider time, HttpMessageHandler inner)
    : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = time.GetUtcNow();
        var current = await credentials.GetCredentialsAsync();
        var hash = SigV4.EmptyHash;
        if (request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(cancellationToken);
            hash = SigV4.Hash(await content.ReadAsByteArrayAsync(cancellationToken));
        }

        Set(request, "x-amz-date", SigV4.Stamp(now));
        Set(request, "x-amz-content-sha256", hash);
        if (current.UseToken)
            Set(request, "x-amz-security-token", current.Token);
        var uri = request.RequestUri!;
        var headers = new SortedList<string, string>(StringComparer.Ordinal)
        {
            ["host"] = SigV4.Host(uri),
        };
        foreach (var (name, values) in request.Headers.NonValidated.Where(h => h.Key.StartsWith("x-amz-", StringComparison.Ordinal)))
            headers[name] = string.Join(',', values);
        var keys = AccessKeys.Of(current);
        var signed = new SignedRequest(request.Method.Method, uri.PathAndQuery, headers, hash);
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", SigV4.Authorization(signed, keys, region, service, now));
        return await base.SendAsync(request, cancellationToken);
    }

    // A request that is sent again carries the headers of the first time.
    static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }
}
