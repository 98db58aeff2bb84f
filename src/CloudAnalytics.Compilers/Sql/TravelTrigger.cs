using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Places;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>
/// Journeys that nobody makes as a query over the rows of a detection, in words that both engines know. The places are part of it: an
/// engine has no table of them.
/// </summary>
/// <param name="places">Where items are; null for nowhere.</param>
sealed class TravelTrigger(IReadOnlyDictionary<string, Place>? places)
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
                FROM events
                JOIN (
        {Places}
                ) AS places (place_item, latitude, longitude, radius, place) ON place_item = item
                WHERE marked
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

    string Places => places is { Count: > 0 }
        ? "            VALUES\n" + string.Join(",\n", places.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => "                "
            + $"({SqlText.Literal(each.Key)}, {SqlText.Literal(each.Value.Latitude)}, {SqlText.Literal(each.Value.Longitude)}, "
            + $"{SqlText.Literal(each.Value.RadiusKm)}, {SqlText.Literal($"{each.Key} near {each.Value}")})"))
        : "            SELECT '', 0E0, 0E0, 0E0, '' WHERE FALSE";
}
