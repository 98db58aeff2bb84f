using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.Athena;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Server.Tests.Detections;
using Xunit.Abstractions;

namespace CloudAnalytics.Functions.Tests.Detections;

/// <summary>
/// What each detection finds on the machine it finds in the cloud too: the same cases, the rows written by the archive's own sink, the
/// questions asked of Athena's API.
/// </summary>
public sealed class CloudDetectionsTests : IDisposable
{
    static readonly DetectionsConfiguration s_configuration =
        DetectionsConfiguration.Default with { Administrators = ["helpdesk@example.org"] };

    readonly ITestOutputHelper _output;
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly AthenaLake _athena;
    readonly HttpClient _http;
    int _rows;

    public CloudDetectionsTests(ITestOutputHelper output)
    {
        _output = output;
        _athena = new AthenaLake(_folder.Path);
        _http = new HttpClient(new AthenaDouble { States = ["SUCCEEDED"], Answer = _athena.Ask });
    }

    public static TheoryData<string> Names() => [.. DetectionCase.All.Select(c => c.Detection)];

    public void Dispose()
    {
        _http.Dispose();
        _athena.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task DetectionFindsOnAthenaWhatItFindsOnTheMachine(string name)
    {
        var expected = DetectionCase.All.Single(c => c.Detection == name);
        await AddAsync(expected.Found);
        var finding = Assert.Single(await FindAsync(name));
        Assert.Equal((expected.Key, name), (finding.Key, finding.Detection.Name));
        Assert.Equal(expected.Value, finding.Value, 1e-6);
        Assert.NotEmpty(finding.RowIds);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task DetectionFindsNothingOnAthenaInWhatIsMuchLikeIt(string name)
    {
        await AddAsync(DetectionCase.All.Single(c => c.Detection == name).NotFound);
        Assert.Empty(await FindAsync(name));
    }

    public static TheoryData<int> SomeSeeds() => [.. Enumerable.Range(1, TestRun.Repeats(3, 60))];

    [Theory]
    [MemberData(nameof(SomeSeeds))]
    public async Task BothEnginesFindTheSameInRowsThatAreMixedAtRandom(int seed)
    {
        _output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var rows = DetectionCase.All.SelectMany(c => (SomeRow[][])[c.Found, c.NotFound]).SelectMany(rows =>
        {
            var later = Math.Round(random.NextDouble() * 10_000, 3);
            return rows.Select(row => row with { Seconds = row.Seconds + later });
        });
        await AddAsync(rows);
        var (cloud, machine) = (Run(Athena()), Run(new DuckDbEngine(_athena)));
        var found = 0;
        foreach (var detection in cloud.Detections)
        {
            var expected = await machine.FindAsync(detection, SomeRow.Around, Assert.Fail, default);
            Assert.Equal(Show(expected), Show(await cloud.FindAsync(detection, SomeRow.Around, Assert.Fail, default)));
            found += expected.Count;
        }

        Assert.True(found >= DetectionCase.All.Count, $"only {found} findings");
    }

    static string Show(IEnumerable<Finding> findings) => string.Join('\n', findings.Select(finding =>
        $"{finding.Detection.Name} {finding.Key} {finding.Hour.Micros} {finding.Time.Micros} {finding.Value:G12} {finding.HeldBack} "
        + $"{string.Join(',', finding.RowIds)} {string.Join('|', finding.Details)}"));

    async Task AddAsync(IEnumerable<SomeRow> rows)
    {
        using var sink = new ArchiveSink(new DirectoryStore(_folder.Path), _folder.Path, keepRaw: true);
        foreach (var batch in SomeRow.Batches(rows, ref _rows))
        {
            var place = new Position("shard", $"{_rows}");
            Assert.IsType<WriteResult.Written>(await sink.WriteAsync(batch, new BatchOrigin(place, place, 0), default));
        }
    }

    async Task<IReadOnlyList<Finding>> FindAsync(string name)
    {
        var run = Run(Athena());
        return await run.FindAsync(run.Detections.Single(d => d.Name == name), SomeRow.Around, Assert.Fail, default);
    }

    static DetectionRun Run(IDetectionEngine engine) => new(engine, LogDetections.All, s_configuration);

    AthenaDetections Athena()
    {
        var time = new VirtualTime(SomeRow.Noon);
        var service = new Json11Client(_http, new Uri("http://localhost/"), AthenaClient.Service, time, () => 0);
        return new AthenaDetections(new AthenaClient(service, time), "logs", "mail", time);
    }

    sealed class DuckDbEngine(AthenaLake lake) : IDetectionEngine
    {
        public SqlDialect Dialect => SqlDialect.DuckDb;

        public Timestamp? FreshSince => null;

        public Task<IReadOnlyList<string?[]>> AskAsync(string sql, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<string?[]>>([.. lake.AskDuckDb(sql).Skip(1)]);
    }
}
