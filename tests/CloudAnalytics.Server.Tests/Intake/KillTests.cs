using System.Diagnostics;
using System.IO.Compression;
using CloudAnalytics.Core;
using CloudAnalytics.Lake;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using Xunit.Abstractions;

namespace CloudAnalytics.Server.Tests.Intake;

/// <summary>A process that follows logs is killed at random instants while they grow and rotate.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    readonly IntakeLake _lake = new();
    Random _random = new(0);
    int _written;
    int _rotations;
    string _unfinished = "";

    [Fact]
    public async Task KilledFollowerLosesNoRowAndTakesNoneTwice()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        _random = new Random(seed);
        _lake.Append("a.log", IntakeLake.Header);
        for (var kill = 0; kill < TestRun.Repeats(30, 100); kill++)
            await FollowAndKillAsync();
        _lake.Append("a.log", _unfinished);
        Assert.True(_lake.Subjects().Count > _written / 4, "the killed processes committed next to nothing: the test tests nothing");
        await FinishAsync();

        var expected = Enumerable.Range(1, _written).Select(i => $"{i:000000}");
        Assert.True(expected.SequenceEqual(_lake.Subjects()), $"seed {seed}: {Difference(_lake.Subjects())}");
        Assert.Empty(_lake.Ask("SELECT reason FROM dead_letters"));
    }

    [Fact]
    public void SecondWriterIsRefusedWithTheNameOfTheFirst()
    {
        using var first = LakeWriter.Open(_lake.Data, "cloudanalytics serve", _lake.Clock);

        var refusal = Assert.Throws<LakeLockedException>(() => LakeWriter.Open(_lake.Data, "another", _lake.Clock));

        Assert.Contains($"process {Environment.ProcessId}, cloudanalytics serve", refusal.Message, StringComparison.Ordinal);
    }

    async Task FollowAndKillAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, Program.Follow, _lake.Data, _lake.Logs])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        Assert.Equal(Program.Ready, await process.StandardOutput.ReadLineAsync());
        var life = Stopwatch.StartNew();
        var end = _random.Next(600);
        while (life.ElapsedMilliseconds < end)
        {
            Happen();
            await Task.Delay(_random.Next(8));
        }

        process.Kill();
        await process.WaitForExitAsync();
    }

    // One thing that happens to a log. A line may be written in two halves; a file rotates between lines.
    void Happen()
    {
        switch (_random.Next(20))
        {
            case 0 when _unfinished.Length == 0:
                Rotate(() => File.Move(_lake.Path("a.log"), _lake.Path($"a.log.{_rotations}")));
                break;
            case 1 when _unfinished.Length == 0:
                Rotate(() =>
                {
                    File.Copy(_lake.Path("a.log"), _lake.Path($"a.log.{_rotations}"));
                    File.WriteAllText(_lake.Path("a.log"), "");
                });
                break;
            case 2:
                Compress();
                break;
            default:
                var lines = _unfinished + IntakeLake.Lines(Enumerable.Range(0, _random.Next(1, 30)).Select(_ =>
                    (object)$"{++_written:000000}"));
                var cut = _random.Next(3) == 0 ? _random.Next(1, 30) : 0;
                _unfinished = lines[^cut..];
                _lake.Append("a.log", lines[..^cut]);
                break;
        }
    }

    void Rotate(Action rotate)
    {
        _rotations++;
        rotate();
        _lake.Append("a.log", IntakeLake.Header);
    }

    void Compress()
    {
        var path = _lake.Path($"a.log.{_random.Next(1, _rotations + 2)}");
        if (!File.Exists(path))
            return;
        using (var target = File.Create(path + ".gz"))
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        using (var source = File.OpenRead(path))
            source.CopyTo(gzip);
        File.Delete(path);
    }

    async Task FinishAsync()
    {
        using var lake = LakeWriter.Open(_lake.Data, "a test", _lake.Clock);
        var intake = new IntakeService(lake, ServerConfiguration.Default with { Sources = [SourceConfiguration.Of(_lake.Logs)] },
            _lake.Clock);
        for (var round = 0; round < 5; round++)
        {
            // A check of compressed content runs beside the rounds; each gets time to end.
            for (var look = 0; look < 10; look++)
            {
                Assert.True(await intake.RoundAsync());
                await Task.Delay(10);
            }

            _lake.Clock.Advance(TimeSpan.FromSeconds(Limits.CutIdleSeconds + 1));
        }
    }

    string Difference(List<string> found)
    {
        var twice = found.GroupBy(subject => subject).Where(group => group.Count() > 1).Select(group => group.Key).Take(5);
        var lost = Enumerable.Range(1, _written).Select(i => $"{i:000000}").Except(found).Take(5);
        return $"{_written} written, {found.Count} found; twice: {string.Join(' ', twice)}; lost: {string.Join(' ', lost)}; "
            + $"dead: {string.Join(' ', _lake.Ask("SELECT concat_ws(' ', reason, source_file, \"offset\") FROM dead_letters").Take(3))}";
    }

    public void Dispose() => _lake.Dispose();
}
