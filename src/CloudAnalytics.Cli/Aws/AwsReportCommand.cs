using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Cli.Commands;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Questions;

namespace CloudAnalytics.Cli.Aws;

/// <summary><c>cloudanalytics aws report NAME --param k=v</c>: a compliance query, answered by Athena.</summary>
static class AwsReportCommand
{
    internal static Command Create()
    {
        var options = new ReportOptions();
        var workGroup = new Option<string?>("--workgroup")
        {
            Description = "Athena work group; CLOUDANALYTICS_ATHENA_WORKGROUP unless given.", HelpName = "NAME",
        };
        var database = new Option<string?>("--database")
        {
            Description = "Glue database; CLOUDANALYTICS_GLUE_DATABASE unless given.", HelpName = "NAME",
        };
        var command = new Command("report", "Answers a compliance query from the lake of a stack, by Athena.")
        {
            options.Name, options.Parameters, options.List, options.Output, options.File, workGroup, database,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (options.Describe(parsed) is { } done)
                return done;
            var query = options.Bind(parsed, TimeProvider.System);
            var statement = new AthenaStatement(
                ComplianceSql.Compile(query, SqlDialect.Athena),
                AwsCommand.Required(parsed.GetValue(workGroup), "--workgroup", "CLOUDANALYTICS_ATHENA_WORKGROUP"),
                AwsCommand.Required(parsed.GetValue(database), "--database", "CLOUDANALYTICS_GLUE_DATABASE"),
                Limits.ReportTimeMax);
            var athena = AthenaClient.Open(AwsCommand.Connect(), TimeProvider.System);
            try
            {
                var outcome = Succeeded(await athena.RunAsync(statement, cancellation).ConfigureAwait(false));
                var rows = athena.ReadAsync(outcome, cancellation).ToBlockingEnumerable(cancellation)
                    .Select(cells => query.Query.Columns.Select((column, i) => Cell(column, cells[i])).ToArray());
                options.Write(parsed, query, new ReportRows(query.Query.Columns, rows));
                await Console.Error.WriteLineAsync($"Athena read {UnitText.Bytes(outcome.ScannedBytes)}").ConfigureAwait(false);
                return CommandRunner.Done;
            }
            catch (Json11Exception failure)
            {
                throw new CommandException($"Athena: {failure.Message}", CommandRunner.Failed);
            }
        });
        return command;
    }

    static AthenaOutcome.Succeeded Succeeded(AthenaOutcome outcome) => outcome switch
    {
        AthenaOutcome.Succeeded done => done,
        AthenaOutcome.Failed failed => throw new CommandException(
            $"Athena could not answer: {failed.Error.Message}{(failed.Error.IsRetryable ? "; it may work when it is asked again" : "")}",
            CommandRunner.Failed),
        AthenaOutcome.OutOfTime late => throw new CommandException(
            $"Athena has not answered within {late.TimeMax.TotalMinutes:0} minutes, and was stopped: ask for a shorter time",
            CommandRunner.Failed),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // Athena writes instants as 2026-01-31 12:00:00.000.
    static ReportCell Cell(QueryColumn column, string? text) => text is null ? default : column.Type switch
    {
        CellType.Time => new ReportCell(DateTimeOffset.Parse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)),
        CellType.Number => new ReportCell(long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        _ => new ReportCell(text),
    };
}
