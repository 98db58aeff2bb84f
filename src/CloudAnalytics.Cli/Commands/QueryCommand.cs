using System.CommandLine;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics query "SQL" --data DIR</c>.</summary>
static class QueryCommand
{
    internal static Command Create()
    {
        var sql = new Argument<string>("sql") { Description = "One SELECT over the views; docs/formats.md lists them and their columns." };
        var data = CommonOptions.Data();
        var output = CommonOptions.Output();
        var limit = new Option<int>("--limit") { Description = "Rows at most.", DefaultValueFactory = _ => QueryLimits.Default.RowsMax,
            HelpName = "N" };
        var timeout = new Option<int>("--timeout") { Description = "Seconds after which the query is stopped.",
            DefaultValueFactory = _ => 300, HelpName = "SECONDS" };
        var command = new Command("query", "Asks the archive in SQL, read-only. Example: cloudanalytics query \"SELECT action, count(*) FROM exchange_message_tracking GROUP BY 1\" --data data")
        {
            sql, data, output, limit, timeout,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var limits = new QueryLimits(Positive("--limit", parsed.GetValue(limit)),
                TimeSpan.FromSeconds(Positive("--timeout", parsed.GetValue(timeout))));
            using var lake = CommonOptions.OpenLake(parsed.GetRequiredValue(data));
            using var query = lake.QueryUntrusted(parsed.GetRequiredValue(sql), limits, cancellation);
            ResultWriter.Write(query, parsed.GetRequiredValue(output));
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }

    static int Positive(string option, int value) =>
        value > 0 ? value : throw new CommandException($"{option} is {value}; it must be 1 or more");
}
