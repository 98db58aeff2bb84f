using System.Security.Cryptography;

namespace CloudAnalytics.Aws.Signing;

/// <summary>
/// Signs requests for a service of AWS. Credentials are asked for at each request, as those of a function change while it runs.
/// </summary>
/// <param name="connection">Who signs, and for which region.</param>
/// <param name="service">The service's signing name: <c>es</c> for OpenSearch domains, <c>aoss</c> for serverless collections,
/// <c>s3</c>.</param>
/// <param name="time">The clock.</param>
sealed class RequestSigner(AwsConnection connection, string service, TimeProvider time)
{
    // S3 signs paths as they are sent, and wants a checksum of its own where objects may be locked.
    readonly bool _isStorage = service == "s3";

    /// <summary>The headers that sign a request.</summary>
    /// <param name="method">GET, POST and so on.</param>
    /// <param name="host">The value of the header <c>Host</c>.</param>
    /// <param name="target">Path and query, as they go over the wire.</param>
    /// <param name="body">The body.</param>
    internal List<(string Name, string Value)> Headers(string method, string host, string target, ReadOnlySpan<byte> body)
    {
        var now = time.GetUtcNow();
        var keys = connection.Keys();
        var digest = SHA256.HashData(body);
        var hash = SigV4.Hex(digest);
        List<(string Name, string Value)> added = [("x-amz-date", SigV4.Stamp(now)), ("x-amz-content-sha256", hash)];
        if (_isStorage)
            added.Add(("x-amz-checksum-sha256", Convert.ToBase64String(digest)));
        if (keys.Token is { } token)
            added.Add(("x-amz-security-token", token));
        var signed = new SortedList<string, string>(StringComparer.Ordinal) { ["host"] = host };
        foreach (var (name, value) in added)
            signed[name] = value;
        var request = new SignedRequest(method, target, signed, hash) { IsPathFinal = _isStorage };
        added.Add(("Authorization", SigV4.Authorization(request, keys, connection.Region, service, now)));
        return added;
    }
}
