using System.Collections;
using System.Collections.Immutable;
using CloudAnalytics.Core.Questions;

namespace CloudAnalytics.Cli.Output;

/// <summary>A cell of an answer: text, instant, number, or nothing.</summary>
readonly struct ReportCell
{
    internal ReportCell(string text) => Text = text;

    internal ReportCell(DateTimeOffset? time) => Time = time;

    internal ReportCell(long number) => Number = number;

    internal string? Text { get; }

    internal DateTimeOffset? Time { get; }

    internal long? Number { get; }
}

/// <summary>The lines of an answer, which are read once, as they are written.</summary>
/// <param name="columns">The columns.</param>
/// <param name="rows">The lines.</param>
sealed class ReportRows(ImmutableArray<QueryColumn> columns, IEnumerable<ReportCell[]> rows) : IEnumerable<ReportCell[]>
{
    internal ImmutableArray<QueryColumn> Columns => columns;

    /// <summary>How many have been read.</summary>
    internal long Count { get; private set; }

    public IEnumerator<ReportCell[]> GetEnumerator()
    {
        foreach (var row in rows)
        {
            Count++;
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
