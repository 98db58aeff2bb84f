using System.CommandLine;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Alarms;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Detections;
using CloudAnalytics.Server.Hosting;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace CloudAnalytics.Cli.Commands;

/// <summary>
/// <c>cloudanalytics serve --data DIR --watch DIR... --listen ADDR</c>: follows logs, judges alarms and detections, and serves the
/// web UI, until stopped.
/// </summary>
static class ServeCommand
{
    internal static Command Create()
    {
        var data =
            new Option<string?>("--data") { Description = "Folder that holds the archive; as configured unless said.", HelpName = "DIR" };
        var watch = new Option<string[]>("--watch")
        {
            Description = "Folders, files or patterns to follow, besides the configured ones.",
            HelpName = "DIR...",
            AllowMultipleArgumentsPerToken = true,
        };
        var listen = new Option<string?>("--listen") { Description = "Where to listen: 127.0.0.1:8080 unless configured.",
            HelpName = "ADDRESS:PORT" };
        var syslog = new Option<string[]>("--syslog")
        {
            Description = "Where to receive syslog, besides the configured listeners: udp://, tcp:// or tls:// with address and port.",
            HelpName = "ADDRESS...",
            AllowMultipleArgumentsPerToken = true,
        };
        var config = CommonOptions.Config();
        var command = new Command("serve",
            "Follows logs, judges alarms and detections, and serves the web UI. Example: "
            + "cloudanalytics serve --data data --watch /var/log/exchange")
        {
            data, watch, syslog, listen, config,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var configuration = CommonOptions.LoadConfiguration(parsed.GetValue(config));
            configuration = configuration with
            {
                DataFolder = parsed.GetValue(data) ?? configuration.DataFolder,
                Listen = parsed.GetValue(listen) ?? configuration.Listen,
                Sources = [.. configuration.Sources, .. (parsed.GetValue(watch) ?? []).Select(SourceConfiguration.Of)],
                Syslog = [.. configuration.Syslog, .. (parsed.GetValue(syslog) ?? []).Select(Listener)],
            };
            await RunAsync(configuration, cancellation).ConfigureAwait(false);
            return CommandRunner.Done;
        });
        return command;
    }

    static SyslogConfiguration Listener(string text) => new(SyslogAddress.TryParse(text)
        ?? throw new CommandException($"--syslog is '{text}'; allowed: {SyslogAddress.Allowed}"));

    static async Task RunAsync(ServerConfiguration configuration, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var options = Options(configuration);
        var places = CommonOptions.OpenPlaces(configuration);
        using var writer = CommonOptions.OpenWriter(configuration.DataFolder, "cloudanalytics serve");
        using var lake = LakeQuestions.Open(
            configuration.DataFolder, LakeSqlSettings.Default with { MemoryBytesMax = configuration.Query.MemoryBytes }, time);
        var history = new AlarmHistory(configuration.DataFolder);
        var alarms = new AlarmMonitor(
            LogCatalogue.Alarms.Where(alarm => configuration.Alarms.GetValueOrDefault(alarm.Name)?.IsEnabled ?? true),
            alarm => configuration.Alarms.GetValueOrDefault(alarm.Name)?.Threshold ?? alarm.Threshold,
            new LakePanels(lake).Ask, history, time);
        var detections = new DetectionMonitor(
            LakeDetections.Over(lake, configuration.Detections, places), writer, TerminalText.Tell, time);
        using var intake = new IntakeService(writer, configuration, time) { Tell = TerminalText.Tell };
        var token = configuration.IngestToken?.Read(Environment.GetEnvironmentVariable);
        var app = ServerApp.Build(options, Parts(configuration, lake, alarms, history) with { Intake = intake }, Map, time);
        await using (app.ConfigureAwait(false))
        {
            Listen(intake);
            if (places is not null)
                Console.WriteLine($"places: {places.Networks} networks");
            await StartAsync(app, options).ConfigureAwait(false);
            List<Func<CancellationToken, Task>> loops =
                [intake.RunAsync, detections.RunAsync, .. Loops(configuration, writer, alarms, time)];
            await RunLoopsAsync(app, loops, cancellation).ConfigureAwait(false);
        }

        void Map(IEndpointRouteBuilder routes)
        {
            routes.MapIngest(intake, token);
            routes.MapHealth(intake);
        }
    }

    static WebParts Parts(ServerConfiguration configuration, LakeSql lake, AlarmMonitor alarms, AlarmHistory history) => new()
    {
        Lake = lake,
        Formats = LogFormats.All,
        Schemas = LogFormats.Schemas,
        Panels = LogCatalogue.Panels,
        Overview = LogCatalogue.FirstPage,
        StatementLimits = new QueryLimits(configuration.Query.RowsMax, TimeSpan.FromSeconds(configuration.Query.Seconds)),
        Alarms = alarms,
        AlarmHistory = history,
    };

    static List<Func<CancellationToken,
        Task>> Loops(ServerConfiguration configuration, LakeWriter writer, AlarmMonitor alarms, TimeProvider time)
    {
        var maintenance = new LakeMaintenance(
            writer, new RetentionLimits(configuration.Retention.Days, configuration.Retention.Bytes), LakeSummaries.All);
        return [alarms.RunAsync, new MaintenanceLoop(maintenance, TerminalText.Tell, time).RunAsync];
    }

    static void Listen(IntakeService intake)
    {
        try
        {
            intake.Listen();
        }
        catch (IOException refusal)
        {
            throw new CommandException(refusal.Message, CommandRunner.Failed);
        }

        foreach (var listener in intake.Read().Listeners)
            Console.WriteLine($"listening: {listener.Path}");
    }

    static async Task StartAsync(WebApplication app, WebOptions options)
    {
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch (IOException refusal)
        {
            throw new CommandException($"cannot listen on {options.Listen}: {refusal.Message} (setting 'listen' or option --listen)",
                CommandRunner.Failed);
        }

        Console.WriteLine($"the web UI is at {string.Join(", ", app.Urls)} (Ctrl-C stops)");
    }

    // Whatever ends first ends all: a loop that fails must not leave a server behind that looks well.
    static async Task RunLoopsAsync(WebApplication app, List<Func<CancellationToken, Task>> loops, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation, app.Lifetime.ApplicationStopping);
        var running = loops.ConvertAll(loop => loop(stopping.Token));
        running.Add(app.WaitForShutdownAsync(stopping.Token));
        var first = await Task.WhenAny(running).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    static WebOptions Options(ServerConfiguration configuration)
    {
        var options = new WebOptions
        {
            Listen = WebOptions.ParseListen(configuration.Listen)
                ?? throw new CommandException($"--listen is '{configuration.Listen}'; write an address and a port, such as 127.0.0.1:8080, [::1]:8080 or *:8080"),
            Token = configuration.WebToken?.Read(Environment.GetEnvironmentVariable),
            Certificate = configuration.Tls?.Open(),
            AllowedHosts = configuration.AllowedHosts,
            DataPath = configuration.DataFolder,
        };
        return options.Fault() is { } fault ? throw new CommandException(fault) : options;
    }
}
