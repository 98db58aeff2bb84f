using System.Diagnostics;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>
/// Predicates as SQL conditions. A condition may be null where its predicate does not match: WHERE and FILTER take both alike.
/// </summary>
static class SqlPredicate
{
    public const string True = "TRUE";
    public const string False = "FALSE";

    /// <summary>The condition for rows of a format; a field that it lacks has no value in any row.</summary>
    public static string Compile(Predicate predicate, Schema schema, SqlDialect dialect)
    {
        switch (predicate)
        {
            case Predicate.Always:
                return True;
            case Predicate.AllOf p:
                return Join(p.Operands.Select(t => Compile(t, schema, dialect)), " AND ", neutral: True, absorbing: False);
            case Predicate.AnyOf p:
                return Join(p.Operands.Select(t => Compile(t, schema, dialect)), " OR ", neutral: False, absorbing: True);
            case Predicate.Not p:
                return Negate(p.Operand, schema, dialect);
            case Predicate.IsNull p:
                return schema.Has(p.Field) ? $"{SqlText.Name(p.Field)} IS NULL" : True;
            default:
                return predicate.Fields.All(schema.Has) ? Leaf(predicate, dialect) : False;
        }
    }

    /// <summary>
    /// The conditions of terms of which all must hold. Where another term wants a field to have a value, that it is lower needs no word
    /// about nulls, which costs an engine more than the comparison.
    /// </summary>
    public static IEnumerable<string> CompileTerms(IEnumerable<Predicate> terms, Schema schema, SqlDialect dialect)
    {
        var all = terms.ToList();
        foreach (var term in all)
        {
            yield return term is Predicate.Not { Operand: Predicate.AtLeast p } && schema.Has(p.Field)
                && all.Exists(other => other is Predicate.AtLeast known && known.Field == p.Field)
                ? $"{SqlText.Name(p.Field)} < {SqlText.Literal(p.Value)}"
                : Compile(term, schema, dialect);
        }
    }

    /// <summary>Conditions of which all must hold, as an operand of a further condition.</summary>
    public static string Every(IEnumerable<string> conditions) => Join(conditions, " AND ", neutral: True, absorbing: False);

    /// <summary>Conditions of which all must hold, as all that follows WHERE.</summary>
    public static string All(IEnumerable<string> conditions) => Join(conditions, " AND ", neutral: True, absorbing: False, isOuter: true);

    /// <summary>A WHERE clause of conditions of which all must hold, one on each line.</summary>
    public static string Where(IEnumerable<string> conditions) =>
        "WHERE " + Join(conditions, "\n    AND ", neutral: True, absorbing: False, isOuter: true);

    /// <summary>Conditions of which one must hold.</summary>
    public static string Any(IEnumerable<string> conditions) => Join(conditions, " OR ", neutral: False, absorbing: True);

    static string Leaf(Predicate predicate, SqlDialect dialect)
    {
        switch (predicate)
        {
            case Predicate.Is p:
                return $"{SqlText.Name(p.Field)} = {SqlText.Literal(p.Value)}";
            case Predicate.IsOneOf { Values.IsEmpty: true }:
                return False;
            case Predicate.IsOneOf p:
                return $"{SqlText.Name(p.Field)} IN ({string.Join(", ", p.Values.Select(SqlText.Literal))})";
            case Predicate.IsNumber p:
                return $"{SqlText.Name(p.Field)} = {SqlText.Literal(p.Value)}";
            case Predicate.IsTrue p:
                return SqlText.Name(p.Field);
            case Predicate.StartsWith p:
                return $"starts_with({SqlText.Name(p.Field)}, {SqlText.Literal(p.Value)})";
            case Predicate.Contains p:
                return dialect.Contains(SqlText.Name(p.Field), SqlText.Literal(p.Value));
            case Predicate.Includes p:
                return dialect.Includes(SqlText.Name(p.Field), SqlText.Literal(p.Value));
            case Predicate.AtLeast p:
                return $"{SqlText.Name(p.Field)} >= {SqlText.Literal(p.Value)}";
            case Predicate.AtLeastFraction p:
                return $"{SqlText.Name(p.Field)} >= {SqlText.Literal(p.Value)}";
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>What a predicate does not match, nulls included. Neither engine shares a word for IS NOT TRUE.</summary>
    static string Negate(Predicate predicate, Schema schema, SqlDialect dialect)
    {
        if (predicate is Predicate.IsNull n)
            return schema.Has(n.Field) ? $"{SqlText.Name(n.Field)} IS NOT NULL" : False;
        if (predicate is Predicate.Is p && schema.Has(p.Field))
            return $"{SqlText.Name(p.Field)} IS DISTINCT FROM {SqlText.Literal(p.Value)}";
        return Compile(predicate, schema, dialect) switch
        {
            True => False,
            False => True,
            var condition => $"NOT coalesce({condition}, FALSE)",
        };
    }

    static string Join(IEnumerable<string> conditions, string word, string neutral, string absorbing, bool isOuter = false)
    {
        List<string> parts = [.. conditions.Where(c => c != neutral).Distinct(StringComparer.Ordinal)];
        return parts.Count == 0 ? neutral
            : parts.Contains(absorbing, StringComparer.Ordinal) ? absorbing
            : parts.Count == 1 ? parts[0]
            : isOuter ? string.Join(word, parts) : $"({string.Join(word, parts)})";
    }
}
