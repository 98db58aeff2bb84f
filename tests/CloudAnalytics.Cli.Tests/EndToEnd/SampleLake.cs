using CloudAnalytics.Cli.Samples;
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
        return await new FileIngest(writer, ServerConfiguration.Default, TimeProvider.System)
            .RunAsync([path], null, CancellationToken.None);
    }
}
