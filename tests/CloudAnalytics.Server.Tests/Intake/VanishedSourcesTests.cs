using System.IO.Compression;
using CloudAnalytics.Core;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;

namespace CloudAnalytics.Server.Tests.Intake;

/// <summary>How far a file was read is forgotten a while after it went, and never before.</summary>
public sealed class VanishedSourcesTests : IDisposable
{
    const int Days = 7;

    readonly IntakeLake _lake = new();
    readonly LakeWriter _writer;
    IntakeService _intake;

    public VanishedSourcesTests()
    {
        _writer = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);
        _intake = Started();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GoneFileIsForgottenAfterTheTimeAndNotBefore(bool restarts)
    {
        await HappenAsync(() => _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1", "2")));
        await HappenAsync(() => File.Delete(_lake.Path("a.log")));
        for (var day = 1; day < Days; day++)
        {
            await PassAsync(TimeSpan.FromDays(1), restarts);
            Assert.Single(Checkpoints());
        }

        await PassAsync(TimeSpan.FromDays(1) + (2 * Limits.VanishedInterval), restarts);

        Assert.Empty(Checkpoints());
        Assert.Equal(["1", "2"], _lake.Subjects());
        // It is a new file then.
        await HappenAsync(() => _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1", "2")));
        Assert.Equal(["1", "1", "2", "2"], _lake.Subjects());
    }

    [Theory]
    [InlineData("rename", false)]
    [InlineData("rename", true)]
    [InlineData("compress", false)]
    [InlineData("compress", true)]
    public async Task FileThatComesBackInTimeIsKnownAndItsTimeBeginsAnew(string story, bool restarts)
    {
        var content = IntakeLake.Header + IntakeLake.Lines("1", "2");
        await HappenAsync(() => _lake.Write("a.log", content));
        await HappenAsync(() => File.Delete(_lake.Path("a.log")));
        for (var i = 0; i < 3; i++)
        {
            await PassAsync(TimeSpan.FromDays(Days - 1), restarts);
            var path = await ReturnAsync(story, content);
            Assert.Single(Checkpoints());
            await HappenAsync(() => File.Delete(path));
        }

        Assert.Equal(["1", "2"], _lake.Subjects());
    }

    [Fact]
    public async Task FileThatIsThereIsNeverForgottenAlsoWhereNobodyWatches()
    {
        await HappenAsync(() => _lake.Write("a.log", IntakeLake.Header + IntakeLake.Lines("1")));
        _intake.Dispose();
        _writer.Dispose();
        using var elsewhere = RepositoryRoot.Temporary();
        var path = elsewhere.Write("b.log", System.Text.Encoding.UTF8.GetBytes(IntakeLake.Header + IntakeLake.Lines("other")));
        await _lake.IngestAsync(path);
        using var writer = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);
        _intake = Started(writer);
        for (var i = 0; i < 4; i++)
            await PassAsync(TimeSpan.FromDays(Days), restarts: false);

        Assert.Equal(2, writer.ReadCheckpoints().Keys.Count(name => name.StartsWith("file-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task LogOfWhichACopyIsLeftIsNotForgotten()
    {
        var whole = IntakeLake.Header + IntakeLake.Lines(Enumerable.Range(0, 200).Select(i => (object)$"{i:000}"));
        await HappenAsync(() => _lake.Write("a.log", whole));
        await HappenAsync(() => _lake.Write("copy.log", whole[..^1000]));
        await HappenAsync(() => File.Delete(_lake.Path("a.log")));
        for (var i = 0; i < 4; i++)
            await PassAsync(TimeSpan.FromDays(Days), restarts: false);

        Assert.Equal(200, _lake.Subjects().Count);
        Assert.Single(Checkpoints());
    }

    async Task<string> ReturnAsync(string story, string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        var path = _lake.Path("a.log.1");
        if (story == "compress")
        {
            path += ".gz";
            using var stream = new MemoryStream();
            using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
                gzip.Write(bytes);
            bytes = stream.ToArray();
        }

        await HappenAsync(() => File.WriteAllBytes(path, bytes));
        // Compressed content is compared beside the rounds.
        for (var look = 0; look < 500 && IsNotedAsGone(); look++)
        {
            await Task.Delay(10);
            await HappenAsync(() => { });
        }

        Assert.False(IsNotedAsGone());
        return path;
    }

    async Task HappenAsync(Action what)
    {
        what();
        for (var i = 0; i < 3; i++)
            Assert.True(await _intake.RoundAsync());
    }

    async Task PassAsync(TimeSpan time, bool restarts)
    {
        // The look that notes that files are gone comes once in an interval.
        _lake.Clock.Advance(Limits.VanishedInterval);
        await HappenAsync(() => { });
        _lake.Clock.Advance(time - Limits.VanishedInterval);
        if (restarts)
            _intake = Started();
        await HappenAsync(() => { });
    }

    bool IsNotedAsGone() => _writer.ReadCheckpoints().Values.Any(state =>
        System.Text.Encoding.UTF8.GetString(state).Contains("\"gone_at\"", StringComparison.Ordinal));

    List<string> Checkpoints() =>
        [.. _writer.ReadCheckpoints().Keys.Where(name => name.StartsWith("file-", StringComparison.Ordinal))];

    IntakeService Started(LakeWriter? writer = null) => new(
        writer ?? _writer,
        ServerConfiguration.Default with
        {
            Sources = [SourceConfiguration.Of(_lake.Logs)],
            Intake = ServerConfiguration.Default.Intake with { ForgetDays = Days },
        },
        _lake.Clock);

    public void Dispose()
    {
        _intake.Dispose();
        _writer.Dispose();
        _lake.Dispose();
    }
}
