using System.Diagnostics;
using System.Runtime.Versioning;

namespace CloudAnalytics.Repository.Tests;

/// <summary>The scripts, on machines that lack something. Each runs with a PATH of its own, which holds little more than bash.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ScriptTests
{
    static readonly string[] s_basics =
        ["bash", "env", "dirname", "basename", "readlink", "cat", "grep", "sed", "head", "find", "mkdir", "cksum", "id", "touch", "rm",
            "mv", "uname"];

    public static TheoryData<string> Scripts() =>
        ["scripts/run", "scripts/test", "scripts/cloudanalytics", "scripts/generate", "scripts/bench", ".ci/run", "scripts/publish out",
            "scripts/deploy"];

    [UnixTheory]
    [MemberData(nameof(Scripts))]
    public async Task MachineWithoutTheSdkIsToldWhereToGetIt(string command)
    {
        using var machine = new Machine();
        var words = command.Split(' ');

        var (code, errors) = await machine.RunAsync(words[0], words[1..]);

        Assert.Equal(2, code);
        Assert.Contains("The .NET 10 SDK is missing", errors, StringComparison.Ordinal);
        Assert.Contains("https://dotnet.microsoft.com", errors, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task OtherSdkIsNamed()
    {
        using var machine = new Machine();
        machine.Program("dotnet", "[ \"$1\" = --list-sdks ] && echo '8.0.100 [/opt]' && exit; exit 1");

        var (code, errors) = await machine.RunAsync("scripts/test");

        Assert.Equal(2, code);
        Assert.Contains("8.0.100", errors, StringComparison.Ordinal);
    }

    [UnixTheory]
    [InlineData("scripts/run", null, "Node.js is missing")]
    [InlineData("scripts/test", null, "Node.js is missing")]
    [InlineData("scripts/test", "echo v16.20.2", "Node.js is too old: 16.20.2")]
    [InlineData("scripts/test", "exit 127", "Node.js does not start")]
    [InlineData("scripts/test", "echo v20.1.0", "npm is missing")]
    public async Task MachineWithoutNodeIsToldWhereToGetIt(string script, string? node, string message)
    {
        using var machine = new Machine();
        machine.Program("dotnet", "echo 10.0.100");
        if (node is not null) machine.Program("node", node);

        var (code, errors) = await machine.RunAsync(script);

        Assert.Equal(2, code);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.Contains("https://nodejs.org", errors, StringComparison.Ordinal);
    }

    [UnixTheory]
    [InlineData("scripts/run")]
    [InlineData("scripts/test")]
    public async Task UnknownArgumentIsNamed(string script)
    {
        using var machine = new Machine();

        var (code, errors) = await machine.RunAsync(script, "--fast");

        Assert.Equal(2, code);
        Assert.Contains("unknown argument: --fast", errors, StringComparison.Ordinal);
        Assert.Contains($"usage: {script}", errors, StringComparison.Ordinal);
    }

    [ProgramFact("shellcheck")]
    public async Task ShellcheckFindsNothing()
    {
        var scripts = Directory.GetFiles(RepositoryRoot.Combine("scripts")).Append(RepositoryRoot.Combine(".ci", "run"));
        var start = new ProcessStartInfo(Prerequisites.Find("shellcheck")!, ["--external-sources", .. scripts])
        {
            WorkingDirectory = RepositoryRoot.Path,
        };

        var (code, output) = await ProcessRun.OfAsync(start);

        Assert.True(code == 0, output);
    }

    sealed class UnixFactAttribute : FactAttribute
    {
        public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "the scripts are for bash" : null;
    }

    sealed class UnixTheoryAttribute : TheoryAttribute
    {
        public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "the scripts are for bash" : null;
    }

    /// <summary>A PATH with the basic programs, an empty home folder, and no way to the rest of this machine.</summary>
    sealed class Machine : IDisposable
    {
        readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

        public Machine()
        {
            Directory.CreateDirectory(_folder.Combine("bin"));
            Directory.CreateDirectory(_folder.Combine("home"));
            foreach (var name in s_basics) File.CreateSymbolicLink(_folder.Combine("bin", name), Prerequisites.Find(name)!);
        }

        public void Program(string name, string body)
        {
            var path = _folder.Write($"bin/{name}", System.Text.Encoding.UTF8.GetBytes($"#!/usr/bin/env bash\n{body}\n"));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        public Task<(int Code, string Output)> RunAsync(string script, params string[] arguments)
        {
            // From another folder: where a script is called from must not matter.
            var start = new ProcessStartInfo(_folder.Combine("bin", "bash"), [RepositoryRoot.Combine(script), .. arguments])
            {
                WorkingDirectory = _folder.Path,
            };
            start.Environment.Clear();
            start.Environment["PATH"] = _folder.Combine("bin");
            start.Environment["HOME"] = _folder.Combine("home");
            return ProcessRun.OfAsync(start);
        }

        public void Dispose() => _folder.Dispose();
    }
}
