using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Aws.Replay;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Doubles.OpenSearch;
using CloudAnalytics.Formats;
using CloudAnalytics.Functions.Archive;
using CloudAnalytics.Functions.Index;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>A stream, both functions that read it, a cluster and a lake; everything may fail.</summary>
sealed class FaultWorld : IAsyncDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly HttpClient _http;
    IndexFunction? _index;
    ArchiveFunction? _archive;

    FaultWorld(int seed, OpenSearchDouble cluster, int shards)
    {
        Cluster = cluster;
        Plan = new FaultPlan(seed);
        Lake = new DirectoryStore(_folder.Combine("lake"));
        _http = new HttpClient(new KillingHandler(Plan)) { Timeout = Timeout.InfiniteTimeSpan };

        // Shortly before midnight: records arrive on two days.
        Time = new VirtualTime(new DateTimeOffset(2026, 3, 1, 23, 59, 50, TimeSpan.Zero));
        Stream = new KinesisStream(shards, Time);
        var settings = new MappingSettings { ReportBatchItemFailures = true, BisectBatchOnFunctionError = true };
        Index = new EventSourceMapping(Stream, settings with { BatchSize = 300, ParallelizationFactor = 2 }, Time, InvokeIndexAsync);
        Archive = new EventSourceMapping(Stream, settings with { BatchSize = 500, MaximumRetryAttempts = 1 }, Time, InvokeArchiveAsync);
    }

    public OpenSearchDouble Cluster { get; }

    public FaultPlan Plan { get; }

    public DirectoryStore Lake { get; }

    public VirtualTime Time { get; }

    public KinesisStream Stream { get; }

    public EventSourceMapping Index { get; }

    public EventSourceMapping Archive { get; }

    public static async Task<FaultWorld> StartAsync(int seed, int shards)
    {
        var cluster = await OpenSearchDouble.StartAsync(new OpenSearchFaults(seed), isValidated: false);
        using var http = new HttpClient();
        var client = new OpenSearchClient(http, cluster.Endpoint, TimeProvider.System);
        foreach (var format in LogFormats.All)
        {
            var put = await client.SendAsync(HttpMethod.Put, $"_index_template/{IndexNames.Default.Alias(format.Schema)}",
                IndexTemplate.Compile(format.Schema, new IndexSettings()), TimeSpan.FromSeconds(30), default);
            Assert.True(put.IsSuccess, put.Reason);
        }

        return new FaultWorld(seed, cluster, shards);
    }

    /// <summary>Sends what Lambda gave up again, as the command does it.</summary>
    public async Task<int> ReplayAsync()
    {
        var bucket = new MemoryStore();
        foreach (var failed in Archive.FailedBatches)
            await bucket.PutAsync(failed.Key, new MemoryStream(failed.Content), default);
        var replay = new StoreReplay(Lake, [.. LogFormats.All], _folder.Path, keepRaw: true);
        var batches = 0;
        await foreach (var source in new ReplaySource(new MemoryStore(), bucket).ReadAsync(default))
        {
            await replay.RunAsync(source, isDryRun: false, default);
            batches++;
        }

        return batches;
    }

    /// <summary>Ids and formats of the rows in the lake, as often as they are there.</summary>
    public List<(string Id, string Format)> LakeRows()
    {
        var rows = new List<(string, string)>();
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        foreach (var format in Directory.EnumerateDirectories(_folder.Combine("lake/raw")))
        {
            using var result = connection.Query($"SELECT id FROM read_parquet('{format}/*/*.parquet')");
            while (result.NextChunk())
                for (var row = 0; row < result.RowCount; row++)
                    rows.Add((result.Column(0).GetString(row)!, Path.GetFileName(format)));
        }

        return rows;
    }

    /// <summary>Places of the dead letters of a function, as often as they are there.</summary>
    public async Task<List<string>> DeadLettersAsync(string function)
    {
        var places = new List<string>();
        await foreach (var (key, _) in Lake.ListAsync("dead/", default))
        {
            if (!key.EndsWith($"-{function}.jsonl", StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader((await Lake.OpenAsync(key, default))!);
            while (await reader.ReadLineAsync() is { } line)
            {
                var letter = JsonDocument.Parse(line).RootElement;
                places.Add($"{letter.GetProperty("shard")} {letter.GetProperty("sequence")} {letter.GetProperty("sub_sequence")}");
            }
        }

        return places;
    }

    public async ValueTask DisposeAsync()
    {
        _archive?.Dispose();
        _http.Dispose();
        await Cluster.DisposeAsync();
        _folder.Dispose();
    }

    async Task<MappingResult> InvokeIndexAsync(ReadOnlyMemory<byte> json)
    {
        _index ??= new IndexFunction(Some.Host("index"), new OpenSearchSink(
            new OpenSearchClient(_http, Cluster.Endpoint, TimeProvider.System), IndexNames.Default, TimeProvider.System, new Random(1))
        {
            Timeout = TimeSpan.FromMilliseconds(1500),
            Pause = TimeSpan.FromMilliseconds(1),
            PauseMax = TimeSpan.FromMilliseconds(4),
        }, new FaultyStore(Lake, Plan));
        return await InvokeAsync(_index, json, () => _index = null);
    }

    async Task<MappingResult> InvokeArchiveAsync(ReadOnlyMemory<byte> json)
    {
        _archive ??= new ArchiveFunction(Some.Host("archive"), new FaultyStore(Lake, Plan));
        return await InvokeAsync(_archive, json, () =>
        {
            _archive!.Dispose();
            _archive = null;
        });
    }

    static async Task<MappingResult> InvokeAsync(IFunction function, ReadOnlyMemory<byte> json, Action forget)
    {
        try
        {
            return new MappingResult(await function.InvokeAsync(json, Some.Invocation(), default));
        }
        catch (KilledException)
        {
            forget();
            return MappingResult.Failed;
        }
    }
}
