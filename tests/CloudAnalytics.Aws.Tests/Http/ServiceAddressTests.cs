using CloudAnalytics.Aws.Http;

namespace CloudAnalytics.Aws.Tests.Http;

/// <summary>Addresses of services, beside .NET's own reader of addresses.</summary>
public sealed class ServiceAddressTests
{
    [Theory]
    [InlineData("https://search-mail.eu-central-1.es.amazonaws.com")]
    [InlineData("HTTPS://Search.Example.com/")]
    [InlineData("http://localhost:5000")]
    [InlineData("http://127.0.0.1:9200/below/")]
    [InlineData("http://127.9.8.7")]
    [InlineData("http://[::1]:9200")]
    [InlineData("https://[2001:db8::7]/x/")]
    [InlineData("https://a_b.example:443/")]
    public void ReadsWhatTheGeneralReaderReads(string text)
    {
        var expected = new Uri(text);

        var address = ServiceAddress.Parse(text);

        Assert.Equal(
            (expected.Scheme == "https", expected.Host, expected.Port, expected.AbsolutePath, expected.Authority, expected.IsLoopback),
            (address.IsSecure, address.Host, address.Port, address.Root, address.Authority, address.IsLoopback));
        Assert.Equal(expected, address.ToUri());
        Assert.Equal(address, ServiceAddress.Of(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://")]
    [InlineData("https:///x")]
    [InlineData("ftp://host")]
    [InlineData("host:9200")]
    [InlineData("https://user@host")]
    [InlineData("https://user:word@host")]
    [InlineData("https://host?x=y")]
    [InlineData("https://host/x?y")]
    [InlineData("https://host/x#y")]
    [InlineData("https://host:0")]
    [InlineData("https://host:65536")]
    [InlineData("https://host:99999999999999999999")]
    [InlineData("https://host:")]
    [InlineData("https://host:8x")]
    [InlineData("https://[::1")]
    [InlineData("https://[x]")]
    [InlineData("https://ho st")]
    [InlineData("https://host/a\r\nb")]
    public void RefusesWhatIsNoAddressOfAService(string text) => Assert.False(ServiceAddress.TryParse(text, out _));

    [Fact]
    public void RootEndsWithASlash() => Assert.Equal("/below/", ServiceAddress.Parse("https://host/below").Root);
}
