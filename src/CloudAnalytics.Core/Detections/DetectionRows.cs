using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Detections;

/// <summary>What of a text counts; texts are compared without regard to case.</summary>
public enum KeyForm
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>What stands behind the at sign; a hyphen where there is none.</summary>
    Domain,
}

/// <summary>Rows of one format that a detection looks at.</summary>
/// <param name="Schema">The format, or the computed view of <see cref="Completed"/>.</param>
/// <param name="Where">Which of its rows; background traffic is left out.</param>
/// <param name="Key">What they are grouped by; rows without it are left out.</param>
public sealed record DetectionRows(Schema Schema, Predicate Where, Field<Utf8Text> Key)
{
    /// <summary>What of the key counts.</summary>
    public KeyForm KeyForm { get; init; }

    /// <summary>What is told apart within a key: a text, or a list of which the first item counts.</summary>
    public Field? Item { get; init; }

    /// <summary>What of it counts.</summary>
    public KeyForm ItemForm { get; init; }

    /// <summary>A text that the finding shows; the item where there is none.</summary>
    public Field<Utf8Text>? Detail { get; init; }

    /// <summary>How much a row counts; 1 where there is none.</summary>
    public Field<long>? Weight { get; init; }

    /// <summary>The rows that a rule tells from the others: those that bounced, the logins that succeeded.</summary>
    public Predicate? Marked { get; init; }

    /// <summary>Entries of <see cref="CommonFields.Attributes"/> of which a row must have one; empty for any row.</summary>
    public ImmutableArray<AttributeTest> Attributes { get; init; } = [];

    /// <summary>How the rows are computed, where <see cref="Schema"/> is no format's.</summary>
    public CompletedRows? Completed { get; init; }
}

/// <summary>An entry of a row's attributes.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Text">What its value has in it, case aside; null for any value that is not empty.</param>
public sealed record AttributeTest(string Key, string? Text);
