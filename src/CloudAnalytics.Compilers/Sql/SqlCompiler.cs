using System.Collections.Immutable;
using System.Text;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>
/// Panels, metrics and selections of rows as SQL. The formats are views of their schemas' names. The text needs no parameters: every value
/// in it is a literal that <see cref="SqlText"/> has made safe. Columns of an answer: <c>bucket</c> (over time), the panel's groups as
/// text, the panel's columns; rows in the order that <see cref="PanelResult"/> states.
/// </summary>
public static class SqlCompiler
{
    /// <summary>A panel's question.</summary>
    public static string Compile(PanelQuery query, SqlDialect dialect) => Compile(query, dialect, SqlRange.Of(query.Range));

    /// <summary>A panel's question, asked in DuckDB of a summary as far as that can answer it, and of the rows beyond.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="summary">A summary for which <see cref="Summary.Answers"/> holds.</param>
    public static string Compile(PanelQuery query, Summary summary) =>
        Compile(query, SqlDialect.DuckDb, SqlRange.Of(query.Range), SqlSummary.HasWholeBuckets(query.Range) ? summary : null);

    /// <summary>A metric's question; the number is the column <c>value</c>.</summary>
    public static string Compile(MetricQuery query, SqlDialect dialect) => Compile(PanelQuery.For(query), dialect);

    /// <summary>A panel asked of the last day until now, whenever it is run.</summary>
    public static string CompileLastDay(Panel panel, SqlDialect dialect)
    {
        var day = new TimeRange(new Timestamp(0), Timestamp.From(DateTimeOffset.UnixEpoch.AddDays(1)));
        return Compile(PanelQuery.For(panel, day), dialect, SqlRange.LastDay);
    }

    /// <summary>Rows of one format, the newest first.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="fields">The columns wanted; empty for all.</param>
    /// <param name="limit">How many at most.</param>
    public static string Compile(RowSelection rows, ImmutableArray<Field> fields, int limit, SqlDialect dialect)
    {
        var columns = fields.IsEmpty ? rows.Schema.Fields : fields;
        var range = SqlRange.Of(rows.Range);
        var time = SqlText.Name(CommonFields.Time);
        string[] conditions = [$"{time} >= {range.From}", $"{time} < {range.To}", SqlPredicate.Compile(rows.Where, rows.Schema, dialect)];
        return $"""
            {SqlText.Select(columns.Select(f => SqlText.Name(f)))}
            FROM {SqlText.Name(rows.Schema.Name)}
            {SqlPredicate.Where(conditions)}
            ORDER BY {time} DESC, {SqlText.Name(CommonFields.Id)}
            LIMIT {SqlText.Literal(limit)}
            """;
    }

    internal static string Compile(PanelQuery query, SqlDialect dialect, SqlRange range, Summary? summary = null)
    {
        var panel = query.Panel;
        var scan = new SqlScan(query, dialect, range, summary);
        var steps = new List<(string Name, string Text)>();
        var references = SqlAggregation.Add(scan, dialect, "grouped", panel.Periods == 0, steps);
        if (panel.Periods > 0)
            ComparePeriods(panel, scan, steps);
        Derive(query, references, steps);

        var (last, lastText) = steps[^1];
        var text = new StringBuilder();
        var order = OrderOf(query, steps);
        foreach (var (name, step) in steps)
            text.Append(text.Length == 0 ? "WITH " : ",\n").Append(name).Append(" AS (\n").Append(SqlText.Indent(step)).Append("\n)");
        return text.Append('\n').Append($"{SqlText.Select(NamesOf(query))}\nFROM {last}").Append(order).ToString();
    }

    static IEnumerable<string> NamesOf(PanelQuery query) =>
        (query.Step is null ? Enumerable.Empty<string>() : ["bucket"])
            .Concat(query.Panel.By.Select(f => SqlText.Name(f)))
            .Concat(query.Panel.Columns.Select(c => SqlText.Name(c.Name)));

    /// <summary>Brings each group's number of now beside its mean of the periods before.</summary>
    static void ComparePeriods(Panel panel, SqlScan scan, List<(string Name, string Text)> steps)
    {
        steps[^1] = ("by_period", steps[^1].Text);
        var windows = SqlText.Indent(scan.PeriodsSeen());
        steps.Add(("seen", $"SELECT count(DISTINCT period) AS periods\nFROM (\n{windows}\n) AS windows"));
        var compared = panel.Columns.OfType<PanelColumn.Usual>().Select(u => SqlText.Name(u.Of)).ToHashSet();
        var columns = new List<string>();
        foreach (var measure in scan.Measures)
        {
            var now = $"max({measure.Name}) FILTER (WHERE period = 0)";
            columns.Add($"{(measure.Metric.Aggregate is Aggregate.Quantile ? now : $"coalesce({now}, 0)")} AS {measure.Name}");
            if (!compared.Contains(measure.Name))
                continue;
            var before = $"coalesce(CAST(sum({measure.Name}) FILTER (WHERE period > 0) AS DOUBLE), 0)";
            columns.Add($"{before} / nullif((SELECT periods FROM seen), 0) AS {Usual(measure.Name)}");
        }

        List<string> groups = [.. scan.Groups.Select(g => g.Name).Where(n => n != "period")];
        steps.Add(("grouped", SqlAggregation.GroupedBy(groups, columns, "FROM by_period")));
    }

    static string Usual(string name) => name + "_usual";

    /// <summary>Adds what is computed from the measures, turns groups into text and leaves out what lies below the floor.</summary>
    static void Derive(PanelQuery query, Dictionary<string, string> references, List<(string Name, string Text)> steps)
    {
        var panel = query.Panel;
        List<string> columns = [];
        if (query.Step is not null)
            columns.Add("bucket");
        foreach (var field in panel.By)
            columns.Add(As(field is Field<long> ? $"CAST({SqlText.Name(field)} AS VARCHAR)" : SqlText.Name(field), SqlText.Name(field)));
        columns.AddRange(panel.Columns.Select(c => As(Expression(c, query.Step is not null, references), SqlText.Name(c.Name))));
        if (panel.Floor is null && columns.TrueForAll(c => !c.Contains(' ', StringComparison.Ordinal)))
            return;
        steps.Add(("shown", $"{SqlText.Select(columns)}\nFROM grouped"));
        if (panel.Floor is { } floor)
            steps.Add(("kept", $"SELECT *\nFROM shown\nWHERE {SqlText.Name(floor.Column)} >= {SqlText.Literal(floor.AtLeast)}"));
    }

    static string Expression(PanelColumn column, bool isOverTime, Dictionary<string, string> references)
    {
        string Of(string name) => references[SqlText.Name(name)];
        switch (column)
        {
            case PanelColumn.Measure c:
                return Of(c.Name);
            case PanelColumn.Share c:
                return $"CAST({Of(c.Of)} AS DOUBLE) / nullif(sum({Of(c.Of)}) OVER ({(isOverTime ? "PARTITION BY bucket" : "")}), 0)";
            case PanelColumn.Ratio c:
                return $"CAST({Of(c.Of)} AS DOUBLE) / nullif({Of(c.Over)}, 0)";
            case PanelColumn.Usual c:
                return Usual(Of(c.Of));
            case PanelColumn.Spike c:
                // Not greatest: with a null it is null in Trino and the other value in DuckDB.
                var (of, usual, floor) = (Of(c.Of), Usual(Of(c.Of)), SqlText.Literal(c.Floor));
                return $"CASE WHEN {usual} >= {floor} THEN {of} / {usual} WHEN {usual} < {floor} THEN {of} / {floor} END";
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The end of the query; over time the best groups are found in a step of their own.</summary>
    static string OrderOf(PanelQuery query, List<(string Name, string Text)> steps)
    {
        var panel = query.Panel;
        var order = SqlText.Name(panel.OrderColumn);
        var direction = panel.IsAscending ? "ASC" : "DESC";
        var groups = string.Join(", ", panel.By.Select(f => SqlText.Name(f)));
        var thenGroups = groups.Length == 0 ? "" : ", " + groups;
        var limit = query.Top is { } top ? $"\nLIMIT {SqlText.Literal(top)}" : "";
        if (query.Step is null)
            return groups.Length == 0 ? "" : $"\nORDER BY {order} {direction} NULLS LAST{thenGroups}{limit}";
        if (limit.Length == 0 || groups.Length == 0)
            return $"\nORDER BY bucket{thenGroups}";
        var best = $"ORDER BY coalesce(sum({order}), 0) {direction}{thenGroups}{limit}";
        steps.Add(("best", $"SELECT {groups}\nFROM {steps[^1].Name}\nGROUP BY {groups}\n{best}"));
        return $"\nJOIN best USING ({groups})\nORDER BY bucket{thenGroups}";
    }

    static string As(string expression, string name) => expression == name ? name : $"{expression} AS {name}";
}
