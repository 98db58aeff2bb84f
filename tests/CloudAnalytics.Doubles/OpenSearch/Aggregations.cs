using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>Aggregations. Only the kinds named here are known; any other is refused.</summary>
sealed class Aggregations(Queries queries)
{
    const int BucketsMax = 65535;

    static readonly string[] s_metrics =
        ["sum", "avg", "min", "max", "value_count", "cardinality", "percentiles", "stats", "top_hits", "missing"];

    public JsonObject Run(JsonElement aggregations, IReadOnlyList<Row> rows)
    {
        var answers = new JsonObject();
        foreach (var aggregation in aggregations.EnumerateObject())
        {
            var answer = Run(aggregation, rows);
            if (aggregation.Value.TryGetProperty("meta", out var meta))
                answer.Insert(0, "meta", JsonNode.Parse(meta.GetRawText()));
            answers[aggregation.Name] = answer;
        }

        return answers;
    }

    JsonObject Run(JsonProperty aggregation, IReadOnlyList<Row> rows)
    {
        var kinds = aggregation.Value.EnumerateObject().Where(p => p.Name is not ("aggs" or "aggregations" or "meta")).ToList();
        if (kinds.Count != 1)
            throw new ApiException(400, "parsing_exception", $"Found {kinds.Count} aggregation type definitions in [{aggregation.Name}]");
        var (kind, body) = (kinds[0].Name, kinds[0].Value);
        JsonElement? inner = aggregation.Value.TryGetProperty("aggs", out var below)
            || aggregation.Value.TryGetProperty("aggregations", out below) ? below : null;
        switch (kind)
        {
            case "composite":
                return new CompositeAggregation(this, body, inner).Run(rows);
            case "terms":
                return new TermsAggregation(this, body, inner).Run(rows);
            case "filter":
                return Bucket(new JsonObject(), [.. rows.Where(r => queries.Matches(body, r, out _))], inner);
            case "filters":
                return Filters(body, rows, inner);
            case "histogram" or "date_histogram":
                return Histogram(body, rows, inner, kind == "date_histogram");
            case "range":
                return Ranges(body, rows, inner);
            case "global":
                throw ApiException.Wrong("[global] is not modelled");
            default:
                if (!s_metrics.Contains(kind))
                    throw new ApiException(400, "parsing_exception", $"Unknown aggregation type [{kind}]");
                return Metric(kind, body, rows);
        }
    }

    /// <summary>A bucket's own members, then its count and what is aggregated in it.</summary>
    public JsonObject Bucket(JsonObject bucket, IReadOnlyList<Row> rows, JsonElement? inner)
    {
        bucket["doc_count"] = (long)rows.Count;
        if (inner is { } aggregations)
        {
            foreach (var (name, answer) in Run(aggregations, rows).ToList())
                bucket[name] = answer!.DeepClone();
        }

        return bucket;
    }

    public static void CheckCount(int buckets)
    {
        if (buckets > BucketsMax)
        {
            throw new ApiException(503, "too_many_buckets_exception",
                $"Trying to create too many buckets. Must be less than or equal to: [{BucketsMax}] but was [{buckets}].");
        }
    }

    /// <summary>The start of the bucket that a number falls in.</summary>
    public static double Floor(double value, double interval, double offset = 0) =>
        (Math.Floor((value - offset) / interval) * interval) + offset;

    public static double IntervalOf(JsonElement body)
    {
        if (body.TryGetProperty("interval", out var number) && number.ValueKind == JsonValueKind.Number)
            return number.GetDouble();
        var text = body.GetProperty("fixed_interval").GetString()!;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            var other => throw ApiException.Wrong($"failed to parse setting [fixed_interval] with value [{text}]: unit [{other}]"),
        };
        return long.Parse(text[..digits], CultureInfo.InvariantCulture) * (double)unit;
    }

    static JsonObject Metric(string kind, JsonElement body, IReadOnlyList<Row> rows)
    {
        var values = rows.SelectMany(r => r.DocValues(body.GetProperty("field").GetString()!)).ToList();
        switch (kind)
        {
            case "value_count":
                return new JsonObject { ["value"] = values.Count };
            case "missing":
                return new JsonObject { ["doc_count"] = rows.Count(r => r.DocValues(body.GetProperty("field").GetString()!).Count == 0) };
            case "cardinality":
                return new JsonObject { ["value"] = values.Distinct().Count() };
        }

        if (values.Exists(v => v is string))
            throw ApiException.Wrong($"Field [{body.GetProperty("field")}] of type [keyword] is not supported for aggregation [{kind}]");
        var numbers = values.ConvertAll(v => v is bool b ? (b ? 1 : 0) : Convert.ToDouble(v, CultureInfo.InvariantCulture));
        return kind switch
        {
            "sum" => new JsonObject { ["value"] = numbers.Sum() },
            "avg" => new JsonObject { ["value"] = numbers.Count == 0 ? null : numbers.Average() },
            "min" => new JsonObject { ["value"] = numbers.Count == 0 ? null : numbers.Min() },
            "max" => new JsonObject { ["value"] = numbers.Count == 0 ? null : numbers.Max() },
            _ => throw ApiException.Wrong($"[{kind}] is not modelled"),
        };
    }

    JsonObject Filters(JsonElement body, IReadOnlyList<Row> rows, JsonElement? inner)
    {
        var buckets = new JsonObject();
        foreach (var filter in body.GetProperty("filters").EnumerateObject())
            buckets[filter.Name] = Bucket(new JsonObject(), [.. rows.Where(r => queries.Matches(filter.Value, r, out _))], inner);
        return new JsonObject { ["buckets"] = buckets };
    }

    JsonObject Histogram(JsonElement body, IReadOnlyList<Row> rows, JsonElement? inner, bool isTime)
    {
        var interval = IntervalOf(body);
        var field = body.GetProperty("field").GetString()!;
        var least = body.TryGetProperty("min_doc_count", out var minimum) ? minimum.GetInt32() : 0;
        var groups = new SortedDictionary<double, List<Row>>();
        foreach (var row in rows)
        {
            foreach (var start in row.DocValues(field).Select(v => Floor(Convert.ToDouble(v, CultureInfo.InvariantCulture), interval))
                .Distinct())
            {
                if (!groups.TryGetValue(start, out var group))
                    groups.Add(start, group = []);
                group.Add(row);
            }
        }

        if (least == 0 && groups.Count > 0)
        {
            var (first, last) = (groups.Keys.First(), groups.Keys.Last());
            CheckCount((int)Math.Min(int.MaxValue, (last - first) / interval));
            for (var start = first; start < last; start += interval)
                groups.TryAdd(start, []);
        }

        var buckets = new JsonArray();
        foreach (var (start, group) in groups.Where(g => g.Value.Count >= least))
        {
            var bucket = new JsonObject();
            if (isTime)
                bucket["key_as_string"] = DateTimeOffset.FromUnixTimeMilliseconds((long)start).ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
            else if (body.TryGetProperty("format", out var format))
                bucket["key_as_string"] = start.ToString(format.GetString(), CultureInfo.InvariantCulture);
            bucket["key"] = isTime ? JsonValue.Create((long)start) : JsonValue.Create(start);
            buckets.Add(Bucket(bucket, group, inner));
        }

        return new JsonObject { ["buckets"] = buckets };
    }

    JsonObject Ranges(JsonElement body, IReadOnlyList<Row> rows, JsonElement? inner)
    {
        var field = body.GetProperty("field").GetString()!;
        var buckets = new JsonArray();
        foreach (var range in body.GetProperty("ranges").EnumerateArray())
        {
            double? from = range.TryGetProperty("from", out var low) ? low.GetDouble() : null;
            double? to = range.TryGetProperty("to", out var high) ? high.GetDouble() : null;
            string Text(double? bound) => bound?.ToString("0.0###", CultureInfo.InvariantCulture) ?? "*";
            var bucket = new JsonObject { ["key"] = range.TryGetProperty("key", out var key) ? key.GetString() :
                $"{Text(from)}-{Text(to)}" };
            if (from is not null)
                bucket["from"] = from;
            if (to is not null)
                bucket["to"] = to;
            buckets.Add(Bucket(bucket, [.. rows.Where(r => r.DocValues(field).Exists(v =>
                Convert.ToDouble(v, CultureInfo.InvariantCulture) is var number && !(number < from) && !(number >= to)))], inner));
        }

        return new JsonObject { ["buckets"] = buckets };
    }
}
