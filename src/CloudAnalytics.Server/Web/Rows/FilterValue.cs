using System.Globalization;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Server.Web.Rows;

/// <summary>Values of filters, from text to what the field's type is.</summary>
static class FilterValue
{
    /// <summary>Whether the text is a value of the field's type.</summary>
    public static bool Fits(FilterTerm term) => term.Field.Type switch
    {
        FieldType.Int64 or FieldType.Float64 => Number(term.Value) is not null,
        FieldType.Boolean => term.Value is "true" or "false",
        FieldType.Timestamp => Time(term.Value) is not null,
        _ => true,
    };

    /// <summary>What a value should be, for messages.</summary>
    public static string Wanted(FieldType type) => type switch
    {
        FieldType.Int64 or FieldType.Float64 => "a number",
        FieldType.Boolean => "true or false",
        FieldType.Timestamp => "a time such as 2026-01-31T12:00:00Z",
        _ => "a text",
    };

    /// <summary>The value as a parameter of SQL; it fits.</summary>
    public static SqlValue Parameter(FilterTerm term) => term.Field.Type switch
    {
        FieldType.Int64 when Whole(term.Value) is { } number => number,
        FieldType.Int64 or FieldType.Float64 => Number(term.Value)!.Value,
        FieldType.Boolean => term.Value == "true",
        FieldType.Timestamp => Time(term.Value)!.Value,
        _ => term.Value,
    };

    static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    static DateTimeOffset? Time(string text)
    {
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var time) ? time : null;
    }
}
