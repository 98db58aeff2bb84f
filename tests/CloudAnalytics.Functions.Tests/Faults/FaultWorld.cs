using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Doubles.Moto;
using CloudAnalytics.Doubles.OpenSearch;
using CloudAnalytics.Doubles.RuntimeApi;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.DuckDb;

namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>A stream, both functions that read it as processes of their own, a cluster and a bucket; everything may fail.</summary>
sealed class FaultWorld : IAsyncDisposable
{
    // The longest that a process may take for one batch, on a machine that does much else.
    static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(2);

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();
    readonly FaultyBucket _bucket;
    readonly S3Store _failed;
    readonly Dictionary<string, FunctionProcess> _processes = new(StringComparer.Ordinal);

    FaultWorld(FaultPlan plan, OpenSearchDouble cluster, FaultyBucket bucket, (string Lake, string Failed) names, int shards)
    {
        (Plan, Cluster, _bucket) = (plan, cluster, bucket);
        var connection = new AwsConnection(MotoServer.Region, ServiceAddress.Of(MotoServer.Shared.Endpoint))
        {
            Credentials = new BasicAWSCredentials("test", "test"),
        };
        Lake = S3Store.Open(connection, names.Lake, "");
        _failed = S3Store.Open(connection, names.Failed, "");

        // Shortly before midnight: records arrive on two days.
        Time = new VirtualTime(new DateTimeOffset(2026, 3, 1, 23, 59, 50, TimeSpan.Zero));
        Stream = new KinesisStream(shards, Time);
        var settings = new MappingSettings { ReportBatchItemFailures = true, BisectBatchOnFunctionError = true };
        Index = new EventSourceMapping(
            Stream, settings with { Function = "logs-index", BatchSize = 300, ParallelizationFactor = 2 }, Time,
            json => InvokeAsync("index", json));
        Archive = new EventSourceMapping(
            Stream, settings with { Function = "logs-archive", BatchSize = 500, MaximumRetryAttempts = 0 }, Time,
            json => InvokeAsync("archive", json));
    }

    public OpenSearchDouble Cluster { get; }

    public FaultPlan Plan { get; }

    public S3Store Lake { get; }

    public VirtualTime Time { get; }

    public KinesisStream Stream { get; }

    public EventSourceMapping Index { get; }

    public EventSourceMapping Archive { get; }

    /// <summary>Processes of both functions that were started.</summary>
    public int Starts => _processes.Values.Sum(process => process.Starts);

    /// <summary>Starts all but the functions, which start with their first batch.</summary>
    /// <param name="program">The functions' program.</param>
    /// <param name="seed">Decides what goes wrong.</param>
    /// <param name="shards">The stream's shards.</param>
    public static async Task<FaultWorld> StartAsync(string program, int seed, int shards)
    {
        var plan = new FaultPlan(seed);
        var cluster = await OpenSearchDouble.StartAsync(new OpenSearchFaults(seed), isValidated: false);
        var bucket = await FaultyBucket.StartAsync(MotoServer.Shared.Endpoint, plan);
        var names = (Lake: MotoServer.NewName("lake"), Failed: MotoServer.NewName("failed"));
        foreach (var name in (string[])[names.Lake, names.Failed])
        {
            await MotoServer.Shared.AwsAsync("s3api", "create-bucket", "--bucket", name, "--create-bucket-configuration",
                $"LocationConstraint={MotoServer.Region}");
        }

        var world = new FaultWorld(plan, cluster, bucket, names, shards);
        await world.PutTemplatesAsync();
        foreach (var function in (string[])["index", "archive", "replay"])
        {
            world._processes.Add(function, await FunctionProcess.CreateAsync(program,
            [
                .. MotoServer.Shared.Environment, new("AWS_ENDPOINT_URL", bucket.Endpoint.ToString()),
                new("CLOUDANALYTICS_FUNCTION", function), new("CLOUDANALYTICS_LAKE_BUCKET", names.Lake),
                new("CLOUDANALYTICS_FAILED_BUCKET", names.Failed), new("CLOUDANALYTICS_OPENSEARCH_ENDPOINT", cluster.Endpoint.ToString()),
                new("CLOUDANALYTICS_OPENSEARCH_TIMEOUT_MS", "1500"),
            ]));
        }

        return world;
    }

    /// <summary>Sends what Lambda gave up again by the function replay, until it says that it is done.</summary>
    /// <returns>Its last answer.</returns>
    public async Task<JsonElement> ReplayAsync()
    {
        foreach (var failed in Archive.FailedBatches.Concat(Index.FailedBatches))
            await _failed.PutAsync(failed.Key, new MemoryStream(failed.Content), default);
        for (var call = 0; call < 20; call++)
        {
            var answer = await _processes["replay"].InvokeAsync("""{"dryRun":false}"""u8.ToArray(), s_timeLimit);
            // A store that fails ends the call, and the next one goes on.
            if (answer.Failure is { Type: "Replay.Failed" })
                continue;
            Assert.True(answer.Failure is null, answer.Failure?.Body);
            using var json = JsonDocument.Parse(answer.Answer);
            if (json.RootElement.GetProperty("complete").GetBoolean())
                return json.RootElement.Clone();
        }

        throw new InvalidOperationException("the replay does not come to an end");
    }

    /// <summary>Ids and formats of the rows in the lake, as often as they are there.</summary>
    public async Task<List<(string Id, string Format)>> LakeRowsAsync()
    {
        var objects = 0;
        await foreach (var (key, _) in Lake.ListAsync("raw/", default))
        {
            var folder = Directory.CreateDirectory(_folder.Combine(key.Split('/')[1]));
            await using var file = File.Create(Path.Combine(folder.FullName, FormattableString.Invariant($"{objects++}.parquet")));
            await using var content = await Lake.OpenAsync(key, default);
            await content!.CopyToAsync(file);
        }

        var rows = new List<(string, string)>();
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        foreach (var format in Directory.EnumerateDirectories(_folder.Path))
        {
            using var result = connection.Query($"SELECT id FROM read_parquet('{format}/*.parquet')");
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
            using var reader = new StreamReader((await Lake.OpenAsync(key, default))!, Encoding.UTF8);
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
        foreach (var process in _processes.Values)
            await process.DisposeAsync();
        await _bucket.DisposeAsync();
        await Cluster.DisposeAsync();
        Lake.Dispose();
        _failed.Dispose();
        _folder.Dispose();
    }

    async Task PutTemplatesAsync()
    {
        using var http = new HttpClient();
        var client = new OpenSearchClient(http, Cluster.Endpoint, TimeProvider.System);
        foreach (var format in LogFormats.All)
        {
            var put = await client.SendAsync(HttpMethod.Put, $"_index_template/{IndexNames.Default.Alias(format.Schema)}",
                IndexTemplate.Compile(format.Schema, new IndexSettings()), TimeSpan.FromSeconds(30), default);
            Assert.True(put.IsSuccess, put.Reason);
        }
    }

    async Task<MappingResult> InvokeAsync(string function, ReadOnlyMemory<byte> json)
    {
        var process = _processes[function];
        Cluster.Faults.Killer = _bucket.Killer = process.Kill;
        using var isOver = new CancellationTokenSource();
        var killing = KillLaterAsync(process, isOver.Token);
        var result = await process.InvokeAsync(json, s_timeLimit);
        await isOver.CancelAsync();
        await killing;
        Assert.True(result.Failure is null or { Type: "Runtime.ExitError" }, result.Failure?.Body);
        return MappingResult.Of(result);
    }

    // A batch takes a warm process some ten milliseconds, and the first one of a process ten times as long.
    async Task KillLaterAsync(FunctionProcess process, CancellationToken isOver)
    {
        if (Plan.KillAfter(TimeSpan.FromMilliseconds(300)) is not { } delay)
            return;
        try
        {
            await Task.Delay(delay, isOver);
            process.Kill();
            Plan.Count("killed at any time");
        }
        catch (OperationCanceledException)
        {
            // The batch was done before.
        }
    }
}
