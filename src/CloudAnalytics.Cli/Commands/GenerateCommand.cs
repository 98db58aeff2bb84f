using System.CommandLine;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers;
using CloudAnalytics.Compilers.Documents;
using CloudAnalytics.Formats;
using CloudAnalytics.Server.Configuration;

namespace CloudAnalytics.Cli.Commands;

/// <summary>
/// <c>cloudanalytics generate [--check]</c>: writes what is compiled from formats, catalogue and settings and checked in, or says what is
/// stale.
/// </summary>
static class GenerateCommand
{
    internal static Command Create()
    {
        var check = new Option<bool>("--check")
        {
            Description = "Write nothing; name the files that are stale, and end with 1 if there are any.",
        };
        var root = new Option<DirectoryInfo?>("--root") { Description = "The checkout; the one around the current folder unless given." };
        var command = new Command("generate",
            "Writes the checked-in files that are compiled from formats, panels and settings: documents, SQL queries and tables.")
        {
            check, root,
        };
        command.SetAction(parsed => Run(RootOf(parsed.GetValue(root)), parsed.GetValue(check)));
        return command;
    }

    static int Run(string root, bool isCheck)
    {
        var files = All();
        var stale = files.Where(f => !IsFresh(Path.Combine(root, f.Path), f.Text)).ToList();
        var known = files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var left = GeneratedFiles.Folders.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(f => !known.Contains(Path.GetRelativePath(root, f).Replace('\\', '/'))).ToList();
        foreach (var path in stale.Select(f => f.Path).Concat(left.Select(f => Path.GetRelativePath(root, f))))
            Console.WriteLine(isCheck ? $"stale: {path}" : path);
        if (isCheck)
            return stale.Count + left.Count == 0 ? CommandRunner.Done : CommandRunner.Failed;
        foreach (var file in stale)
        {
            var path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }

        left.ForEach(File.Delete);
        Console.WriteLine($"{stale.Count} files written, {left.Count} deleted, {files.Count - stale.Count} were fresh");
        return CommandRunner.Done;
    }

    static bool IsFresh(string path, string text) => File.Exists(path) && File.ReadAllText(path) == text;

    static List<GeneratedFile> All() =>
    [
        .. GeneratedFiles.All(
            LogFormats.All, LogFormats.Besides, LogFormats.Indexed, LogCatalogue.Panels, LogCatalogue.Alarms, LogCatalogue.Compliance,
            CloudMetrics.All, LogCatalogue.Overview),
        new("docs/detections.md", DetectionsMarkdown.Compile(LogDetections.All)),
        new(ConfigurationDocuments.SchemaPath, ConfigurationDocuments.Schema()),
        new(ConfigurationDocuments.MarkdownPath, ConfigurationDocuments.Markdown()),
    ];

    static string RootOf(DirectoryInfo? given)
    {
        for (var folder = given ?? new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CloudAnalytics.sln"))) return folder.FullName;
        throw new CommandException("there is no checkout (a folder with CloudAnalytics.sln) here: name one with --root");
    }
}
