using System.Collections.Immutable;
using System.Text;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Server.Detections;

/// <summary>
/// Evaluates detections over the rows of a time. What it finds is a function of the lake alone: whatever is there already is not found
/// again, and what a finding says was held back is counted again in the hour of the finding before.
/// </summary>
public sealed class DetectionRun
{
    static readonly QueryLimits s_limits = new(Limits.DetectionAddressesMax, Limits.DetectionQueryMax);

    readonly LakeSql _lake;
    readonly DetectionsConfiguration _configuration;
    readonly HashSet<string> _administrators;

    // What keys are used to, by the end of the past that it was asked of: a month of rows is not read again every minute.
    readonly HashSet<(string Detection, string Key, long From, double Usual)> _usual = [];

    /// <summary>Prepares an evaluation.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="configuration">What differs from the declarations.</param>
    public DetectionRun(LakeSql lake, DetectionsConfiguration configuration)
    {
        _lake = lake;
        _configuration = configuration;
        _administrators = [.. configuration.Administrators.Select(name => name.ToLowerInvariant())];
        Detections =
        [
            .. LogDetections.All.Where(d => d.Rule.IsEvaluated && configuration.Rules.GetValueOrDefault(d.Name)?.IsEnabled != false)
                .Select(d => configuration.Rules.GetValueOrDefault(d.Name)?.Threshold is { } threshold
                    ? d with { Rule = d.Rule.With(threshold) } : d),
        ];
    }

    /// <summary>The detections that are evaluated, with the thresholds in force.</summary>
    public ImmutableArray<Detection> Detections { get; }

    /// <summary>What a detection finds in the rows of a time that is not in the lake yet, the earliest first.</summary>
    /// <exception cref="LakeSqlException">The engine failed or took too long.</exception>
    public IReadOnlyList<Finding> Find(Detection detection, TimeRange range, CancellationToken cancellationToken)
    {
        var hours = new TimeRange(TimeRange.BucketOf(range.From, TimeSpan.FromHours(1)), range.To);
        var scope = DetectionScope.All with { WithoutAddresses = Trusted(detection, hours, cancellationToken) };
        var candidates = Candidates(detection, hours, scope, cancellationToken);
        if (candidates.Count > 0 && detection.Rule is DetectionRule.BaselineOver rule)
        {
            scope = scope with
            {
                Floors = Floors(detection, rule, [.. candidates.Select(c => c.Key).Distinct()], hours.From, scope, cancellationToken),
            };
            candidates = Candidates(detection, hours, scope, cancellationToken);
        }

        if (candidates.Count == 0)
            return [];
        var known = Stored(detection, hours, cancellationToken);
        var isNew = candidates.Where(c => !known.Contains((c.Key, c.Hour.Micros))).ToList();
        if (isNew.Count == 0)
            return [];
        var confirmed = Confirm(detection, isNew, scope, cancellationToken).ToHashSet();
        var held = candidates.Where(c => confirmed.Contains(c) || known.Contains((c.Key, c.Hour.Micros)))
            .GroupBy(c => (c.Key, c.Hour.Micros)).ToDictionary(g => g.Key, g => g.Sum(c => c.Triggers) - 1);
        var fresh = confirmed.GroupBy(c => (c.Key, c.Hour)).Select(g => g.MinBy(c => (c.Time.Micros, c.Item))!)
            .OrderBy(c => c.Time.Micros).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        var before = Before(detection, [.. fresh.Select(c => c.Key).Distinct()], hours.From, scope, cancellationToken);
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

    List<string> Trusted(Detection detection, TimeRange range, CancellationToken cancellationToken)
    {
        var trusted = new List<string>();
        if (_configuration.Trusted == Core.Records.AddressRanges.None)
            return trusted;
        using var query = _lake.Query(DetectionSql.Addresses(detection, range), [], s_limits, cancellationToken);
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
            {
                if (_configuration.Trusted.Contains(query.Column(0).GetUtf8(row)))
                    trusted.Add(Encoding.UTF8.GetString(query.Column(0).GetUtf8(row)));
            }
        }

        return trusted;
    }

    List<Candidate> Candidates(Detection detection, TimeRange range, DetectionScope scope, CancellationToken cancellationToken)
    {
        var found = new List<Candidate>();
        using var query = _lake.Query(DetectionSql.Candidates(detection, range, scope), [], s_limits, cancellationToken);
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
            {
                var key = query.Column(0).GetString(row)!;
                if (detection.SparesAdministrators && _administrators.Contains(key))
                    continue;
                found.Add(new Candidate(
                    key, query.Column(1).GetString(row) ?? "", Time(query.Column(2), row), query.Column(3).GetInt64(row),
                    Time(query.Column(4), row), query.Column(5).GetDouble(row), Strings(query.Column(6), row),
                    Strings(query.Column(7), row)));
            }
        }

        return found;

        static Timestamp Time(Lake.DuckDb.DuckDbColumn column, int row) => Timestamp.From(column.GetTime(row)!.Value);

        static ImmutableArray<string> Strings(Lake.DuckDb.DuckDbColumn column, int row) => [.. column.GetStrings(row).OfType<string>()];
    }

    /// <summary>Keys and hours of a detection that the lake has findings of.</summary>
    HashSet<(string Key, long Hour)> Stored(Detection detection, TimeRange range, CancellationToken cancellationToken)
    {
        var stored = new HashSet<(string, long)>();
        var sql = $"""
            SELECT {FindingSchema.Key.Name}, date_trunc('hour', time)
            FROM {FindingSchema.Schema.Name}
            WHERE {FindingSchema.Detection.Name} = {SqlText.Literal(detection.Name)}
                AND time >= {SqlText.Literal(range.From)} AND time < {SqlText.Literal(range.To)}
            """;
        using var query = _lake.Query(sql, [], s_limits, cancellationToken);
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
                stored.Add((query.Column(0).GetString(row) ?? "", Timestamp.From(query.Column(1).GetTime(row)!.Value).Micros));
        }

        return stored;
    }

    /// <summary>Those of the candidates that a look at the key's past leaves.</summary>
    IEnumerable<Candidate> Confirm(
        Detection detection, List<Candidate> candidates, DetectionScope scope, CancellationToken cancellationToken)
    {
        if (detection.Rule is not DetectionRule.SuccessAfter rule)
            return candidates;
        var past = new TimeRange(
            new Timestamp(candidates.Min(c => c.Time.Micros) - Micros(rule.Known)), new Timestamp(candidates.Max(c => c.Time.Micros) + 1));
        var keys = scope with { Keys = [.. candidates.Select(c => c.Key).Distinct()] };
        var since = Pairs(DetectionSql.Known(detection, past, keys), cancellationToken);
        return candidates.Where(c => !since.TryGetValue((c.Key, c.Item), out var first) || first >= c.Time.Micros);
    }

    /// <summary>What keys must exceed by what they are used to; of those without a past it is the rule's own floor.</summary>
    Dictionary<string, double> Floors(
        Detection detection, DetectionRule.BaselineOver rule, IReadOnlyCollection<string> keys, Timestamp from, DetectionScope scope,
        CancellationToken cancellationToken)
    {
        _usual.RemoveWhere(known => known.From != from.Micros);
        var unknown = keys.Where(key => !_usual.Any(u => u.Detection == detection.Name && u.Key == key)).ToList();
        if (unknown.Count > 0)
        {
            var past = new TimeRange(new Timestamp(from.Micros - Micros(rule.History)), from);
            var usual = Numbers(DetectionSql.Usual(detection, past, scope with { Keys = unknown }), cancellationToken);
            foreach (var key in unknown)
                _usual.Add((detection.Name, key, from.Micros, usual.GetValueOrDefault(key)));
        }

        return _usual.Where(u => u.Detection == detection.Name && keys.Contains(u.Key))
            .ToDictionary(u => u.Key, u => Math.Max(rule.Floor, rule.Multiplier * u.Usual), StringComparer.Ordinal);
    }

    static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    Dictionary<(string Key, string Item), long> Pairs(string sql, CancellationToken cancellationToken)
    {
        var pairs = new Dictionary<(string, string), long>();
        using var query = _lake.Query(sql, [], s_limits, cancellationToken);
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
            {
                pairs[(query.Column(0).GetString(row) ?? "", query.Column(1).GetString(row) ?? "")] =
                    Timestamp.From(query.Column(2).GetTime(row)!.Value).Micros;
            }
        }

        return pairs;
    }

    Dictionary<string, double> Numbers(string sql, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        using var query = _lake.Query(sql, [], s_limits, cancellationToken);
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
                numbers[query.Column(0).GetString(row) ?? ""] = query.Column(1).GetDouble(row);
        }

        return numbers;
    }

    /// <summary>Of keys whose finding before lies before the time judged: how often the rule was fulfilled again in its hour.</summary>
    Dictionary<string, long> Before(
        Detection detection, IReadOnlyCollection<string> keys, Timestamp from, DetectionScope scope, CancellationToken cancellationToken)
    {
        var held = new Dictionary<string, long>(StringComparer.Ordinal);
        if (keys.Count == 0)
            return held;
        var earliest = new Timestamp(from.Micros - Micros(Limits.DetectionPrevious));
        var last = Stored(detection, new TimeRange(earliest, from), cancellationToken).Where(f => keys.Contains(f.Key))
            .GroupBy(f => f.Key).Select(g => (g.Key, Hour: g.Max(f => f.Hour)));
        foreach (var hour in last.GroupBy(f => f.Hour))
        {
            var range = new TimeRange(new Timestamp(hour.Key), new Timestamp(hour.Key + 3_600_000_000));
            var only = scope with { Keys = [.. hour.Select(f => f.Key)] };
            foreach (var key in Candidates(detection, range, only, cancellationToken).GroupBy(c => c.Key))
                held[key.Key] = key.Sum(c => c.Triggers) - 1;
        }

        return held;
    }

    sealed record Candidate(
        string Key, string Item, Timestamp Hour, long Triggers, Timestamp Time, double Value, ImmutableArray<string> RowIds,
        ImmutableArray<string> Details);
}
