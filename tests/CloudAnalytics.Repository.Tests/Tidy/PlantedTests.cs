namespace CloudAnalytics.Repository.Tests.Tidy;

/// <summary>Each rule is seen to fail on a planted violation, and to leave alone what only looks like one.</summary>
public sealed class PlantedTests
{
    /// <summary>
    /// A rule, files as pairs of path and text (a path that ends in * is executable), and where a finding is expected; null for none.
    /// </summary>
    sealed record Planted(string Rule, string? At, params string[] Files);

    static string Lines(int count, string line = "x") => string.Concat(Enumerable.Repeat(line + "\n", count));

    static string Method(int lines) => $"class A\n{{\n    void M()\n    {{\n{Lines(lines - 3, "        M();")}    }}\n}}\n";

    static string Project(string items, string sdk = "Microsoft.NET.Sdk") =>
        $"<Project Sdk=\"{sdk}\"><ItemGroup>{items}</ItemGroup></Project>\n";

    // Split, so that the rules do not find them here.
    const string LeftOver = "TO" + "DO";
    const string Machine = "/ro" + "ot/x";
    const string Registry = "https" + "://registry.npmjs.org/x";
    const string Design = "DES" + "IGN.md";
    const string Lake = "src/CloudAnalytics.Lake/CloudAnalytics.Lake.csproj";
    const string Reference = "<ProjectReference Include=\"";
    const string Record = "# Decision\n## Context\n## Decision\n## Consequences\n";

    static readonly Planted[] s_planted =
    [
        new("file-length", "src/A.cs:401", "src/A.cs", Lines(401)),
        new("file-length", null, "src/A.cs", Lines(400)),
        new("line-length", "src/A.cs:2", "src/A.cs", "\n// " + new string('x', 138) + "\n"),
        new("line-length", null, "src/A.cs", "// " + new string('x', 137) + "\n"),
        new("line-length", null, "src/A.cs", "class A { string s = \"\"\"\n" + new string('x', 200) + "\n\"\"\"; }\n"),
        new("line-length", null, "src/A.cs", "class A { string s = \"" + new string('x', 120) + "\"; }\n"),
        new("line-length", "src/A.cs:1", "src/A.cs", "class A { string s = \""
            + string.Join("\" + \"", new string('x', 60), new string('y', 60)) + "\"; }\n"),
        new("line-length", "scripts/a:1", "scripts/a", new string('x', 141) + "\n"),
        new("line-length", "src/a.js:1", "src/a.js", new string('x', 141) + "\n"),
        new("line-length", null, "src/a.js", new string('x', 140) + "\n"),
        new("known-at-root", "NOTES.md:0", "NOTES.md", "x\n"),
        new("known-at-root", "notes/a.md:0", "notes/a.md", "x\n"),
        new("known-at-root", null, "README.md", "x\n", "docs/a.md", "x\n"),
        new("clean-text", "docs/a.md:1", "docs/a.md", "\uFEFFx\n"),
        new("clean-text", "docs/a.md:2", "docs/a.md", "x\nx"),
        new("clean-text", "docs/a.md:2", "docs/a.md", "x\nx\r\n"),
        new("clean-text", "docs/a.md:1", "docs/a.md", "x \n"),
        new("clean-text", "src/A.cs:1", "src/A.cs", "\tx\n"),
        new("clean-text", null, "tests/cases/a/a.txt", "\tx \r\n"),
        new("left-over-words", "src/A.cs:1", "src/A.cs", $"// {LeftOver}: more\n"),
        new("left-over-words", "docs/a.md:1", "docs/a.md", "FIX" + "ME\n"),
        new("left-over-words", null, "src/A.cs", "// the " + LeftOver + "S of others\n"),
        new("machine-paths", "docs/a.md:1", "docs/a.md", $"see {Machine}\n"),
        new("machine-paths", null, "docs/a.md", "see https://example.org" + Machine + "\n"),
        new("registry-hosts", ".npmrc:1", ".npmrc", "registry" + "=https://example.org\n"),
        new("registry-hosts", "docs/a.md:1", "docs/a.md", Registry + "\n"),
        new("registry-hosts", null, "docs/a.md", "https://dotnet.microsoft.com/download\n"),
        new("dangling-sources", "src/A.cs:1", "src/A.cs", $"// see {Design}, section 6\n"),
        new("dangling-sources", "src/A.cs:1", "src/A.cs", "// issue " + "2\n"),
        new("dangling-sources", null, "src/A.cs", "// RFC 5321, section 4.5.3\n"),
        new("no-outside-request", "src/S/wwwroot/a.html:1",
            "src/S/wwwroot/a.html", "<script src=\"https://cdn.example.org/x.js\">\n"),
        new("no-outside-request", "src/S/wwwroot/a.html:1",
            "src/S/wwwroot/a.html", "<script src=\"//cdn.example.org/x.js\">\n"),
        new("no-outside-request", null, "src/S/wwwroot/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
        new("method-length", "src/A.cs:3", "src/A.cs", Method(61)),
        new("method-length", null, "src/A.cs", Method(60)),
        new("method-length", null, "src/A.cs",
            Method(60).Replace("    void", Lines(10, "[InlineData(1)]") + "void", StringComparison.Ordinal)),
        new("commented-out-code", "src/A.cs:1", "src/A.cs", "// var x = Read(y);\n"),
        new("commented-out-code", "src/A.cs:1", "src/A.cs", "// if (x) {\n"),
        new("commented-out-code", "src/A.cs:1", "src/A.cs", "/* a\n * Call(1);\n */\n"),
        new("commented-out-code", "src/A.cs:1", "src/A.cs", "// public int Count { get; }\n"),
        new("commented-out-code", null,
            "src/A.cs", "// Read it first; the rest follows (a list of words);\n// as in f(x) = y\n"),
        new("console-in-cli-only", "src/CloudAnalytics.Core/A.cs:1",
            "src/CloudAnalytics.Core/A.cs", "class A { void M() => Console.WriteLine(); }\n"),
        new("console-in-cli-only", null, "src/CloudAnalytics.Cli/A.cs", "class A { void M() => Console.WriteLine(); }\n"),
        new("console-in-cli-only", null,
            "src/CloudAnalytics.Core/A.cs", "/// <summary>Console.Out is another's.</summary>\nclass A;\n"),
        new("no-wall-clock", "tests/A.cs:1", "tests/A.cs", "class A { object M() => System.DateTime.UtcNow.Date; }\n"),
        new("no-wall-clock", null, "tests/A.cs", "class A { object M(TimeProvider t) => t.GetUtcNow(); }\n"),
        new("no-sleep", "tests/A.cs:1", "tests/A.cs", "class A { void M() => Thread.Sleep(1); }\n"),
        new("suppressions-say-why", "src/A.cs:1", "src/A.cs", "#pragma warning disable CA1000\n"),
        new("suppressions-say-why", null,
            "src/A.cs", "// The field is a symbol.\n#pragma warning disable CA1000\n#pragma warning restore CA1000\n"),
        new("suppressions-say-why", "src/A.cs:1", "src/A.cs", "[SuppressMessage(\"a\", \"b\")] class A;\n"),
        new("suppressions-say-why", null, "src/A.cs", "[SuppressMessage(\"a\", \"b\", Justification = \"c\")] class A;\n"),
        new("no-going-on", "src/A.cs:1", "src/A.cs", "class A { void M() { try { M(); } catch { } } }\n"),
        new("no-going-on", "src/A.cs:1", "src/A.cs", "class A { void M() { try { M(); } catch (Exception e) { M(); } } }\n"),
        new("no-going-on", null,
            "src/A.cs", "class A { void M() { try { M(); } catch (Exception) { M(); throw; } catch (IOException) { } } }\n"),
        new("public-types-documented", "src/A.cs:1", "src/A.cs", "public sealed class A;\n"),
        new("public-types-documented", "src/A.cs:2", "src/A.cs", "/// <summary> </summary>\npublic enum A { B }\n"),
        new("public-types-documented", "src/A.cs:4",
            "src/A.cs", "/// <summary>A.</summary>\npublic interface IA\n{\n    record B;\n}\n"),
        new("public-types-documented", null,
            "src/A.cs", "/// <summary>A.</summary>\npublic class A { /// <inheritdoc/>\npublic class B; class C; }\n"),
        new("public-types-documented", null, "src/A.cs", "class A { public class B; }\n"),
        new("folder-is-namespace", "src/CloudAnalytics.Core/A/B.cs:1",
            "src/CloudAnalytics.Core/A/B.cs", "namespace CloudAnalytics.Core;\n"),
        new("folder-is-namespace", "src/CloudAnalytics.Core/B.cs:1",
            "src/CloudAnalytics.Core/B.cs", "namespace CloudAnalytics.Core { }\n"),
        new("folder-is-namespace", null, "src/CloudAnalytics.Core/A/B.cs", "namespace CloudAnalytics.Core.A;\n"),
        new("sealed-by-default", "src/A.cs:1", "src/A.cs", "public class A;\n"),
        new("sealed-by-default", "src/A.cs:1", "src/A.cs", "record A(int B);\n"),
        new("sealed-by-default", null,
            "src/A.cs", "class A; sealed class B : A; static class C; abstract class D; record struct E; struct F;\n",
            "src/G.cs", "class H; sealed class I : X.H;\n"),
        new("dependency-table", "src/CloudAnalytics.Core/CloudAnalytics.Core.csproj:0",
            "src/CloudAnalytics.Core/CloudAnalytics.Core.csproj", Project("<PackageReference Include=\"X\" />")),
        new("dependency-table", "src/CloudAnalytics.Lake/CloudAnalytics.Lake.csproj:0",
            Lake, Project(Reference + "..\\CloudAnalytics.Formats\\CloudAnalytics.Formats.csproj\" />")),
        new("dependency-table", "src/CloudAnalytics.Lake/CloudAnalytics.Lake.csproj:0",
            "src/CloudAnalytics.Lake/CloudAnalytics.Lake.csproj", Project("", "Microsoft.NET.Sdk.Web")),
        new("dependency-table", "src/CloudAnalytics.New/CloudAnalytics.New.csproj:0",
            "src/CloudAnalytics.New/CloudAnalytics.New.csproj", Project("")),
        new("dependency-table", null,
            Lake, Project(Reference + "../CloudAnalytics.Core/CloudAnalytics.Core.csproj\" />")),
        new("cloud-in-its-folder", "src/CloudAnalytics.Cli/Commands/A.cs:1",
            "src/CloudAnalytics.Cli/Commands/A.cs", "using CloudAnalytics.Aws.Storage;\n",
            "src/CloudAnalytics.Cli/Aws/B.cs", "using CloudAnalytics.Aws.Storage;\n",
            "src/CloudAnalytics.Cli/Program.cs", "using CloudAnalytics.Cli.Aws;\n"),
        new("exact-versions", "Directory.Packages.props:0",
            "Directory.Packages.props", Project("<PackageVersion Include=\"X\" Version=\"1.*\" />")),
        new("exact-versions", "src/A.csproj:0",
            "src/A.csproj", Project("<PackageReference Include=\"X\" Version=\"1.0.0\" />")),
        new("exact-versions", "package.json:0", "package.json", "{\"devDependencies\":{\"x\":\"^1.0.0\"}}\n"),
        new("exact-versions", null, "package.json", "{\"version\":\"*\",\"dependencies\":{\"x\":\"1.5.5-r.5\"}}\n"),
        new("locked-packages", "src/A/A.csproj:0", "src/A/A.csproj", Project("")),
        new("locked-packages", null, "src/A/A.csproj", Project(""), "src/A/packages.lock.json", "{}"),
        new("solution-is-whole", "src/A/A.csproj:0",
            "CloudAnalytics.sln", "Project = \"B\", \"src\\B\\B.csproj\"",
            "src/A/A.csproj", Project("")),
        new("solution-is-whole", null,
            "CloudAnalytics.sln", "Project = \"A\", \"src\\A\\A.csproj\"",
            "src/A/A.csproj", Project("")),
        new("links-lead-somewhere", "docs/a.md:1", "docs/a.md", "[x](b.md)\n"),
        new("links-lead-somewhere", null,
            "docs/a.md", "[x](../b.md#c) [y](https://example.org) [z](#here) [s](../src)\n",
            "b.md", "",
            "src/A.cs", ""),
        new("named-scripts-exist", "README.md:1", "README.md", "run `scripts/go --once`\n"),
        new("named-scripts-exist", null, "README.md", "run `scripts/go --once`.\n", "scripts/go*", ""),
        new("named-commands-exist", "README.md:2", "README.md", "\nscripts/cloudanalytics fly --to x\n"),
        new("named-commands-exist", null,
            "README.md", "    $ cloudanalytics trace x\n",
            "src/CloudAnalytics.Cli/A.cs", "new Command(\"trace\", \"...\")\n"),
        new("decision-records", "docs/decisions/0001-x.md:0", "docs/decisions/0001-x.md", Record),
        new("decision-records", "docs/decisions/0002-x.md:0", "docs/decisions/0002-x.md", Record + "## Alternatives\n"),
        new("decision-records", null, "docs/decisions/0001-x.md", Record + "## Alternatives\n"),
        new("scripts-run", "scripts/a:0", "scripts/a", "#!/usr/bin/env bash\nset -euo pipefail\n"),
        new("scripts-run", "scripts/a:1", "scripts/a*", "#!/bin/sh\nset -euo pipefail\n"),
        new("scripts-run", "scripts/a:0", "scripts/a*", "#!/usr/bin/env bash\n"),
        new("scripts-run", "scripts/a.sh:0", "scripts/a.sh*", ""),
        new("scripts-run", null, "scripts/a*", "#!/usr/bin/env bash\nset -euo pipefail\n"),
    ];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void RuleFindsWhatIsPlanted(int number)
    {
        var (name, at, texts) = s_planted[number];
        var files = texts.Chunk(2).Select(pair => new TextFile(pair[0].TrimEnd('*'), pair[1], pair[0].EndsWith('*')));

        var findings = Rule.All.Single(rule => rule.Name == name).Check(new FileSet(files)).ToList();

        if (at is null) Assert.Empty(findings);
        else Assert.Equal(at, Assert.Single(findings.Select(finding => $"{finding.Path}:{finding.Line}").Distinct()));
    }

    [Fact]
    public void EveryRuleHasAPlantedViolation() =>
        Assert.Empty(Rule.All.Select(rule => rule.Name).Except(s_planted.Where(each => each.At is not null).Select(each => each.Rule)));

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, s_planted.Length)];
}
