using System.CommandLine;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Output;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Server.Questions;

namespace CloudAnalytics.Cli.Commands;

/// <summary><c>cloudanalytics show PANEL --last 15m</c>, <c>show --list</c>.</summary>
static class ShowCommand
{
    internal static Command Create()
    {
        var name = new Argument<string?>("panel") { Description = "A panel's name, as --list prints it.", Arity = ArgumentArity.ZeroOrOne };
        var list = new Option<bool>("--list") { Description = "Prints all panels and what they show." };
        var data = new Option<string?>("--data") { Description = "Folder that holds the archive.", HelpName = "DIR" };
        var last = CommonOptions.Last();
        var from = CommonOptions.From();
        var to = CommonOptions.To();
        var top = new Option<int?>("--top") { Description = "Rows, instead of the panel's own number.", HelpName = "N" };
        var noise = new Option<bool>("--noise") { Description = "Counts background traffic (probes, redundancy) too." };
        var output = CommonOptions.Output();
        var command =
            new Command("show", "Prints a panel of the dashboard. Example: cloudanalytics show top-senders --last 24h --data data")
        {
            name, list, data, last, from, to, top, noise, output,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            if (parsed.GetValue(list))
                return List();
            var panel = Find(parsed.GetValue(name));
            var folder = parsed.GetValue(data) ?? throw new CommandException("--data DIR is missing: the folder that holds the archive");
            var range = CommonOptions.Range(parsed.GetValue(last), parsed.GetValue(from), parsed.GetValue(to), TimeProvider.System);
            using var lake = CommonOptions.OpenLake(folder);
            var query = PanelQuery.For(panel, range) with { IncludeNoise = parsed.GetValue(noise) };
            if (parsed.GetValue(top) is { } wanted)
                query = query with { Top = wanted };
            PanelWriter.Write(new LakePanels(lake).Ask(query, cancellation), parsed.GetRequiredValue(output));
            return CommandRunner.Done;
        }, cancellation));
        return command;
    }

    static int List()
    {
        var table = new TextTable().Column("panel").Column("shows");
        foreach (var panel in LogCatalogue.Panels)
            table.Row(panel.Name, panel.Doc);
        table.Write();
        return CommandRunner.Done;
    }

    static Panel Find(string? name) => LogCatalogue.Panels.FirstOrDefault(panel => panel.Name == name)
        ?? throw new CommandException(name is null
            ? "which panel? cloudanalytics show --list prints them"
            : $"there is no panel '{name}'; there are: {string.Join(", ", LogCatalogue.Panels.Select(panel => panel.Name))}");
}
