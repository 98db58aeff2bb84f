using System.Text;
using CloudAnalytics.Core.Questions;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>
/// Compliance queries as SQL. The formats are views of their schemas' names. What somebody typed enters the text as a literal of its type,
/// made by <see cref="SqlText"/>, or not at all: then placeholders stand for it in the order of the parameters.
/// </summary>
public static class ComplianceSql
{
    /// <summary>A query with its parameters filled in.</summary>
    public static string Compile(BoundQuery query, SqlDialect dialect) =>
        new Writer(query.Query, new QueryTexts(query.Query, dialect, query)).Write();

    /// <summary>
    /// A query whose parameters are filled in when it is run: each stands once, at the beginning, in the order of the query's list.
    /// </summary>
    public static string CompileOpen(ComplianceQuery query, SqlDialect dialect) =>
        new Writer(query, new QueryTexts(query, dialect, null)).Write();

    sealed class Writer(ComplianceQuery query, QueryTexts texts)
    {
        readonly List<(string Name, string Text)> _steps = [];

        internal string Write()
        {
            var found = string.Join("\nUNION ALL\n", query.Sources.Select(texts.Scan));
            if (texts.Asked is { } asked)
                _steps.Add((QueryTexts.AskedName, asked));
            _steps.AddRange(texts.Helpers);
            _steps.Add(("found", found));
            if (query.Columns.Any(c => c.Fold is Fold.LongestGap or Fold.LongestGapFrom))
                Space();
            if (query.IsGrouped)
                Group();
            if (query.Top is { } top)
                Rank(top);
            var text = new StringBuilder();
            foreach (var (name, step) in _steps)
                text.Append(text.Length == 0 ? "WITH " : ",\n").Append(name).Append(" AS (\n").Append(SqlText.Indent(step)).Append("\n)");
            var columns = query.Columns.Select(c => SqlText.Name(c.Name));
            return text.Append($"\n{SqlText.Select(columns)}\nFROM {_steps[^1].Name}{Where}\nORDER BY {Order}").ToString();
        }

        // The limit may be a placeholder, which LIMIT takes in neither engine.
        string Where => query.Top is { } top ? $"\nWHERE place <= {texts.ValueAsked(top)}" : "";

        string Order
        {
            get
            {
                var named = query.OrderBy.Select(o => SqlText.Name(o.Column) + (o.IsDescending ? " DESC" : ""));
                var rest = query.Columns.Where(c => query.OrderBy.All(o => o.Column != c.Name)).Select(c => SqlText.Name(c.Name));
                return string.Join(", ", named.Concat(rest));
            }
        }

        /// <summary>Brings each row beside the one before it in its series.</summary>
        void Space()
        {
            var time = query.Columns.First(c => c.Fold == Fold.LongestGap).Name;
            var series = query.Columns.Where(c => c.Fold == Fold.Each && !texts.IsDay(c)).Select(c => SqlText.Name(c.Name));
            var before = $"lag({SqlText.Name(time)}) OVER (PARTITION BY {string.Join(", ", series)} ORDER BY {SqlText.Name(time)})";
            _steps.Add(("spaced", $"SELECT *, {before} AS before\nFROM found"));
        }

        void Group()
        {
            var keys = query.Columns.Count(c => c.Fold == Fold.Each);
            var grouped = keys == 0 ? "HAVING count(*) > 0" : $"GROUP BY {string.Join(", ", KeyPositions())}";
            _steps.Add(("grouped", $"{SqlText.Select(query.Columns.Select(Folded))}\nFROM {_steps[^1].Name}\n{grouped}"));
        }

        void Rank(QueryParameter.Count top) =>
            _steps.Add(("ranked", $"SELECT *, row_number() OVER (ORDER BY {Order}) AS place\nFROM {_steps[^1].Name}"));

        IEnumerable<int> KeyPositions() =>
            query.Columns.Select((column, i) => (column, i)).Where(c => c.column.Fold == Fold.Each).Select(c => c.i + 1);

        string Folded(QueryColumn column)
        {
            var name = SqlText.Name(column.Name);
            var gap = $"date_diff('millisecond', before, {name})";
            return column.Fold switch
            {
                Fold.Each => name,
                Fold.Lowest => $"min({name}) AS {name}",
                Fold.Highest => $"max({name}) AS {name}",
                Fold.Count => $"count({name}) AS {name}",
                Fold.Distinct => $"count(DISTINCT {name}) AS {name}",
                Fold.Union => $"{texts.Dialect.Union(name)} AS {name}",
                Fold.LongestGap => $"max({gap}) AS {name}",
                Fold.LongestGapFrom => $"max_by(before, {gap}) AS {name}",
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
    }
}
