using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Aws.Replay;
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
        using var sink = new ArchiveSink(first, _folder.Path, keepRaw: true);
        await new IngestPipeline(new FormatRecognizer([.. LogFormats.All]), "logs", null, [sink]).ProcessAsync(
            new[] { new RawRecord(new Position("shard", "1"), s_arrived, Encoding.UTF8.GetBytes(Good)) }, default);
        Assert.Contains(Assert.Single(await IdsAsync(first)), ids);
    }

    [ProgramFact(MotoServer.Program)]
    public async Task BatchThatLambdaGaveUpIsWrittenAsTheFunctionWouldHave()
    {
        using var store = SomeAws.NewStore();
        var payload = JsonSerializer.Serialize(new { Records = new[] { Record("7", Good), Record("8", "broken"), Record("9", Good) } });
        var batch = new
        {
            requestContext = new { condition = "RetryAttemptsExhausted" },
            KinesisBatchInfo = new { shardId = "shard", batchSize = 3 },
            payload,
        };
        await PutAsync(store, "aws/lambda/4711/shard/2026/03/01/2026-03-01T10.00.00-x", JsonSerializer.Serialize(batch));
        Assert.Equal(["3 found, 2 replayed, 1 refused, 0 there, 0 left"], await RunAsync(store, isDryRun: false));
        Assert.Equal(["raw/exchange_message_tracking/arrived=2026-03-01/shard-7-9.parquet"], await store.KeysAsync("raw/"));
        Assert.Equal(2, (await IdsAsync(store)).Distinct().Count());
        Assert.Equal(["dead/arrived=2026-03-01/shard-8-8-archive.jsonl"], await store.KeysAsync("dead/"));
        Assert.Equal(
            ["1 found, 0 replayed, 1 refused, 0 there, 0 left", "3 found, 0 replayed, 0 refused, 3 there, 0 left"],
            await RunAsync(store, isDryRun: false));
        Assert.Equal(2, (await IdsAsync(store)).Count);
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

    async Task<List<string>> RunAsync(IObjectStore store, bool isDryRun)
    {
        var lines = new List<string>();
        var replay = new StoreReplay(store, LogFormats.All, _folder.Path, keepRaw: true);
        await foreach (var source in new ReplaySource(store, store).ReadAsync(default))
        {
            var count = await replay.RunAsync(source, isDryRun, default);
            Assert.Equal(count.Found, count.Replayed + count.Refused + count.AlreadyThere + count.Left);
            lines.Add($"{count.Found} found, {count.Replayed} replayed, {count.Refused} refused, {count.AlreadyThere} there, {count.Left} left");
        }

        return lines;
    }

    async Task<List<string>> IdsAsync(IObjectStore store)
    {
        var ids = new List<string>();
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        foreach (var key in await store.KeysAsync("raw/"))
        {
            var path = _folder.Combine("read.parquet");
            await using (var file = File.Create(path))
            await using (var content = await store.OpenAsync(key, default))
                await content!.CopyToAsync(file);
            using var rows = connection.Query("SELECT id FROM read_parquet(?)", path);
            while (rows.NextChunk())
                ids.AddRange(Enumerable.Range(0, rows.RowCount).Select(row => rows.Column(0).GetString(row)!));
        }

        return ids;
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
