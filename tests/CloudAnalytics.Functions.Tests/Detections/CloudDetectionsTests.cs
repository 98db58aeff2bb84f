using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Server.Tests.Detections;
using Xunit.Abstractions;

namespace CloudAnalytics.Functions.Tests.Detections;

/// <summary>
/// What each detection finds on the machine it finds in the cloud too: the same cases, the rows written by the archive's own sink, the
/// questions asked of Athena's API.
/// </summary>
public sealed class CloudDetectionsTests(ITestOutputHelper output) : IDisposable
{
    static readonly DetectionsConfiguration s_configuration =
        DetectionsConfiguration.Default with { Administrators = ["helpdesk@example.org"] };

    readonly CloudLake _lake = new();

    public static TheoryData<string> Names() => [.. DetectionCase.All.Select(c => c.Detection)];

    public static TheoryData<int> SomeSeeds() => [.. Enumerable.Range(1, TestRun.Repeats(3, 60))];

    public void Dispose() => _lake.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task DetectionFindsOnAthenaWhatItFindsOnTheMachine(string name)
    {
        var expected = DetectionCase.All.Single(c => c.Detection == name);
        await _lake.AddAsync(expected.Found);
        var finding = Assert.Single(await FindAsync(name));
        Assert.Equal((expected.Key, name), (finding.Key, finding.Detection.Name));
        Assert.Equal(expected.Value, finding.Value, 1e-6);
        Assert.NotEmpty(finding.RowIds);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task DetectionFindsNothingOnAthenaInWhatIsMuchLikeIt(string name)
    {
        await _lake.AddAsync(DetectionCase.All.Single(c => c.Detection == name).NotFound);
        Assert.Empty(await FindAsync(name));
    }

    [Fact]
    public async Task RowThatWasDeliveredTwiceCountsOnce()
    {
        var guesses = DetectionCase.All.Single(c => c.Detection == "sasl-brute-force").Found;
        await _lake.AddAsync(guesses.SkipLast(1), deliveries: 2);
        Assert.Empty(await FindAsync("sasl-brute-force"));
        await _lake.AddAsync(guesses.TakeLast(1), deliveries: 2);
        Assert.Equal(8, Assert.Single(await FindAsync("sasl-brute-force")).Value);
    }

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public async Task BothEnginesFindTheSameInRowsThatAreMixedAtRandom(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var rows = DetectionCase.All.SelectMany(c => (SomeRow[][])[c.Found, c.NotFound]).SelectMany(rows =>
        {
            var later = Math.Round(random.NextDouble() * 10_000, 3);
            return rows.Select(row => Incomplete(random, row with { Seconds = row.Seconds + later }));
        });
        await _lake.AddAsync(rows);
        var (cloud, machine) = (Run(Athena), Run(new DuckDbEngine(_lake.Athena)));
        var found = 0;
        foreach (var detection in cloud.Detections)
        {
            var expected = await machine.FindAsync(detection, SomeRow.Around, Assert.Fail, default);
            Assert.Equal(Show(expected), Show(await cloud.FindAsync(detection, SomeRow.Around, Assert.Fail, default)));
            found += expected.Count;
        }

        Assert.True(found >= DetectionCase.All.Count, $"only {found} findings");
    }

    // Logs lack values, too.
    static SomeRow Incomplete(Random random, SomeRow row) => random.Next(20) > 0 ? row
        : row with { Values = [.. row.Values.Where((_, i) => i != random.Next(row.Values.Length))] };

    IDetectionEngine Athena => _lake.Detections(new VirtualTime(SomeRow.Noon));

    static string Show(IEnumerable<Finding> findings) => string.Join('\n', findings.Select(finding =>
        $"{finding.Detection.Name} {finding.Key} {finding.Hour.Micros} {finding.Time.Micros} {finding.Value:G12} {finding.HeldBack} "
        + $"{string.Join(',', finding.RowIds)} {string.Join('|', finding.Details)}"));

    async Task<IReadOnlyList<Finding>> FindAsync(string name)
    {
        var run = Run(Athena);
        return await run.FindAsync(run.Detections.Single(d => d.Name == name), SomeRow.Around, Assert.Fail, default);
    }

    static DetectionRun Run(IDetectionEngine engine) => new(engine, LogDetections.All, s_configuration, SomePlaces.Default);

    sealed class DuckDbEngine(AthenaLake lake) : IDetectionEngine
    {
        public SqlDialect Dialect => SqlDialect.DuckDb;

        public Timestamp? FreshSince => null;

        public Task<IReadOnlyList<string?[]>> AskAsync(string sql, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string?[]>>([.. lake.AskDuckDb(sql).Skip(1)]);
    }
}
