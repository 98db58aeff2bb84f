using System.Text.Json.Nodes;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>
/// Notes of the names behind published metrics: whoever gets an alarm finds here whom it is about. One document for each of the first rows
/// of a window.
/// </summary>
public static class MetricNotes
{
    /// <summary>A note's id: the same at every publication.</summary>
    public static string IdOf(string question, Timestamp window, int rank) =>
        FormattableString.Invariant($"{question}.{window.Micros / 1000}.{rank}");

    /// <summary>A note.</summary>
    /// <param name="question">The question's name, which is the alarm's metric or the panel.</param>
    /// <param name="title">The alarm's or panel's title.</param>
    /// <param name="window">Start of the window.</param>
    /// <param name="rank">1 for the row that the metric is of.</param>
    /// <param name="names">The row's names.</param>
    /// <param name="value">The row's number, or null.</param>
    public static string Document(string question, string title, Timestamp window, int rank, IEnumerable<string> names, double? value)
    {
        var note = new JsonObject
        {
            [IndexMapping.TimeName] = window.ToDateTimeOffset().ToString(
                "yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
            ["question"] = question,
            ["title"] = title,
            ["rank"] = rank,
            ["names"] = JsonText.Array(names),
        };
        if (value is { } number && double.IsFinite(number))
            note["value"] = number;
        return JsonText.Of(note);
    }

    internal static JsonObject Mapping()
    {
        var properties = new JsonObject();
        foreach (var (name, type) in (ReadOnlySpan<(string, string)>)
            [
                (IndexMapping.TimeName, "date"), ("question", "keyword"), ("title", "keyword"), ("rank", "long"), ("names", "keyword"),
                ("value", "double"),
            ])
            properties[name] = new JsonObject { ["type"] = type };
        return new JsonObject { ["dynamic"] = "strict", ["properties"] = properties };
    }
}
