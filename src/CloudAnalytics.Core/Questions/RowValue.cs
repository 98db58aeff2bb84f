using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Questions;

/// <summary>What is taken from a row. Nothing comes of nothing: of a field without a value every expression is null.</summary>
public abstract record RowValue
{
    private RowValue()
    {
    }

    /// <summary>A column as it is; null where the format lacks it.</summary>
    public sealed record Of(Field Field) : RowValue;

    /// <summary>The first of these that has a value.</summary>
    public sealed record First(RowValue Preferred, RowValue Otherwise) : RowValue;

    /// <summary>The same text for every row.</summary>
    public sealed record Constant(string Text) : RowValue;

    /// <summary>The name of the row's format.</summary>
    public sealed record FormatName : RowValue;

    /// <summary>The item of the list that the source is taken apart by.</summary>
    public sealed record Item : RowValue;

    /// <summary>A list's items as one text, with semicolons between.</summary>
    public sealed record Joined(Field<Utf8List> Field) : RowValue;

    /// <summary>What a map holds under a name.</summary>
    public sealed record Entry(Field<Utf8Map> Field, string Key) : RowValue;

    /// <summary>The text in lower case.</summary>
    public sealed record Lower(RowValue Value) : RowValue;

    /// <summary>What an account is called without its domain, in lower case: <c>anna</c> of <c>CONTOSO\anna</c>.</summary>
    public sealed record Bare(RowValue Value) : RowValue;

    /// <summary>The value of a parameter of a cmdlet as administrators write it, quoted or not: <c>-Identity "anna"</c>; else
    /// null.</summary>
    public sealed record Argument(Field<Utf8Text> Parameters, string Name) : RowValue;

    /// <summary>A part of a path between slashes; 1 is before the first one.</summary>
    public sealed record Segment(Field<Utf8Text> Path, int Number) : RowValue;

    /// <summary>The day of an instant, as text: 2026-01-31.</summary>
    public sealed record Day(Field<Timestamp> Field) : RowValue;

    /// <summary>The value where the row matches, else null.</summary>
    public sealed record When(RowCondition Condition, RowValue Value) : RowValue;

    /// <summary>A column.</summary>
    public static implicit operator RowValue(Field field) => new Of(field);

    /// <summary>A text.</summary>
    public static implicit operator RowValue(string text) => new Constant(text);
}
