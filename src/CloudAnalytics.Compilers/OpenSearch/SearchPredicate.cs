using System.Diagnostics;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>Predicates as clauses of a query that neither score nor guess. A clause is its text, so that equal ones are seen.</summary>
static class SearchPredicate
{
    public const string All = """{"match_all":{}}""";
    public const string None = """{"match_none":{}}""";

    /// <summary>The clause for documents of a format; a field that it lacks has no value in any.</summary>
    public static string Compile(Predicate predicate, Schema schema)
    {
        switch (predicate)
        {
            case Predicate.Always:
                return All;
            case Predicate.AllOf p:
                return Every(p.Operands.Select(t => Compile(t, schema)));
            case Predicate.AnyOf p:
                return Any(p.Operands.Select(t => Compile(t, schema)));
            case Predicate.Not p:
                return Not(Compile(p.Operand, schema));
            case Predicate.IsNull p:
                return schema.Has(p.Field) ? Not(Exists(p.Field)) : All;
            default:
                return predicate.Fields.All(schema.Has) ? Leaf(predicate) : None;
        }
    }

    /// <summary>What all clauses match.</summary>
    public static string Every(IEnumerable<string> clauses)
    {
        List<string> parts = [.. clauses.Where(c => c != All).Distinct(StringComparer.Ordinal)];
        return parts.Count == 0 ? All
            : parts.Contains(None) ? None
            : parts.Count == 1 ? parts[0]
            : Bool("filter", parts, "");
    }

    /// <summary>What at least one clause matches.</summary>
    public static string Any(IEnumerable<string> clauses)
    {
        List<string> parts = [.. clauses.Where(c => c != None).Distinct(StringComparer.Ordinal)];
        return parts.Count == 0 ? None
            : parts.Contains(All) ? All
            : parts.Count == 1 ? parts[0]
            : Bool("should", parts, ",\"minimum_should_match\":1");
    }

    /// <summary>Documents of a format; a question about the pseudo-field takes an alias for the indices that it names.</summary>
    public static string IsOf(string alias) => Clause("term", "_index", alias);

    /// <summary>A stretch of time, to the millisecond.</summary>
    public static string In(Field<Timestamp> time, TimeRange range) =>
        JsonText.Of(new JsonObject
        {
            ["range"] = new JsonObject
            {
                [time.Name] = new JsonObject
                {
                    ["gte"] = range.From.Micros / 1000,
                    ["lt"] = range.To.Micros / 1000,
                    ["format"] = "epoch_millis",
                },
            },
        });

    static string Leaf(Predicate predicate) => predicate switch
    {
        Predicate.Is p => Clause("term", IndexMapping.Exact(p.Field), p.Value),
        Predicate.IsOneOf { Values.IsEmpty: true } => None,
        Predicate.IsOneOf p => Clause("terms", IndexMapping.Exact(p.Field), JsonText.Array(p.Values)),
        Predicate.IsNumber p => Clause("term", p.Field.Name, p.Value),
        Predicate.IsTrue p => Clause("term", p.Field.Name, true),
        Predicate.StartsWith { Value: "" } p => Exists(p.Field),
        Predicate.StartsWith p => Clause("prefix", IndexMapping.Exact(p.Field), p.Value),
        Predicate.Contains { Value: "" } p => Exists(p.Field),
        Predicate.Contains p => Clause("wildcard", IndexMapping.Exact(p.Field), $"*{Escape(p.Value)}*"),
        Predicate.Includes p => Clause("term", p.Field.Name, p.Value),
        Predicate.AtLeast p => Clause("range", p.Field.Name, new JsonObject { ["gte"] = p.Value }),
        Predicate.AtLeastFraction p => Clause("range", p.Field.Name, new JsonObject { ["gte"] = p.Value }),
        _ => throw new UnreachableException(),
    };

    static string Not(string clause) => clause switch
    {
        All => None,
        None => All,
        _ => $"{{\"bool\":{{\"must_not\":[{clause}]}}}}",
    };

    static string Exists(Field field) => JsonText.Of(new JsonObject
    {
        ["exists"] = new JsonObject { ["field"] = IndexMapping.Exact(field) },
    });

    static string Clause(string kind, string field, JsonNode value) =>
        JsonText.Of(new JsonObject { [kind] = new JsonObject { [field] = value } });

    static string Bool(string occurrence, List<string> clauses, string more) =>
        $"{{\"bool\":{{\"{occurrence}\":[{string.Join(',', clauses)}]{more}}}}}";

    static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal)
        .Replace("?", "\\?", StringComparison.Ordinal);
}
