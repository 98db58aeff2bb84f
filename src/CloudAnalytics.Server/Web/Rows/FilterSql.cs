using System.Diagnostics;
using System.Text;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>A WHERE condition in the making: text with <c>?</c> for each value, and the values. No user's text ever becomes SQL.</summary>
sealed class FilterSql
{
    // Items of a list are looked through as lines of one text.
    const string ItemSeparator = "chr(10)";

    readonly StringBuilder _text = new();

    public List<SqlValue> Parameters { get; } = [];

    public override string ToString() => _text.Length == 0 ? "TRUE" : _text.ToString();

    /// <summary>Adds a condition that must hold too.</summary>
    public FilterSql And(string condition, params ReadOnlySpan<SqlValue> parameters)
    {
        _text.Append(_text.Length == 0 ? "" : "\n  AND ").Append(condition);
        Parameters.AddRange(parameters);
        return this;
    }

    public void And(FilterClause clause)
    {
        var terms = clause.Terms.Select(term => Condition(term)).ToList();
        And(terms.Count == 1 ? terms[0] : $"({string.Join(" OR ", terms)})");
    }

    /// <summary>Adds a word or phrase that must stand in one of the fields, or in none of them.</summary>
    public void AndText(IEnumerable<Field> fields, string text, bool isExcluded)
    {
        var terms = fields.Select(field => Positive(new FilterTerm(field, FilterOperator.Contains, text))).ToList();
        And($"({string.Join(" OR ", terms)}) IS {(isExcluded ? "NOT " : "")}TRUE");
    }

    // What is not known to be true does not match, so its negation does: nulls included.
    string Condition(FilterTerm term) => term.IsNegated ? $"({Positive(term)}) IS NOT TRUE" : Positive(term);

    string Positive(FilterTerm term)
    {
        var name = Sql.Name(term.Field.Name);
        if (term.Operator == FilterOperator.IsEmpty)
            return $"{name} IS NULL";
        Parameters.Add(FilterValue.Parameter(term));
        return term.Field.Type switch
        {
            FieldType.KeywordList when term.Operator == FilterOperator.Is => $"list_contains({name}, ?)",
            FieldType.KeywordList => Text($"array_to_string({name}, {ItemSeparator})", term.Operator, isList: true),
            FieldType.Map when term.Operator == FilterOperator.Is => $"list_contains(map_values({name}), ?)",
            FieldType.Map => Text($"array_to_string(map_values({name}), {ItemSeparator})", term.Operator, isList: true),
            _ => Text(name, term.Operator, isList: false),
        };
    }

    static string Text(string value, FilterOperator comparison, bool isList) => comparison switch
    {
        FilterOperator.Is => $"{value} = ?",
        FilterOperator.Contains => $"contains(lower({value}), lower(?))",
        FilterOperator.ContainsExactly => $"contains({value}, ?)",
        FilterOperator.StartsWith when isList => $"contains({ItemSeparator} || {value}, {ItemSeparator} || ?)",
        FilterOperator.StartsWith => $"starts_with({value}, ?)",
        FilterOperator.AtLeast => $"{value} >= ?",
        FilterOperator.Below => $"{value} < ?",
        _ => throw new UnreachableException(),
    };
}
