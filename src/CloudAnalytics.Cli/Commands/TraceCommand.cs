using System.CommandLine;
using CloudAnalytics.Cli.Investigation;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics trace KEY --data DIR</c>, and <c>trace --account USER --day D --out FOLDER</c>.</summary>
static class TraceCommand
{
    internal static Command Create()
    {
        var key = new Argument<string?>("key")
        {
            Description = $"What is known of the message: {MessageTracer.Keys}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var data = CommonOptions.Data();
        var from = CommonOptions.From();
        var to = CommonOptions.To();
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var raw = new Option<bool>("--raw") { Description = "Adds the log lines, each with its file and byte offset." };
        var account = new AccountOptions();
        var command = new Command("trace",
            "Follows a message over all servers, or collects all of one account's day. Examples: cloudanalytics trace alice@example.org "
            + "--from 2026-01-31 --data data; cloudanalytics trace --account alice@example.org --day 2026-01-31 --by \"J. Doe\" "
            + "--case \"Ticket 4711\" --out bundle --data data")
        {
            key, data, from, to, json, raw, account.Account, account.Also, account.Day, account.Zone, account.By, account.Case, account.Out,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var wanted = account.Read(parsed);
            var asked = parsed.GetValue(key)?.Trim();
            if (wanted is not null && asked is not null)
                throw new CommandException($"a key ('{asked}') and --account exclude each other: leave one of them away");
            if (wanted is null && string.IsNullOrEmpty(asked))
                throw new CommandException($"trace needs a key: {MessageTracer.Keys}; or --account USER --day DAY for all of one account's day");
            using var lake = CommonOptions.OpenLake(parsed.GetRequiredValue(data));
            if (wanted is not null)
                return AccountCommand.Run(lake, wanted, cancellation);
            DateTimeOffset? start = parsed.GetValue(from) is { } f ? CommonOptions.Time("--from", f) : null;
            DateTimeOffset? end = parsed.GetValue(to) is { } t ? CommonOptions.Time("--to", t) : null;
            if (start >= end)
                throw new CommandException($"--from {start:yyyy-MM-ddTHH:mm:ssZ} is not before --to {end:yyyy-MM-ddTHH:mm:ssZ}");
            var result = new MessageTracer(lake).Trace(asked!, start, end, cancellation);
            if (parsed.GetValue(raw))
            {
                var lines = new LineReader(lake);
                result = result with { Journeys = [.. result.Journeys.Select(journey => lines.WithLines(journey, cancellation))] };
            }

            if (parsed.GetValue(json))
                TraceWriter.WriteJson(result);
            else
                TraceWriter.WriteText(result, Console.Out);
            return result.Journeys.Count == 0 ? CommandRunner.Failed : CommandRunner.Done;
        }, cancellation));
        return command;
    }
}
