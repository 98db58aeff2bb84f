using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using CloudAnalytics.Aws.Signing;

namespace CloudAnalytics.Aws.Tests.Signing;

/// <summary>
/// Signatures against AWS's published test suite (aws-sig-v4-test-suite: key AKIDEXAMPLE, region us-east-1, service "service"), and
/// against the algorithm as its documentation states it, computed with nothing but HMAC.
/// </summary>
public sealed class SigV4Tests
{
    const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    static readonly DateTimeOffset s_time = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
    static readonly AccessKeys s_keys = new("AKIDEXAMPLE", Secret, null);

    [Theory]
    [InlineData("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData("GET", "/?ሴ=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04")]
    public void PublishedVectorsAreSignedAsPublished(string method, string path, string signature)
    {
        var request = new SignedRequest(method, new Uri("https://example.amazonaws.com" + path).PathAndQuery, Headers(), SigV4.EmptyHash);
        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            + $"SignedHeaders=host;x-amz-date, Signature={signature}",
            SigV4.Authorization(request, s_keys, "us-east-1", "service", s_time));
    }

    // docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "PUT Object".
    [Fact]
    public void PublishedVectorOfS3IsSignedWithItsPathAsItIsSent()
    {
        var hash = SigV4.Hash("Welcome to Amazon S3."u8);
        var headers = new SortedList<string, string>(StringComparer.Ordinal)
        {
            ["date"] = "Fri, 24 May 2013 00:00:00 GMT",
            ["host"] = "examplebucket.s3.amazonaws.com",
            ["x-amz-content-sha256"] = hash,
            ["x-amz-date"] = "20130524T000000Z",
            ["x-amz-storage-class"] = "REDUCED_REDUNDANCY",
        };
        var request = new SignedRequest("PUT", "/test%24file.text", headers, hash) { IsPathFinal = true };
        var keys = new AccessKeys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);
        Assert.EndsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            SigV4.Authorization(request, keys, "us-east-1", "s3", new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/mail-a,mail-b/_search", "/mail-a%2Cmail-b/_search")]
    [InlineData("/mail-*/_count", "/mail-%2A/_count")]
    [InlineData("/a%20b", "/a%2520b")]
    public void PathIsEncodedOnceMore(string path, string canonical)
    {
        var text = SigV4.Canonical(new SignedRequest("GET", path, Headers(), SigV4.EmptyHash));
        Assert.Equal(canonical, text.Split('\n')[1]);
    }

    [Fact]
    public async Task RequestIsSignedWithBodyAndSessionAsTheDocumentationSays()
    {
        using var received = new Receiver();
        using var handler = new SigningHandler(
            new SessionAWSCredentials("AKIDEXAMPLE", Secret, "session/token"), "eu-central-1", "es", new At(s_time), received);
        using var http = new HttpClient(handler);
        using var content = new StringContent("{\"a\":1}\n", Encoding.UTF8, "application/x-ndjson");
        await http.PostAsync(new Uri("https://search.example.com/_bulk?filter_path=errors,items.*.status"), content);

        var hash = Hex(SHA256.HashData("{\"a\":1}\n"u8));
        const string Signed = "host;x-amz-content-sha256;x-amz-date;x-amz-security-token";
        var canonical = "POST\n/_bulk\nfilter_path=errors%2Citems.%2A.status\n"
            + $"host:search.example.com\nx-amz-content-sha256:{hash}\nx-amz-date:20150830T123600Z\nx-amz-security-token:session/token\n\n"
            + $"{Signed}\n{hash}";
        var toSign = $"AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/eu-central-1/es/aws4_request\n{Hex(SHA256.HashData(Bytes(canonical)))}";
        var key = new[] { "20150830", "eu-central-1", "es", "aws4_request" }
            .Aggregate(Bytes("AWS4" + Secret), (k, part) => HMACSHA256.HashData(k, Bytes(part)));
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-central-1/es/aws4_request, SignedHeaders={Signed}, "
            + $"Signature={Hex(HMACSHA256.HashData(key, Bytes(toSign)))}",
            received.Authorization);
        Assert.Equal("{\"a\":1}\n", received.Body);
    }

    [Fact]
    public async Task CredentialsAreAskedForAtEachRequest()
    {
        using var received = new Receiver();
        using var handler = new SigningHandler(new Rotating(), "us-east-1", "es", new At(s_time), received);
        using var http = new HttpClient(handler);
        await http.GetAsync(new Uri("https://h/"));
        Assert.Contains("KEY1/", received.Authorization, StringComparison.Ordinal);
        await http.GetAsync(new Uri("https://h/"));
        Assert.Contains("KEY2/", received.Authorization, StringComparison.Ordinal);
    }

    static SortedList<string, string> Headers() => new(StringComparer.Ordinal)
    {
        ["host"] = "example.amazonaws.com",
        ["x-amz-date"] = "20150830T123600Z",
    };

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    sealed class Rotating : AWSCredentials
    {
        int _count;

        public override ImmutableCredentials GetCredentials() => new($"KEY{++_count}", Secret, null);
    }

    sealed class Receiver : HttpMessageHandler
    {
        public string Authorization { get; private set; } = "";

        public string Body { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.NonValidated["Authorization"].ToString();
            Body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
