using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>The steps of a query that bring rows down to one per group.</summary>
static class SqlAggregation
{
    /// <summary>Adds the step of this name, with one that it needs before it.</summary>
    /// <param name="mayJoinQuantiles">Whether quantiles may share a column, which is then an array.</param>
    /// <returns>How each measure is referred to after it.</returns>
    public static Dictionary<string, string> Add(
        SqlScan scan, SqlDialect dialect, string step, bool mayJoinQuantiles, List<(string Name, string Text)> steps) =>
        scan.IsByKey ? AggregateByKey(scan, step, steps) : AggregateRows(scan, dialect, step, mayJoinQuantiles, steps);

    /// <summary>
    /// Aggregates straight from the rows. Quantiles of one field over the same rows are taken in one pass where that is allowed.
    /// </summary>
    static Dictionary<string, string> AggregateRows(
        SqlScan scan, SqlDialect dialect, string step, bool mayJoinQuantiles, List<(string Name, string Text)> steps)
    {
        var columns = new List<string>();
        var references = new Dictionary<string, string>();
        foreach (var measure in scan.Measures.Where(m => !IsRanked(m)))
        {
            columns.Add($"{FromRows(measure)} AS {measure.Name}");
            references[measure.Name] = measure.Name;
        }

        foreach (var group in scan.Measures.Where(IsRanked).GroupBy(m => (m.Value, m.Filter, mayJoinQuantiles ? "" : m.Name)))
        {
            var joined = group.ToList();
            var qs = joined.ConvertAll(m => ((Aggregate.Quantile)m.Metric.Aggregate).Q);
            var name = joined.Count == 1 ? joined[0].Name : $"{joined[0].Name}_and_more";
            var text = dialect.Quantiles(joined[0].Value!, qs);
            columns.Add(joined.Count == 1 ? $"({text}{joined[0].FilterClause})[1] AS {name}" : $"{text}{joined[0].FilterClause} AS {name}");
            for (var i = 0; i < joined.Count; i++)
                references[joined[i].Name] = joined.Count == 1 ? name : $"{name}[{i + 1}]";
        }

        steps.Add((step, Grouped(scan, columns, scan.From)));
        return references;
    }

    // The highest value needs no ranks.
    static bool IsRanked(ScannedMeasure measure) => measure.Metric.Aggregate is Aggregate.Quantile { Q: < 1 };

    static string FromRows(ScannedMeasure measure) => measure.Metric.Aggregate switch
    {
        Aggregate.Count => $"count(*){measure.FilterClause}",
        Aggregate.Sum => $"coalesce(CAST(sum({measure.Value}){measure.FilterClause} AS BIGINT), 0)",
        Aggregate.Distinct => $"count(DISTINCT {measure.Key}){measure.FilterClause}",
        Aggregate.Quantile { Q: 1 } => $"max({measure.Value}){measure.FilterClause}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Brings the rows down to one per group and key, then aggregates those.</summary>
    static Dictionary<string, string> AggregateByKey(SqlScan scan, string step, List<(string Name, string Text)> steps)
    {
        var inner = new List<string>();
        var outer = new List<string>();
        var key = scan.Measures.First(m => m.Key is not null).Key!;
        foreach (var measure in scan.Measures)
        {
            var name = measure.Name;
            switch (measure.Metric.Aggregate)
            {
                case Aggregate.Count:
                    inner.Add($"count(*){measure.FilterClause} AS {name}");
                    outer.Add($"CAST(sum({name}) AS BIGINT) AS {name}");
                    break;
                case Aggregate.Sum:
                    inner.Add($"sum({measure.Value}){measure.FilterClause} AS {name}");
                    outer.Add($"coalesce(CAST(sum({name}) AS BIGINT), 0) AS {name}");
                    break;
                case Aggregate.Distinct when measure.Filter is null:
                    outer.Add($"count(one_key) AS {name}");
                    break;
                case Aggregate.Distinct:
                    inner.Add($"bool_or({measure.Filter}) AS {name}");
                    outer.Add($"count(one_key) FILTER (WHERE {name}) AS {name}");
                    break;
                case Aggregate.SumPerDistinct:
                    inner.Add($"max({measure.Value}){measure.FilterClause} AS {name}");
                    outer.Add($"coalesce(CAST(sum({name}) FILTER (WHERE one_key IS NOT NULL) AS BIGINT), 0) AS {name}");
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        var columns = scan.Groups.Select(g => As(g.Expression, g.Name)).Append($"{key} AS one_key").Concat(inner);
        var positions = string.Join(", ", Enumerable.Range(1, scan.Groups.Count + 1));
        steps.Add((step + "_by_key", scan.SummarisedByKey ?? $"{SqlText.Select(columns)}\n{scan.From}\nGROUP BY {positions}"));
        steps.Add((step, GroupedBy(scan.Groups.ConvertAll(g => g.Name), outer, $"FROM {step}_by_key")));
        return scan.Measures.ToDictionary(m => m.Name, m => m.Name);
    }

    static string Grouped(SqlScan scan, List<string> columns, string from) =>
        GroupedBy(scan.Groups.ConvertAll(g => As(g.Expression, g.Name)), columns, from);

    /// <summary>With no groups an aggregate has a row even over nothing, which HAVING takes away: nothing is absent, not 0.</summary>
    public static string GroupedBy(List<string> groups, List<string> columns, string from) =>
        $"{SqlText.Select(groups.Concat(columns))}\n{from}\n"
        + (groups.Count == 0 ? "HAVING count(*) > 0" : $"GROUP BY {string.Join(", ", Enumerable.Range(1, groups.Count))}");

    static string As(string expression, string name) => expression == name ? name : $"{expression} AS {name}";
}
