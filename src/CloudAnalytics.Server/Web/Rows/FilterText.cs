using System.Text;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Server.Web.Json;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>
/// Filters as they stand in addresses, so that a search can be sent as a link: <c>sender=alice@contoso.example</c>,
/// <c>status_code&gt;=500</c>,
/// <c>action=FAIL|action=DSN</c> (one of both), <c>subject~invoice</c>, <c>noise!=</c> (has a value). A leading <c>!</c> negates an
/// operator; in
/// values a backslash stands before <c>|</c> and before itself.
/// </summary>
public static class FilterText
{
    // The longer ones first, so that "!*=" is not read as "!" and something else.
    static readonly (string Text, FilterOperator Operator, bool IsNegated)[] s_operators =
    [
        ("!*=", FilterOperator.ContainsExactly, true),
        ("!^=", FilterOperator.StartsWith, true),
        ("*=", FilterOperator.ContainsExactly, false),
        ("^=", FilterOperator.StartsWith, false),
        (">=", FilterOperator.AtLeast, false),
        ("!=", FilterOperator.Is, true),
        ("!~", FilterOperator.Contains, true),
        ("~", FilterOperator.Contains, false),
        ("<", FilterOperator.Below, false),
        ("=", FilterOperator.Is, false),
    ];

    /// <summary>Reads a clause.</summary>
    /// <exception cref="RequestProblem">It names a field that the format lacks, has no operator, or a value that does not fit the
    /// field.</exception>
    public static FilterClause Parse(string text, Schema schema) => new([.. Split(text).Select(term => ParseTerm(term, schema))]);

    /// <summary>The text form; <see cref="Parse"/> reads it back.</summary>
    public static string Print(FilterClause clause) => string.Join('|', clause.Terms.Select(Print));

    static string Print(FilterTerm term)
    {
        var wanted = term.Operator == FilterOperator.IsEmpty ? FilterOperator.Is : term.Operator;
        var (text, _, _) = s_operators.First(o => o.Operator == wanted && o.IsNegated == term.IsNegated);
        return term.Field.Name + text + Escape(term.Value);
    }

    static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    static List<string> Split(string text)
    {
        var terms = new List<string>();
        var term = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '|')
            {
                terms.Add(term.ToString());
                term.Clear();
                continue;
            }

            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '\\' or '|')
                i++;
            term.Append(text[i]);
        }

        terms.Add(term.ToString());
        return terms;
    }

    static FilterTerm ParseTerm(string text, Schema schema)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiLetterLower(text[end]) || char.IsAsciiDigit(text[end]) || text[end] == '_'))
            end++;
        var field = schema.Find(text[..end])
            ?? throw new RequestProblem($"The filter '{text}' names no field of {schema.Name}: '{text[..end]}'.");
        var rest = text.AsSpan(end);
        foreach (var (symbol, symbolOperator, isNegated) in s_operators)
        {
            if (!rest.StartsWith(symbol, StringComparison.Ordinal))
                continue;
            var value = rest[symbol.Length..].ToString();
            var isEmpty = value.Length == 0 && symbolOperator == FilterOperator.Is;
            return Checked(new FilterTerm(field, isEmpty ? FilterOperator.IsEmpty : symbolOperator, value, isNegated), text);
        }

        throw new RequestProblem($"The filter '{text}' has none of the operators = != ~ !~ *= !*= ^= !^= >= < behind the field.");
    }

    static FilterTerm Checked(FilterTerm term, string text)
    {
        if (term.Operator == FilterOperator.IsEmpty)
            return term;
        if (term.Value.Length == 0)
            throw new RequestProblem($"The filter '{text}' has no value.");
        var type = term.Field.Type;
        var isOrdered = type is FieldType.Int64 or FieldType.Float64 or FieldType.Timestamp;
        if (term.Operator is FilterOperator.AtLeast or FilterOperator.Below && !isOrdered)
            throw new RequestProblem($"The filter '{text}' compares {term.Field.Name}, which is neither a number nor a time.");
        if (term.Operator is FilterOperator.Contains or FilterOperator.ContainsExactly or FilterOperator.StartsWith)
        {
            return isOrdered || type == FieldType.Boolean
                ? throw new RequestProblem($"The filter '{text}' looks for text in {term.Field.Name}, which is no text: use = or >= or <.")
                : term;
        }

        return FilterValue.Fits(term)
            ? term
            : throw new RequestProblem($"The filter '{text}' wants {FilterValue.Wanted(type)} as value of {term.Field.Name}.");
    }
}
