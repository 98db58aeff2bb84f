using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>A bucket for each term, the most frequent first unless asked otherwise.</summary>
sealed class TermsAggregation(Aggregations aggregations, JsonElement body, JsonElement? inner)
{
    public JsonObject Run(IReadOnlyList<Row> rows)
    {
        var field = body.GetProperty("field").GetString()!;
        var size = body.TryGetProperty("size", out var asked) ? asked.GetInt32() : 10;
        var least = body.TryGetProperty("min_doc_count", out var minimum) ? minimum.GetInt64() : 1;
        var groups = new Dictionary<object, List<Row>>();
        foreach (var row in rows)
        {
            foreach (var value in row.DocValues(field).Distinct())
            {
                if (!groups.TryGetValue(value, out var group))
                    groups.Add(value, group = []);
                group.Add(row);
            }
        }

        var buckets = groups.Where(g => g.Value.Count >= least)
            .Select(g => (Key: g.Key, Bucket: aggregations.Bucket(KeyOf(g.Key), g.Value, inner))).ToList();
        IOrderedEnumerable<(object Key, JsonObject Bucket)> ordered = buckets.OrderBy(_ => 0);
        foreach (var (name, isAscending) in Order())
            ordered = isAscending
                ? ordered.ThenBy(b => Rank(b, name), TermOrder.Instance)
                : ordered.ThenByDescending(b => Rank(b, name), TermOrder.Instance);
        var all = ordered.ThenBy(b => b.Key, TermOrder.Instance).Select(b => b.Bucket).ToList();
        Aggregations.CheckCount(Math.Min(size, all.Count));
        return new JsonObject
        {
            ["doc_count_error_upper_bound"] = 0,
            ["sum_other_doc_count"] = all.Skip(size).Sum(b => (long)b["doc_count"]!),
            ["buckets"] = new JsonArray([.. all.Take(size)]),
        };
    }

    static JsonObject KeyOf(object key) => key switch
    {
        string text => new JsonObject { ["key"] = text },
        long number => new JsonObject { ["key"] = number },
        bool truth => new JsonObject { ["key"] = truth ? 1 : 0, ["key_as_string"] = truth ? "true" : "false" },
        _ => new JsonObject { ["key"] = (double)key },
    };

    static object? Rank((object Key, JsonObject Bucket) bucket, string name) => name switch
    {
        "_key" => bucket.Key,
        "_count" => (long)bucket.Bucket["doc_count"]!,
        _ when bucket.Bucket[name.Split('.')[0]] is { } metric =>
            metric["value"] is { } value ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null,
        _ => throw ApiException.Wrong($"Invalid aggregation order path [{name}]"),
    };

    List<(string Name, bool IsAscending)> Order()
    {
        if (!body.TryGetProperty("order", out var order))
            return [("_count", false)];
        var parts = order.ValueKind == JsonValueKind.Array ? order.EnumerateArray().ToList() : [order];
        return parts.ConvertAll(p => (p.EnumerateObject().First().Name, p.EnumerateObject().First().Value.GetString() == "asc"));
    }
}
