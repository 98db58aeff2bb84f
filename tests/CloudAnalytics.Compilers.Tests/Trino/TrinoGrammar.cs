using System.Diagnostics;
using System.Text.Json;

namespace CloudAnalytics.Compilers.Tests.Trino;

/// <summary>The grammar of Trino, which is Athena's, from the npm package dt-sql-parser: bundled by esbuild and run by Node.js.</summary>
static class TrinoGrammar
{
    /// <summary>Why a test must skip, or null.</summary>
    public static string? Missing { get; } =
        Prerequisites.NodePath is null ? "Node.js is not installed"
        : Directory.Exists(RepositoryRoot.Combine("node_modules", "dt-sql-parser")) ? null
        : "dt-sql-parser is not installed (npm ci)";

    /// <summary>For each statement null, or what is wrong with it.</summary>
    /// <param name="statements">One statement each, or several with semicolons.</param>
    /// <param name="grammar">Athena has Trino's for queries and Hive's for tables.</param>
    public static string?[] Check(IEnumerable<string> statements, string grammar = "trino")
    {
        using var folder = RepositoryRoot.Temporary();
        var bundle = folder.Combine("check.cjs");
        var source = RepositoryRoot.Combine("tests", "CloudAnalytics.Compilers.Tests", "Trino", "check.mjs");
        var esbuild = RepositoryRoot.Combine("node_modules", "esbuild", "bin", "esbuild");
        Run("", esbuild, source, "--bundle", "--platform=node", "--format=cjs", "--log-level=warning", $"--outfile={bundle}");
        return JsonSerializer.Deserialize<string?[]>(Run(JsonSerializer.Serialize(statements), bundle, grammar))!;
    }

    static string Run(string input, params string[] arguments)
    {
        // npm may have put a native executable in the script's place.
        var isScript = arguments[0].EndsWith(".cjs", StringComparison.Ordinal) || IsScript(arguments[0]);
        var start = new ProcessStartInfo(isScript ? Prerequisites.NodePath! : arguments[0], isScript ? arguments : arguments[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{arguments[0]} ended with {process.ExitCode}: {output}");
        return output;
    }

    static bool IsScript(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == '#' && file.ReadByte() == '!';
    }
}

/// <summary>A test that asks the Trino grammar; skipped, and said so, without Node.js and its package.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class TrinoFactAttribute : FactAttribute
{
    public TrinoFactAttribute() => Skip = TrinoGrammar.Missing;
}
