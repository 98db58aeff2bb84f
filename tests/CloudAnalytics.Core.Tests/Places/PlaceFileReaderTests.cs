using System.Text;
using CloudAnalytics.Core.Places;

namespace CloudAnalytics.Core.Tests.Places;

public sealed class PlaceFileReaderTests
{
    const string Header = "network,latitude,longitude\n";

    // Lines of GeoLite2 City as it is downloaded, with an address of each kind.
    const string Downloaded = "network,geoname_id,registered_country_geoname_id,represented_country_geoname_id,is_anonymous_proxy,"
        + "is_satellite_provider,postal_code,latitude,longitude,accuracy_radius,is_anycast\n" + """
        1.0.0.0/24,2077456,2077456,,0,0,,-33.4940,143.2104,1000,1
        1.0.1.0/24,1814991,1814991,,0,0,,34.7732,113.7220,1000,
        1.0.64.0/26,1862415,1861060,,0,0,"731-0221",34.5303,132.4864,5,
        1.0.65.0/24,,1861060,,0,0,,,,,
        1.0.66.0/24,1861060,1861060,,1,0,,35.6897,139.6895,500,
        1.0.67.0/24,1861060,1861060,,0,1,,35.6897,139.6895,500,

        """;

    [Theory]
    [InlineData("1.0.0.1", null)]
    [InlineData("1.0.1.1", "34.77, 113.72, 1000 km around")]
    [InlineData("1.0.64.1", "34.53, 132.49, 5 km around")]
    [InlineData("1.0.64.64", null)]
    [InlineData("1.0.65.1", null)]
    [InlineData("1.0.66.1", null)]
    [InlineData("1.0.67.1", null)]
    public void TableIsReadAsItIsDownloaded(string address, string? place)
    {
        var windows = Downloaded.Replace("\n", "\r\n", StringComparison.Ordinal);
        foreach (var csv in (string[])[Downloaded, windows, Downloaded.TrimEnd(), "\uFEFF" + Downloaded])
        {
            var file = Read(csv);
            Assert.Equal(6, file.Networks);
            Assert.Equal(place, new PlaceTable([file]).Find(address)?.ToString());
        }
    }

    [Theory]
    [InlineData("longitude,note,network,latitude\n13.41,\"Berlin, \"\"Mitte\"\"\",192.0.2.0/24,52.52\n", "52.52, 13.41")]
    [InlineData("network, latitude, longitude\n\"192.0.2.0/24\" , 52.52 ,13.41\n\n", "52.52, 13.41")]
    [InlineData("network,latitude,longitude,accuracy_radius\n192.0.2.1,-90,180,2.5", "-90, 180, 2.5 km around")]
    [InlineData("network,latitude,longitude\n", null)]
    public void OwnFileMayBeWrittenByHand(string csv, string? place) =>
        Assert.Equal(place, new PlaceTable([Read(csv)]).Find("192.0.2.1")?.ToString());

    [Theory]
    [InlineData("", "places.csv is empty; allowed: CSV whose first line names the columns network, latitude and longitude")]
    [InlineData("\n", "places.csv, line 1: the header is ''; allowed: CSV whose first line")]
    [InlineData("192.0.2.0/24,52.52,13.41\n", "places.csv, line 1: the header is '192.0.2.0/24,52.52,13.41'; allowed: CSV whose")]
    [InlineData("network;latitude;longitude\n", "line 1: the header is 'network;latitude;longitude'; allowed: ")]
    [InlineData("network,latitude,longitude,latitude\n", "line 1: the header is 'network,latitude,longitude,latitude'; allowed: ")]
    [InlineData("network,geoname_id\n", "line 1: the header is 'network,geoname_id'; allowed: ")]
    [InlineData("network,\"latitude,longitude\n", "line 1: the header is 'network,\"latitude,longitude'; allowed: ")]
    [InlineData(Header + "192.0.2.0/24,1,1\n192.0.2.0,52.52\n", "places.csv, line 3: '192.0.2.0,52.52' has 2 fields; allowed: 3")]
    [InlineData(Header + "192.0.2.0/24,52,52,13,41\n", "line 2: '192.0.2.0/24,52,52,13,41' has 5 fields; allowed: 3, as many as")]
    [InlineData(Header + "\n\r\n192.0.2.0/33,1,1\n", "line 4: network is '192.0.2.0/33'; allowed: a network such as 203.0.113.0/24")]
    [InlineData(Header + "192.0.2.1/24,1,1\n", "line 2: network is '192.0.2.1/24'; allowed: a network such as 203.0.113.0/24")]
    [InlineData(Header + "2001:db8::1/32,1,1\n", "network is '2001:db8::1/32'; allowed: ")]
    [InlineData(Header + "2001:db8::/129,1,1\n", "network is '2001:db8::/129'; allowed: ")]
    [InlineData(Header + "fe80::1%eth0,1,1\n", "network is 'fe80::1%eth0'; allowed: ")]
    [InlineData(Header + "192.0.2,1,1\n", "network is '192.0.2'; allowed: ")]
    [InlineData(Header + "192.0.02.0,1,1\n", "network is '192.0.02.0'; allowed: ")]
    [InlineData(Header + "192.0.256.0,1,1\n", "network is '192.0.256.0'; allowed: ")]
    [InlineData(Header + "192.0.2.0/,1,1\n", "network is '192.0.2.0/'; allowed: ")]
    [InlineData(Header + "192.0.2.0/-1,1,1\n", "network is '192.0.2.0/-1'; allowed: ")]
    [InlineData(Header + "office,1,1\n", "network is 'office'; allowed: ")]
    [InlineData(Header + ",1,1\n", "network is ''; allowed: ")]
    [InlineData(Header + "192.0.2.0,90.01,1\n", "line 2: latitude is '90.01'; allowed: degrees from -90 to 90")]
    [InlineData(Header + "192.0.2.0,NaN,1\n", "latitude is 'NaN'; allowed: ")]
    [InlineData(Header + "192.0.2.0,52N,1\n", "latitude is '52N'; allowed: ")]
    [InlineData(Header + "192.0.2.0,,1\n", "latitude is ''; allowed: degrees from -90 to 90 such as 52.52, or neither")]
    [InlineData(Header + "192.0.2.0,1,\n", "longitude is ''; allowed: ")]
    [InlineData(Header + "192.0.2.0,1,-180.5\n", "longitude is '-180.5'; allowed: degrees from -180 to 180")]
    [InlineData(Header + "192.0.2.0,\"1,1\n", "has 1 fields; allowed: 3")]
    [InlineData(Header + "192.0.2.0,\"1\"x,1\n", "has 1 fields; allowed: 3")]
    [InlineData("network,latitude,longitude,accuracy_radius\n192.0.2.0,1,1,-1\n", "accuracy_radius is '-1'; allowed: kilometres from 0")]
    [InlineData("network,latitude,longitude,is_anycast\n192.0.2.0,1,1,yes\n", "is_anycast is 'yes'; allowed: 0 or 1")]
    [InlineData(Header + "192.0.2.0/24,1,1\n192.0.3.0/24,1,1\n192.0.2.0/24,2,2\n", "places.csv: the network 192.0.2.0/24 is there twice")]
    [InlineData(Header + "2001:db8::/32,1,1\n2001:DB8:0::/32,1,1\n", "places.csv: the network 2001:db8::/32 is there twice; allowed: once")]
    public void WrongFileIsToldWithTheLineWhatIsThereAndWhatMayBe(string csv, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(csv)).Message, StringComparison.Ordinal);

    [Fact]
    public void LinesAreReadWhereverTheBufferEnds()
    {
        var csv = new StringBuilder(Header);
        for (var i = 0; i < 60_000; i++)
            csv.Append("10.").Append(i / 256).Append('.').Append(i % 256).Append(".0/24,").Append(i % 90).Append(",1\n");
        Assert.InRange(csv.Length, Limits.PlaceBufferBytes * 4, int.MaxValue);
        var file = Read(csv.ToString());
        Assert.Equal(60_000, file.Networks);
        for (var i = 0; i < 60_000; i++)
            Assert.Equal(i % 90, new PlaceTable([file]).Find($"10.{i / 256}.{i % 256}.9")?.Latitude);
    }

    [Fact]
    public void LineWithoutAnEndIsGivenUp()
    {
        var fault = Assert.Throws<InvalidDataException>(() => Read(Header + new string('x', Limits.PlaceBufferBytes)));
        Assert.Contains("places.csv, line 2: longer than", fault.Message, StringComparison.Ordinal);
    }

    // A few bytes at a time, as a slow disk gives them.
    static PlaceFile Read(string csv) => PlaceFileReader.Read(new SlowStream(Encoding.UTF8.GetBytes(csv)), "places.csv");

    sealed class SlowStream(byte[] content) : MemoryStream(content)
    {
        int _reads;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, (++_reads % 5000) + 1));
    }
}
