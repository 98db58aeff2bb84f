using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Aws.Replay;
using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Cli.Commands;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Parsing;
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
        var failed = new Option<string?>("--failed-bucket")
        {
            Description = "Bucket of batches that Lambda gave up; CLOUDANALYTICS_FAILED_BUCKET, or the lake's, unless given.",
            HelpName = "NAME",
        };
        var search = new Option<string?>("--opensearch")
        {
            Description = "Address of the domain, for what the index function gave up; CLOUDANALYTICS_OPENSEARCH_ENDPOINT unless given. "
                + "Without it that is left.",
            HelpName = "URL",
        };
        var indices = new Option<string>("--index-prefix")
        {
            Description = "What the names of all indices begin with.", HelpName = "PREFIX", DefaultValueFactory = _ => "mail",
        };
        var format = new Option<string?>("--format") { Description = "Format of raw lines: the stack's stream.format.", HelpName = "NAME" };
        var go = new Option<bool>("--go") { Description = "Does it. Without this nothing is written: what would happen is counted." };
        var noRaw = new Option<bool>("--no-raw")
        {
            Description = "Leaves the original records out of the rows, as the stack's setting does.",
        };
        var command = new Command("replay", "Reads dead letters and batches that Lambda gave up again, after a fix, with the places that they had.")
        {
            bucket, prefix, failed, search, indices, format, go, noRaw,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var name = AwsCommand.Required(parsed.GetValue(bucket), "--bucket", "CLOUDANALYTICS_LAKE_BUCKET");
            var endpoint = Optional(parsed.GetValue(search), "CLOUDANALYTICS_OPENSEARCH_ENDPOINT");
            var declared = FormatOf(Optional(parsed.GetValue(format), "CLOUDANALYTICS_STREAM_FORMAT"));
            var connection = AwsCommand.Connect();
            using var lake = S3Store.Open(connection, name, parsed.GetRequiredValue(prefix));
            using var root = S3Store.Open(connection, Optional(parsed.GetValue(failed), "CLOUDANALYTICS_FAILED_BUCKET") ?? name, "");
            var folder = Directory.CreateTempSubdirectory("cloudanalytics-replay-");
            try
            {
                var replay = new StoreReplay(lake, LogFormats.All, folder.FullName, !parsed.GetValue(noRaw))
                {
                    Documents = endpoint is null ? null : Documents(connection, endpoint, parsed.GetRequiredValue(indices)),
                    Declared = declared,
                };
                var counts = new List<ReplayCount>();
                await foreach (var source in new ReplaySource(lake, root).ReadAsync(cancellation).ConfigureAwait(false))
                    counts.Add(await replay.RunAsync(source, !parsed.GetValue(go), cancellation).ConfigureAwait(false));
                return Tell(counts, parsed.GetValue(go));
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException)
            {
                throw new CommandException(
                    $"{failure.Message}\nWhat was replayed before is done; the same command goes on with the rest.", CommandRunner.Failed);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    static string? Optional(string? value, string variable) =>
        value ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null);

    static ILogFormat? FormatOf(string? name) => name is null ? null : LogFormats.Find(name) ?? throw new CommandException(
        $"there is no format '{name}'; it may be {string.Join(", ", LogFormats.All.Select(each => each.Name))}");

    static OpenSearchSink Documents(AwsConnection connection, string address, string prefix)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint) || OpenSearchClient.Fault(endpoint) is not null)
            throw new CommandException($"--opensearch: the address of the domain is {address}; allowed is https://HOST");
        var client = OpenSearchConnection.Open(connection, endpoint, TimeProvider.System);
        return new OpenSearchSink(client, new IndexNames(prefix), TimeProvider.System, new Random());
    }

    static int Tell(List<ReplayCount> counts, bool isDone)
    {
        if (counts.Count == 0)
        {
            Console.WriteLine("Nothing to replay: there are no dead letters and no batches that Lambda gave up.");
            return CommandRunner.Done;
        }

        var table = new TextTable().Column("object").Column("is").Column("of").Column("found", isNumber: true)
            .Column(isDone ? "replayed" : "would be replayed", isNumber: true).Column("refused", isNumber: true)
            .Column("already there", isNumber: true).Column("left", isNumber: true);
        foreach (var count in counts)
        {
            table.Row(count.Key, count.Kind, count.Function ?? "unknown", Text(count.Found), Text(count.Replayed), Text(count.Refused),
                Text(count.AlreadyThere), Text(count.Left));
        }

        table.Write();
        var (found, replayed, refused, there, left) = (counts.Sum(c => c.Found), counts.Sum(c => c.Replayed), counts.Sum(c => c.Refused),
            counts.Sum(c => c.AlreadyThere), counts.Sum(c => c.Left));
        Console.WriteLine(FormattableString.Invariant(
            $"{found:N0} found = {replayed:N0} {(isDone ? "replayed" : "to replay")} + {refused:N0} refused + {there:N0} already there + {left:N0} left"));
        if (left > 0)
            Console.WriteLine("Left is what the index function gave up: name its domain with --opensearch.");
        if (!isDone && replayed > 0)
            Console.WriteLine("Nothing was written; --go does it.");
        return found == replayed + refused + there + left ? CommandRunner.Done : CommandRunner.Failed;
    }

    static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
