using System.Text;
using CloudAnalytics.Core.Places;

namespace CloudAnalytics.Server.Tests.Detections;

/// <summary>A small table of places, and distances between them computed another way.</summary>
sealed class SomePlaces(string csv = SomePlaces.Csv) : IPlaceSource
{
    // As MaxMind writes it; Sydney's networks stand within others, and what may be anywhere is told by a flag.
    internal const string Csv = """
        network,geoname_id,is_anonymous_proxy,is_satellite_provider,postal_code,latitude,longitude,accuracy_radius,is_anycast
        203.0.113.0/25,1,0,0,10115,52.52,13.405,20,
        203.0.113.128/25,1,0,0,,52.52,13.405,20,
        203.0.113.64/28,2,1,0,2000,-33.8688,151.2093,,
        203.0.113.80/28,2,0,1,2000,-33.8688,151.2093,,
        203.0.113.96/28,2,0,0,2000,-33.8688,151.2093,,1
        198.51.100.0/24,3,0,0,"10001",40.7128,-74.006,5,0
        198.51.100.64/26,4,0,0,,,,,0
        2001:db8::/32,5,0,0,,48.8566,2.3522,,
        2001:db8:7::/48,2,0,0,2000,-33.8688,151.2093,50,

        """;

    internal const string Berlin = "203.0.113.7";
    internal const string BerlinToo = "203.0.113.200";
    internal const string Proxy = "203.0.113.65";
    internal const string Satellite = "203.0.113.81";
    internal const string Anycast = "203.0.113.97";
    internal const string NewYork = "198.51.100.9";
    internal const string Nowhere = "198.51.100.65";
    internal const string Paris = "2001:db8::9";
    internal const string Sydney = "2001:db8:7::9";
    internal const string Unlisted = "192.0.2.77";

    readonly PlaceTable _table = new([PlaceFileReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "places.csv")]);

    internal static SomePlaces Default { get; } = new();

    public ValueTask<PlaceTable> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_table);

    /// <summary>How far two addresses are apart, less their radii: by the angle between two vectors.</summary>
    internal static double Kilometres(string from, string to)
    {
        var (a, b) = (Of(from), Of(to));
        var (u, v) = (Vector(a), Vector(b));
        (double X, double Y, double Z) cross = ((u.Y * v.Z) - (u.Z * v.Y), (u.Z * v.X) - (u.X * v.Z), (u.X * v.Y) - (u.Y * v.X));
        var dot = (u.X * v.X) + (u.Y * v.Y) + (u.Z * v.Z);
        var length = Math.Sqrt((cross.X * cross.X) + (cross.Y * cross.Y) + (cross.Z * cross.Z));
        return (6371.0088 * Math.Atan2(length, dot)) - a.Radius - b.Radius;
    }

    static (double X, double Y, double Z) Vector((double Latitude, double Longitude, double Radius) place)
    {
        var (north, east) = (place.Latitude * Math.PI / 180, place.Longitude * Math.PI / 180);
        return (Math.Cos(north) * Math.Cos(east), Math.Cos(north) * Math.Sin(east), Math.Sin(north));
    }

    static (double Latitude, double Longitude, double Radius) Of(string address) => address switch
    {
        Berlin or BerlinToo => (52.52, 13.405, 20),
        NewYork => (40.7128, -74.006, 5),
        Paris => (48.8566, 2.3522, 0),
        Sydney => (-33.8688, 151.2093, 50),
        _ => throw new ArgumentException($"no place: {address}", nameof(address)),
    };
}
