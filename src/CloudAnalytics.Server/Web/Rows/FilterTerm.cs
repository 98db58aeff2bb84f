using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>How a field is compared. The text form is what stands between field and value in an address.</summary>
public enum FilterOperator
{
    /// <summary><c>=</c>: the value, byte for byte; one item of a list.</summary>
    Is,

    /// <summary><c>~</c>: has the text in it, in upper or lower case; any item of a list, any value of a map.</summary>
    Contains,

    /// <summary><c>*=</c>: has exactly this text in it.</summary>
    ContainsExactly,

    /// <summary><c>^=</c>: begins with exactly this text.</summary>
    StartsWith,

    /// <summary><c>&gt;=</c>: this number, time or a higher one.</summary>
    AtLeast,

    /// <summary><c>&lt;</c>: below this number, or before this time.</summary>
    Below,

    /// <summary><c>=</c> with nothing after it: the field has no value.</summary>
    IsEmpty,
}

/// <summary>One condition on one field; null matches nothing but <see cref="FilterOperator.IsEmpty"/>.</summary>
/// <param name="Field">The field.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Value">With what; empty for <see cref="FilterOperator.IsEmpty"/>.</param>
/// <param name="IsNegated">Whether exactly the other rows are meant, those without a value among them.</param>
public readonly record struct FilterTerm(Field Field, FilterOperator Operator, string Value, bool IsNegated = false);

/// <summary>Conditions of which at least one must hold. A search has several clauses, all of which must.</summary>
/// <param name="Terms">At least one.</param>
public sealed record FilterClause(ImmutableArray<FilterTerm> Terms)
{
    /// <inheritdoc/>
    public bool Equals(FilterClause? other) => other is not null && Terms.AsSpan().SequenceEqual(other.Terms.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Terms.Length == 0 ? 0 : Terms[0].GetHashCode();
}
