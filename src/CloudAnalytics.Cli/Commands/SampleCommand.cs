using System.CommandLine;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Cli.Samples;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics sample DIR --records N --seed S</c>.</summary>
static class SampleCommand
{
    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Where to write; empty or not there yet." };
        var records = new Option<long>("--records")
        {
            Description = "About how many rows of Exchange, IIS and Windows; Unix logs come on top, a seventh of it.",
            DefaultValueFactory = _ => 100_000,
            HelpName = "N",
        };
        var seed = new Option<ulong>("--seed") { Description = "The same seed and --end give the same bytes.", DefaultValueFactory = _ => 1,
            HelpName = "S" };
        var days = new Option<int>("--days") { Description = "Days that the logs span.", DefaultValueFactory = _ => 3, HelpName = "N" };
        var end = new Option<string?>("--end") { Description = "Where the logs end; now unless said.", HelpName = "TIME" };
        var command =
            new Command("sample", "Writes realistic logs of every format, and truth.json with the numbers that the panels must show.")
        {
            folder, records, seed, days, end,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var options = new SampleOptions
            {
                Directory = parsed.GetRequiredValue(folder),
                Records = parsed.GetValue(records),
                Seed = parsed.GetValue(seed),
                Days = parsed.GetValue(days),
                End = parsed.GetValue(end) is { } text ? CommonOptions.Time("--end", text) : TimeProvider.System.GetUtcNow(),
            };
            if (options.Validate() is { } fault)
                throw new CommandException(fault);
            SampleGenerator.Write(options, Progress(), cancellation);
            Console.WriteLine($"sample logs and {SampleGenerator.TruthFile} are in {options.Directory}");
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }

    static IProgress<SampleProgress>? Progress() => Console.IsErrorRedirected
        ? null
        : new Progress<SampleProgress>(p => Console.Error.Write(
            $"\r{p.Records:N0} of about {p.RecordsExpected:N0} rows, {p.Files:N0} files, {UnitText.Bytes(p.Bytes)}   "));
}
