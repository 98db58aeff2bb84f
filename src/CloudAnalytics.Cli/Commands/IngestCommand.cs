using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Questions;
using Spectre.Console;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics ingest PATH... --data DIR</c>.</summary>
static class IngestCommand
{
    internal static Command Create()
    {
        var paths =
            new Argument<string[]>("path") { Description = "Files, folders, patterns; gzip or not.", Arity = ArgumentArity.OneOrMore };
        var data = CommonOptions.Data();
        var json = new Option<bool>("--json") { Description = "Prints the summary as JSON." };
        var strict = new Option<bool>("--strict")
        {
            Description = "Ends with code 1 when a file was not read, or not to its end; without it only when no path is there.",
        };
        var config = CommonOptions.Config();
        var command = new Command("ingest",
            "Reads log files into the archive. The same file twice adds nothing. Example: cloudanalytics ingest /logs --data data")
        {
            paths, data, json, strict, config,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var configuration = CommonOptions.LoadConfiguration(parsed.GetValue(config));
            using var lake = CommonOptions.OpenWriter(parsed.GetRequiredValue(data), "cloudanalytics ingest");
            var ingest = new FileIngest(lake, configuration, TimeProvider.System);
            var isQuiet = parsed.GetValue(json) || Console.IsErrorRedirected;
            var summary = await ReadAsync(ingest, parsed.GetRequiredValue(paths), isQuiet, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                IngestWriter.WriteJson(summary);
            else
                IngestWriter.WriteText(summary);
            if (summary.Failure is { } failure)
                throw new CommandException($"the archive could not be written: {failure.Reason}. What was stored before is safe; run the command again to go on.", CommandRunner.Failed);
            if (summary.IsCancelled)
                return CommandRunner.Interrupted;
            if (await SummariseAsync(lake, isQuiet, cancellation).ConfigureAwait(false) is { } unsummarised)
                throw new CommandException($"all rows are stored, but not the summaries that make panels fast: {unsummarised.Reason}. cloudanalytics compact makes them, and so does serve.", CommandRunner.Failed);
            var isBad = summary.IsNothingThere || (parsed.GetValue(strict) && summary.Problems.Any(problem => problem.IsFault));
            return isBad ? CommandRunner.Failed : CommandRunner.Done;
        });
        return command;
    }

    static async Task<IngestSummary> ReadAsync(FileIngest ingest, string[] paths, bool isQuiet, CancellationToken cancellation)
    {
        if (isQuiet)
            return await ingest.RunAsync(paths, null, cancellation).ConfigureAwait(false);
        return await Bar().StartAsync(async context =>
        {
            var task = context.AddTask("reading");
            var watch = Stopwatch.StartNew();
            return await ingest.RunAsync(paths, progress => Show(task, progress, watch.Elapsed), cancellation).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    static async Task<LakeWriteResult.Failed?> SummariseAsync(LakeWriter lake, bool isQuiet, CancellationToken cancellation)
    {
        var maintenance = new LakeMaintenance(lake, RetentionLimits.None, LakeSummaries.All);
        if (isQuiet)
            return maintenance.Summarise(null, cancellation);
        return await Bar().StartAsync(context =>
        {
            var task = context.AddTask("summing up for panels");
            return Task.Run(() => maintenance.Summarise(
                progress => (task.MaxValue, task.Value) = (Math.Max(1, progress.Bytes), progress.BytesDone), cancellation), cancellation);
        }).ConfigureAwait(false);
    }

    static Progress Bar() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
        .Progress().AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

    static void Show(ProgressTask task, IngestProgress progress, TimeSpan elapsed)
    {
        task.MaxValue = Math.Max(1, progress.Bytes);
        task.Value = progress.BytesDone;
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        task.Description = string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.FilesDone:N0}/{progress.Files:N0} files, {progress.BytesDone / seconds / 1e6:N0} MB/s, {progress.Rows / seconds:N0} rows/s");
    }
}
