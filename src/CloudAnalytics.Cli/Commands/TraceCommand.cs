using System.CommandLine;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics trace KEY --data DIR</c>.</summary>
static class TraceCommand
{
    internal static Command Create()
    {
        var key = new Argument<string>("key") { Description = "A Message-ID, a network message id, an address, or words of a subject." };
        var data = CommonOptions.Data();
        var from = CommonOptions.From();
        var to = CommonOptions.To();
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = new Command("trace",
            "Follows a message over all servers. Example: cloudanalytics trace alice@contoso.com --from 2026-01-31 --data data")
        {
            key, data, from, to, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            using var lake = CommonOptions.OpenLake(parsed.GetRequiredValue(data));
            DateTimeOffset? start = parsed.GetValue(from) is { } f ? CommonOptions.Time("--from", f) : null;
            DateTimeOffset? end = parsed.GetValue(to) is { } t ? CommonOptions.Time("--to", t) : null;
            var result = new MessageTracer(lake).Trace(parsed.GetRequiredValue(key), start, end, cancellation);
            if (parsed.GetValue(json))
                TraceWriter.WriteJson(result);
            else
                TraceWriter.WriteText(result, Console.Out);
            return result.Journeys.Count == 0 ? CommandRunner.Failed : CommandRunner.Done;
        }, cancellation));
        return command;
    }
}
