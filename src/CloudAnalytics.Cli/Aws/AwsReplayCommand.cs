using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Aws.Replay;
using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Cli.Commands;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Cli.Aws;

/// <summary>
/// <c>cloudanalytics aws replay</c>: dead letters, and batches that Lambda gave up, once more. Without <c>--go</c> it only counts.
/// </summary>
static class AwsReplayCommand
{
    internal static Command Create()
    {
        var bucket = new Option<string?>("--bucket")
        {
            Description = "Bucket of the lake; CLOUDANALYTICS_LAKE_BUCKET unless given.", HelpName = "NAME",
        };
        var prefix = new Option<string>("--prefix")
        {
            Description = "What the lake's keys begin with, with its / at the end.", HelpName = "PREFIX", DefaultValueFactory = _ => "",
        };
        var go = new Option<bool>("--go") { Description = "Does it. Without this nothing is written: what would happen is counted." };
        var noRaw = new Option<bool>("--no-raw")
        {
            Description = "Leaves the original records out of the rows, as the stack's setting does.",
        };
        var command = new Command("replay", "Reads dead letters and batches that Lambda gave up again, after a fix, with the places that they had.")
        {
            bucket, prefix, go, noRaw,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var name = AwsCommand.Required(parsed.GetValue(bucket), "--bucket", "CLOUDANALYTICS_LAKE_BUCKET");
            var connection = AwsCommand.Connect();
            using var lake = S3Store.Open(connection, name, parsed.GetRequiredValue(prefix));
            using var root = S3Store.Open(connection, name, "");
            var folder = Directory.CreateTempSubdirectory("cloudanalytics-replay-");
            try
            {
                var replay = new StoreReplay(lake, LogFormats.All, folder.FullName, !parsed.GetValue(noRaw));
                var counts = new List<ReplayCount>();
                await foreach (var source in new ReplaySource(lake, root).ReadAsync(cancellation).ConfigureAwait(false))
                    counts.Add(await replay.RunAsync(source, !parsed.GetValue(go), cancellation).ConfigureAwait(false));
                return Tell(counts, parsed.GetValue(go));
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException)
            {
                throw new CommandException(failure.Message, CommandRunner.Failed);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    static int Tell(List<ReplayCount> counts, bool isDone)
    {
        if (counts.Count == 0)
        {
            Console.WriteLine("Nothing to replay: there are no dead letters and no batches that Lambda gave up.");
            return CommandRunner.Done;
        }

        var table = new TextTable().Column("object").Column("is").Column("found", isNumber: true)
            .Column(isDone ? "replayed" : "would be replayed", isNumber: true).Column("refused", isNumber: true)
            .Column("already there", isNumber: true).Column("left", isNumber: true);
        foreach (var count in counts)
        {
            table.Row(count.Key, count.Kind, Text(count.Found), Text(count.Replayed), Text(count.Refused), Text(count.AlreadyThere),
                Text(count.Left));
        }

        table.Write();
        var (found, replayed, refused, there, left) = (counts.Sum(c => c.Found), counts.Sum(c => c.Replayed), counts.Sum(c => c.Refused),
            counts.Sum(c => c.AlreadyThere), counts.Sum(c => c.Left));
        Console.WriteLine(FormattableString.Invariant(
            $"{found:N0} found = {replayed:N0} {(isDone ? "replayed" : "to replay")} + {refused:N0} refused + {there:N0} already there + {left:N0} left"));
        if (left > 0)
            Console.WriteLine("Left are letters of the index function: this command replays into the archive only.");
        if (!isDone && replayed > 0)
            Console.WriteLine("Nothing was written; --go does it.");
        return found == replayed + refused + there + left ? CommandRunner.Done : CommandRunner.Failed;
    }

    static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
