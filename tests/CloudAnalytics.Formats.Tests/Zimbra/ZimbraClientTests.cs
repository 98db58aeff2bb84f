using System.Text;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats.Zimbra;

namespace CloudAnalytics.Formats.Tests.Zimbra;

/// <summary>Whose word on the client's address counts, and which address of several it is.</summary>
public sealed class ZimbraClientTests
{
    /// <summary>The peer (ip), what it says (oip), the operator's proxies, the client.</summary>
    public static TheoryData<string, string, string, string> Clients() => new()
    {
        // Nobody stands between.
        { "203.0.113.66", "", "", "203.0.113.66" },
        { "203.0.113.66", "", "10.0.0.5", "203.0.113.66" },
        // A proxy, and the same one where nobody said so.
        { "10.0.0.5", "198.51.100.9", "10.0.0.5", "198.51.100.9" },
        { "10.0.0.5", "198.51.100.9", "10.0.0.0/8", "198.51.100.9" },
        { "10.0.0.5", "198.51.100.9", "", "10.0.0.5" },
        // IMAP's ID ("X-ORIGINATING-IP" ..) and POP3's XOIP are taken from anybody.
        { "203.0.113.66", "198.51.100.9", "10.0.0.5", "203.0.113.66" },
        // X-Forwarded-For, copied whole: what stands left of the proxy's own entry was written by the client.
        { "10.0.0.5", "192.0.2.99, 198.51.100.9", "10.0.0.5", "198.51.100.9" },
        { "10.0.0.5", "192.0.2.99, 198.51.100.9, 10.0.0.6", "10.0.0.0/24", "198.51.100.9" },
        { "10.0.0.5", "192.0.2.99,198.51.100.9,10.0.0.6", "10.0.0.5", "10.0.0.6" },
        { "10.0.0.5", "10.0.0.7, 10.0.0.6", "10.0.0.0/24", "10.0.0.7" },
        // Not an address: the proxy did not see one.
        { "10.0.0.5", "198.51.100.9, unknown", "10.0.0.5", "10.0.0.5" },
        { "10.0.0.5", "198.51.100.9, unknown, 10.0.0.6", "10.0.0.0/24", "10.0.0.6" },
        { "10.0.0.5", ",", "10.0.0.5", "10.0.0.5" },
        // The mailbox server does not name a peer on the same machine.
        { "", "198.51.100.9", "127.0.0.1", "198.51.100.9" },
        { "", "198.51.100.9", "10.0.0.5", "" },
        { "", "198.51.100.9", "", "" },
        // IPv6, also in brackets and with a port.
        { "2001:db8::5", "2001:db8:1::9", "2001:db8::/64", "2001:db8:1::9" },
        { "10.0.0.5", "[2001:db8:1::9]:443", "10.0.0.5", "2001:db8:1::9" },
        { "::ffff:10.0.0.5", "198.51.100.9", "10.0.0.5", "198.51.100.9" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public void OnlyAProxysWordCountsAndOfAListTheRightMostThatIsNone(string peer, string origin, string proxies, string client)
    {
        Assert.True(AddressRanges.TryParse(proxies.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var ranges, out _));

        var found = ZimbraContext.ClientIp(Encoding.ASCII.GetBytes(peer), Encoding.ASCII.GetBytes(origin), ranges);

        Assert.Equal(client, Encoding.ASCII.GetString(found));
    }
}
