using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Server.Questions;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics compact --data DIR</c>: what <c>serve</c> does by itself every day.</summary>
static class CompactCommand
{
    internal static Command Create()
    {
        var data = CommonOptions.Data();
        var config = CommonOptions.Config();
        var command = new Command("compact", "Moves closed days into the archive zone, rolls up small files, and deletes what is older than configured. serve does it by itself.")
        {
            data, config,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var retention = CommonOptions.LoadConfiguration(parsed.GetValue(config)).Retention;
            using var lake = CommonOptions.OpenWriter(parsed.GetRequiredValue(data), "cloudanalytics compact");
            var maintenance = new LakeMaintenance(lake, new RetentionLimits(retention.Days, retention.Bytes), LakeSummaries.All);
            var report = await maintenance.RunAsync(cancellation).ConfigureAwait(false);
            foreach (var day in report.Compacted)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{day.Format}, arrived {day.Arrived:yyyy-MM-dd}: {day.Rows:N0} rows in {day.Files:N0} files, {day.Duplicates:N0} duplicates left out"));
            }

            if (report.Failure is { } failure)
                throw new CommandException($"stopped before its end: {failure.Reason}", CommandRunner.Failed);
            if (report.Compacted.Count == 0)
                Console.WriteLine("No closed day waits to be compacted.");
            return CommandRunner.Done;
        });
        return command;
    }
}
