using System.Globalization;

namespace CloudAnalytics.Core.Places;

/// <summary>Where an address is, as far as a table knows.</summary>
/// <param name="Latitude">Degrees north of the equator, from -90 to 90.</param>
/// <param name="Longitude">Degrees east of Greenwich, from -180 to 180.</param>
/// <param name="RadiusKm">How far from there it may be; 0 where the table does not say.</param>
public readonly record struct Place(double Latitude, double Longitude, double RadiusKm)
{
    /// <summary>Mean radius of the earth (IUGG), in kilometres.</summary>
    public const double EarthKm = 6371.0088;

    /// <summary>How far apart two places are at least: along a great circle, less what either may be off.</summary>
    public double KilometresTo(Place other)
    {
        var (from, to) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var (north, east) = (Math.Sin((to - from) / 2), Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2));
        var haversine = (north * north) + (Math.Cos(from) * Math.Cos(to) * east * east);
        return (2 * EarthKm * Math.Asin(Math.Sqrt(Math.Min(1, haversine)))) - RadiusKm - other.RadiusKm;
    }

    /// <inheritdoc/>
    public override string ToString() => RadiusKm > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Latitude:0.##}, {Longitude:0.##}, {RadiusKm:0.#} km around")
        : string.Create(CultureInfo.InvariantCulture, $"{Latitude:0.##}, {Longitude:0.##}");
}
