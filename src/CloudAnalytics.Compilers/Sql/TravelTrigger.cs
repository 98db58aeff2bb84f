using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Places;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>
/// Journeys that nobody makes as a query over the rows of a detection, in words that both engines know. The places are part of it, as an
/// engine has no table of them, and so are the rows from which journeys start that end in the time that is judged.
/// </summary>
/// <param name="scope">Places and earlier rows.</param>
sealed class TravelTrigger(DetectionScope scope)
{
    /// <summary>The query of the rule.</summary>
    internal string Of(DetectionRule.TravelOver rule) => $"""
        SELECT time, key, '' AS item, value, ARRAY[id_before, id] AS ids, ARRAY[place_before, place] AS details
        FROM (
            SELECT time, key, id, id_before, place, place_before,
                ({Distance} - radius - radius_before) * 3600000
                    / greatest({DetectionTriggers.Millis("time_before", "time")}, {(long)Limits.TravelTimeMin.TotalMilliseconds}) AS value
            FROM (
                SELECT time, key, id, place, radius, latitude, longitude, lag(time) OVER journey AS time_before,
                    lag(id) OVER journey AS id_before, lag(place) OVER journey AS place_before, lag(radius) OVER journey AS radius_before,
                    lag(latitude) OVER journey AS latitude_before, lag(longitude) OVER journey AS longitude_before
                FROM (
        {Deep($"SELECT time, id, key, item\nFROM events\nWHERE marked{Earlier}")}
                ) AS logins
                JOIN (
        {Deep(Places)}
                ) AS places (place_item, latitude, longitude, radius, place) ON place_item = item
                WINDOW journey AS (PARTITION BY key ORDER BY time, id)
            ) AS steps
            WHERE time_before >= time - {DetectionTriggers.Interval(rule.Span)}
        ) AS judged
        WHERE value > {SqlText.Literal(rule.KilometresPerHour)}
        """;

    // The haversine formula: of all the least touched by rounding where places lie near each other.
    static string Distance { get; } = $"{SqlText.Literal(2 * Place.EarthKm)} * asin(sqrt(least(1E0, "
        + $"power({HalfSine("latitude")}, 2) + cos(radians(latitude_before)) * cos(radians(latitude)) * power({HalfSine("longitude")}, 2))))";

    static string HalfSine(string angle) => $"sin(radians({angle} - {angle}_before) / 2)";

    string Earlier => scope.Earlier.Count == 0 ? "" : "\nUNION ALL\nVALUES\n    " + string.Join(",\n    ", scope.Earlier.Select(row =>
        $"({SqlText.Literal(row.Time)}, {SqlText.Literal(row.Id)}, {SqlText.Literal(row.Key)}, {SqlText.Literal(row.Item)})"));

    string Places => scope.Places is { Count: > 0 } places
        ? "VALUES\n    " + string.Join(",\n    ",
            places.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => Row(each.Key, each.Value)))
        : "SELECT '', 0E0, 0E0, 0E0, '' WHERE FALSE";

    static string Deep(string text) => SqlText.Indent(SqlText.Indent(SqlText.Indent(text)));

    static string Row(string address, Place place) =>
        $"({SqlText.Literal(address)}, {SqlText.Literal(place.Latitude)}, {SqlText.Literal(place.Longitude)}, "
        + $"{SqlText.Literal(place.RadiusKm)}, {SqlText.Literal($"{address} near {place}")})";
}
