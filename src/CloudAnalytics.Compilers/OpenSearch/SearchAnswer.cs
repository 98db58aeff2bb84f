using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>Gathers the buckets of a plan's responses into numbers per measure, window and group.</summary>
sealed class SearchAnswer(PanelQuery query)
{
    readonly Dictionary<(string Measure, int Window), Dictionary<string, Group>> _groups = [];
    int _buckets;

    /// <summary>Takes up a page; returns what the next one comes after, or null.</summary>
    public string? Add(SearchScan scan, JsonElement response)
    {
        if (!response.TryGetProperty("aggregations", out var aggregations))
        {
            // No index of these formats exists yet.
            return null;
        }

        if (!scan.IsPaged)
        {
            AddBucket(scan, default, aggregations);
            return null;
        }

        var rows = aggregations.GetProperty(SearchScan.Aggregation);
        var buckets = rows.GetProperty("buckets");
        _buckets += buckets.GetArrayLength();
        if (_buckets > Limits.SearchBucketsMax)
        {
            throw new SearchTooLargeException(
                $"panel {query.Panel.Name}: the answer has more than {Limits.SearchBucketsMax} groups and keys; ask for less time");
        }

        foreach (var bucket in buckets.EnumerateArray())
            AddBucket(scan, bucket.GetProperty("key"), bucket);
        return buckets.GetArrayLength() > 0 && rows.TryGetProperty("after_key", out var after) ? after.GetRawText() : null;
    }

    /// <summary>The numbers: by measure, then window.</summary>
    public Dictionary<string, ImmutableArray<ImmutableArray<MetricPoint>>> Measured()
    {
        var windows = query.Windows.Count();
        return query.Panel.Measures.ToDictionary(m => m.Name,
            m => Enumerable.Range(0, windows).Select(w => Points(m, w)).ToImmutableArray());
    }

    ImmutableArray<MetricPoint> Points(PanelColumn.Measure measure, int window) =>
        _groups.TryGetValue((measure.Name, window), out var groups)
            ? [.. groups.Values.Select(g => new MetricPoint(g.Bucket, g.Texts, g.Number(measure.Metric.Aggregate)))]
            : [];

    void AddBucket(SearchScan scan, JsonElement key, JsonElement bucket)
    {
        foreach (var measure in scan.Measures)
        {
            var isFiltered = measure.Filter is not null || !scan.IsPaged;
            var own = isFiltered ? bucket.GetProperty(measure.Name) : bucket;
            var count = own.GetProperty("doc_count").GetInt64();
            if (count == 0)
                continue;
            double? value = null;
            if (measure.Metric.Aggregate is Aggregate.Sum or Aggregate.SumPerDistinct or Aggregate.Quantile { Q: 1 })
            {
                var number = own.GetProperty(isFiltered ? SearchScan.Value : measure.Name).GetProperty("value");
                value = number.ValueKind == JsonValueKind.Null ? null : number.GetDouble();
            }

            var group = GroupOf(scan, measure, key);
            var text = TextOf(scan, key);
            if (scan.Ranked is not null)
                group.AddRank(key.GetProperty(SearchScan.Value), count);
            else if (scan.Key is null)
                group.Add(count, value);
            else if (text is not null)
                group.AddKey(text, value);
        }
    }

    Group GroupOf(SearchScan scan, ScanMeasure measure, JsonElement key)
    {
        var texts = new string[query.Panel.By.Length];
        if (scan.Format is { } format)
            texts[query.Panel.By.IndexOf(Metric.Format)] = format.Name;
        foreach (var place in scan.Groups)
        {
            var value = key.GetProperty(SearchScan.GroupName(place));
            texts[place] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }

        var bucket = scan.IsOverTime ? new Timestamp(key.GetProperty(SearchScan.Bucket).GetInt64() * 1000) : (Timestamp?)null;
        if (!_groups.TryGetValue((measure.Name, scan.Window), out var groups))
            _groups.Add((measure.Name, scan.Window), groups = new Dictionary<string, Group>(StringComparer.Ordinal));

        // A length before each text keeps apart what a separator might not.
        var identity = $"{bucket?.Micros} {string.Concat(texts.Select(t => $"{t.Length}:{t}"))}";
        if (!groups.TryGetValue(identity, out var group))
            groups.Add(identity, group = new Group(bucket, [.. texts]));
        return group;
    }

    static string? TextOf(SearchScan scan, JsonElement key)
    {
        for (var i = 0; i < (scan.Key?.Fields.Length ?? 0); i++)
        {
            if (key.GetProperty(SearchScan.KeyName(i)) is { ValueKind: JsonValueKind.String } text)
                return text.GetString();
        }

        return null;
    }

    sealed class Group(Timestamp? bucket, ImmutableArray<string> texts)
    {
        readonly SortedDictionary<double, long> _ranks = [];
        readonly Dictionary<string, long?> _keys = new(StringComparer.Ordinal);
        long _count;
        double? _value;

        public Timestamp? Bucket { get; } = bucket;

        public ImmutableArray<string> Texts { get; } = texts;

        public void Add(long count, double? value)
        {
            _count += count;
            _value = value;
        }

        public void AddRank(JsonElement value, long count)
        {
            if (value.ValueKind != JsonValueKind.Null)
                _ranks[value.GetDouble()] = _ranks.GetValueOrDefault(value.GetDouble()) + count;
        }

        public void AddKey(string key, double? value)
        {
            var known = _keys.GetValueOrDefault(key);
            var number = (long?)value;
            _keys[key] = known is null ? number : number is null ? known : Math.Max(known.Value, number.Value);
        }

        public double? Number(Aggregate aggregate) => aggregate switch
        {
            Aggregate.Count => _count,
            Aggregate.Sum => _value ?? 0,
            Aggregate.Quantile { Q: 1 } => _value,
            Aggregate.Quantile a => Rank(a.Q),
            Aggregate.Distinct => _keys.Count,
            Aggregate.SumPerDistinct => Total(),
            _ => throw new UnreachableException(),
        };

        double? Rank(decimal q)
        {
            var rank = (long)Math.Ceiling(_ranks.Values.Sum() * q);
            foreach (var (value, count) in _ranks)
            {
                rank -= count;
                if (rank <= 0)
                    return value;
            }

            return null;
        }

        double Total()
        {
            Int128 sum = 0;
            foreach (var value in _keys.Values)
                sum += value ?? 0;
            return (double)sum;
        }
    }
}

/// <summary>An answer has more groups than one question may have.</summary>
public sealed class SearchTooLargeException : Exception
{
    /// <summary>Makes one.</summary>
    public SearchTooLargeException()
    {
    }

    /// <summary>Makes one that says what was asked.</summary>
    public SearchTooLargeException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with its cause.</summary>
    public SearchTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
