using System.Diagnostics;
using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>
/// Turns the rows behind a panel's number into the filters of a search, which the user sees, changes and sends on. Every predicate is some
/// clauses of which all must hold, each with some terms of which one must (conjunctive normal form).
/// </summary>
static class PredicateFilters
{
    /// <summary>The search for a selection of rows.</summary>
    /// <returns>Null when it would need more filters than a search may have.</returns>
    public static RowSearch? SearchOf(RowSelection rows)
    {
        if (Clauses(rows.Where, isNegated: false, rows.Schema) is not { } clauses)
            return null;
        var filters = Simplified(clauses);
        var noNoise = filters.FindIndex(c => c is { Terms: [{ Operator: FilterOperator.IsEmpty, IsNegated: false } term] }
            && term.Field == CommonFields.Noise);
        if (noNoise >= 0)
            filters.RemoveAt(noNoise);
        return filters.Count > Limits.FilterClausesMax
            ? null
            : new RowSearch(rows.Schema, rows.Range.From.ToDateTimeOffset(), rows.Range.To.ToDateTimeOffset())
            {
                IncludeNoise = noNoise < 0,
                Filters = [.. filters],
            };
    }

    static List<FilterClause>? Clauses(Predicate predicate, bool isNegated, Schema schema)
    {
        FilterTerm Term(Field field, FilterOperator comparison, string value = "") => new(field, comparison, value, isNegated);
        List<FilterClause> One(FilterTerm term) => Single(schema, term);
        switch (predicate)
        {
            case Predicate.Always:
                return isNegated ? [Never] : [];
            case Predicate.Is p:
                return One(Term(p.Field, FilterOperator.Is, p.Value));
            case Predicate.IsOneOf p:
                return Join(p.Values.Select(value => One(Term(p.Field, FilterOperator.Is, value))), isAll: isNegated);
            case Predicate.IsNumber p:
                return One(Term(p.Field, FilterOperator.Is, p.Value.ToString(CultureInfo.InvariantCulture)));
            case Predicate.IsTrue p:
                return One(Term(p.Field, FilterOperator.Is, "true"));
            case Predicate.StartsWith p:
                return One(Term(p.Field, FilterOperator.StartsWith, p.Value));
            case Predicate.Contains p:
                return One(Term(p.Field, FilterOperator.ContainsExactly, p.Value));
            case Predicate.Includes p:
                return One(Term(p.Field, FilterOperator.Is, p.Value));
            case Predicate.AtLeast p:
                return AtLeast(p.Field, p.Value.ToString(CultureInfo.InvariantCulture), isNegated, schema);
            case Predicate.AtLeastFraction p:
                return AtLeast(p.Field, p.Value.ToString("R", CultureInfo.InvariantCulture), isNegated, schema);
            case Predicate.IsNull p:
                return One(Term(p.Field, FilterOperator.IsEmpty));
            case Predicate.AllOf p:
                return Join(p.Operands.Select(operand => Clauses(operand, isNegated, schema)), isAll: !isNegated);
            case Predicate.AnyOf p:
                return Join(p.Operands.Select(operand => Clauses(operand, isNegated, schema)), isAll: isNegated);
            case Predicate.Not p:
                return Clauses(p.Operand, !isNegated, schema);
            default:
                throw new UnreachableException();
        }
    }

    // A row always has an id.
    static FilterClause Never { get; } = new([new FilterTerm(CommonFields.Id, FilterOperator.IsEmpty, "")]);

    static List<FilterClause> Single(Schema schema, FilterTerm term)
    {
        if (schema.Has(term.Field) && (term.Operator == FilterOperator.IsEmpty || term.Value.Length > 0))
            return [new FilterClause([term])];
        // A field that the format lacks is empty in every row, and nothing has the empty text as its value.
        var holds = (term.Operator == FilterOperator.IsEmpty) != term.IsNegated;
        return holds ? [] : [Never];
    }

    static List<FilterClause>? AtLeast(Field field, string value, bool isNegated, Schema schema)
    {
        if (!isNegated)
            return Single(schema, new FilterTerm(field, FilterOperator.AtLeast, value));
        var below = Single(schema, new FilterTerm(field, FilterOperator.Below, value));
        var empty = Single(schema, new FilterTerm(field, FilterOperator.IsEmpty, ""));
        return Join([below, empty], isAll: false);
    }

    /// <summary>All of these: their clauses together. One of these: every combination of one clause of each.</summary>
    static List<FilterClause>? Join(IEnumerable<List<FilterClause>?> operands, bool isAll)
    {
        List<FilterClause> joined = isAll ? [] : [Never];
        foreach (var operand in operands)
        {
            if (operand is null)
                return null;
            joined = isAll ? [.. joined, .. operand] : [.. from left in joined from right in operand select Either(left, right)];
            if (joined.Count > Limits.FilterClausesMax * Limits.FilterClausesMax)
                return null;
        }

        return joined;
    }

    static FilterClause Either(FilterClause left, FilterClause right) =>
        left.Equals(Never) ? right : right.Equals(Never) ? left : new FilterClause([.. left.Terms.Union(right.Terms)]);

    static List<FilterClause> Simplified(List<FilterClause> clauses)
    {
        // Where a field must be at least something, it is not empty.
        var present = clauses.Where(c => c.Terms is [{ IsNegated: false, Operator: not FilterOperator.IsEmpty }])
            .Select(c => c.Terms[0].Field).ToHashSet();
        var shorter = clauses
            .Select(c => new FilterClause([.. c.Terms.Where(t =>
                c.Terms.Length == 1 || t.IsNegated || t.Operator != FilterOperator.IsEmpty || !present.Contains(t.Field))]))
            .Where(c => !c.Terms.Any(t => c.Terms.Contains(t with { IsNegated = !t.IsNegated })))
            .Distinct()
            .ToList();
        // A clause says nothing new when another one with fewer terms says more.
        return shorter.FindAll(c => !shorter.Any(other =>
            other.Terms.Length < c.Terms.Length && other.Terms.All(t => c.Terms.Contains(t))));
    }
}
