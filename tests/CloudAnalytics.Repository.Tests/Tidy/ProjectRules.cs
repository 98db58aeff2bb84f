using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>Rules about projects: who may know whom, and which packages.</summary>
static partial class ProjectRules
{
    static readonly string[] s_declarations = ["Core", "Formats"];
    static readonly string[] s_machinery = ["Core", "Formats", "Catalogue", "Pipeline", "Lake", "Compilers"];

    /// <summary>
    /// What each project of src and infra may reference, the projects first. Declarations and compilers stay free of packages, a format
    /// knows no sink, a compiler no format, and the single machine runs without any part of the cloud's.
    /// </summary>
    static readonly Dictionary<string, Allowed> s_allowed = new(StringComparer.Ordinal)
    {
        ["CloudAnalytics.Core"] = new([], []),
        ["CloudAnalytics.Formats"] = new(["Core"], []),
        ["CloudAnalytics.Catalogue"] = new(s_declarations, []),
        ["CloudAnalytics.Compilers"] = new(["Core"], []),
        ["CloudAnalytics.Pipeline"] = new(["Core"], []),
        ["CloudAnalytics.Lake"] = new(["Core"], ["Snappier", "System.IO.Hashing"]),
        ["CloudAnalytics.Server"] = new(s_machinery, []) { IsWeb = true },
        ["CloudAnalytics.Cli"] = new([.. s_machinery, "Server", "Aws"], ["System.CommandLine", "Spectre.Console"]),
        ["CloudAnalytics.Aws"] = new(["Core", "Pipeline", "Lake", "Compilers"], ["AWSSDK."]),
        ["CloudAnalytics.Functions"] = new([.. s_machinery, "Aws"], []),
        ["CloudAnalytics.Infra"] = new(["Core", "Formats", "Catalogue", "Compilers"], ["Amazon.CDK.Lib", "Constructs"]),
    };

    sealed record Allowed(string[] Projects, string[] Packages)
    {
        public bool IsWeb { get; init; }
    }

    public static IReadOnlyList<Rule> All { get; } =
    [
        Rule.PerFile("dependency-table", file => file.Ends(".csproj") && (file.IsIn("src") || file.IsIn("infra")), Dependencies),
        Rule.PerFile("exact-versions", file => file.Ends(".csproj", ".props", "package.json"), Versions),
        Rule.PerFile("cloud-in-its-folder", file => file.IsCSharp && file.IsIn("src/CloudAnalytics.Cli")
            && !file.IsIn("src/CloudAnalytics.Cli/Aws"), Cloud),
        new Rule("locked-packages", Locked),
        new Rule("solution-is-whole", Solution),
    ];

    static IEnumerable<Finding> Dependencies(TextFile file)
    {
        var project = Path.GetFileNameWithoutExtension(file.Name);
        if (!s_allowed.TryGetValue(project, out var allowed))
        {
            yield return file.Finds(0, $"project {project} is not in the table of dependencies");
            yield break;
        }

        var root = XElement.Parse(file.Text);
        foreach (var name in Included(root, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))))
            if (!allowed.Projects.Any(other => name == "CloudAnalytics." + other))
                yield return file.Finds(0, $"{project} must not know {name}; it may know: {List(allowed.Projects)}");
        foreach (var name in Included(root, "PackageReference"))
            if (!allowed.Packages.Any(package =>
                name == package || (package.EndsWith('.') && name.StartsWith(package, StringComparison.Ordinal))))
                yield return file.Finds(0, $"{project} must not use the package {name}; it may use: {List(allowed.Packages)}");
        if (!allowed.IsWeb && (Included(root, "FrameworkReference").Any() || (string?)root.Attribute("Sdk") != "Microsoft.NET.Sdk"))
            yield return file.Finds(0, $"{project} must not use a framework beside .NET itself");
    }

    // The command runs on a machine without any part of the cloud's; its own cloud commands are the exception.
    static IEnumerable<Finding> Cloud(TextFile file)
    {
        for (var i = 0; i < file.Lines.Length; i++)
            if (CloudName().IsMatch(file.Lines[i]))
                yield return file.Finds(i + 1, "only src/CloudAnalytics.Cli/Aws knows the cloud");
    }

    static IEnumerable<string> Included(XElement root, string item) =>
        root.Descendants(item).Select(node => (string?)node.Attribute("Include") ?? "");

    static string List(string[] names) => names.Length == 0 ? "none" : string.Join(", ", names);

    static IEnumerable<Finding> Versions(TextFile file)
    {
        if (file.Ends("package.json"))
        {
            using var document = JsonDocument.Parse(file.Text);
            return NpmVersions(document.RootElement)
                .Where(package => !ExactVersion().IsMatch(package.Version))
                .Select(package => file.Finds(0, $"{package.Name} {package.Version}: name one exact version"))
                .ToList();
        }

        return
            from node in XElement.Parse(file.Text).Descendants()
            let version = (string?)node.Attribute("Version") ?? (string?)node.Attribute("VersionOverride")
            where node.Name.LocalName is "PackageReference" or "PackageVersion" && version is not null
            where node.Name.LocalName == "PackageReference" || !ExactVersion().IsMatch(version)
            let name = (string?)node.Attribute("Include")
            select file.Finds(0, $"{name} {version}: versions are exact, and stand in Directory.Packages.props alone");
    }

    static IEnumerable<(string Name, string Version)> NpmVersions(JsonElement root) =>
        from section in root.EnumerateObject()
        where section.Name.EndsWith("ependencies", StringComparison.Ordinal) && section.Value.ValueKind == JsonValueKind.Object
        from package in section.Value.EnumerateObject()
        select (package.Name, package.Value.GetString() ?? "");

    static IEnumerable<Finding> Locked(FileSet set) =>
        from file in set.Files
        let wanted = file.Ends(".csproj") ? $"{file.Folder}/packages.lock.json" : file.Path == "package.json" ? "package-lock.json" : null
        where wanted is not null && !set.Holds(wanted)
        select file.Finds(0, $"{wanted} is not in the repository: packages must not change by themselves");

    static IEnumerable<Finding> Solution(FileSet set)
    {
        if (set.Find("CloudAnalytics.sln") is not { } solution) return [];
        var text = solution.Text.Replace('\\', '/');
        return set.Files
            .Where(file => file.Ends(".csproj") && !text.Contains($"\"{file.Path}\"", StringComparison.Ordinal))
            .Select(file => file.Finds(0, "not in CloudAnalytics.sln: no script builds or tests it"));
    }

    [GeneratedRegex(@"\b(?:CloudAnalytics\.Aws|Amazon)\.")]
    private static partial Regex CloudName();

    [GeneratedRegex(@"^\d+(?:\.\d+){1,3}(?:-[0-9A-Za-z.]+)?$")]
    private static partial Regex ExactVersion();
}
