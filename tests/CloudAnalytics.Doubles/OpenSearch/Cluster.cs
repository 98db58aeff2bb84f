using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>What a cluster knows. All calls are made under one lock.</summary>
sealed class Cluster
{
    readonly Dictionary<string, SearchIndex> _indices = new(StringComparer.Ordinal);

    public IEnumerable<SearchIndex> Indices => _indices.Values.OrderBy(i => i.Name, StringComparer.Ordinal);

    public SortedDictionary<string, JsonObject> Templates { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, (JsonObject Policy, long SequenceNumber)> Policies { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, JsonObject> Roles { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, JsonObject> RoleMappings { get; } = new(StringComparer.Ordinal);

    /// <summary>By type and id.</summary>
    public SortedDictionary<string, JsonObject> SavedObjects { get; } = new(StringComparer.Ordinal);

    public long PolicySequence { get; set; }

    /// <summary>The index of this name, made where it is missing as a write makes it: from the template that matches best.</summary>
    public SearchIndex ForWriting(string name)
    {
        if (_indices.TryGetValue(name, out var index))
            return index;
        var aliased = Indices.Where(i => i.Aliases.ContainsKey(name)).ToList();
        if (aliased.Count == 1)
            return aliased[0];
        if (aliased.Count > 1)
            throw ApiException.Wrong($"no write index is defined for alias [{name}]. The write index may be explicitly disabled");
        return Create(name, null);
    }

    public SearchIndex Create(string name, JsonObject? body)
    {
        if (name != name.ToLowerInvariant() || Regex.IsMatch(name, @"[\\/*?""<>| ,#:]") || name[0] is '_' or '-' or '+')
            throw new ApiException(400, "invalid_index_name_exception", $"Invalid index name [{name}], must not contain such characters");
        if (_indices.ContainsKey(name))
            throw new ApiException(400, "resource_already_exists_exception", $"index [{name}] already exists");
        var template = Templates.Values
            .Where(t => t["index_patterns"]!.AsArray().Any(p => IsMatch(name, p!.ToString())))
            .MaxBy(t => (int?)t["priority"] ?? 0)?["template"] as JsonObject;
        var settings = Merge(template?["settings"] as JsonObject, body?["settings"] as JsonObject);
        var mappings = Merge(template?["mappings"] as JsonObject, body?["mappings"] as JsonObject);
        var aliases = Merge(template?["aliases"] as JsonObject, body?["aliases"] as JsonObject);
        return _indices[name] = new SearchIndex(name, mappings, settings, aliases);
    }

    /// <summary>Indices by names, aliases and patterns, separated by commas; nothing and <c>_all</c> mean all.</summary>
    public List<SearchIndex> Resolve(string? expression, bool ignoreMissing)
    {
        if (string.IsNullOrEmpty(expression) || expression is "_all" or "*")
            return [.. Indices];
        var found = new List<SearchIndex>();
        foreach (var name in expression.Split(','))
        {
            var matching = Indices.Where(i => IsMatch(i.Name, name) || i.Aliases.Any(a => IsMatch(a.Key, name))).ToList();
            if (matching.Count == 0 && !ignoreMissing && !name.Contains('*', StringComparison.Ordinal))
                throw ApiException.NoIndex(name);
            found.AddRange(matching);
        }

        return [.. found.Distinct()];
    }

    public void Delete(SearchIndex index) => _indices.Remove(index.Name);

    public void PutTemplate(string name, JsonObject body)
    {
        if (body["index_patterns"] is not JsonArray patterns)
            throw ApiException.Wrong("Required [index_patterns]");
        var priority = (int?)body["priority"] ?? 0;
        foreach (var (other, template) in Templates)
        {
            var shared = template["index_patterns"]!.AsArray()
                .Any(p => patterns.Any(q => IsMatch(p!.ToString(), q!.ToString()) || IsMatch(q!.ToString(), p.ToString())));
            if (other != name && shared && ((int?)template["priority"] ?? 0) == priority)
            {
                throw ApiException.Wrong($"index template [{name}] has index patterns {patterns.ToJsonString()} matching patterns from "
                    + $"existing templates [{other}] with the same priority [{priority}]");
            }
        }

        // A template that no index could be made of is refused.
        _ = new SearchIndex("template", body["template"]?["mappings"] as JsonObject, body["template"]?["settings"] as JsonObject, null);
        Templates[name] = body;
    }

    /// <summary>Writes a policy; an existing one only by those who have read it.</summary>
    public (JsonObject Answer, int Status) PutPolicy(string id, JsonObject body, long? sequence, long? term)
    {
        var isKnown = Policies.TryGetValue(id, out var known);
        if (isKnown && (sequence is null || term is null))
        {
            throw new ApiException(409, "version_conflict_engine_exception",
                $"[{id}]: version conflict, document already exists (current version [1])");
        }

        if (isKnown && (known.SequenceNumber != sequence || term != 1))
        {
            throw new ApiException(409, "version_conflict_engine_exception",
                $"[{id}]: version conflict, required seqNo [{sequence}], primary term [{term}]. "
                + $"current document has seqNo [{known.SequenceNumber}] and primary term [1]");
        }

        var policy = body["policy"]?.AsObject() ?? throw ApiException.Wrong("policy is missing");
        var states = policy["states"]?.AsArray().Select(s => s!["name"]!.ToString()).ToHashSet() ?? [];
        if (!states.Contains(policy["default_state"]?.ToString() ?? ""))
            throw ApiException.Wrong("The default state must be one of the states");
        foreach (var transition in policy["states"]!.AsArray().SelectMany(s => s!["transitions"]?.AsArray() ?? []))
            if (!states.Contains(transition!["state_name"]!.ToString())) throw ApiException.Wrong("transition to an unknown state");
        var stored = policy.DeepClone().AsObject();
        stored["policy_id"] = id;
        stored["last_updated_time"] = 0;
        stored["schema_version"] = 1;
        stored.TryAdd("error_notification", null);
        Policies[id] = (stored, PolicySequence++);
        return (PolicyAnswer(id, "policy"), isKnown ? 200 : 201);
    }

    /// <summary>A policy as it is answered; on writing it is wrapped once more.</summary>
    public JsonObject PolicyAnswer(string id, string member)
    {
        var (policy, sequence) = Policies[id];
        JsonNode inner = policy.DeepClone();
        return new JsonObject
        {
            ["_id"] = id,
            ["_version"] = 1,
            ["_primary_term"] = 1,
            ["_seq_no"] = sequence,
            [member] = inner,
        };
    }

    public static bool IsMatch(string name, string pattern) =>
        name == pattern || Regex.IsMatch(name, "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "\\z");

    static JsonObject? Merge(JsonObject? below, JsonObject? above)
    {
        if (below is null || above is null)
            return (above ?? below)?.DeepClone().AsObject();
        var merged = below.DeepClone().AsObject();
        foreach (var (name, value) in above)
            merged[name] = value is JsonObject inner && merged[name] is JsonObject known ? Merge(known, inner) : value?.DeepClone();
        return merged;
    }
}
