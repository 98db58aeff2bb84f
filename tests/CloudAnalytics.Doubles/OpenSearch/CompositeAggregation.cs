using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>A bucket for each combination of sources, in their order, page by page.</summary>
sealed class CompositeAggregation(Aggregations aggregations, JsonElement body, JsonElement? inner)
{
    sealed record Source(string Name, string Kind, JsonElement Body)
    {
        public bool HasMissing => Body.TryGetProperty("missing_bucket", out var missing) && missing.GetBoolean();

        public bool IsDescending => Body.TryGetProperty("order", out var order) && order.GetString() == "desc";
    }

    public JsonObject Run(IReadOnlyList<Row> rows)
    {
        var sources = Sources();
        var size = body.TryGetProperty("size", out var asked) ? asked.GetInt32() : 10;
        Aggregations.CheckCount(size);
        var order = Comparer<object?[]>.Create((x, y) => Compare(sources, x, y));
        var groups = new SortedDictionary<object?[], List<Row>>(order);
        var after = body.TryGetProperty("after", out var last) ? After(sources, last) : null;
        foreach (var row in rows)
        {
            foreach (var key in Keys(sources, row))
            {
                if (after is not null && order.Compare(key, after) <= 0)
                    continue;
                if (!groups.TryGetValue(key, out var group))
                    groups.Add(key, group = []);
                group.Add(row);
            }
        }

        var answer = new JsonObject();
        var buckets = new JsonArray();
        foreach (var (key, group) in groups.Take(size))
            buckets.Add(aggregations.Bucket(new JsonObject { ["key"] = KeyOf(sources, key) }, group, inner));
        if (buckets.Count > 0)
            answer["after_key"] = buckets[^1]!["key"]!.DeepClone();
        answer["buckets"] = buckets;
        return answer;
    }

    List<Source> Sources()
    {
        var sources = body.GetProperty("sources").EnumerateArray().Select(s =>
        {
            var source = s.EnumerateObject().Single();
            var kind = source.Value.EnumerateObject().Single();
            return kind.Name is "terms" or "date_histogram" or "histogram"
                ? new Source(source.Name, kind.Name, kind.Value)
                : throw ApiException.Wrong($"invalid composite source [{kind.Name}]");
        }).ToList();
        if (sources.Count == 0)
            throw ApiException.Wrong("Composite [sources] cannot be null or empty");
        if (sources.DistinctBy(s => s.Name).Count() != sources.Count)
            throw ApiException.Wrong("Composite source names must be unique");
        return sources;
    }

    static IEnumerable<object?[]> Keys(List<Source> sources, Row row)
    {
        IEnumerable<object?[]> keys = [[]];
        foreach (var source in sources)
        {
            var values = row.DocValues(source.Body.GetProperty("field").GetString()!)
                .Select(v => (object?)Rounded(source, v)).Distinct().ToList();
            if (values.Count == 0 && source.HasMissing)
                values.Add(null);
            keys = keys.SelectMany(key => values.Select(v => (object?[])[.. key, v])).ToList();
        }

        return keys;
    }

    static object Rounded(Source source, object value)
    {
        if (source.Kind == "terms")
            return value;
        var start = Aggregations.Floor(Convert.ToDouble(value, CultureInfo.InvariantCulture), Aggregations.IntervalOf(source.Body));
        return source.Kind == "date_histogram" ? (long)start : start;
    }

    static int Compare(List<Source> sources, object?[] x, object?[] y)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            var order = TermOrder.Instance.Compare(x[i], y[i]);
            if (order != 0)
                return sources[i].IsDescending ? -order : order;
        }

        return 0;
    }

    static object?[] After(List<Source> sources, JsonElement after)
    {
        if (after.EnumerateObject().Count() != sources.Count)
            throw ApiException.Wrong($"[after] has {after.EnumerateObject().Count()} value(s) but [sources] has {sources.Count}");
        return [.. sources.Select(s => after.TryGetProperty(s.Name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
                _ => value.TryGetInt64(out var whole) ? whole : (object)value.GetDouble(),
            }
            : throw ApiException.Wrong($"Missing value for [after.{s.Name}]"))];
    }

    static JsonObject KeyOf(List<Source> sources, object?[] key)
    {
        var answer = new JsonObject();
        for (var i = 0; i < sources.Count; i++)
        {
            answer[sources[i].Name] = key[i] switch
            {
                null => null,
                string text => JsonValue.Create(text),
                long number => JsonValue.Create(number),
                bool truth => JsonValue.Create(truth),
                var fraction => JsonValue.Create((double)fraction),
            };
        }

        return answer;
    }
}
