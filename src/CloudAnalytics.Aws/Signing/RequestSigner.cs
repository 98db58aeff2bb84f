using Amazon.Runtime;
using CloudAnalytics.Aws.OpenSearch;

namespace CloudAnalytics.Aws.Signing;

/// <summary>
/// Signs requests for a service of AWS. Credentials are asked for at each request, as those of a function change while it runs.
/// </summary>
/// <param name="credentials">Who signs.</param>
/// <param name="region">The service's region, as <c>eu-central-1</c>.</param>
/// <param name="service">The service's signing name: <c>es</c> for OpenSearch domains, <c>aoss</c> for serverless collections.</param>
/// <param name="time">The clock.</param>
sealed class RequestSigner(Func<AWSCredentials> credentials, string region, string service, TimeProvider time)
{
    /// <summary>The headers that sign a request.</summary>
    internal IReadOnlyList<(string Name, string Value)> Headers(ClusterRequest request)
    {
        var now = time.GetUtcNow();
        var current = credentials().GetCredentials();
        var hash = request.Body is { } body ? SigV4.Hash(body.Span) : SigV4.EmptyHash;
        List<(string Name, string Value)> added = [("x-amz-date", SigV4.Stamp(now)), ("x-amz-content-sha256", hash)];
        if (current.UseToken)
            added.Add(("x-amz-security-token", current.Token));
        var signed = new SortedList<string, string>(StringComparer.Ordinal) { ["host"] = SigV4.Host(request.Uri) };
        foreach (var (name, value) in added)
            signed[name] = value;
        added.Add(("Authorization", SigV4.Authorization(
            new SignedRequest(request.Method, request.Uri, signed, hash), current, region, service, now)));
        return added;
    }
}
