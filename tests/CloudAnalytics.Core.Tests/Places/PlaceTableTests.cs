using System.Globalization;
using System.Net;
using System.Text;
using CloudAnalytics.Core.Places;
using Xunit.Abstractions;

namespace CloudAnalytics.Core.Tests.Places;

public sealed class PlaceTableTests(ITestOutputHelper output)
{
    const string Header = "network,latitude,longitude\n";

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, TestRun.Repeats(20, 500))];

    [Theory]
    [InlineData("192.0.2.0", 1)]
    [InlineData("192.0.2.127", 1)]
    [InlineData("192.0.2.128", 2)]
    [InlineData("192.0.2.129", 1)]
    [InlineData("192.0.2.192", null)]
    [InlineData("192.0.2.255", null)]
    [InlineData("192.0.3.0", null)]
    [InlineData("192.0.1.255", null)]
    [InlineData("255.255.255.255", 4)]
    [InlineData("0.0.0.0", 5)]
    [InlineData("2001:db8::", 6)]
    [InlineData("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", 6)]
    [InlineData("2001:db9::", null)]
    [InlineData("2001:DB8:0:7::1", 7)]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 8)]
    [InlineData("::1", null)]
    [InlineData("::ffff:192.0.2.1", 1)]
    [InlineData("localhost", null)]
    [InlineData("", null)]
    [InlineData("192.0.2", null)]
    public void InnermostNetworkOfAnAddressCounts(string address, int? latitude)
    {
        var table = Table(Header + "192.0.2.128/32,2,0\n192.0.2.0/24,1,0\n192.0.2.192/26,,\n255.255.255.255,4,0\n0.0.0.0/8,5,0\n"
            + "2001:db8::/32,6,0\n2001:db8:0:7::/64,7,0\nffff::/16,8,0\n");
        Assert.Equal(latitude, table.Find(address)?.Latitude);
    }

    [Fact]
    public void FirstFileThatListsAnAddressCountsAlsoWithoutAPlace()
    {
        var table = Table(Header + "192.0.2.0/24,,\n192.0.2.7,9,0\n", Header + "192.0.0.0/16,1,0\n192.0.2.128/25,2,0\n");
        string[] addresses = ["192.0.2.7", "192.0.2.8", "192.0.2.129", "192.0.3.1"];
        Assert.Equal([9.0, null, null, 1.0], addresses.Select(a => table.Find(a)?.Latitude));
    }

    [Fact]
    public void WholeFamiliesAreNetworksToo()
    {
        var table = Table(Header + "0.0.0.0/0,1,0\n::/0,2,0\n128.0.0.0/1,3,0\n");
        Assert.Equal([1.0, 3.0, 2.0], ((string[])["127.255.255.255", "255.0.0.0", "2001:db8::1"]).Select(a => table.Find(a)?.Latitude));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TableFindsWhatALookAtEveryNetworkFinds(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var networks = new Dictionary<IPNetwork, double?>();
        for (var i = random.Next(200); i >= 0; i--)
            networks[SomeNetwork(random)] = random.Next(4) == 0 ? null : random.Next(5);
        var lines = networks.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Key},{n.Value},{n.Value}\n")).ToArray();
        random.Shuffle(lines);
        var table = Table(Header + string.Concat(lines));
        var others = Enumerable.Range(0, 100).Select(_ => SomeNetwork(random).BaseAddress);
        foreach (var address in networks.Keys.SelectMany(Edges).Concat(others))
        {
            var expected = networks.Where(n => n.Key.Contains(address)).OrderByDescending(n => n.Key.PrefixLength).FirstOrDefault().Value;
            var found = table.Find(address.ToString())?.Latitude;
            Assert.True(expected == found, $"{address} is {found}, not {expected}");
        }
    }

    // Few different bits, so that networks lie within each other and side by side.
    static IPNetwork SomeNetwork(Random random)
    {
        var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
        var prefix = random.Next((bytes.Length * 8) + 1);
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(random.Next(3) switch { 0 => 0, 1 => 255, _ => random.Next(4) << 6 });
        // One of IPv4 that is written as IPv6 would be looked up as IPv4.
        bytes[0] |= (byte)(bytes.Length == 16 && prefix > 0 ? 128 : 0);
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(128 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    static IEnumerable<IPAddress> Edges(IPNetwork network)
    {
        var (first, last) = (network.BaseAddress.GetAddressBytes(), network.BaseAddress.GetAddressBytes());
        for (var bit = network.PrefixLength; bit < last.Length * 8; bit++)
            last[bit / 8] |= (byte)(128 >> (bit % 8));
        return ((byte[][])[first, last, Next(first, -1), Next(last, 1)]).Select(bytes => new IPAddress(bytes));
    }

    static byte[] Next(byte[] address, int step)
    {
        var next = (byte[])address.Clone();
        for (var i = next.Length - 1; i >= 0; i--)
        {
            next[i] = (byte)(next[i] + step);
            if (next[i] != (step < 0 ? 255 : 0))
                break;
        }

        return next;
    }

    static PlaceTable Table(params string[] files) =>
        new([.. files.Select(csv => PlaceFileReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "places.csv"))]);
}
