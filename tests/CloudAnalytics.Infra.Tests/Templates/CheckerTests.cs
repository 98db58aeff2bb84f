using System.Diagnostics;
using System.Text.Json.Nodes;

namespace CloudAnalytics.Infra.Tests.Templates;

/// <summary>What others think of the templates: cfn-lint, and cdk-nag's AwsSolutions.</summary>
public sealed class CheckerTests
{
    static readonly string s_infra = RepositoryRoot.Combine("infra");

    [ProgramFact("cfn-lint")]
    public async Task CfnLintFindsNothing()
    {
        string[] templates = [.. Synthesis.All.Values.Select(t => t.Path)];
        var (code, output) = await ProcessRun.OfAsync(new ProcessStartInfo("cfn-lint", ["--regions", "eu-central-1", "--template",
            .. templates]));
        Assert.True(code == 0 && output.Trim().Length == 0, output);
    }

    [NagFact]
    public async Task CdkNagFindsNothingThatIsNotExplained()
    {
        using var folder = RepositoryRoot.Temporary();
        string[] arguments =
        [
            RepositoryRoot.Combine("tests", "CloudAnalytics.Infra.Tests", "Nag", "check.cjs"), s_infra, folder.Combine("out"),
            .. Synthesis.All.Values.Select(t => t.Path),
        ];
        var (code, output) = await ProcessRun.OfAsync(new ProcessStartInfo("node", arguments));
        Assert.True(code == 0, output);
        var findings = output.Split('\n').Where(l => l.StartsWith("{\"template\"", StringComparison.Ordinal)).Select(l =>
            JsonNode.Parse(l)!).ToList();
        var open = findings.Where(f => (string)f["compliance"]! != "Suppressed").Select(f => $"{f["rule"]} {f["resource"]} {f["info"]}");
        Assert.True(!open.Any(), string.Join('\n', open));
        // Each exception is needed: one that hides nothing is struck out.
        var used = findings.Select(f => (string)f["reason"]!).ToList();
        Assert.All(Suppressions.All, s => Assert.Contains(used, u => u.EndsWith(s.Reason, StringComparison.Ordinal)));
    }

    [AttributeUsage(AttributeTargets.Method)]
    sealed class NagFactAttribute : FactAttribute
    {
        public NagFactAttribute() => Skip = Prerequisites.Program("node")
            ?? (Directory.Exists(Path.Combine(s_infra, "node_modules", "cdk-nag")) ? null : "cdk-nag is not installed (npm ci in infra)");
    }
}
