using System.Globalization;
using System.Text;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Detections;

/// <summary>
/// Asks who travelled faster than anybody can. The table of places stays here: the engine is asked which addresses keys had, and is told
/// the places of the few keys whose addresses lie surely apart. Where each key was before the time that is judged is remembered as long as
/// that begins at the same instant, for an hour of a server: a day of rows is not read again every minute.
/// </summary>
/// <param name="engine">Answers the questions.</param>
/// <param name="sql">The questions.</param>
/// <param name="places">Says where addresses are.</param>
/// <param name="trusted">Addresses without a place: what stands behind them may be anywhere.</param>
sealed class TravelQuestion(IDetectionEngine engine, DetectionSql sql, IPlaceSource places, AddressRanges trusted)
{
    (TimeRange Past, ILookup<string, EarlierRow> Rows)? _earlier;

    /// <summary>The rows of <see cref="DetectionSql.Candidates"/>.</summary>
    internal async Task<List<string?[]>> AskAsync(
        Detection detection, TimeRange range, DetectionScope scope, Action<string> tell, CancellationToken cancellationToken)
    {
        var used = await AskAsync(detection, sql.Items(detection, range, scope), tell, cancellationToken);
        var found = new List<string?[]>();
        if (used.Count == 0)
            return found;
        var earlier = await EarlierAsync(detection, range, scope, tell, cancellationToken);
        var here = new PlacesOf(await places.ReadAsync(cancellationToken), trusted);
        var journeys = new Journeys();
        foreach (var key in used.GroupBy(cells => cells[0]!, cells => cells[1]!))
        {
            // The last place before: the rows are in this order.
            var before = earlier[key.Key].Where(row => here.Find(row.Item) is not null).Take(1);
            journeys.AddIfApart(key.Key, [.. key], [.. before], here);
            if (journeys.Places.Count >= Limits.PlacesPerQuestionMax)
                await JudgeAsync();
        }

        await JudgeAsync();
        return found;

        async Task JudgeAsync()
        {
            if (journeys.Keys.Count == 0)
                return;
            found.AddRange(await engine.AskAsync(
                sql.Candidates(detection, range, scope with
                {
                    Keys = journeys.Keys, Places = journeys.Places, Earlier = journeys.Earlier,
                }), cancellationToken));
            journeys = new Journeys();
        }
    }

    // A key's latest row first. Rows that come later than they are judged do not change where anybody was.
    async Task<ILookup<string, EarlierRow>> EarlierAsync(
        Detection detection, TimeRange range, DetectionScope scope, Action<string> tell, CancellationToken cancellationToken)
    {
        var span = detection.Rule.Window.Ticks / TimeSpan.TicksPerMicrosecond;
        var past = new TimeRange(new Timestamp(range.From.Micros - span), range.From);
        if (scope.Keys is null && _earlier is { } known && known.Past == past)
            return known.Rows;
        var answer = await AskAsync(detection, sql.Latest(detection, past, scope), tell, cancellationToken);
        var rows = answer
            .Select(cells => new EarlierRow(
                new Timestamp(long.Parse(cells[2]!, CultureInfo.InvariantCulture)), cells[3]!, cells[0]!, cells[1]!))
            .OrderByDescending(row => row.Time.Micros).ThenByDescending(row => row.Id, StringComparer.Ordinal).ToLookup(row => row.Key);
        if (scope.Keys is null)
            _earlier = (past, rows);
        return rows;
    }

    async Task<IReadOnlyList<string?[]>> AskAsync(
        Detection detection, string question, Action<string> tell, CancellationToken cancellationToken)
    {
        var answer = await engine.AskAsync(question, cancellationToken);
        if (answer.Count >= Limits.DetectionAddressesMax)
            tell($"detection {detection.Name}: only {Limits.DetectionAddressesMax} pairs of accounts and addresses are looked at, "
                + "there are more");
        return answer;
    }

    /// <summary>Places of addresses, each looked up once.</summary>
    sealed class PlacesOf(PlaceTable table, AddressRanges trusted)
    {
        readonly Dictionary<string, Place?> _known = new(StringComparer.Ordinal);

        internal Place? Find(string address)
        {
            if (!_known.TryGetValue(address, out var place))
                _known.Add(address, place = trusted.Contains(Encoding.UTF8.GetBytes(address)) ? null : table.Find(address));
            return place;
        }
    }

    /// <summary>Keys of one question, with all that the engine must know of them.</summary>
    sealed class Journeys
    {
        internal List<string> Keys { get; } = [];

        internal Dictionary<string, Place> Places { get; } = new(StringComparer.Ordinal);

        internal List<EarlierRow> Earlier { get; } = [];

        // Most people have several addresses around one place.
        internal void AddIfApart(string key, List<string> addresses, List<EarlierRow> before, PlacesOf table)
        {
            var here = addresses.Concat(before.Select(row => row.Item)).Distinct()
                .Select(address => (Address: address, Place: table.Find(address))).Where(each => each.Place is not null).ToList();
            if (!AreApart([.. here.Select(each => each.Place!.Value).Distinct()]))
                return;
            Keys.Add(key);
            Earlier.AddRange(before);
            foreach (var (address, place) in here)
                Places[address] = place!.Value;
        }

        static bool AreApart(List<Place> places) => places.Count > Limits.PlacesComparedMax
            || places.Any(place => places.Any(other => place.KilometresTo(other) > 0));
    }
}
