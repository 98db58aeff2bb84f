using System.Text;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Core.Records;

namespace CloudAnalytics.Compilers.Detections;

/// <summary>
/// Asks who travelled faster than anybody can, in two steps: which keys had several addresses, and, of the few whose addresses lie surely
/// apart, how fast they went from one to the next. The table of places stays here; the engine is told the places that matter.
/// </summary>
/// <param name="engine">Answers the questions.</param>
/// <param name="sql">The questions.</param>
/// <param name="places">Says where addresses are.</param>
/// <param name="trusted">Addresses without a place: what stands behind them may be anywhere.</param>
sealed class TravelQuestion(IDetectionEngine engine, DetectionSql sql, IPlaceSource places, AddressRanges trusted)
{
    /// <summary>The rows of <see cref="DetectionSql.Candidates"/>.</summary>
    internal async Task<List<string?[]>> AskAsync(
        Detection detection, TimeRange range, DetectionScope scope, Action<string> tell, CancellationToken cancellationToken)
    {
        var used = await engine.AskAsync(sql.Items(detection, range, scope), cancellationToken);
        if (used.Count >= Limits.DetectionAddressesMax)
            tell($"detection {detection.Name}: more than {Limits.DetectionAddressesMax} accounts and addresses, those behind "
                + $"{used[^1][0]} in the alphabet are not judged; take a shorter time");
        var table = await places.ReadAsync(cancellationToken);
        var known = new Dictionary<string, Place?>(StringComparer.Ordinal);
        var (keys, named, found) = (new List<string>(), new Dictionary<string, Place>(StringComparer.Ordinal), new List<string?[]>());
        foreach (var key in used.GroupBy(cells => cells[0]!, cells => cells[1]!))
        {
            var here = key.Select(address => (Address: address, Place: PlaceOf(address))).Where(each => each.Place is not null).ToList();
            if (!AreApart([.. here.Select(each => each.Place!.Value).Distinct()]))
                continue;
            keys.Add(key.Key);
            foreach (var (address, place) in here)
                named[address] = place!.Value;
            if (named.Count >= Limits.PlacesPerQuestionMax)
                await AskAsync();
        }

        if (keys.Count > 0)
            await AskAsync();
        return found;

        Place? PlaceOf(string address)
        {
            if (!known.TryGetValue(address, out var place))
                known.Add(address, place = trusted.Contains(Encoding.UTF8.GetBytes(address)) ? null : table.Find(address));
            return place;
        }

        async Task AskAsync()
        {
            found.AddRange(await engine.AskAsync(
                sql.Candidates(detection, range, scope with { Keys = [.. keys], Places = named }), cancellationToken));
            keys.Clear();
            named.Clear();
        }
    }

    // Most people have several addresses around one place.
    static bool AreApart(List<Place> places) => places.Count > Limits.PlacesComparedMax
        || places.Any(place => places.Any(other => place.KilometresTo(other) > 0));
}
