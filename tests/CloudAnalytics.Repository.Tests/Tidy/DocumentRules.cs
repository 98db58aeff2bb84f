using System.Text.RegularExpressions;

namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>Rules about documents and scripts: what they name exists.</summary>
static partial class DocumentRules
{
    // What lies in the top folder is the first that a newcomer sees: a new entry is a decision, made by adding it here.
    static readonly string[] s_root =
    [
        ".ci", ".editorconfig", ".gitattributes", ".gitignore", ".npmrc", "BannedSymbols.txt", "CloudAnalytics.sln",
            "Directory.Build.props",
        "Directory.Packages.props", "README.md", "benchmarks", "cdk.json", "cloudanalytics.aws.json", "dashboards", "docs", "global.json",
        "infra", "package-lock.json", "package.json", "scripts", "src", "tests",
    ];

    static readonly string[] s_decisionParts = ["Context", "Decision", "Alternatives", "Consequences"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        Rule.PerFile("known-at-root", file => file.IsTracked && !s_root.Contains(file.Path.Split('/')[0]),
            file => [file.Finds(0, "not a place for files")]),
        new Rule("links-lead-somewhere", Links),
        new Rule("named-scripts-exist", NamedScripts),
        new Rule("named-commands-exist", NamedCommands),
        new Rule("decision-records", Decisions),
        Rule.PerFile("scripts-run", file => file.IsScript, Scripts),
    ];

    static IEnumerable<TextFile> Documents(FileSet set) => set.Files.Where(file => file.Ends(".md") && !file.IsData);

    static IEnumerable<Finding> Links(FileSet set) =>
        from file in Documents(set)
        from line in file.Lines.Index()
        from match in Link().Matches(line.Item)
        let target = match.Groups[1].Value
        where !target.Contains(':', StringComparison.Ordinal) && !target.StartsWith('#')
        let path = Resolve(file.Folder, target.Split('#')[0])
        where !set.Holds(path)
        select file.Finds(line.Index + 1, $"the link to {target} leads nowhere");

    static string Resolve(string folder, string target)
    {
        var parts = new List<string>(target.StartsWith('/') || folder.Length == 0 ? [] : folder.Split('/'));
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (part != ".") parts.Add(part);
        }

        return string.Join('/', parts);
    }

    static IEnumerable<Finding> NamedScripts(FileSet set) =>
        from file in Documents(set)
        from line in file.Lines.Index()
        from match in ScriptName().Matches(line.Item)
        where !set.Holds(match.Value)
        select file.Finds(line.Index + 1, $"there is no {match.Value}");

    // `cloudanalytics VERB` in a block of commands, against the verbs that the command line declares.
    static IEnumerable<Finding> NamedCommands(FileSet set)
    {
        var verbs = set.Files
            .Where(file => file.IsCSharp && file.IsIn("src/CloudAnalytics.Cli"))
            .SelectMany(file => DeclaredCommand().Matches(file.Text))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();
        return
            from file in Documents(set)
            from line in file.Lines.Index()
            from match in NamedCommand().Matches(line.Item)
            where !verbs.Contains(match.Groups[1].Value)
            select file.Finds(line.Index + 1, $"the command line has no '{match.Groups[1].Value}'");
    }

    static IEnumerable<Finding> Decisions(FileSet set)
    {
        var number = 0;
        foreach (var file in set.Files.Where(file => file.Folder == "docs/decisions").OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            number++;
            if (!file.Name.StartsWith($"{number:0000}-", StringComparison.Ordinal) || !file.Ends(".md"))
                yield return file.Finds(0, $"decision records are numbered without a gap: this should be {number:0000}-<title>.md");
            var headings = file.Lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].Trim());
            foreach (var part in s_decisionParts.Except(headings)) yield return file.Finds(0, $"no part '## {part}'");
        }
    }

    static IEnumerable<Finding> Scripts(TextFile file)
    {
        if (file.Ends(".sh"))
        {
            if (file.IsExecutable) yield return file.Finds(0, "executable, but only read by other scripts");
            yield break;
        }

        if (!file.IsExecutable) yield return file.Finds(0, "not executable: git update-index --chmod=+x");
        if (file.Lines[0] != "#!/usr/bin/env bash") yield return file.Finds(1, "the first line should be #!/usr/bin/env bash");
        if (!file.Lines.Contains("set -euo pipefail")) yield return file.Finds(0, "no line 'set -euo pipefail'");
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w/.-])(?:scripts|\.ci)/[a-z][\w.-]*\w")]
    private static partial Regex ScriptName();

    [GeneratedRegex(@"(?:^\s*(?:\$ )?|[|;&] |`)(?:scripts/)?cloudanalytics ([a-z]+)\b")]
    private static partial Regex NamedCommand();

    [GeneratedRegex(@"\b(?:Command|new)\(\s*""([a-z]+)"",")]
    private static partial Regex DeclaredCommand();
}
