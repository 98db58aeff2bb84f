using System.Text;
using System.Text.Json;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Functions.Archive;
using CloudAnalytics.Functions.Index;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Functions.Tests.Streams;

public sealed class StreamFunctionTests
{
    const string AllSafe = "{\"batchItemFailures\":[]}";

    [Fact]
    public async Task EventBecomesDocumentsOnceHoweverOftenItIsDelivered()
    {
        var documents = new DocumentSink();
        var function = new IndexFunction(Some.Host("index"), documents, new MemoryStore());
        var json = KinesisEventText.Write(Enumerable.Range(0, 100).Select(i => Some.Record(i, Some.Tracking(i))));

        Assert.Equal(AllSafe, await InvokeAsync(function, json));
        Assert.Equal(AllSafe, await InvokeAsync(function, json));

        Assert.Equal(100, documents.Documents.Count);
    }

    [Fact]
    public async Task LowestRowPutOffIsWhereDeliveryGoesOn()
    {
        var documents = new DocumentSink((_, row) => row is 7 or 9 ? new RowFailure(row, FailureKind.Transient, "busy") : null);
        var function = new IndexFunction(Some.Host("index"), documents, new MemoryStore());
        var json = KinesisEventText.Write(Enumerable.Range(0, 20).Select(i => Some.Record(i, Some.Tracking(i))));

        Assert.Equal(From(7), await InvokeAsync(function, json));
        Assert.Equal(18, documents.Documents.Count);
    }

    [Fact]
    public async Task RowThatASinkNeverTakesIsADeadLetterWithItsReason()
    {
        var documents = new DocumentSink((_, row) => row == 3 ? new RowFailure(row, FailureKind.Permanent, "mapping conflict") : null);
        var store = new MemoryStore();
        var function = new IndexFunction(Some.Host("index"), documents, store);
        var json = KinesisEventText.Write(Enumerable.Range(0, 5).Select(i => Some.Record(i, Some.Tracking(i))));

        Assert.Equal(AllSafe, await InvokeAsync(function, json));

        var (key, letter) = Assert.Single(await LettersAsync(store));
        var sequence = KinesisEventText.Sequence(3);
        Assert.Equal($"dead/arrived=2026-03-01/shardId-000000000000-{sequence}-{sequence}-index.jsonl", key);
        Assert.Equal("mapping conflict", letter.GetProperty("reason").GetString());
        Assert.Equal(sequence, letter.GetProperty("sequence").GetString());
        var raw = Encoding.UTF8.GetString(letter.GetProperty("raw_base64").GetBytesFromBase64());
        Assert.Contains("Number 3", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordThatDoesNotDecodeIsADeadLetterWithItsBytes()
    {
        var store = new MemoryStore();
        var function = new ArchiveFunction(Some.Host("archive"), store);
        byte[] broken = [0x1F, 0x8B, 8, 0, 1, 2, 3];
        var json = KinesisEventText.Write([Some.Record(0, Some.Tracking(0)), Some.Record(1, broken), Some.Record(2, Some.Tracking(2))]);

        Assert.Equal(AllSafe, await InvokeAsync(function, json));

        var (key, letter) = Assert.Single(await LettersAsync(store));
        Assert.EndsWith("-archive.jsonl", key, StringComparison.Ordinal);
        Assert.Equal(broken, letter.GetProperty("raw_base64").GetBytesFromBase64());
        Assert.Equal(2, await RowsAsync(store, "raw/exchange_message_tracking/"));
    }

    [Fact]
    public async Task EventBecomesOneObjectPerFormatAndArrivalDay()
    {
        var store = new MemoryStore();
        var function = new ArchiveFunction(Some.Host("archive"), store);
        var records = Enumerable.Range(0, 10).Select(i => Some.Record(i, Some.Tracking(i)) with
        {
            Arrived = Some.Arrived.AddDays(i < 4 ? 0 : 1),
        });
        var json = KinesisEventText.Write(records);

        Assert.Equal(AllSafe, await InvokeAsync(function, json));
        Assert.Equal(AllSafe, await InvokeAsync(function, json));

        var range = $"shardId-000000000000-{KinesisEventText.Sequence(0)}-{KinesisEventText.Sequence(9)}.parquet";
        Assert.Equal(
            [
                $"raw/exchange_message_tracking/arrived=2026-03-01/{range}",
                $"raw/exchange_message_tracking/arrived=2026-03-02/{range}",
            ],
            await KeysAsync(store));
        Assert.Equal(4, await RowsAsync(store, "raw/exchange_message_tracking/arrived=2026-03-01/"));
        Assert.Equal(6, await RowsAsync(store, "raw/exchange_message_tracking/arrived=2026-03-02/"));
    }

    [Fact]
    public async Task WithoutTimeEverythingIsHandedBack()
    {
        var documents = new DocumentSink();
        var function = new IndexFunction(Some.Host("index"), documents, new MemoryStore());
        var json = KinesisEventText.Write(Enumerable.Range(0, 5).Select(i => Some.Record(i, Some.Tracking(i))));

        var answer = await function.InvokeAsync(json, Some.Invocation(seconds: 1), CancellationToken.None);

        Assert.Equal(From(0), Encoding.UTF8.GetString(answer.Span));
        Assert.Empty(documents.Documents);
    }

    [Fact]
    public async Task StoreThatCannotNowKeepsDeadLettersUnsafe()
    {
        var function = new IndexFunction(Some.Host("index"), new DocumentSink(), new BrokenStore());
        var json = KinesisEventText.Write([Some.Record(0, Some.Tracking(0)), Some.Record(1, [1, 2, 3]), Some.Record(2, Some.Tracking(2))]);

        Assert.Equal(From(1), await InvokeAsync(function, json));
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"Records\":[", "no JSON")]
    [InlineData("{}", "has no 'Records'")]
    [InlineData("{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"x\"}]}", "'aws:sqs', not from 'aws:kinesis'")]
    [InlineData("{\"Records\":[{\"eventSource\":\"aws:kinesis\"}]}", "lacks eventSource, eventID")]
    public async Task EventThatIsNotKinesisFailsTheInvocation(string json, string message)
    {
        var function = new IndexFunction(Some.Host("index"), new DocumentSink(), new MemoryStore());

        var exception = await Assert.ThrowsAsync<FunctionException>(() => InvokeAsync(function, Encoding.UTF8.GetBytes(json)));

        Assert.Equal("Event.NotKinesis", exception.Kind);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WindowGetsAStateAndMayBeEmpty()
    {
        var function = new IndexFunction(Some.Host("index"), new DocumentSink(), new MemoryStore());

        Assert.Equal("{\"batchItemFailures\":[],\"state\":{}}", await InvokeAsync(function, KinesisEventText.Write([], hasWindow: true)));
    }

    static string From(int index) => $"{{\"batchItemFailures\":[{{\"itemIdentifier\":\"{KinesisEventText.Sequence(index)}\"}}]}}";

    static async Task<string> InvokeAsync(IFunction function, byte[] json) =>
        Encoding.UTF8.GetString((await function.InvokeAsync(json, Some.Invocation(), CancellationToken.None)).Span);

    static async Task<List<string>> KeysAsync(IObjectStore store)
    {
        var keys = new List<string>();
        await foreach (var found in store.ListAsync("", CancellationToken.None))
            keys.Add(found.Key);
        return keys;
    }

    static async Task<List<(string Key, JsonElement Letter)>> LettersAsync(IObjectStore store)
    {
        var letters = new List<(string, JsonElement)>();
        foreach (var key in (await KeysAsync(store)).Where(key => key.StartsWith("dead/", StringComparison.Ordinal)))
        {
            using var content = new StreamReader((await store.OpenAsync(key, CancellationToken.None))!);
            while (await content.ReadLineAsync() is { } line)
                letters.Add((key, JsonDocument.Parse(line).RootElement));
        }

        return letters;
    }

    static async Task<long> RowsAsync(IObjectStore store, string prefix)
    {
        using var folder = RepositoryRoot.Temporary();
        foreach (var key in (await KeysAsync(store)).Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var file = File.Create(folder.Combine(key.Replace('/', '_')));
            await using (file)
                await (await store.OpenAsync(key, CancellationToken.None))!.CopyToAsync(file);
        }

        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        using var result = connection.Query($"SELECT count(*) FROM '{folder.Path}/*.parquet'");
        Assert.True(result.NextChunk());
        return result.Column(0).GetInt64(0);
    }

    sealed class BrokenStore : IObjectStore
    {
        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => throw new IOException("no");

        public ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => throw new IOException("no");

        public ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken) => throw new IOException("no");

        public ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken) => throw new IOException("no");

        public ValueTask DeleteAsync(string key, CancellationToken cancellationToken) => throw new IOException("no");
    }
}
