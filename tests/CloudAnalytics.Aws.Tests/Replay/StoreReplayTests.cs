using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Aws.Replay;
using CloudAnalytics.Aws.Tests.OpenSearch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.Moto;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Aws.Tests.Replay;

/// <summary>Dead letters and batches that Lambda gave up, sent again: every row once, with the id that it would have had.</summary>
public sealed class StoreReplayTests : IDisposable
{
    const string Good = """{"date-time":"2026-03-01T10:00:00.000Z","event-id":"RECEIVE","source":"SMTP","internal-message-id":"1","message-id":"<a@b>","client-ip":"10.0.0.1","message-subject":"x"}""";

    static readonly Timestamp s_arrived = Timestamp.From(new DateTimeOffset(2026, 3, 1, 10, 0, 5, TimeSpan.Zero));

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    [ProgramFact(MotoServer.Program)]
    public async Task LetterThatCanBeReadNowHasTheIdThatItWouldHaveHad()
    {
        using var store = SomeAws.NewStore();
        await PutLettersAsync(store, "shard-1-5-archive", (Good, "1", 0, 0), ("broken", "2", 0, 0), (Good, "5", 3, 77));
        var dry = await RunAsync(store, isDryRun: true);
        Assert.Equal(["3 found, 2 replayed, 1 refused, 0 there, 0 left"], dry);
        Assert.Empty(await store.KeysAsync("raw/"));

        Assert.Equal(dry, await RunAsync(store, isDryRun: false));
        var ids = await IdsAsync(store);
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(["3 found, 0 replayed, 1 refused, 2 there, 0 left"], await RunAsync(store, isDryRun: false));
        Assert.Equal(ids, await IdsAsync(store));

        // The same record, had it been read in the first place.
        using var first = SomeAws.NewStore();
        var sink = new ArchiveSink(first, _folder.Path, keepRaw: true);
        await new IngestPipeline(new FormatRecognizer([.. LogFormats.All]), "logs", null, [sink]).ProcessAsync(
            new[] { new RawRecord(new Position("shard", "1"), s_arrived, Encoding.UTF8.GetBytes(Good)) }, default);
        Assert.Contains(Assert.Single(await IdsAsync(first)), ids);
    }

    [ProgramFact(MotoServer.Program)]
    public async Task BatchThatLambdaGaveUpIsWrittenAsTheFunctionWouldHave()
    {
        using var store = SomeAws.NewStore();
        await PutAsync(store, "aws/lambda/4711/shard/2026/03/01/2026-03-01T10.00.00-x",
            Batch("logs-archive:7", ("7", Good), ("8", "broken"), ("9", Good)));
        Assert.Equal(["3 found, 2 replayed, 1 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: false));
        Assert.Equal(["raw/exchange_message_tracking/arrived=2026-03-01/shard-7-9.parquet"], await store.KeysAsync("raw/"));
        Assert.Equal(2, (await IdsAsync(store)).Distinct().Count());
        Assert.Equal(["dead/arrived=2026-03-01/shard-8-8-archive.jsonl"], await store.KeysAsync("dead/"));
        Assert.Equal(
            ["1 found, 0 replayed, 1 refused, 0 there, 0 left", "3 found, 0 replayed, 0 refused, 3 there, 0 left"],
            await RunAsync(store, isDryRun: false));
        Assert.Equal(2, (await IdsAsync(store)).Count);
    }

    [Fact]
    public async Task WhatTheIndexGaveUpIsInOpenSearchOnceWhateverWasThereBefore()
    {
        await using var search = await SearchFixture.StartAsync();
        await search.ProvisionAsync(LogFormats.All.Select(format => format.Schema));
        var store = new MemoryStore();
        await new IngestPipeline(new FormatRecognizer([.. LogFormats.All]), "logs", null, [search.Sink]).ProcessAsync(
            new[] { new RawRecord(new Position("shard", "7"), s_arrived, Encoding.UTF8.GetBytes(Good)) }, default);
        await PutAsync(store, "aws/lambda/1/shard/x", Batch("logs-index", ("7", Good), ("8", "broken"), ("9", Good)));
        Assert.Equal(["3 found, 2 replayed, 1 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: true, search.Sink));
        Assert.Single(search.Cluster.Documents());

        Assert.Equal(["3 found, 2 replayed, 1 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: false, search.Sink));
        Assert.Equal(2, search.Cluster.Documents().Count);
        Assert.Equal(["dead/arrived=2026-03-01/shard-8-8-index.jsonl", "state/replay/aws/lambda/1/shard/x"],
            (await store.KeysAsync()).Where(key => !key.StartsWith("aws/", StringComparison.Ordinal)));
        Assert.Equal(
            ["1 found, 0 replayed, 1 refused, 0 there, 0 left", "3 found, 0 replayed, 0 refused, 3 there, 0 left"],
            await RunAsync(store, isDryRun: false, search.Sink));

        // Without what is remembered all is sent again, and each document answers that it is there.
        await store.DeleteAsync("state/replay/aws/lambda/1/shard/x", default);
        await RunAsync(store, isDryRun: false, search.Sink);
        Assert.Equal(2, search.Cluster.Documents().Count);
        Assert.Empty(search.Cluster.Problems);
    }

    [Fact]
    public async Task LetterThatOpenSearchStillRefusesStaysOneUntilItIsTaken()
    {
        await using var search = await SearchFixture.StartAsync();
        var schema = LogFormats.Find("exchange_message_tracking")!.Schema;
        var alias = IndexNames.Default.Alias(schema);
        var narrow = $$"""{"index_patterns":["{{alias}}-*"],"template":{"mappings":{"dynamic":"strict","properties":{} } } }""";
        Assert.True((await search.SendAsync(HttpMethod.Put, $"_index_template/{alias}", narrow)).IsSuccess);
        var store = new MemoryStore();
        await PutLettersAsync(store, "shard-1-2-index", (Good, "1", 0, 0), (Good, "2", 3, 77));
        Assert.Equal(["2 found, 0 replayed, 2 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: false, search.Sink));
        Assert.Empty(search.Cluster.Documents());
        Assert.Empty(await store.KeysAsync("state/"));

        await search.SendAsync(HttpMethod.Delete, $"{alias}-2026.03.01");
        await search.ProvisionAsync(schema);
        Assert.Equal(["2 found, 2 replayed, 0 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: false, search.Sink));
        Assert.Equal(["2 found, 0 replayed, 0 refused, 2 there, 0 left"], await RunAsync(store, isDryRun: false, search.Sink));
        Assert.Equal(2, search.Cluster.Documents().Count);
        Assert.Empty(await store.KeysAsync("raw/"));
    }

    [Fact]
    public async Task BatchOfAnUnknownFunctionGoesToBothAndClusterThatIsAwayEndsItWithoutMarking()
    {
        await using var search = await SearchFixture.StartAsync();
        var store = new MemoryStore();
        await PutAsync(store, "aws/lambda/1/shard/x", Batch("somebody", ("7", Good), ("9", Good)));
        var failure = await Assert.ThrowsAsync<IOException>(async () => await RunAsync(store, isDryRun: false, search.Sink));
        Assert.Equal("aws/lambda/1/shard/x could not be replayed: OpenSearch has no index template mail-exchange-message-tracking: "
            + "run the provisioning of the stack again", failure.Message);
        Assert.Empty(await store.KeysAsync("state/"));

        await search.ProvisionAsync(LogFormats.All.Select(format => format.Schema));
        Assert.Equal(["2 found, 2 replayed, 0 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: false, search.Sink));
        Assert.Equal((await IdsAsync(store)).Order(StringComparer.Ordinal),
            search.Cluster.Documents().Select(document => document.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RawLinesAreReadAsTheFormatThatTheStackDeclares()
    {
        const string Line = "2026-03-01T10:00:00.000Z,,,,EX01,,,,RECEIVE,,,,,,,,,,,,,,,,,,,,,\r\n";
        var store = new MemoryStore();
        await PutAsync(store, "aws/lambda/1/shard/x", Batch("logs-archive", ("7", Line)));
        Assert.Equal(["1 found, 0 replayed, 1 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: true));
        var declared = LogFormats.Find("exchange_message_tracking");
        Assert.Equal(["1 found, 1 replayed, 0 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: true, declared: declared));
    }

    [Fact]
    public async Task WhatAProxySaysOfTheClientCountsAsInTheFunctions()
    {
        const string Line = "2026-03-01 08:00:00,001 INFO  [qtp1-10:https://mail.example.org:8443/service/soap/AuthRequest] "
            + "[name=anna@example.org;oip=198.51.100.9;ip=10.0.0.5;port=52016;] security - cmd=Auth; account=anna@example.org; protocol=soap;";
        Assert.True(AddressRanges.TryParse(["10.0.0.0/8"], out var proxies, out _));
        var store = new MemoryStore();
        await PutAsync(store, "aws/lambda/1/shard/x", Batch("logs-archive", ("7", Line)));
        var replay = new StoreReplay(store, LogFormats.All, _folder.Path, keepRaw: true)
        {
            Declared = LogFormats.Find("zimbra_audit"),
            Proxies = proxies,
        };
        await foreach (var source in new ReplaySource(store, store).ReadAsync(default))
            Assert.Equal(1, (await replay.RunAsync(source, isDryRun: false, default)).Replayed);
        Assert.Equal(["198.51.100.9"], await ColumnAsync(store, "client_ip"));
    }

    [ProgramFact(MotoServer.Program)]
    public async Task LettersOfTheIndexAreLeft()
    {
        using var store = SomeAws.NewStore();
        await PutLettersAsync(store, "shard-1-1-index", (Good, "1", 0, 0));
        Assert.Equal(["1 found, 0 replayed, 0 refused, 0 there, 1 left"], await RunAsync(store, isDryRun: false));
        Assert.Empty(await store.KeysAsync("raw/"));
    }

    [ProgramFact(MotoServer.Program)]
    public async Task ObjectThatIsNeitherIsNamed()
    {
        using var store = SomeAws.NewStore();
        await PutAsync(store, "aws/lambda/x", """{"KinesisBatchInfo":{}}""");
        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () => await RunAsync(store, isDryRun: true));
        Assert.StartsWith("aws/lambda/x has no payload", failure.Message, StringComparison.Ordinal);
        await PutAsync(store, "dead/x-archive.jsonl", "{}\n");
        failure = await Assert.ThrowsAsync<InvalidDataException>(async () => await RunAsync(store, isDryRun: true));
        Assert.StartsWith("dead/x-archive.jsonl, line 1", failure.Message, StringComparison.Ordinal);
    }

    async Task<List<string>> RunAsync(
        IObjectStore store, bool isDryRun, IBatchSink? documents = null, ILogFormat? declared = null)
    {
        var lines = new List<string>();
        var replay = new StoreReplay(store, LogFormats.All, _folder.Path, keepRaw: true) { Documents = documents, Declared = declared };
        await foreach (var source in new ReplaySource(store, store).ReadAsync(default))
        {
            var count = await replay.RunAsync(source, isDryRun, default);
            Assert.Equal(count.Found, count.Replayed + count.Refused + count.AlreadyThere + count.Left);
            lines.Add($"{count.Found} found, {count.Replayed} replayed, {count.Refused} refused, {count.AlreadyThere} there, {count.Left} left");
        }

        return lines;
    }

    Task<List<string>> IdsAsync(IObjectStore store) => ColumnAsync(store, "id");

    async Task<List<string>> ColumnAsync(IObjectStore store, string column)
    {
        var values = new List<string>();
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        foreach (var key in await store.KeysAsync("raw/"))
        {
            var path = _folder.Combine("read.parquet");
            await using (var file = File.Create(path))
            await using (var content = await store.OpenAsync(key, default))
                await content!.CopyToAsync(file);
            using var rows = connection.Query($"SELECT {column} FROM read_parquet(?)", path);
            while (rows.NextChunk())
                values.AddRange(Enumerable.Range(0, rows.RowCount).Select(row => rows.Column(0).GetString(row)!));
        }

        return values;
    }

    static async Task PutLettersAsync(
        IObjectStore store, string name, params (string Raw, string Sequence, int SubSequence, long Offset)[] letters)
    {
        var lines = letters.Select(letter => JsonSerializer.Serialize(new
        {
            time = "2026-03-01T10:00:05.000Z",
            format = "exchange_message_tracking",
            source_file = "logs",
            offset = letter.Offset,
            reason = "some reason",
            raw_base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(letter.Raw)),
            stream = "logs",
            shard = "shard",
            sequence = letter.Sequence,
            sub_sequence = letter.SubSequence,
            arrived = "2026-03-01T10:00:05.000Z",
        }) + "\n");
        await PutAsync(store, $"dead/arrived=2026-03-01/{name}.jsonl", string.Concat(lines));
    }

    static async Task PutAsync(IObjectStore store, string key, string text) =>
        await store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(text)), default);

    static string Batch(string function, params (string Sequence, string Data)[] records) => JsonSerializer.Serialize(new
    {
        requestContext = new
        {
            functionArn = $"arn:aws:lambda:eu-central-1:123456789012:function:{function}", condition = "RetryAttemptsExhausted",
        },
        KinesisBatchInfo = new { shardId = "shard", batchSize = records.Length },
        payload = JsonSerializer.Serialize(new { Records = records.Select(record => Record(record.Sequence, record.Data)) }),
    });

    static object Record(string sequence, string data) => new
    {
        kinesis = new
        {
            sequenceNumber = sequence,
            approximateArrivalTimestamp = 1772359205.000,
            data = Convert.ToBase64String(Encoding.UTF8.GetBytes(data)),
        },
        eventSource = "aws:kinesis",
        eventID = $"shard:{sequence}",
        eventSourceARN = "arn:aws:kinesis:eu-central-1:123456789012:stream/logs",
    };
}
