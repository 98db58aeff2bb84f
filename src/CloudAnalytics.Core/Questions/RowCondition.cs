using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Questions;

/// <summary>A condition on a row that may depend on what was asked. Texts are compared without regard to case.</summary>
public abstract record RowCondition
{
    private RowCondition()
    {
    }

    /// <summary>A condition that does not depend on what was asked; case counts.</summary>
    public sealed record Where(Predicate Predicate) : RowCondition;

    /// <summary>The address is the one asked for, or lies in the domain asked for.</summary>
    public sealed record IsAddress(RowValue Value, QueryParameter Parameter) : RowCondition;

    /// <summary>One of the addresses is the one asked for, or lies in the domain asked for.</summary>
    public sealed record HasAddress(Field<Utf8List> Field, QueryParameter Parameter) : RowCondition;

    /// <summary>The account is the one asked for; one without domain is meant in every domain. Nothing asked for matches all.</summary>
    public sealed record IsAccount(RowValue Value, QueryParameter Parameter) : RowCondition;

    /// <summary>The text has the one asked for in it. Nothing asked for matches all.</summary>
    public sealed record HasPart(RowValue Value, QueryParameter Parameter) : RowCondition;

    /// <summary>The choice asked for is this word.</summary>
    public sealed record Asked(QueryParameter.Choice Parameter, string Word) : RowCondition;

    /// <summary>
    /// The row speaks of the message asked for: by its Message-ID, by a network message id that rows of that Message-ID bear, or by naming
    /// it as the one it refers to.
    /// </summary>
    public sealed record IsMessage(
        Field<Utf8Text> MessageId, Field<Utf8Text> NetworkId, Field<Utf8Text> Reference, QueryParameter Parameter) : RowCondition;

    /// <summary>
    /// The address lies in none of the organisation's own domains: those asked for or, where none are, those of the addresses that rows of
    /// the time asked about say are its own.
    /// </summary>
    /// <param name="Value">The address.</param>
    /// <param name="Parameter">The domains.</param>
    /// <param name="OwnLog">The format whose rows tell.</param>
    /// <param name="OwnRows">Which of its rows.</param>
    /// <param name="Own">The list that holds the organisation's addresses there.</param>
    public sealed record IsOutside(
        RowValue Value, QueryParameter.Domains Parameter, Schema OwnLog, Predicate OwnRows, Field<Utf8List> Own) : RowCondition;

    /// <summary>The text begins with one of these.</summary>
    public sealed record StartsWithAny(RowValue Value, ImmutableArray<string> Starts) : RowCondition;

    /// <summary>The text is one of these.</summary>
    public sealed record IsAnyOf(RowValue Value, ImmutableArray<string> Words) : RowCondition;

    /// <summary>The text has this one in it.</summary>
    public sealed record Contains(RowValue Value, string Part) : RowCondition;

    /// <summary>Both have a value, and not the same.</summary>
    public sealed record Differ(RowValue Left, RowValue Right) : RowCondition;

    /// <summary>Every one matches.</summary>
    public sealed record All(ImmutableArray<RowCondition> Operands) : RowCondition;

    /// <summary>At least one matches.</summary>
    public sealed record Any(ImmutableArray<RowCondition> Operands) : RowCondition;

    /// <summary>It does not match.</summary>
    public sealed record Not(RowCondition Operand) : RowCondition;

    /// <summary>Both match.</summary>
    public static RowCondition operator &(RowCondition left, RowCondition right) => new All([left, right]);

    /// <summary>One or both match.</summary>
    public static RowCondition operator |(RowCondition left, RowCondition right) => new Any([left, right]);

    /// <summary>It does not match.</summary>
    public static RowCondition operator !(RowCondition term) => new Not(term);

    /// <summary>A condition that does not depend on what was asked.</summary>
    public static implicit operator RowCondition(Predicate predicate) => new Where(predicate);
}
