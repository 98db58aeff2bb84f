using System.Collections.Immutable;
using System.Diagnostics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// Which rows are meant. Closed: the evaluator and every compiler handle exactly these. A null, and a field that the schema does not have,
/// matches nothing but <see cref="IsNull"/>; <see cref="Not"/> matches exactly the rows that its operand does not, nulls included. Texts
/// are compared byte by byte, case included.
/// </summary>
public abstract record Predicate
{
    Predicate()
    {
    }

    /// <summary>Every row.</summary>
    public sealed record Always : Predicate;

    /// <summary>The text is this one.</summary>
    public sealed record Is(Field<Utf8Text> Field, string Value) : Predicate;

    /// <summary>The text is one of these.</summary>
    public sealed record IsOneOf(Field<Utf8Text> Field, ImmutableArray<string> Values) : Predicate;

    /// <summary>The number is this one.</summary>
    public sealed record IsNumber(Field<long> Field, long Value) : Predicate;

    /// <summary>The truth value is true.</summary>
    public sealed record IsTrue(Field<bool> Field) : Predicate;

    /// <summary>The text begins with this one.</summary>
    public sealed record StartsWith(Field<Utf8Text> Field, string Value) : Predicate;

    /// <summary>The text has this one in it.</summary>
    public sealed record Contains(Field<Utf8Text> Field, string Value) : Predicate;

    /// <summary>One item of the list is this text.</summary>
    public sealed record Includes(Field<Utf8List> Field, string Value) : Predicate;

    /// <summary>The number is this one or higher.</summary>
    public sealed record AtLeast(Field<long> Field, long Value) : Predicate;

    /// <summary>The fraction is this one or higher.</summary>
    public sealed record AtLeastFraction(Field<double> Field, double Value) : Predicate;

    /// <summary>The field has no value.</summary>
    public sealed record IsNull(Field Field) : Predicate;

    /// <summary>Every one of these matches; none at all matches every row.</summary>
    public sealed record AllOf(ImmutableArray<Predicate> Operands) : Predicate;

    /// <summary>At least one of these matches; none at all matches no row.</summary>
    public sealed record AnyOf(ImmutableArray<Predicate> Operands) : Predicate;

    /// <summary>The rows that this one does not match.</summary>
    public sealed record Not(Predicate Operand) : Predicate;

    /// <summary>Every row.</summary>
    public static Predicate Everything { get; } = new Always();

    /// <summary>The rows with a value in the field.</summary>
    public static Predicate Has(Field field) => new Not(new IsNull(field));

    /// <summary>The rows that match both.</summary>
    public static Predicate operator &(Predicate left, Predicate right) => (left, right) switch
    {
        (Always, _) => right,
        (_, Always) => left,
        _ => new AllOf([.. left.Terms, .. right.Terms]),
    };

    /// <summary>The rows that match one or both.</summary>
    public static Predicate operator |(Predicate left, Predicate right) =>
        left is Always || right is Always ? Everything : new AnyOf([left, right]);

    /// <summary>The rows that do not match.</summary>
    public static Predicate operator !(Predicate term) => new Not(term);

    /// <summary>The fields that it asks about, each possibly more than once.</summary>
    public IEnumerable<Field> Fields => this switch
    {
        Always => [],
        Is p => [p.Field],
        IsOneOf p => [p.Field],
        IsNumber p => [p.Field],
        IsTrue p => [p.Field],
        StartsWith p => [p.Field],
        Contains p => [p.Field],
        Includes p => [p.Field],
        AtLeast p => [p.Field],
        AtLeastFraction p => [p.Field],
        IsNull p => [p.Field],
        AllOf p => p.Operands.SelectMany(t => t.Fields),
        AnyOf p => p.Operands.SelectMany(t => t.Fields),
        Not p => p.Operand.Fields,
        _ => throw new UnreachableException(),
    };

    /// <summary>The predicates of which all must match, none of them an <see cref="AllOf"/> or <see cref="Always"/>.</summary>
    public IEnumerable<Predicate> Terms => this switch
    {
        Always => [],
        AllOf all => all.Operands.SelectMany(t => t.Terms),
        _ => [this],
    };
}
