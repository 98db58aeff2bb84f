using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Detections;
using CloudAnalytics.Server.Questions;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics detect --from 2026-01-01 --to 2026-02-01</c>: judges logs that were taken in without a server.</summary>
static class DetectCommand
{
    internal static Command Create()
    {
        var data = CommonOptions.Data();
        var last = CommonOptions.Last();
        var from = CommonOptions.From();
        var to = CommonOptions.To();
        var config = CommonOptions.Config();
        var command = new Command("detect",
            "Evaluates all detections over a time, and adds what they find to the archive. Example: "
            + "cloudanalytics detect --last 7d --data data")
        {
            data, last, from, to, config,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var configuration = CommonOptions.LoadConfiguration(parsed.GetValue(config));
            var range = CommonOptions.Range(parsed.GetValue(last), parsed.GetValue(from), parsed.GetValue(to), TimeProvider.System);
            var folder = parsed.GetRequiredValue(data);
            var places = CommonOptions.OpenPlaces(configuration);
            using var writer = CommonOptions.OpenWriter(folder, "cloudanalytics detect");
            using var lake = LakeQuestions.Open(folder, LakeSqlSettings.Default, TimeProvider.System);
            var run = LakeDetections.Over(lake, configuration.Detections, places);
            var monitor = new DetectionMonitor(run, writer, TerminalText.Tell, TimeProvider.System);
            Print(await monitor.JudgeAsync(range, cancellation).ConfigureAwait(false));
            PrintNotEvaluated(run);
            return CommandRunner.Done;
        });
        return command;
    }

    static void Print(IReadOnlyList<Finding> findings)
    {
        var table = new TextTable().Column("time").Column("severity").Column("detection").Column("key").Column("value").Column("details");
        foreach (var finding in findings.OrderBy(f => f.Time.Micros))
        {
            table.Row(
                finding.Time.ToDateTimeOffset().ToString("u", CultureInfo.InvariantCulture),
                finding.Detection.Severity.ToString().ToLowerInvariant(), finding.Detection.Name, finding.Key,
                finding.Value.ToString("0.##", CultureInfo.InvariantCulture), string.Join("; ", finding.Details));
        }

        table.Write();
    }

    static void PrintNotEvaluated(DetectionRun run)
    {
        foreach (var detection in run.NotEvaluated)
            Console.Error.WriteLine($"{detection.Name} is not evaluated: {DetectionRule.WhyNotEvaluated}");
    }
}
