using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>Searches and counts.</summary>
static class SearchRequests
{
    static readonly string[] s_members =
    [
        "query", "aggs", "aggregations", "size", "from", "sort", "search_after", "_source", "track_total_hits",
        "terminate_after", "timeout",
    ];

    public static JsonObject Count(Cluster cluster, string? indices, JsonElement? body)
    {
        var rows = Matching(cluster, cluster.Resolve(indices, false), body, out _);
        return new JsonObject { ["count"] = rows.Count, ["_shards"] = Shards(cluster.Resolve(indices, false).Count) };
    }

    public static JsonObject Search(Cluster cluster, string? indices, JsonElement? body, Func<string, string?> parameter)
    {
        if (body is { } asked)
        {
            foreach (var member in asked.EnumerateObject().Where(m => !s_members.Contains(m.Name)))
                throw new ApiException(400, "parsing_exception", $"Unknown key for a value in [{member.Name}].");
        }

        var resolved = cluster.Resolve(indices, parameter("ignore_unavailable") == "true");
        var rows = Matching(cluster, resolved, body, out var scores);
        var answer = new JsonObject { ["took"] = 1, ["timed_out"] = false, ["_shards"] = Shards(resolved.Count) };
        var total = rows.Count;
        if (Member(body, "terminate_after") is { } after)
        {
            total = Math.Min(total, after.GetInt32());
            answer["terminated_early"] = rows.Count > total;
        }

        answer["hits"] = Hits(rows, scores, total, body, parameter);
        if ((Member(body, "aggs") ?? Member(body, "aggregations")) is { } aggregations && resolved.Count > 0)
            answer["aggregations"] = new Aggregations(QueriesOf(cluster)).Run(aggregations, rows);
        return answer;
    }

    static JsonObject Hits(
        List<Row> rows, Dictionary<Row, double> scores, int total, JsonElement? body, Func<string, string?> parameter)
    {
        var size = Member(body, "size")?.GetInt32() ?? Number(parameter("size")) ?? 10;
        var from = Member(body, "from")?.GetInt32() ?? Number(parameter("from")) ?? 0;
        var sort = SortOf(body, parameter);
        var sorted = Sorted(rows, sort);
        if (Member(body, "search_after") is { } after)
            sorted = sorted.FindAll(r => IsBehind(r, sort, after));
        var hits = new JsonObject();
        var counted = parameter("track_total_hits") ?? Member(body, "track_total_hits")?.ToString().ToLowerInvariant();
        var most = Number(counted is null or "true" or "false" ? null : counted) ?? int.MaxValue;
        if (parameter("rest_total_hits_as_int") == "true")
            hits["total"] = total;
        else if (counted != "false")
            hits["total"] = new JsonObject { ["value"] = Math.Min(total, most), ["relation"] = total > most ? "gte" : "eq" };
        hits["max_score"] = size == 0 || sort.Count > 0 || rows.Count == 0 ? null : scores.Values.Max();
        hits["hits"] = new JsonArray([.. sorted.Skip(from).Take(size).Select(r => (JsonNode)Hit(r, scores, sort, body, parameter))]);
        return hits;
    }

    static JsonObject Hit(
        Row row, Dictionary<Row, double> scores, List<(string Field, bool IsAscending)> sort,
        JsonElement? body, Func<string, string?> parameter)
    {
        var hit = new JsonObject
        {
            ["_index"] = row.Index.Name,
            ["_id"] = row.Document.Id,
            ["_score"] = sort.Count > 0 ? null : scores[row],
        };
        if (parameter("seq_no_primary_term") == "true")
        {
            hit["_seq_no"] = row.Document.SequenceNumber;
            hit["_primary_term"] = 1;
        }

        if (SourceOf(row, Member(body, "_source")) is { } source)
            hit["_source"] = source;
        if (sort.Count > 0)
            hit["sort"] = new JsonArray([.. sort.Select(s => SortValue(row, s.Field))]);
        return hit;
    }

    static JsonNode? SortValue(Row row, string field) => field == "_doc" ? row.Document.SequenceNumber : row.DocValues(field) switch
    {
        [] => null,
        [string text, ..] => JsonValue.Create(text),
        [long number, ..] => JsonValue.Create(number),
        [double number, ..] => JsonValue.Create(number),
        [bool truth, ..] => JsonValue.Create(truth),
        _ => throw ApiException.Wrong("this cannot be sorted"),
    };

    static JsonObject? SourceOf(Row row, JsonElement? filter)
    {
        if (filter is { ValueKind: JsonValueKind.False })
            return null;
        var source = JsonNode.Parse(row.Document.Source)!.AsObject();
        if (filter is null or { ValueKind: JsonValueKind.True })
            return source;
        var (includes, excludes) = filter.Value.ValueKind == JsonValueKind.Object
            ? (Names(filter.Value, "includes"), Names(filter.Value, "excludes"))
            : (List(filter.Value), []);
        foreach (var (name, _) in source.ToList())
        {
            var isWanted = includes.Count == 0 || includes.Exists(p => Cluster.IsMatch(name, p));
            if (!isWanted || excludes.Exists(p => Cluster.IsMatch(name, p)))
                source.Remove(name);
        }

        return source;

        static List<string> Names(JsonElement filter, string member) => filter.TryGetProperty(member, out var names) ? List(names) : [];

        static List<string> List(JsonElement names) => names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(n => n.GetString()!)]
            : [names.GetString()!];
    }

    static List<(string Field, bool IsAscending)> SortOf(JsonElement? body, Func<string, string?> parameter)
    {
        if (parameter("sort") is { } text)
            return [.. text.Split(',').Select(s => (s.Split(':')[0], !s.EndsWith(":desc", StringComparison.Ordinal)))];
        if (Member(body, "sort") is not { } sort)
            return [];
        var parts = sort.ValueKind == JsonValueKind.Array ? sort.EnumerateArray().ToList() : [sort];
        return parts.ConvertAll(p =>
        {
            if (p.ValueKind == JsonValueKind.String)
                return (p.GetString()!, true);
            var field = p.EnumerateObject().Single();
            var order = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()
                : field.Value.TryGetProperty("order", out var named) ? named.GetString() : "asc";
            return (field.Name, order != "desc");
        });
    }

    static List<Row> Sorted(List<Row> rows, List<(string Field, bool IsAscending)> sort)
    {
        var ordered = rows.OrderBy(_ => 0);
        foreach (var (field, isAscending) in sort)
        {
            if (field is "_doc" or "_score")
                continue;
            ordered = isAscending
                ? ordered.ThenBy(r => r.DocValues(field).FirstOrDefault(), TermOrder.Instance)
                : ordered.ThenByDescending(r => r.DocValues(field).FirstOrDefault(), TermOrder.Instance);
        }

        return [.. ordered];
    }

    static bool IsBehind(Row row, List<(string Field, bool IsAscending)> sort, JsonElement after)
    {
        for (var i = 0; i < sort.Count; i++)
        {
            var value = row.DocValues(sort[i].Field).FirstOrDefault();
            var order = TermOrder.Instance.Compare(value, row.Index.Mapping.Find(sort[i].Field)?.Read(after[i]));
            if (order != 0)
                return sort[i].IsAscending == order > 0;
        }

        return false;
    }

    static List<Row> Matching(Cluster cluster, List<SearchIndex> indices, JsonElement? body, out Dictionary<Row, double> scores)
    {
        var queries = QueriesOf(cluster);
        var found = new List<Row>();
        scores = [];
        foreach (var row in indices.SelectMany(i => i.Documents).Select(d => new Row(d)))
        {
            var score = 1.0;
            if (Member(body, "query") is { } query && !queries.Matches(query, row, out score))
                continue;
            found.Add(row);
            scores[row] = score;
        }

        return found;
    }

    static Queries QueriesOf(Cluster cluster) => new(name => cluster.Resolve(name, true).Select(i => i.Name));

    static JsonElement? Member(JsonElement? body, string name) =>
        body is { ValueKind: JsonValueKind.Object } asked && asked.TryGetProperty(name, out var member) ? member : null;

    static int? Number(string? text) => text is null ? null : int.Parse(text, CultureInfo.InvariantCulture);

    static JsonObject Shards(int count) => new() { ["total"] = count, ["successful"] = count, ["skipped"] = 0, ["failed"] = 0 };
}
