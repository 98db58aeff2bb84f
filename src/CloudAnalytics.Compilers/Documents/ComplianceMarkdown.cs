using System.Text;
using CloudAnalytics.Core.Questions;

namespace CloudAnalytics.Compilers.Documents;

/// <summary>The compliance queries as a document for those who must answer for what they prove.</summary>
public static class ComplianceMarkdown
{
    /// <summary>The document.</summary>
    public static string Compile(IReadOnlyList<ComplianceQuery> queries)
    {
        var text = new StringBuilder("""
            # Compliance queries

            Questions that auditors, data protection officers and courts ask of mail logs, with what proves the answer and what the logs
            cannot show. The same query is asked of the archive on one machine and of Athena:

            ```text
            cloudanalytics report --list
            cloudanalytics report mail-of-address --param address=anna@contoso.com --param from=2026-01-01 --data data --output csv
            cloudanalytics aws report mail-of-address --param address=anna@contoso.com --param from=2026-01-01 --output json
            ```

            Times are UTC. A time asked about begins with `from` and ends before `to`. Addresses, accounts and texts are compared without
            regard to case. Background traffic (health probes, redundancy) is left out unless said otherwise. Answers hold personal data:
            who may ask them is for the organisation to decide.

            This file is written from the catalogue; do not edit it.


            """);
        text.Row("Query", "What it answers");
        text.Row("---", "---");
        foreach (var query in queries)
            text.Row($"[{query.Name}](#{query.Name})", Markdown.Cell(query.Title));
        foreach (var query in queries)
            Add(text, query);
        return text.ToString();
    }

    static void Add(StringBuilder text, ComplianceQuery query)
    {
        text.Append($"\n## {query.Name}\n\n**{Markdown.Cell(query.Title)}.** {Markdown.Cell(query.Doc)}\n\n");
        text.Append($"What proves it: {Markdown.Cell(query.Evidence)}\n\n");
        text.Append($"What the logs cannot show: {Markdown.Cell(query.Limits)}\n\n");
        text.Row("Parameter", "What it is", "May be", "Unless given");
        text.Row("---", "---", "---", "---");
        foreach (var parameter in query.Parameters)
            text.Row($"`{parameter.Name}`", Markdown.Cell(parameter.Doc), Markdown.Cell(parameter.Allowed),
                Markdown.Cell(parameter.DefaultDoc ?? "must be given"));
        text.Append('\n');
        text.Row("Column", "Type", "What it says");
        text.Row("---", "---", "---");
        foreach (var column in query.Columns)
            text.Row($"`{column.Name}`", TypeOf(column), Markdown.Cell(column.Doc));
    }

    static string TypeOf(QueryColumn column) => column.Type switch
    {
        CellType.Text => "text",
        CellType.Time => "time",
        _ => column.Unit switch
        {
            Core.Metrics.Unit.Bytes => "bytes",
            Core.Metrics.Unit.Milliseconds => "ms",
            _ => "count",
        },
    };
}
