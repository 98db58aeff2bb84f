using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <content>The pass over a summary: whole buckets from it, the ends of the range and files without one from the rows.</content>
sealed partial class SqlScan
{
    /// <summary>The query that brings all down to one row per group and key; null where the rows are read.</summary>
    public string? SummarisedByKey { get; private set; }

    void ReadSummary(Summary summary)
    {
        var groups = GroupExpressions(summary.Schema).ToList();
        var values = new List<PartialValue>();
        var stored = new List<string>();
        foreach (var measure in _measures)
        {
            var (name, metric) = (SqlText.Name(measure.Name), measure.Metric);
            var hasColumn = SqlSummary.HasColumn(summary, metric);
            Measures.Add(new ScannedMeasure(
                name, _query.Panel.MetricOf(measure), summary.IsOfEveryRow(metric) ? null : name, null, "one_key"));
            if (!hasColumn)
                continue;
            values.Add(new PartialValue(name, metric, SqlSummary.RowValue(summary, metric)));
            stored.Add(As(SqlText.Name(SqlSummary.ColumnOf(metric)), name));
        }

        Groups.AddRange(groups.Select(g => (g.Name, g.Name)));
        List<string> names = [.. groups.Select(g => g.Name)];
        var whole = SqlSummary.WholeBuckets(_query.Range);
        var asked = Asked(summary).ToList();
        var summed = $"""
            {SqlText.Select([.. groups.Select(g => As(g.Expression, g.Name)), SqlSummary.KeyHash, .. stored])}
            FROM {SqlSummary.View(summary)}
            {SqlPredicate.Where([.. InTime(SqlRange.Of(whole), whole.Length), .. asked])}
            """;
        var rows = PartsOfRows(whole).Select(part => SqlSummary.Rows(
            summary,
            part.IsOfAllFiles ? SqlText.Name(summary.Schema.Name) : SqlSummary.RestView(summary),
            groups,
            values,
            [.. part.InTime, .. SqlSummary.Terms(summary), .. asked]));
        var parts = summed + "\nUNION ALL\n" + SqlSummary.FromRows(summary, names, values, string.Join("\nUNION ALL\n", rows));
        var columns = names.Append($"{SqlSummary.KeyHash} AS one_key").Concat(values.Select(SqlSummary.Merged));
        var positions = string.Join(", ", Enumerable.Range(1, names.Count + 1));
        SummarisedByKey = $"{SqlText.Select(columns)}\nFROM (\n{SqlText.Indent(parts)}\n) AS parts\nGROUP BY {positions}";
    }

    /// <summary>Conditions on what rows and summary both have: presence of the groups, and the question's filter.</summary>
    IEnumerable<string> Asked(Summary summary) =>
        _query.Panel.By.Where(f => f is not Field<Utf8List>).Select(f => $"{SqlText.Name(f)} IS NOT NULL")
            .Append(SqlPredicate.Compile(_query.Filter, summary.Schema, _dialect));

    /// <summary>
    /// The rows that are read besides the summary: those of files without one, and of all files those before and after the whole buckets.
    /// </summary>
    IEnumerable<(bool IsOfAllFiles, string[] InTime)> PartsOfRows(TimeRange whole)
    {
        var (time, inner) = (SqlText.Name(Time), SqlRange.Of(whole));
        yield return (false, [.. InTime(inner, whole.Length)]);
        if (whole == _query.Range)
            yield break;
        // A scan for each end of each window: it skips the rows that lie elsewhere, which one with alternatives would not.
        var periods = _query.Panel.Periods;
        var isUnbroken = periods > 0 && _query.Range.Length == _query.Period;
        for (var n = 0; n <= periods; n++)
        {
            // Windows that meet have one end together: that of the earlier one reaches to the start of the later one's whole buckets.
            if (whole.To != _query.Range.To)
                yield return Between(inner.To, n, isUnbroken && n > 0 ? inner.From : _range.To, isUnbroken && n > 0 ? n - 1 : n);
            if (whole.From != _query.Range.From && (!isUnbroken || n == periods))
                yield return Between(_range.From, n, inner.From, n);
        }

        (bool, string[]) Between(string from, int fromPeriod, string to, int toPeriod) =>
            (true, [$"{time} >= {from}{Earlier(fromPeriod)}", $"{time} < {to}{Earlier(toPeriod)}"]);
    }

    /// <summary>What takes an instant back by periods.</summary>
    string Earlier(int periods) => periods == 0 ? "" : $" - INTERVAL '{(long)_query.Period.TotalDays * periods}' DAY";
}
