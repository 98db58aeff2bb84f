using System.Collections.Immutable;
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
/// Evaluates detections over the rows of a time, on the machine and in the cloud alike. What it finds is a function of the rows alone:
/// whatever is there already is not found again, and what a finding says was held back is counted again in the hour of the finding before.
/// </summary>
public sealed class DetectionRun
{
    readonly IDetectionEngine _engine;
    readonly DetectionSql _sql;
    readonly DetectionsConfiguration _configuration;
    readonly HashSet<string> _administrators;
    readonly TravelQuestion? _travel;

    // What keys are used to, by the end of the past that it was asked of: a month of rows is not read again every minute.
    readonly HashSet<(string Detection, string Key, long From, double Usual)> _usual = [];

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="engine">Answers the questions.</param>
    /// <param name="detections">The detections; those that cannot be evaluated or are switched off are left out.</param>
    /// <param name="configuration">What differs from the declarations.</param>
    /// <param name="places">Says where addresses are; null where nothing does.</param>
    public DetectionRun(
        IDetectionEngine engine, IEnumerable<Detection> detections, DetectionsConfiguration configuration, IPlaceSource? places = null)
    {
        _engine = engine;
        _sql = new DetectionSql(engine.Dialect);
        _configuration = configuration;
        _administrators = [.. configuration.Administrators.Select(name => name.ToLowerInvariant())];
        _travel = places is null ? null : new TravelQuestion(engine, _sql, places, configuration.Trusted);
        var wanted = detections.Where(d => configuration.Rules.GetValueOrDefault(d.Name)?.IsEnabled != false)
            .Select(d => configuration.Rules.GetValueOrDefault(d.Name)?.Threshold is { } threshold
                ? d with { Rule = d.Rule.With(threshold) } : d).ToLookup(d => !d.Rule.NeedsPlaces || places is not null);
        (Detections, NotEvaluated) = ([.. wanted[true]], [.. wanted[false]]);
    }

    /// <summary>The detections that are evaluated, with the thresholds in force.</summary>
    public ImmutableArray<Detection> Detections { get; }

    /// <summary>Those that are not, though they are not switched off: <see cref="DetectionRule.WhyNotEvaluated"/>.</summary>
    public ImmutableArray<Detection> NotEvaluated { get; }

    /// <summary>
    /// What a detection finds in the rows of a time that is not there yet, the earliest first: of an hour as many findings as are kept.
    /// </summary>
    /// <param name="detection">The detection.</param>
    /// <param name="range">The time.</param>
    /// <param name="tell">Told of an hour with more findings than are kept, in words for administrators.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<Finding>> FindAsync(
        Detection detection, TimeRange range, Action<string> tell, CancellationToken cancellationToken)
    {
        var found = await FindAllAsync(detection, range, tell, cancellationToken);
        var kept = new List<Finding>();
        foreach (var hour in found.GroupBy(finding => finding.Hour))
        {
            kept.AddRange(hour.Take(Limits.DetectionFindingsPerHourMax));
            if (hour.Count() > Limits.DetectionFindingsPerHourMax)
                tell($"detection {detection.Name}: {hour.Count()} findings in an hour, only the first "
                    + $"{Limits.DetectionFindingsPerHourMax} are kept; raise its threshold (setting 'detections.rules')");
        }

        return kept;
    }

    async Task<IReadOnlyList<Finding>> FindAllAsync(
        Detection detection, TimeRange range, Action<string> tell, CancellationToken cancellationToken)
    {
        var hours = new TimeRange(TimeRange.BucketOf(range.From, TimeSpan.FromHours(1)), range.To);
        var scope = DetectionScope.All with { FreshSince = _engine.FreshSince };
        scope = scope with { WithoutAddresses = await TrustedAsync(detection, hours, scope, cancellationToken) };
        var candidates = await CandidatesAsync(detection, hours, scope, tell, cancellationToken);
        if (candidates.Count > 0 && detection.Rule is DetectionRule.BaselineOver rule)
        {
            var keys = candidates.Select(c => c.Key).Distinct().ToList();
            scope = scope with { Floors = await FloorsAsync(detection, rule, keys, hours.From, scope, cancellationToken) };
            candidates = await CandidatesAsync(detection, hours, scope, tell, cancellationToken);
        }

        if (candidates.Count == 0)
            return [];
        var known = await StoredAsync(detection, hours, scope, cancellationToken);
        var isNew = candidates.Where(c => !known.Contains((c.Key, c.Hour.Micros))).ToList();
        if (isNew.Count == 0)
            return [];
        var confirmed = (await ConfirmAsync(detection, isNew, scope, cancellationToken)).ToHashSet();
        var held = candidates.Where(c => confirmed.Contains(c) || known.Contains((c.Key, c.Hour.Micros)))
            .GroupBy(c => (c.Key, c.Hour.Micros)).ToDictionary(g => g.Key, g => g.Sum(c => c.Triggers) - 1);
        var fresh = confirmed.GroupBy(c => (c.Key, c.Hour)).Select(g => g.MinBy(c => (c.Time.Micros, c.Item))!)
            .OrderBy(c => c.Time.Micros).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        var before = await BeforeAsync(detection, [.. fresh.Select(c => c.Key).Distinct()], hours.From, scope, tell, cancellationToken);
        return
        [
            .. fresh.Select(c => new Finding(detection, c.Key, c.Hour, c.Time, c.Value, HeldBack(c), c.RowIds,
                [.. c.Details.Where(text => text.Length > 0).Distinct()])),
        ];

        long HeldBack(Candidate c)
        {
            var earlier = held.Keys.Where(k => k.Key == c.Key && k.Micros < c.Hour.Micros).ToList();
            return earlier.Count > 0 ? held[earlier.MaxBy(k => k.Micros)] : before.GetValueOrDefault(c.Key);
        }
    }

    async Task<List<string>> TrustedAsync(
        Detection detection, TimeRange range, DetectionScope scope, CancellationToken cancellationToken)
    {
        // Of those the table of places knows no place.
        if (_configuration.Trusted == AddressRanges.None || detection.Rule.NeedsPlaces)
            return [];
        var addresses = await _engine.AskAsync(_sql.Addresses(detection, range, scope), cancellationToken);
        return [.. addresses.Select(cells => cells[0]!).Where(address => _configuration.Trusted.Contains(Encoding.UTF8.GetBytes(address)))];
    }

    async Task<List<Candidate>> CandidatesAsync(
        Detection detection, TimeRange range, DetectionScope scope, Action<string> tell, CancellationToken cancellationToken)
    {
        var found = detection.Rule.NeedsPlaces
            ? await _travel!.AskAsync(detection, range, scope, tell, cancellationToken)
            : await _engine.AskAsync(_sql.Candidates(detection, range, scope), cancellationToken);
        return
        [
            .. found.Where(cells => !detection.SparesAdministrators || !_administrators.Contains(cells[0]!))
                .Select(cells => new Candidate(cells[0]!, cells[1] ?? "", Time(cells[2]), Whole(cells[3]), Time(cells[4]), Number(cells[5]),
                    Items(cells[6]), Items(cells[7]))),
        ];

        static ImmutableArray<string> Items(string? cell) => [.. (cell ?? "").Split(SqlDialect.ItemSeparator)];
    }

    /// <summary>Keys and hours of a detection that there are findings of.</summary>
    async Task<HashSet<(string Key, long Hour)>> StoredAsync(
        Detection detection, TimeRange range, DetectionScope scope, CancellationToken cancellationToken)
    {
        var stored = await _engine.AskAsync(_sql.Stored(detection, range, scope), cancellationToken);
        return [.. stored.Select(cells => (cells[0] ?? "", Whole(cells[1])))];
    }

    /// <summary>Those of the candidates that a look at the key's past leaves.</summary>
    async Task<IEnumerable<Candidate>> ConfirmAsync(
        Detection detection, List<Candidate> candidates, DetectionScope scope, CancellationToken cancellationToken)
    {
        if (detection.Rule is not DetectionRule.SuccessAfter rule)
            return candidates;
        var past = new TimeRange(
            new Timestamp(candidates.Min(c => c.Time.Micros) - Micros(rule.Known)), new Timestamp(candidates.Max(c => c.Time.Micros) + 1));
        var keys = scope with { Keys = [.. candidates.Select(c => c.Key).Distinct()] };
        var since = (await _engine.AskAsync(_sql.Known(detection, past, keys), cancellationToken))
            .ToDictionary(cells => (cells[0] ?? "", cells[1] ?? ""), cells => Whole(cells[2]));
        return candidates.Where(c => !since.TryGetValue((c.Key, c.Item), out var first) || first >= c.Time.Micros);
    }

    /// <summary>What keys must exceed by what they are used to; of those without a past it is the rule's own floor.</summary>
    async Task<Dictionary<string, double>> FloorsAsync(
        Detection detection, DetectionRule.BaselineOver rule, IReadOnlyCollection<string> keys, Timestamp from, DetectionScope scope,
        CancellationToken cancellationToken)
    {
        _usual.RemoveWhere(known => known.Detection == detection.Name && known.From != from.Micros);
        var unknown = keys.Where(key => !_usual.Any(u => u.Detection == detection.Name && u.Key == key)).ToList();
        if (unknown.Count > 0)
        {
            var past = new TimeRange(new Timestamp(from.Micros - Micros(rule.History)), from);
            var answer = await _engine.AskAsync(_sql.Usual(detection, past, scope with { Keys = unknown }), cancellationToken);
            var usual = answer.ToDictionary(cells => cells[0] ?? "", cells => Number(cells[1]), StringComparer.Ordinal);
            foreach (var key in unknown)
                _usual.Add((detection.Name, key, from.Micros, usual.GetValueOrDefault(key)));
        }

        return _usual.Where(u => u.Detection == detection.Name && keys.Contains(u.Key))
            .ToDictionary(u => u.Key, u => Math.Max(rule.Floor, rule.Multiplier * u.Usual), StringComparer.Ordinal);
    }

    /// <summary>Of keys whose finding before lies before the time judged: how often the rule was fulfilled again in its hour.</summary>
    async Task<Dictionary<string, long>> BeforeAsync(
        Detection detection, IReadOnlyCollection<string> keys, Timestamp from, DetectionScope scope, Action<string> tell,
        CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, long>(StringComparer.Ordinal);
        if (keys.Count == 0)
            return held;
        var earliest = new Timestamp(from.Micros - Micros(Limits.DetectionPrevious));
        var last = (await StoredAsync(detection, new TimeRange(earliest, from), scope, cancellationToken))
            .Where(f => keys.Contains(f.Key)).GroupBy(f => f.Key).Select(g => (g.Key, Hour: g.Max(f => f.Hour)));
        foreach (var hour in last.GroupBy(f => f.Hour))
        {
            var range = new TimeRange(new Timestamp(hour.Key), new Timestamp(hour.Key + 3_600_000_000));
            var only = scope with { Keys = [.. hour.Select(f => f.Key)] };
            foreach (var key in (await CandidatesAsync(detection, range, only, tell, cancellationToken)).GroupBy(c => c.Key))
                held[key.Key] = key.Sum(c => c.Triggers) - 1;
        }

        return held;
    }

    static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    static Timestamp Time(string? cell) => new(Whole(cell));

    static long Whole(string? cell) => long.Parse(cell!, CultureInfo.InvariantCulture);

    static double Number(string? cell) => double.Parse(cell!, CultureInfo.InvariantCulture);

    sealed record Candidate(
        string Key, string Item, Timestamp Hour, long Triggers, Timestamp Time, double Value, ImmutableArray<string> RowIds,
        ImmutableArray<string> Details);
}
