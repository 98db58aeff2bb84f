using System.Net;
using CloudAnalytics.Server.Web;

namespace CloudAnalytics.Server.Tests.Web;

public sealed class WebOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("[::1]:443", "[::1]:443")]
    [InlineData("*:8080", "[::]:8080")]
    [InlineData("0.0.0.0:65535", "0.0.0.0:65535")]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.1:65536", null)]
    [InlineData("::1:8080", null)]
    [InlineData("logs.contoso.example:80", null)]
    [InlineData("", null)]
    public void ListenAddressesAreReadOrRefused(string text, string? expected) =>
        Assert.Equal(expected, WebOptions.ParseListen(text)?.ToString());

    [Theory]
    [InlineData("127.0.0.1", null, null)]
    [InlineData("::1", null, null)]
    [InlineData("0.0.0.0", null, "set a token or a certificate")]
    [InlineData("192.0.2.7", null, "set a token or a certificate")]
    [InlineData("192.0.2.7", "0123456789abcdef", null)]
    [InlineData("127.0.0.1", "short", "at least 16")]
    public void OtherMachinesAreLetInOnlyWithTokenOrCertificate(string address, string? token, string? fault)
    {
        var options = new WebOptions { Listen = new IPEndPoint(IPAddress.Parse(address), 8080), Token = token };

        if (fault is null)
            Assert.Null(options.Fault());
        else
            Assert.Contains(fault, options.Fault(), StringComparison.Ordinal);
    }
}
