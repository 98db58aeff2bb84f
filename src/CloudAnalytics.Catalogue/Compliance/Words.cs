using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Catalogue.Compliance;

/// <summary>Short words for declaring compliance queries.</summary>
static class Words
{
    /// <summary>What nothing typed is.</summary>
    public const string Nothing = "";

    /// <summary>The end of the time asked about.</summary>
    public static readonly QueryParameter To = new QueryParameter.Instant(ComplianceQuery.To,
        "The first moment after the time asked about: what happened then does not count any more.", null)
        { Default = "now", DefaultDoc = "now" };

    /// <summary>The beginning of the time asked about, so many days ago unless said.</summary>
    public static QueryParameter From(int days = 30) => new QueryParameter.Instant(ComplianceQuery.From,
        "The first moment of the time asked about.", TimeSpan.FromDays(days))
        { Default = "default", DefaultDoc = FormattableString.Invariant($"{days} days ago") };

    public static QueryColumn Text(string name, string title, string doc, Fold fold = Fold.Each) =>
        new(name, title, CellType.Text, fold, doc);

    public static QueryColumn Time(string name, string title, string doc, Fold fold = Fold.Each) =>
        new(name, title, CellType.Time, fold, doc);

    public static QueryColumn Number(string name, string title, string doc, Fold fold, Unit unit = Unit.Count) =>
        new(name, title, CellType.Number, fold, doc) { Unit = unit };

    /// <summary>Rows of a format, with what each column takes from them.</summary>
    public static QuerySource Rows(Schema schema, RowCondition where, params ReadOnlySpan<(string Column, RowValue Value)> values)
    {
        var map = ImmutableDictionary.CreateBuilder<string, RowValue>();
        foreach (var (column, value) in values)
            map.Add(column, value);
        return new QuerySource(schema, where, map.ToImmutable());
    }

    public static RowValue Value(Field field) => new RowValue.Of(field);

    public static RowValue Or(this RowValue value, RowValue other) => new RowValue.First(value, other);

    public static RowValue If(this RowValue value, RowCondition condition) => new RowValue.When(condition, value);

    public static RowCondition Where(Predicate predicate) => new RowCondition.Where(predicate);
}
