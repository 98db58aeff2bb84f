using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace CloudAnalytics.Aws.Signing;

/// <summary>
/// AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html): the canonical form
/// of a request here, keys and signature by the SDK.
/// </summary>
static class SigV4
{
    /// <summary>The hash of a body of no bytes.</summary>
    public static string EmptyHash { get; } = Hash([]);

    /// <summary>The value of the Authorization header.</summary>
    /// <param name="request">What is signed.</param>
    /// <param name="credentials">Who signs; a session token must stand among the headers.</param>
    /// <param name="region">The service's region.</param>
    /// <param name="service">The service's signing name: <c>es</c>, <c>aoss</c>.</param>
    /// <param name="time">When; the same as in the header <c>x-amz-date</c>.</param>
    public static string Authorization(
        SignedRequest request, ImmutableCredentials credentials, string region, string service, DateTimeOffset time)
    {
        var names = string.Join(';', request.Headers.Keys);
        var result = AWS4Signer.ComputeSignature(
            credentials.AccessKey, credentials.SecretKey, region, time.UtcDateTime, service, names, Canonical(request));
        return result.ForAuthorizationHeader;
    }

    /// <summary>The canonical form.</summary>
    public static string Canonical(SignedRequest request)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n').Append(CanonicalPath(request.Uri)).Append('\n')
            .Append(CanonicalQuery(request.Uri)).Append('\n');
        foreach (var (name, value) in request.Headers)
            text.Append(name).Append(':').Append(Trimmed(value)).Append('\n');
        return text.Append('\n').AppendJoin(';', request.Headers.Keys).Append('\n').Append(request.BodyHash).ToString();
    }

    /// <summary>The instant as <c>x-amz-date</c> spells it.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The value of the header <c>Host</c>.</summary>
    public static string Host(Uri uri) =>
        uri.IsDefaultPort ? uri.Host : string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}");

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    // The path as it goes over the wire is encoded once more, for all services but S3.
    static string CanonicalPath(Uri uri) => string.Join('/', uri.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    static string CanonicalQuery(Uri uri)
    {
        if (uri.Query.Length <= 1)
            return "";
        var parameters = uri.Query[1..].Split('&').Select(p => p.Split('=', 2)).Select(p =>
            (Name: Encoded(p[0]), Value: p.Length > 1 ? Encoded(p[1]) : ""));
        return string.Join('&', parameters
            .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value}"));
    }

    // EscapeDataString leaves exactly the unreserved characters of RFC 3986.
    static string Encoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What of a request is signed.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Uri">The whole address.</param>
/// <param name="Headers">Names in lower case, with their values.</param>
/// <param name="BodyHash">SHA-256 of the body, hexadecimal.</param>
sealed record SignedRequest(string Method, Uri Uri, SortedList<string, string> Headers, string BodyHash);
