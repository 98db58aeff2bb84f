using System.Diagnostics;
using CloudAnalytics.Doubles.Moto;
using Xunit.Abstractions;

namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>
/// Whatever fails, in the end both stores hold each record exactly once, and what cannot be read is in the dead letters. The functions are
/// processes of their own, which are killed (SIGKILL) in the middle of batches.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    static string Program => Path.Combine(AppContext.BaseDirectory, "bootstrap.dll");

    [ProgramFact(MotoServer.Program)]
    public async Task NothingIsLostAndNothingIsTwiceWhateverFails()
    {
        // Each run must end right; how often a kill meets a batch depends on the machine, so that one may not see everything.
        const int runsMax = 8;
        var cover = default(FaultCover);
        for (var run = 0; run < runsMax && !cover.IsWhole; run++)
            cover = (await RunAsync(Program, seed: 20260301 + run, records: 1_000, kills: 0.06)).Cover(cover);
        Assert.True(cover.IsWhole, $"batches were split, given up and replayed, processes killed: {cover}");
    }

    [FullMotoFact]
    public async Task NothingIsLostAndNothingIsTwiceOfTwoHundredThousandRecords()
    {
        // What is deployed, compiled ahead of time.
        using var folder = RepositoryRoot.Temporary();
        var (code, said) = await ProcessRun.OfAsync(new ProcessStartInfo(
            RepositoryRoot.Combine("scripts", "publish-functions"), ["--out", folder.Path]));
        Assert.True(code == 0, said);
        var report = await RunAsync(folder.Combine("linux-x64", "bootstrap"), seed: 7, records: 200_000, kills: 0.01);
        Assert.True(report.Cover(default).IsWhole);
        await File.WriteAllTextAsync(RepositoryRoot.Combine("benchmarks", "results", "faults.md"), report.ToMarkdown());
    }

    [ProgramFact(MotoServer.Program)]
    public async Task StreamWaitsForACrippledClusterWhileTheArchiveGoesOn()
    {
        // The stack's alarm rings at an iterator age of half an hour.
        var threshold = TimeSpan.FromMinutes(30);
        await using var world = await FaultWorld.StartAsync(Program, seed: 3, shards: 1);
        world.Cluster.Faults.IsAway = true;
        var sample = SampleStream.Fill(3, 200, world.Stream, world.Time);
        var end = world.Time.GetUtcNow() + TimeSpan.FromHours(1);
        while (world.Time.GetUtcNow() < end)
        {
            await world.Index.PollAsync();
            await world.Archive.PollAsync();
            world.Time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Empty(world.Cluster.Documents());
        Assert.False(world.Index.IsIdle);
        Assert.True(world.Archive.IsIdle);
        Assert.Equal(sample.Rows.Count, (await world.LakeRowsAsync()).Count);
        Assert.True(world.Index.Calls.Max(c => c.IteratorAge) > threshold, "the alarm rings");
        Assert.True(world.Archive.Calls.Max(c => c.IteratorAge) < threshold, "it does not ring for the archive");

        world.Cluster.Faults.IsAway = false;
        await world.Index.RunAsync();
        Assert.Empty(world.Index.FailedBatches);
        Assert.Empty(world.Index.Expired);
        var documents = world.Cluster.Documents().Select(d => d.Id);
        Assert.Equal(sample.Rows.Keys.Order(StringComparer.Ordinal), documents.Order(StringComparer.Ordinal));
    }

    async Task<FaultReport> RunAsync(string program, int seed, int records, double kills)
    {
        var watch = Stopwatch.StartNew();
        await using var world = await FaultWorld.StartAsync(program, seed, shards: 4);
        var sample = SampleStream.Fill(seed, records, world.Stream, world.Time);
        Assert.InRange(sample.Records, records * 9 / 10, records + 40);
        var faults = world.Cluster.Faults;
        (faults.ItemsRejected, faults.ItemsUnavailable, faults.RequestsRejected, faults.RequestsUnavailable) = (0.002, 0.001, 0.05, 0.03);
        (faults.CutBefore, faults.CutAfter, faults.HungAfterWrite, faults.BodyBytesMax) = (0.03, 0.03, 0.005, 1_000_000);
        (faults.Slow, faults.Delay, faults.Kills) = (0.02, TimeSpan.FromMilliseconds(50), kills / 4);
        (world.Plan.SlowDowns, world.Plan.Refusals, world.Plan.Cuts) = (0.02, 0.08, 0.02);
        (world.Plan.Kills, world.Plan.KillsAtAnyTime) = (kills / 2, kills);

        await world.Index.RunAsync();
        await world.Archive.RunAsync();
        world.Plan.Stop();
        faults.Kills = 0;
        var replay = await world.ReplayAsync();

        var report = new FaultReport
        {
            Seed = seed,
            Sample = sample,
            World = world,
            Documents = [.. world.Cluster.Documents().Select(d => d.Id)],
            Lake = await world.LakeRowsAsync(),
            IndexLetters = await world.DeadLettersAsync("index"),
            ArchiveLetters = await world.DeadLettersAsync("archive"),
            Replay = replay.GetRawText(),
            Time = watch.Elapsed,
        };
        output.WriteLine(report.ToMarkdown());
        report.Check();
        return report;
    }

    [AttributeUsage(AttributeTargets.Method)]
    sealed class FullMotoFactAttribute : FactAttribute
    {
        public FullMotoFactAttribute() => Skip = Prerequisites.Full ?? Prerequisites.Program(MotoServer.Program);
    }
}
