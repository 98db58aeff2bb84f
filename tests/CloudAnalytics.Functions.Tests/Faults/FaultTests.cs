using CloudAnalytics.Doubles.Kinesis;
using Xunit.Abstractions;

namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>Whatever fails, in the end both stores hold each record exactly once, and what cannot be read is in the dead letters.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    [Fact]
    public Task NothingIsLostAndNothingIsTwiceWhateverFails() => RunAsync(seed: 20260301, records: 5_000);

    [FullFact]
    public Task NothingIsLostAndNothingIsTwiceOfTwoHundredThousandRecords() => RunAsync(seed: 7, records: 200_000);

    [Fact]
    public async Task StreamWaitsForACrippledClusterWhileTheArchiveGoesOn()
    {
        // The stack's alarm rings at an iterator age of half an hour.
        var threshold = TimeSpan.FromMinutes(30);
        await using var world = await FaultWorld.StartAsync(seed: 3, shards: 2);
        world.Cluster.Faults.IsAway = true;
        var sample = SampleStream.Fill(3, 500, world.Stream, world.Time);
        var end = world.Time.GetUtcNow() + TimeSpan.FromHours(1);
        while (world.Time.GetUtcNow() < end)
        {
            await world.Index.PollAsync();
            await world.Archive.PollAsync();
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(world.Cluster.Documents());
        Assert.False(world.Index.IsIdle);
        Assert.True(world.Archive.IsIdle);
        Assert.Equal(sample.Rows.Count, world.LakeRows().Count);
        Assert.True(world.Index.Calls.Max(c => c.IteratorAge) > threshold, "the alarm rings");
        Assert.True(world.Archive.Calls.Max(c => c.IteratorAge) < threshold, "it does not ring for the archive");

        world.Cluster.Faults.IsAway = false;
        await world.Index.RunAsync();
        Assert.Empty(world.Index.FailedBatches);
        Assert.Empty(world.Index.Expired);
        var documents = world.Cluster.Documents().Select(d => d.Id);
        Assert.Equal(sample.Rows.Keys.Order(StringComparer.Ordinal), documents.Order(StringComparer.Ordinal));
    }

    async Task RunAsync(int seed, int records)
    {
        await using var world = await FaultWorld.StartAsync(seed, shards: 4);
        var sample = SampleStream.Fill(seed, records, world.Stream, world.Time);
        Assert.InRange(sample.Records, records * 9 / 10, records + 40);
        var faults = world.Cluster.Faults;
        (faults.ItemsRejected, faults.ItemsUnavailable, faults.RequestsRejected, faults.RequestsUnavailable) = (0.02, 0.01, 0.1, 0.05);
        (faults.CutBefore, faults.CutAfter, faults.HungAfterWrite, faults.BodyBytesMax) = (0.03, 0.03, 0.01, 200_000);
        (world.Plan.Failures, world.Plan.Kills) = (0.1, 0.02);

        await world.Index.RunAsync();
        await world.Archive.RunAsync();
        (world.Plan.Failures, world.Plan.Kills) = (0, 0);
        var replayed = await world.ReplayAsync();

        var documents = world.Cluster.Documents();
        var lake = world.LakeRows();
        var (index, archive) = (await world.DeadLettersAsync("index"), await world.DeadLettersAsync("archive"));
        Tell(seed, sample, world, replayed, documents.Count, lake, index, archive);

        Assert.Equal(sample.Rows.Keys.Order(StringComparer.Ordinal), documents.Select(d => d.Id).Order(StringComparer.Ordinal));
        Assert.Equal(sample.Rows.Select(r => (r.Key, r.Value)).Order(), lake.Distinct().Order());
        Assert.Equal(sample.Poison.Order(StringComparer.Ordinal), index.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(sample.Poison.Order(StringComparer.Ordinal), archive.Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(world.Index.FailedBatches);
        Assert.Empty(world.Index.Expired.Concat(world.Archive.Expired));
        Assert.True(replayed > 0 && world.Index.Bisections > 0, "batches were split, given up and replayed");
        Assert.Contains(world.Plan.Struck.Keys, k => k.StartsWith("killed", StringComparison.Ordinal));
    }

    void Tell(int seed, SampleStream sample, FaultWorld world, int replayed, int documents, List<(string Id, string Format)> lake,
        List<string> index, List<string> archive)
    {
        output.WriteLine($"seed {seed}: {sample.Records} records, {Enumerable.Range(0, world.Stream.Shards).Sum(s => world.Stream.Records(s).Count)}"
            + $" in the stream, {sample.Rows.Values.Distinct().Count()} formats");
        output.WriteLine($"rows wanted {sample.Rows.Count}; in OpenSearch {documents}; in the lake {lake.Distinct().Count()}, "
            + $"{lake.Count - lake.Distinct().Count()} of them also in overlapping objects, which the lake's views show once");
        output.WriteLine($"dead letters wanted {sample.Poison.Count}; of index {index.Distinct().Count()} ({index.Count} lines); "
            + $"of archive {archive.Distinct().Count()} ({archive.Count} lines)");
        foreach (var (name, mapping) in ((string, EventSourceMapping)[])[("index", world.Index), ("archive", world.Archive)])
        {
            output.WriteLine($"{name}: {mapping.Calls.Count} invocations ("
                + string.Join(", ", mapping.Calls.CountBy(c => c.Outcome).OrderBy(c => c.Key).Select(c => $"{c.Value} {c.Key}"))
                + $"), {mapping.Bisections} splits, {mapping.FailedBatches.Count} batches given up");
        }

        output.WriteLine($"{replayed} batches replayed; faults: "
            + string.Join(", ", world.Plan.Struck.Concat(world.Cluster.Faults.Struck).Select(f => $"{f.Key} {f.Value}")));
    }
}
