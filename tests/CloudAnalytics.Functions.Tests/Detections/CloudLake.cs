using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Doubles.Athena;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Server.Tests.Detections;

namespace CloudAnalytics.Functions.Tests.Detections;

/// <summary>A lake that is written by the archive's own sink and asked by Athena's API.</summary>
sealed class CloudLake : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly HttpClient _http;
    int _rows;

    public CloudLake()
    {
        Athena = new AthenaLake(_folder.Path);
        _http = new HttpClient(Service);
        Service.Answer = Athena.Ask;
        Store = new DirectoryStore(_folder.Path);
    }

    public AthenaLake Athena { get; }

    public AthenaDouble Service { get; } = new() { States = ["SUCCEEDED"] };

    public DirectoryStore Store { get; }

    public ArchiveSink NewSink() => new(Store, _folder.Path, keepRaw: true);

    /// <summary>Adds rows, in one delivery or, with the ids that they have, in several.</summary>
    public async Task AddAsync(IEnumerable<SomeRow> rows, int deliveries = 1)
    {
        var sink = NewSink();
        foreach (var batch in SomeRow.Batches(rows, ref _rows))
        {
            for (var i = 0; i < deliveries; i++)
            {
                var place = new Position("shard", $"{_rows}{i}");
                Assert.IsType<WriteResult.Written>(await sink.WriteAsync(batch, new BatchOrigin(place, place, 0), default));
            }
        }
    }

    public AthenaClient Client(TimeProvider time) =>
        new(new Json11Client(_http, new Uri("http://localhost/"), AthenaClient.Service, time, () => 0), time);

    public AthenaDetections Detections(TimeProvider time) => new(Client(time), "logs", "mail", time);

    public async Task<List<string>> KeysAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var each in Store.ListAsync(prefix, default))
            keys.Add(each.Key);
        return keys;
    }

    public void Dispose()
    {
        _http.Dispose();
        Athena.Dispose();
        _folder.Dispose();
    }
}
