using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Cli.Samples.Unix;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Tracing;
using CloudAnalytics.Server.Tracing.Edges;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>
/// Messages over six hosts, whose lines come out of order, twice, and in files that were closed in between: every way must be the one that
/// the generator knows.
/// </summary>
public sealed class UnixJourneyTests : IDisposable
{
    const int ReorderMax = 8;
    const int DuplicatesPerMille = 10;

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, TestRun.IsFull ? 20 : 3).Select(seed => (ulong)seed)];

    static int Messages => TestRun.IsFull ? 20_000 : 1_500;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task EveryJourneyEqualsTheTruth(ulong seed)
    {
        var truth = Write(seed);
        await IngestAsync([LogFolder]);
        AssertEqual(truth);
    }

    [Fact]
    public async Task OrderOfFilesDoesNotMatter()
    {
        const ulong seed = 77;
        var truth = Write(seed);
        var files = Directory.EnumerateFiles(LogFolder, "*", SearchOption.AllDirectories).ToArray();
        new Random((int)seed).Shuffle(files);
        foreach (var file in files)
            await IngestAsync([file]);
        AssertEqual(truth);
    }

    string LogFolder => Path.Combine(_folder.Path, "logs");

    string DataFolder => Path.Combine(_folder.Path, "data");

    UnixTruth Write(ulong seed)
    {
        var end = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        var clock = new SampleClock(end - 86_400_000, end);
        var turbulence = new UnixTurbulence(ReorderMax, DuplicatesPerMille, RotationHours: 5);
        using var estate = new UnixEstate(seed, clock, new SampleFiles(LogFolder, long.MaxValue), turbulence, (_, _) => { });
        const int slices = 24;
        for (var slice = 0; slice < slices; slice++)
        {
            var from = clock.Start + (slice * 3_600_000L);
            estate.Write(Messages / slices, from, from + 3_600_000);
            estate.Flush(from + 3_600_000);
        }

        return estate.Result();
    }

    async Task IngestAsync(string[] paths)
    {
        using var writer = LakeWriter.Open(DataFolder, "test", TimeProvider.System);
        await new FileIngest(writer, SampleLake.Configuration, TimeProvider.System).RunAsync(paths, null, CancellationToken.None);
    }

    void AssertEqual(UnixTruth truth)
    {
        using var lake = LakeSql.Open(DataFolder, LogFormats.Schemas, LakeSqlSettings.Default, TimeProvider.System);
        var limit = new QueryLimits(100_000_000, TimeSpan.FromMinutes(5));
        var edges = new EdgeReader(lake) { Limit = limit }.Where("true", [], CancellationToken.None).ToLookup(edge => edge.Node);
        var wrong = new List<string>();
        foreach (var journey in truth.Journeys.Where(journey => journey.Kind != "reject"))
        {
            var found = Find(edges, journey.MessageId);
            if (Describe(journey) != string.Join("\n---\n", found))
                wrong.Add($"{journey.Kind} {journey.MessageId}\nexpected:\n{Describe(journey)}\nfound:\n{string.Join("\n---\n", found)}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {truth.Journeys.Length} are wrong, such as\n{string.Join("\n\n", wrong.Take(3))}");
        var refused = edges.Where(node => node.Key.StartsWith("address:nobody", StringComparison.Ordinal))
            .SelectMany(node => node).Count(edge => edge.Kind == "refused");
        Assert.Equal(truth.Rejected, refused);
    }

    static List<string> Find(ILookup<string, Edge> edges, string messageId)
    {
        var graph = new StayGraph(nodes => [.. nodes.SelectMany(node => edges[node])], ["message:" + messageId.Trim('<', '>')]);
        return [.. graph.Ways().Where(way => EdgeTracer.IsAskedFor(way, messageId, "message_id"))
            .Select(way => Describe(WayBuilder.Build(way, graph.Mailbox)))];
    }

    static string Describe(UnixJourneyTruth truth) => string.Join('\n',
    [
        truth.MessageId, truth.Sender,
        truth.Submission is { } by
            ? $"by {by.Account} {by.ClientIp} {by.UserAgent} {by.Protocol} at {by.Server} to {truth.Queues[0]}" : "from a server",
        .. truth.Queues.Order(StringComparer.Ordinal),
        .. truth.Ends.Select(end => $"{end.Address.ToLowerInvariant()} {end.State} {end.Folder}").Order(StringComparer.Ordinal),
    ]);

    static string Describe(Journey journey) => string.Join('\n',
    [
        journey.MessageId, journey.Sender,
        journey.Submission is { } by
            ? $"by {by.User} {by.ClientIp} {by.UserAgent} {by.Protocol} at {by.Server} to {journey.Hops[by.To].Server}/{journey.Hops[by.To].QueueId}"
            : "from a server",
        .. journey.Hops.Where(hop => !hop.IsReport).Select(hop => $"{hop.Server}/{hop.QueueId}").Order(StringComparer.Ordinal),
        .. journey.Recipients.Select(end => $"{end.Address.ToLowerInvariant()} {end.State} {end.Folder}").Order(StringComparer.Ordinal),
    ]);
}
