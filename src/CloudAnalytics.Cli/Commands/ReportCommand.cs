using System.CommandLine;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics report NAME --param k=v --data DIR</c>, <c>report --list</c>.</summary>
static class ReportCommand
{
    internal static Command Create()
    {
        var options = new ReportOptions();
        var data = new Option<string?>("--data") { Description = "Folder that holds the archive.", HelpName = "DIR" };
        var command = new Command("report",
            "Answers a compliance query. Example: cloudanalytics report mail-of-address --param address=anna@contoso.com --data data")
        {
            options.Name, options.Parameters, data, options.List, options.Output, options.File,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            if (options.Describe(parsed) is { } done)
                return done;
            var query = options.Bind(parsed, TimeProvider.System);
            var folder = parsed.GetValue(data) ?? throw new CommandException("--data DIR is missing: the folder that holds the archive");
            using var lake = CommonOptions.OpenLake(folder);
            var limits = new QueryLimits(Limits.ReportRowsMax, Limits.ReportTimeMax);
            using var answer = lake.Query(ComplianceSql.Compile(query, SqlDialect.DuckDb), [], limits, cancellation);
            options.Write(parsed, query, new ReportRows(query.Query.Columns, Rows(query.Query, answer)));
            if (answer.IsTruncated)
                throw new CommandException($"the answer has more than {Limits.ReportRowsMax:N0} lines: ask for a shorter time",
                    CommandRunner.Failed);
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }

    static IEnumerable<ReportCell[]> Rows(ComplianceQuery query, LakeQuery answer)
    {
        while (answer.NextChunk())
        {
            for (var row = 0; row < answer.RowCount; row++)
                yield return [.. query.Columns.Select((column, i) => Cell(column, answer.Column(i), row))];
        }
    }

    static ReportCell Cell(QueryColumn column, DuckDbColumn cells, int row) => cells.IsNull(row) ? default : column.Type switch
    {
        CellType.Time => new ReportCell(cells.GetTime(row)),
        CellType.Number => new ReportCell((long)cells.GetDouble(row)),
        _ => new ReportCell(cells.GetString(row) ?? ""),
    };
}
