using System.CommandLine;
using System.Globalization;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Aws.Replay;
using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Cli.Commands;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Cli.Aws;

/// <summary>
/// <c>cloudanalytics aws replay</c>: dead letters, and batches that Lambda gave up, once more. Without <c>--go</c> it only counts.
/// </summary>
static class AwsReplayCommand
{
    internal static Command Create()
    {
        var options = new Options();
        var command = new Command("replay", "Reads dead letters and batches that Lambda gave up again, after a fix, with the places that they had.")
        {
            options.Bucket, options.Prefix, options.Failed, options.Search, options.Indices, options.Format, options.Proxies, options.Go,
            options.NoRaw,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, options, cancellation));
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, Options options, CancellationToken cancellation)
    {
        var name = AwsCommand.Required(parsed.GetValue(options.Bucket), "--bucket", "CLOUDANALYTICS_LAKE_BUCKET");
        var endpoint = Optional(parsed.GetValue(options.Search), "CLOUDANALYTICS_OPENSEARCH_ENDPOINT");
        var declared = FormatOf(Optional(parsed.GetValue(options.Format), "CLOUDANALYTICS_STREAM_FORMAT"));
        var proxies = ProxiesOf(Optional(parsed.GetValue(options.Proxies), "CLOUDANALYTICS_TRUSTED_PROXIES"));
        var connection = AwsCommand.Connect();
        using var lake = S3Store.Open(connection, name, parsed.GetRequiredValue(options.Prefix));
        using var root = S3Store.Open(connection, Optional(parsed.GetValue(options.Failed), "CLOUDANALYTICS_FAILED_BUCKET") ?? name, "");
        var folder = Directory.CreateTempSubdirectory("cloudanalytics-replay-");
        try
        {
            var replay = new StoreReplay(lake, LogFormats.All, folder.FullName, !parsed.GetValue(options.NoRaw))
            {
                Documents = endpoint is null ? null : Documents(connection, endpoint, parsed.GetRequiredValue(options.Indices)),
                Declared = declared,
                Proxies = proxies,
            };
            var counts = new List<ReplayCount>();
            await foreach (var source in new ReplaySource(lake, root).ReadAsync(cancellation).ConfigureAwait(false))
                counts.Add(await replay.RunAsync(source, !parsed.GetValue(options.Go), cancellation).ConfigureAwait(false));
            return Tell(counts, parsed.GetValue(options.Go));
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
    }

    static string? Optional(string? value, string variable) =>
        value ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null);

    static ILogFormat? FormatOf(string? name) => name is null ? null : LogFormats.Find(name) ?? throw new CommandException(
        $"there is no format '{name}'; it may be {string.Join(", ", LogFormats.All.Select(each => each.Name))}");

    static AddressRanges ProxiesOf(string? text) =>
        AddressRanges.TryParse(text?.Split(',', StringSplitOptions.TrimEntries) ?? [], out var ranges, out var wrong) ? ranges
            : throw new CommandException(
                $"--trusted-proxies: '{wrong}' is neither an address such as 192.0.2.25 nor a range such as 10.0.0.0/8");

    static OpenSearchSink Documents(AwsConnection connection, string address, string prefix)
    {
        if (!ServiceAddress.TryParse(address, out var endpoint) || OpenSearchClient.Fault(endpoint) is not null)
            throw new CommandException($"--opensearch: the address of the domain is {address}; allowed is https://HOST");
        var client = OpenSearchConnection.Open(connection, endpoint, TimeProvider.System);
        return new OpenSearchSink(client, new IndexNames(prefix), TimeProvider.System);
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

    /// <summary>What the command line may say.</summary>
    sealed class Options
    {
        internal Option<string?> Bucket { get; } = new("--bucket")
        {
            Description = "Bucket of the lake; CLOUDANALYTICS_LAKE_BUCKET unless given.", HelpName = "NAME",
        };

        internal Option<string> Prefix { get; } = new("--prefix")
        {
            Description = "What the lake's keys begin with, with its / at the end.", HelpName = "PREFIX", DefaultValueFactory = _ => "",
        };

        internal Option<string?> Failed { get; } = new("--failed-bucket")
        {
            Description = "Bucket of batches that Lambda gave up; CLOUDANALYTICS_FAILED_BUCKET, or the lake's, unless given.",
            HelpName = "NAME",
        };

        internal Option<string?> Search { get; } = new("--opensearch")
        {
            Description = "Address of the domain, for what the index function gave up; CLOUDANALYTICS_OPENSEARCH_ENDPOINT unless given. "
                + "Without it that is left.",
            HelpName = "URL",
        };

        internal Option<string> Indices { get; } = new("--index-prefix")
        {
            Description = "What the names of all indices begin with.", HelpName = "PREFIX", DefaultValueFactory = _ => "mail",
        };

        internal Option<string?> Format { get; } = new("--format")
        {
            Description = "Format of raw lines: the stack's stream.format.", HelpName = "NAME",
        };

        internal Option<string?> Proxies { get; } = new("--trusted-proxies")
        {
            Description = "The stack's stream.trusted_proxies, with commas between them; CLOUDANALYTICS_TRUSTED_PROXIES unless given.",
            HelpName = "RANGES",
        };

        internal Option<bool> Go { get; } = new("--go")
        {
            Description = "Does it. Without this nothing is written: what would happen is counted.",
        };

        internal Option<bool> NoRaw { get; } = new("--no-raw")
        {
            Description = "Leaves the original records out of the rows, as the stack's setting does.",
        };
    }
}
