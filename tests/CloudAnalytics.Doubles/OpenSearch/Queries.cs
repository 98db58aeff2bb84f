using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>A document while it is searched.</summary>
sealed class Row(StoredDocument document)
{
    public StoredDocument Document { get; } = document;

    public SearchIndex Index => Document.Index;

    /// <summary>A field's values, by its name or an alias; none where the index does not know it.</summary>
    public List<object> Values(string name) =>
        Index.Mapping.Find(name) is { } field && Document.Values.TryGetValue(field.Name, out var values) ? values : [];

    /// <summary>As aggregations read it: sorted, texts without repetitions. Words of texts cannot be read so.</summary>
    public List<object> DocValues(string name)
    {
        if (Index.Mapping.Find(name) is { Type: "text" } field && field.Definition["fielddata"]?.ToString() != "true")
        {
            throw ApiException.Wrong(
                $"Text fields are not optimised for operations that require per-document field data like aggregations and sorting, "
                + $"so these operations are disabled by default. Please use a keyword field instead. [{name}]");
        }

        var values = Values(name);
        return values.Count < 2 ? values
            : values[0] is string ? [.. values.Cast<string>().Distinct().OrderBy(v => v, TermOrder.Instance)]
            : [.. values.OrderBy(v => v, TermOrder.Instance)];
    }
}

/// <summary>Order of terms: numbers by value, texts by their UTF-8 bytes, nothing before all.</summary>
sealed class TermOrder : IComparer<object?>
{
    public static TermOrder Instance { get; } = new();

    public int Compare(object? x, object? y) => (x, y) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)),
        (long a, long b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        _ => Convert.ToDouble(x, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(y, CultureInfo.InvariantCulture)),
    };
}

/// <summary>Queries: whether a document matches. Only the kinds named here are known; any other is refused.</summary>
/// <param name="aliasOf">Names of the indices that a name or alias stands for.</param>
sealed class Queries(Func<string, IEnumerable<string>> aliasOf)
{
    /// <summary>Whether it matches, and its score.</summary>
    public bool Matches(JsonElement query, Row row, out double score)
    {
        score = 1;
        var kind = Only(query);
        var body = kind.Value;
        switch (kind.Name)
        {
            case "match_all":
                return true;
            case "match_none":
                return false;
            case "bool":
                return Bool(body, row);
            case "term":
                return Term(body, row);
            case "terms":
                score = body.TryGetProperty("boost", out var boost) ? boost.GetDouble() : 1;
                var terms = body.EnumerateObject().First(p => p.Name != "boost");
                return terms.Value.EnumerateArray().Any(v => HasTerm(row, terms.Name, v));
            case "range":
                return Range(Only(body), row);
            case "prefix":
                var prefix = ValueOf(Only(body).Value, "value").GetString()!;
                return TextsOf(row, Only(body).Name).Any(t => t.StartsWith(prefix, StringComparison.Ordinal));
            case "wildcard":
                return Wildcard(row, Only(body).Name, ValueOf(Only(body).Value, "value", "wildcard").GetString()!);
            case "exists":
                return Exists(row, body.GetProperty("field").GetString()!);
            case "ids":
                return body.GetProperty("values").EnumerateArray().Any(v => v.GetString() == row.Document.Id);
            case "match":
                return Match(row, Only(body).Name, ValueOf(Only(body).Value, "query"));
            default:
                throw new ApiException(400, "parsing_exception", $"unknown query [{kind.Name}]");
        }
    }

    static JsonProperty Only(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || body.EnumerateObject().Count() != 1)
            throw new ApiException(400, "parsing_exception", $"[{body}] malformed query, expected one name");
        return body.EnumerateObject().First();
    }

    static JsonElement ValueOf(JsonElement value, params ReadOnlySpan<string> names)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return value;
        foreach (var name in names)
            if (value.TryGetProperty(name, out var inner)) return inner;
        throw new ApiException(400, "parsing_exception", $"no [{names[0]}] in {value}");
    }

    bool Bool(JsonElement body, Row row)
    {
        var should = 0;
        var hasShould = false;
        var least = body.TryGetProperty("minimum_should_match", out var minimum) ? minimum.GetInt32() : (int?)null;
        var hasMust = false;
        foreach (var part in body.EnumerateObject())
        {
            var clauses = part.Value.ValueKind == JsonValueKind.Array ? part.Value.EnumerateArray().ToList() : [part.Value];
            switch (part.Name)
            {
                case "must" or "filter":
                    hasMust = true;
                    if (!clauses.TrueForAll(c => Matches(c, row, out _)))
                        return false;
                    break;
                case "must_not":
                    if (clauses.Exists(c => Matches(c, row, out _)))
                        return false;
                    break;
                case "should":
                    hasShould = true;
                    should = clauses.Count(c => Matches(c, row, out _));
                    break;
                case "minimum_should_match" or "boost":
                    break;
                default:
                    throw new ApiException(400, "parsing_exception", $"[bool] query does not support [{part.Name}]");
            }
        }

        return !hasShould || should >= (least ?? (hasMust ? 0 : 1));
    }

    bool Term(JsonElement body, Row row)
    {
        var field = Only(body);
        return HasTerm(row, field.Name, ValueOf(field.Value, "value"));
    }

    bool HasTerm(Row row, string name, JsonElement value)
    {
        if (name == "_index")
            return aliasOf(value.GetString()!).Contains(row.Index.Name);
        if (name == "_id")
            return value.GetString() == row.Document.Id;
        if (row.Index.Mapping.Find(name) is not { } field)
            return false;
        if (field.Type == "text")
            return row.Values(name).Cast<string>().Any(t => Words(t).Contains(value.ToString()));
        if (value.ValueKind == JsonValueKind.Null)
            throw ApiException.Wrong("value cannot be null");
        var wanted = field.Name.Contains('.', StringComparison.Ordinal) && field.Type == "keyword" ? value.ToString() : field.Read(value);
        return row.Values(name).Exists(v => v.Equals(wanted));
    }

    static bool Range(JsonProperty field, Row row)
    {
        if (row.Index.Mapping.Find(field.Name) is not { } definition)
            return false;
        foreach (var bound in field.Value.EnumerateObject())
        {
            if (bound.Name is not ("gte" or "gt" or "lt" or "lte" or "format" or "boost" or "relation" or "time_zone"))
                throw new ApiException(400, "parsing_exception", $"[range] query does not support [{bound.Name}]");
        }

        return row.Values(field.Name).Exists(v => field.Value.EnumerateObject().All(bound =>
        {
            if (bound.Name is "format" or "boost" or "relation" or "time_zone")
                return true;
            var order = TermOrder.Instance.Compare(v, definition.Read(bound.Value));
            return bound.Name switch { "gte" => order >= 0, "gt" => order > 0, "lt" => order < 0, _ => order <= 0 };
        }));
    }

    /// <summary>Exact texts; addresses and numbers have none.</summary>
    static IEnumerable<string> TextsOf(Row row, string name)
    {
        if (row.Index.Mapping.Find(name) is not { } field)
            return [];
        if (field.Type is not ("keyword" or "text" or "wildcard" or "constant_keyword"))
        {
            throw ApiException.Wrong($"Can only use prefix and wildcard queries on keyword, text and wildcard fields - "
                + $"not on [{name}] which is of type [{field.Type}]", "query_shard_exception");
        }

        var texts = row.Values(name).Cast<string>();
        return field.Type == "text" ? texts.SelectMany(Words) : texts;
    }

    static bool Wildcard(Row row, string name, string pattern)
    {
        var regex = new System.Text.StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            regex.Append(pattern[i] switch
            {
                '*' => ".*",
                '?' => ".",
                '\\' when i + 1 < pattern.Length => Regex.Escape(pattern[++i].ToString()),
                var c => Regex.Escape(c.ToString()),
            });
        }

        return TextsOf(row, name).Any(t => Regex.IsMatch(t, regex + "\\z", RegexOptions.Singleline | RegexOptions.CultureInvariant));
    }

    static bool Exists(Row row, string name) =>
        row.Values(name).Count > 0
        || (row.Index.Mapping.Find(name) is null
            && row.Index.Mapping.Fields.Any(f => f.Name.StartsWith(name + ".", StringComparison.Ordinal) && row.Values(f.Name).Count > 0));

    static bool Match(Row row, string name, JsonElement value)
    {
        if (row.Index.Mapping.Find(name) is not { Type: "text" } field)
            return row.Index.Mapping.Find(name) is { } exact && row.Values(name).Exists(v => v.Equals(exact.Read(value)));
        var words = Words(value.ToString()).ToHashSet();
        return row.Values(field.Name).Cast<string>().Any(t => Words(t).Any(words.Contains));
    }

    static IEnumerable<string> Words(string text) =>
        Regex.Split(text.ToLowerInvariant(), @"[^\p{L}\p{Nd}_']+").Where(w => w.Length > 0);
}
