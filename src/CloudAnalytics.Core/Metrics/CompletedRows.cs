using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// Rows of a format with what other rows of the same thing say of it: a view that is computed when it is asked. Nothing is stored, so that
/// the order in which lines arrive does not matter.
/// </summary>
/// <param name="Schema">What the completed rows hold: fields of the source, among them all that are carried.</param>
/// <param name="Source">The format.</param>
/// <param name="Rows">The rows that are completed.</param>
/// <param name="By">What rows of the same thing have in common. Where it is used again, the nearest row in time counts.</param>
/// <param name="Carried">What is taken from other rows.</param>
public sealed record CompletedRows(
    Schema Schema, Schema Source, Predicate Rows, ImmutableArray<Field> By, ImmutableArray<CarriedField> Carried)
{
    /// <summary>The format's own rows that tell a field, as people look for them: those that it is carried from.</summary>
    /// <param name="field">The field; null for the rows that are completed.</param>
    /// <param name="where">Conditions on completed rows; those on what these rows do not tell are left out.</param>
    public Predicate RowsThatTell(Field? field, Predicate where)
    {
        var from = Carried.FirstOrDefault(carried => carried.Field == field)?.From ?? Rows;
        return where.Terms.Where(term => term.Fields.All(IsTold)).Aggregate(from, (all, term) => all & term);

        bool IsTold(Field asked) => By.Contains(asked)
            || (Carried.FirstOrDefault(carried => carried.Field == asked) is { } carried ? carried.From == from : from == Rows);
    }
}

/// <summary>A field that a row gets from another row of the same thing.</summary>
/// <param name="Field">The field.</param>
/// <param name="From">The rows that have it.</param>
/// <param name="IsEarlier">Whether they come before the row; else after it.</param>
public sealed record CarriedField(Field Field, Predicate From, bool IsEarlier);
