using System.Collections.Immutable;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Aws.CloudWatch;

/// <summary>What a closed window says to a question: the numbers, and the names behind the largest of them.</summary>
/// <param name="Question">The question.</param>
/// <param name="Window">The window.</param>
/// <param name="Values">The numbers; none where nothing happened.</param>
/// <param name="Rows">The first rows with their names, worst first; none without groups, or where a dimension tells them.</param>
public sealed record WindowAnswer(
    PublishedQuestion Question, TimeRange Window, ImmutableArray<PublishedValue> Values, ImmutableArray<WindowRow> Rows)
{
    /// <summary>Makes one of an answer.</summary>
    public static WindowAnswer Of(PublishedQuestion question, PanelResult result) => new(
        question, result.Query.Range, [.. question.ValuesOf(result)],
        question.Panel.By.IsEmpty || question.Published?.Dimension is not null ? [] : [.. RowsOf(question, result)]);

    static IEnumerable<WindowRow> RowsOf(PublishedQuestion question, PanelResult result)
    {
        var column = question.Panel.Columns.IndexOf(
            question.Panel.Column(question.Alarm?.Column ?? question.Panel.OrderColumn));
        return result.Rows.Take(Limits.AlarmGroupsMax).Select(row => new WindowRow([.. row.Group.Select(Cut)], row.Values[column]));
    }

    static string Cut(string name)
    {
        if (name.Length <= Limits.MetricRowNameLengthMax)
            return name;
        var length = Limits.MetricRowNameLengthMax;
        return name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)];
    }
}

/// <summary>A row behind a number.</summary>
/// <param name="Names">Values of the panel's groups, such as an address.</param>
/// <param name="Value">The column that orders the rows.</param>
public readonly record struct WindowRow(ImmutableArray<string> Names, double? Value);
