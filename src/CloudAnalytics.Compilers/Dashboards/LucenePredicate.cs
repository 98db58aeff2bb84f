using System.Diagnostics;
using System.Text;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.Dashboards;

/// <summary>Predicates in Lucene's query language, which the buckets of a visualization are written in.</summary>
static class LucenePredicate
{
    const string All = "*:*";

    /// <summary>Rows of any of the formats' aliases that match; the formats have all fields named.</summary>
    public static string Compile(Predicate predicate) => predicate switch
    {
        Predicate.Always => All,
        Predicate.AllOf p => Join(" AND ", p.Operands.Select(Compile)),
        Predicate.AnyOf p => Join(" OR ", p.Operands.Select(Compile)),
        Predicate.Not p => Not(Compile(p.Operand)),
        Predicate.IsNull p => Not($"_exists_:{IndexMapping.Exact(p.Field)}"),
        Predicate.Is p => Term(IndexMapping.Exact(p.Field), p.Value),
        Predicate.IsOneOf p => Join(" OR ", p.Values.Select(v => Term(IndexMapping.Exact(p.Field), v))),
        Predicate.Includes p => Term(p.Field.Name, p.Value),
        Predicate.IsNumber p => $"{p.Field.Name}:[{p.Value} TO {p.Value}]",
        Predicate.IsTrue p => $"{p.Field.Name}:true",
        Predicate.StartsWith p => $"{IndexMapping.Exact(p.Field)}:{Escape(p.Value)}*",
        Predicate.Contains p => $"{IndexMapping.Exact(p.Field)}:*{Escape(p.Value)}*",
        Predicate.AtLeast p => $"{p.Field.Name}:[{p.Value} TO *]",
        Predicate.AtLeastFraction p => FormattableString.Invariant($"{p.Field.Name}:[{p.Value} TO *]"),
        _ => throw new UnreachableException(),
    };

    /// <summary>Rows of these formats.</summary>
    public static string IsOf(IEnumerable<string> aliases) => Join(" OR ", aliases.Select(a => Term("_index", a)));

    public static string Join(string word, IEnumerable<string> parts)
    {
        List<string> all = [.. parts.Where(p => word != " AND " || p != All)];
        return all.Count switch { 0 => All, 1 => all[0], _ => $"({string.Join(word, all)})" };
    }

    // A clause that only excludes matches nothing, so it excludes from everything.
    static string Not(string query) => $"({All} AND NOT {query})";

    static string Term(string field, string value) =>
        $"{field}:\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c))
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
