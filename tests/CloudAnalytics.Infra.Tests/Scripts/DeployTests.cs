using System.Diagnostics;

namespace CloudAnalytics.Infra.Tests.Scripts;

/// <summary>Deploying where something is missing.</summary>
public sealed class DeployTests
{
    [ProgramFact("node")]
    public async Task WhatIsMissingIsSaid()
    {
        var login = await RunAsync();
        Assert.Equal(2, login.Code);
        Assert.Contains("There is no login to AWS: run 'aws configure sso'", login.Output, StringComparison.Ordinal);
        var file = await RunAsync("--config", "nowhere.json");
        Assert.Equal(2, file.Code);
        Assert.Contains("nowhere.json is not there: copy cloudanalytics.aws.json", file.Output, StringComparison.Ordinal);
        var argument = await RunAsync("--force");
        Assert.Equal(2, argument.Code);
        Assert.Contains("unknown argument: --force", argument.Output, StringComparison.Ordinal);
    }

    static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var folder = RepositoryRoot.Temporary();
        var start = new ProcessStartInfo(RepositoryRoot.Combine("scripts", "deploy"), arguments);
        foreach (var variable in start.Environment.Keys.Where(k => k.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(variable);
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = folder.Combine("none");
        start.Environment["AWS_CONFIG_FILE"] = folder.Combine("none");
        return await ProcessRun.OfAsync(start);
    }
}
