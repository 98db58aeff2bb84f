using CloudAnalytics.Core.Places;
using Xunit.Abstractions;

namespace CloudAnalytics.Core.Tests.Places;

public sealed class PlaceTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, TestRun.Repeats(3, 50))];

    // Distances as they are commonly published for these cities, on a sphere of the earth's mean radius.
    [Theory]
    [InlineData(52.5200, 13.4050, 52.5200, 13.4050, 0)]
    [InlineData(52.5200, 13.4050, 48.8566, 2.3522, 877.5)]
    [InlineData(51.5074, -0.1278, 40.7128, -74.0060, 5570.2)]
    [InlineData(52.5200, 13.4050, -33.8688, 151.2093, 16089)]
    [InlineData(35.6762, 139.6503, 37.7749, -122.4194, 8270)]
    [InlineData(0, 179.5, 0, -179.5, 111.195)]
    [InlineData(90, 0, -90, 0, 20015.1)]
    [InlineData(0, 0, 0, 180, 20015.1)]
    public void DistanceIsThatOfTheGreatCircle(double fromNorth, double fromEast, double toNorth, double toEast, double kilometres)
    {
        var (start, end) = (new Place(fromNorth, fromEast, 0), new Place(toNorth, toEast, 0));
        Assert.Equal(kilometres, start.KilometresTo(end), Math.Max(0.001, kilometres / 1000));
        Assert.Equal(start.KilometresTo(end), end.KilometresTo(start), 1e-9);
        Assert.Equal(start.KilometresTo(end) - 70, (start with { RadiusKm = 50 }).KilometresTo(end with { RadiusKm = 20 }), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void DistanceIsTheAngleBetweenTwoVectors(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var from = Some();

            // Near each other and around the world; the sine of half an angle loses the last digits at antipodes only.
            var to = i % 3 == 0 ? new Place(Math.Clamp(from.Latitude + (random.NextDouble() / 1000), -90, 90), from.Longitude, 0) : Some();
            Assert.Equal(Angle(from, to) * 6371.0088, from.KilometresTo(to), 1e-3);
        }

        Place Some() => new((random.NextDouble() * 180) - 90, (random.NextDouble() * 360) - 180, 0);
    }

    static double Angle(Place from, Place to)
    {
        var (a, b) = (Vector(from), Vector(to));
        double[] cross = [(a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0])];
        return Math.Atan2(Math.Sqrt(cross.Sum(x => x * x)), a.Zip(b, (x, y) => x * y).Sum());
    }

    static double[] Vector(Place place)
    {
        var (north, east) = (place.Latitude * Math.PI / 180, place.Longitude * Math.PI / 180);
        return [Math.Cos(north) * Math.Cos(east), Math.Cos(north) * Math.Sin(east), Math.Sin(north)];
    }
}
