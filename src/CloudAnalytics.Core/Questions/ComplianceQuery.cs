using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Questions;

/// <summary>How the rows that fall into one line of the answer become one value.</summary>
public enum Fold
{
    /// <summary>The line is told apart by it; in an answer of single rows, the row's own value.</summary>
    Each,

    /// <summary>The lowest: of instants the first.</summary>
    Lowest,

    /// <summary>The highest: of instants the last.</summary>
    Highest,

    /// <summary>How many rows have a value.</summary>
    Count,

    /// <summary>How many different values there are.</summary>
    Distinct,

    /// <summary>The items of lists, each once, in order, as one text with semicolons between.</summary>
    Union,

    /// <summary>Of instants: the longest time between one row and the one before it in the same series, milliseconds. A series is the rows
    /// that agree in all <see cref="Each"/> columns but days.</summary>
    LongestGap,

    /// <summary>Of instants: when the longest such time began.</summary>
    LongestGapFrom,
}

/// <summary>What the cells of a column are.</summary>
public enum CellType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A UTC instant.</summary>
    Time,

    /// <summary>A whole number.</summary>
    Number,
}

/// <summary>A column of an answer.</summary>
/// <param name="Name">Snake-case name.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Type">What its cells are.</param>
/// <param name="Fold">How rows become one line.</param>
/// <param name="Doc">What it says, one sentence.</param>
public sealed record QueryColumn(string Name, string Title, CellType Type, Fold Fold, string Doc)
{
    /// <summary>What a number counts; null for text and time.</summary>
    public Unit? Unit { get; init; }
}

/// <summary>Rows of one format that a query looks at.</summary>
/// <param name="Schema">The format.</param>
/// <param name="Where">Which of its rows.</param>
/// <param name="Values">What each column of the answer takes from a row, by the column's name; a column not named here has nothing.</param>
public sealed record QuerySource(Schema Schema, RowCondition Where, ImmutableDictionary<string, RowValue> Values)
{
    /// <summary>A list whose items are taken one by one, as a row each.</summary>
    public Field<Utf8List>? Items { get; init; }
}

/// <summary>A column that lines are ordered by.</summary>
/// <param name="Column">Its name.</param>
/// <param name="IsDescending">The highest first.</param>
public readonly record struct QueryOrder(string Column, bool IsDescending = false);

/// <summary>
/// A question that auditors, data protection officers and courts ask: declared once, asked of the lake on the machine and in the cloud.
/// Lines that agree in the ordered columns follow in the order of all columns, so that the same rows always give the same answer.
/// </summary>
/// <param name="Name">Lower-case name with dashes.</param>
/// <param name="Title">Heading.</param>
/// <param name="Doc">What is answered, for a compliance officer.</param>
/// <param name="Evidence">Which events of which logs prove it.</param>
/// <param name="Limits">What the logs cannot show.</param>
/// <param name="Parameters">What is filled in; From and To are among them.</param>
/// <param name="Columns">The answer's columns.</param>
/// <param name="Sources">The rows it comes from.</param>
/// <param name="OrderBy">The order of lines.</param>
public sealed record ComplianceQuery(
    string Name,
    string Title,
    string Doc,
    string Evidence,
    string Limits,
    ImmutableArray<QueryParameter> Parameters,
    ImmutableArray<QueryColumn> Columns,
    ImmutableArray<QuerySource> Sources,
    ImmutableArray<QueryOrder> OrderBy)
{
    /// <summary>First instant of the time asked about; the parameter of every query.</summary>
    public const string From = "from";

    /// <summary>First instant after the time asked about; the parameter of every query.</summary>
    public const string To = "to";

    /// <summary>Whether background traffic counts too.</summary>
    public bool IncludesNoise { get; init; }

    /// <summary>The parameter that says how many lines are wanted; null for all.</summary>
    public QueryParameter.Count? Top { get; init; }

    /// <summary>Whether lines stand for several rows.</summary>
    public bool IsGrouped => Columns.Any(column => column.Fold != Fold.Each);

    /// <summary>Fills the parameters in.</summary>
    /// <param name="given">Values as typed, by name.</param>
    /// <param name="now">What "now" means.</param>
    /// <returns>The bound query, or a sentence that says what is wrong and what is allowed.</returns>
    public (BoundQuery? Query, string? Fault) Bind(IReadOnlyDictionary<string, string> given, DateTimeOffset now)
    {
        if (given.Keys.FirstOrDefault(name => Parameters.All(p => p.Name != name)) is { } unknown)
            return (null, $"{Name} has no parameter '{unknown}'; it has: {string.Join(", ", Parameters.Select(p => p.Name))}");
        var values = ImmutableDictionary.CreateBuilder<string, QueryValue>();
        foreach (var parameter in Parameters)
        {
            var text = given.GetValueOrDefault(parameter.Name) ?? parameter.Default;
            if (text is null)
                return (null, $"{Name} needs the parameter '{parameter.Name}': {parameter.Allowed}");
            if (parameter.Read(text, now) is not { } value)
                return (null, $"{parameter.Name} is '{text}'; it must be {parameter.Allowed}");
            values.Add(parameter.Name, value);
        }

        var bound = new BoundQuery(this, values.ToImmutable());
        return bound.Range.From.Micros < bound.Range.To.Micros
            ? (bound, null)
            : (null, $"the time asked about is empty: it begins {Show(bound.Range.From)} and ends {Show(bound.Range.To)}");
    }

    static string Show(Timestamp time) => $"{time.ToDateTimeOffset():yyyy-MM-ddTHH:mm:ssZ}";
}

/// <summary>A query with all its parameters filled in.</summary>
/// <param name="Query">The query.</param>
/// <param name="Values">A value for each parameter, by its name.</param>
public sealed record BoundQuery(ComplianceQuery Query, ImmutableDictionary<string, QueryValue> Values)
{
    /// <summary>The time asked about.</summary>
    public TimeRange Range => new(TimeOf(ComplianceQuery.From), TimeOf(ComplianceQuery.To));

    Timestamp TimeOf(string name) => ((QueryValue.Time)Values[name]).Value;
}
