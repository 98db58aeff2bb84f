using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudAnalytics.Aws.Signing;

/// <summary>
/// AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
/// </summary>
static class SigV4
{
    const string Algorithm = "AWS4-HMAC-SHA256";
    const string End = "aws4_request";
    const string HexDigits = "0123456789abcdef";

    /// <summary>The hash of a body of no bytes.</summary>
    public static string EmptyHash { get; } = Hash([]);

    /// <summary>The value of the Authorization header.</summary>
    /// <param name="request">What is signed.</param>
    /// <param name="keys">Who signs; a session token must stand among the headers.</param>
    /// <param name="region">The service's region.</param>
    /// <param name="service">The service's signing name: <c>es</c>, <c>aoss</c>.</param>
    /// <param name="time">When; the same as in the header <c>x-amz-date</c>.</param>
    public static string Authorization(SignedRequest request, AccessKeys keys, string region, string service, DateTimeOffset time)
    {
        var stamp = Stamp(time);
        var day = stamp[..8];
        var scope = $"{day}/{region}/{service}/{End}";
        var text = $"{Algorithm}\n{stamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(Canonical(request)))}";
        var key = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + keys.Secret), day), region), service), End);
        return $"{Algorithm} Credential={keys.Id}/{scope}, SignedHeaders={Names(request)}, Signature={Hex(Mac(key, text))}";
    }

    /// <summary>The canonical form.</summary>
    public static string Canonical(SignedRequest request)
    {
        var text = new StringBuilder();
        var query = request.Target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? request.Target : request.Target[..query];
        text.Append(request.Method).Append('\n').Append(request.IsPathFinal ? path : PercentCode.EncodePath(path)).Append('\n')
            .Append(query < 0 ? "" : CanonicalQuery(request.Target[(query + 1)..])).Append('\n');
        foreach (var (name, value) in request.Headers)
            text.Append(name).Append(':').Append(Trimmed(value)).Append('\n');
        return text.Append('\n').Append(Names(request)).Append('\n').Append(request.BodyHash).ToString();
    }

    /// <summary>The instant as <c>x-amz-date</c> spells it.</summary>
    public static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("s", CultureInfo.InvariantCulture).Replace("-", "", StringComparison.Ordinal)
            .Replace(":", "", StringComparison.Ordinal) + "Z";

    /// <summary>The value of the header <c>Host</c>.</summary>
    public static string Host(Uri uri) =>
        uri.IsDefaultPort ? uri.Host : string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}");

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> body) => Hex(SHA256.HashData(body));

    /// <summary>Lower-case hexadecimal. That of .NET goes by vectors, for which no code exists ahead of time.</summary>
    public static string Hex(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length * 2);
        foreach (var value in bytes)
            text.Append(HexDigits[value >> 4]).Append(HexDigits[value & 15]);
        return text.ToString();
    }

    static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    static string Names(SignedRequest request) => string.Join(';', request.Headers.Keys);

    static string CanonicalQuery(string query)
    {
        if (query.Length == 0)
            return "";
        var parameters = query.Split('&').Select(p => p.Split('=', 2)).Select(p =>
            (Name: Encoded(p[0]), Value: p.Length > 1 ? Encoded(p[1]) : ""));
        return string.Join('&', parameters
            .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal).Select(p => $"{p.Name}={p.Value}"));
    }

    static string Encoded(string text) => PercentCode.Encode(Uri.UnescapeDataString(text));

    static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>What of a request is signed.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Target">Path and query, as they go over the wire.</param>
/// <param name="Headers">Names in lower case, with their values.</param>
/// <param name="BodyHash">SHA-256 of the body, hexadecimal.</param>
sealed record SignedRequest(string Method, string Target, SortedList<string, string> Headers, string BodyHash)
{
    /// <summary>Whether the path is signed as it is sent, as S3 does; for all other services it is encoded once more.</summary>
    internal bool IsPathFinal { get; init; }
}
