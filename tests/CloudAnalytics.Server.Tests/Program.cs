using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;

namespace CloudAnalytics.Server.Tests;

/// <summary>The test assembly as a program, for tests that kill a process: it follows logs until it is killed.</summary>
static class Program
{
    /// <summary>The first argument that makes it follow.</summary>
    public const string Follow = "follow";

    /// <summary>What it says once it holds the lake.</summary>
    public const string Ready = "following";

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [Follow, { } data, { } logs])
            return 2;
        using var lake = LakeWriter.Open(data, "a test", TimeProvider.System);
        var intake = new IntakeService(lake, ServerConfiguration.Default with
        {
            Sources = [SourceConfiguration.Of(logs)],
            Intake = ServerConfiguration.Default.Intake with { PollMs = 50 },
        }, TimeProvider.System);
        Console.WriteLine(Ready);
        await intake.RunAsync(CancellationToken.None);
        return 0;
    }
}
