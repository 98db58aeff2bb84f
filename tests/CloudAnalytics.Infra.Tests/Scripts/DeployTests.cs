using System.Diagnostics;
using CloudAnalytics.Infra.Tests.Moto;

namespace CloudAnalytics.Infra.Tests.Scripts;

/// <summary>The script that deploys, where something is missing and where nothing is.</summary>
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

    // Without OpenSearch, whose parts moto does not know, and without protection against deletion, which it cannot set.
    [FullMotoFact]
    public async Task StackIsThereWithTheFunctionsThatWerePublished()
    {
        using var folder = RepositoryRoot.Temporary();
        var config = folder.Write("config.json", """
            {
              "stack": "scripted", "search": "none", "account": "123456789012", "region": "eu-central-1", "removal": "destroy",
              "lake": { "lock": "none" }
            }
            """u8);
        await using var cloud = await MotoCloud.StartAsync();
        await cloud.CdkAsync("bootstrap", "aws://123456789012/eu-central-1");
        var said = await cloud.ScriptAsync("deploy", "--config", config, "--outputs", folder.Combine("outputs.json"), "--yes");
        Assert.Contains("done. Configuration for agents: scripts/agent windows", said, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.Combine("outputs.json")));

        var functions = (await cloud.AwsAsync("lambda", "list-functions"))["Functions"]!.AsArray();
        Assert.Equal(["scripted-aggregate", "scripted-archive", "scripted-compact", "scripted-replay"],
            functions.Select(f => (string)f!["FunctionName"]!).Order(StringComparer.Ordinal));
        var published = new FileInfo(RepositoryRoot.Combine("artifacts", "functions", "functions-linux-x64.zip")).Length;
        Assert.All(functions, f => Assert.InRange((long)f!["CodeSize"]!, published / 2, published * 2));
    }

    [AttributeUsage(AttributeTargets.Method)]
    sealed class FullMotoFactAttribute : FactAttribute
    {
        public FullMotoFactAttribute() => Skip = Prerequisites.Full ?? MotoCloud.Missing;
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
