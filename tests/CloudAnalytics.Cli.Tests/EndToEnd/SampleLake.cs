using System.Diagnostics;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>A sample, read into a lake once for all tests of a class, and the truth about it.</summary>
public sealed class SampleLake : IAsyncLifetime
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    /// <summary>Of one who has told which machines are proxies: the mailbox servers of the sample.</summary>
    internal static ServerConfiguration Configuration { get; } = ServerConfiguration.Default with
    {
        TrustedProxies = AddressRanges.TryParse(["10.20.0.16/28"], out var ranges, out _) ? ranges : throw new UnreachableException(),
    };

    internal SampleTruth Truth { get; private set; } = null!;

    internal LakeSql Lake { get; private set; } = null!;

    internal IngestSummary Summary { get; private set; } = null!;

    internal string DataFolder => Path.Combine(_folder.Path, "data");

    internal string LogFolder => Path.Combine(_folder.Path, "logs");

    public async Task InitializeAsync()
    {
        var options = new SampleOptions
        {
            Directory = LogFolder,
            Records = 60_000,
            Seed = 7,
            End = new DateTimeOffset(2026, 3, 4, 15, 0, 0, TimeSpan.Zero),
        };
        Truth = SampleGenerator.Write(options, null, CancellationToken.None);
        Summary = await IngestAsync(LogFolder);
        Lake = LakeQuestions.Open(DataFolder, LakeSqlSettings.Default, TimeProvider.System);
    }

    public Task DisposeAsync()
    {
        Lake.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    internal async Task<IngestSummary> IngestAsync(string path)
    {
        using var writer = LakeWriter.Open(DataFolder, "test", TimeProvider.System);
        return await new FileIngest(writer, Configuration, TimeProvider.System)
            .RunAsync([path], null, CancellationToken.None);
    }
}
