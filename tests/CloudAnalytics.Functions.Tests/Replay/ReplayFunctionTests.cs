using System.Text;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Functions.Index;
using CloudAnalytics.Functions.Replay;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Tests.Replay;

public sealed class ReplayFunctionTests
{
    readonly MemoryStore _lake = new();
    readonly MemoryStore _failed = new();
    readonly DocumentSink _documents = new();

    [Fact]
    public async Task CallThatDoesNotSayOtherwiseOnlyCounts()
    {
        await GiveUpAsync(5);
        foreach (var call in (string[])["{}", """{"dryRun":true}"""])
            Assert.Equal(
                """{"dryRun":true,"complete":true,"objects":1,"found":5,"replayed":5,"refused":0,"alreadyThere":0,"left":0}""",
                await RunAsync(call));
        Assert.Empty(_documents.Documents);
    }

    [Fact]
    public async Task RowsHaveTheIdsThatTheFunctionWouldHaveGivenThem()
    {
        var json = await GiveUpAsync(5);
        Assert.Equal(
            """{"dryRun":false,"complete":true,"objects":1,"found":5,"replayed":5,"refused":0,"alreadyThere":0,"left":0}""",
            await RunAsync("""{"dryRun":false}"""));
        Assert.Equal(
            """{"dryRun":false,"complete":true,"objects":1,"found":5,"replayed":0,"refused":0,"alreadyThere":5,"left":0}""",
            await RunAsync("""{"dryRun":false}"""));
        var direct = new DocumentSink();
        await new IndexFunction(Some.Host("index"), direct, _lake).InvokeAsync(json, Some.Invocation(), default);
        Assert.Equal(direct.Documents.Keys.Order(StringComparer.Ordinal), _documents.Documents.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(5, direct.Documents.Count);
    }

    [Fact]
    public async Task ShortOfTimeTheRestIsLeftToTheNextCall()
    {
        await GiveUpAsync(5);
        Assert.StartsWith("""{"dryRun":false,"complete":false,"objects":0""", await RunAsync("""{"dryRun":false}""", seconds: 2));
        Assert.Empty(_documents.Documents);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"dryRun\":\"no\"}")]
    [InlineData("go")]
    public async Task WrongCallDoesNothing(string call)
    {
        await GiveUpAsync(1);
        var failure = await Assert.ThrowsAsync<FunctionException>(() => RunAsync(call));
        Assert.Equal("Event.NotReplay", failure.Kind);
    }

    [Fact]
    public async Task ObjectThatIsNoBatchIsNamed()
    {
        await _failed.PutAsync("aws/lambda/x", new MemoryStream("{}"u8.ToArray()), default);
        var failure = await Assert.ThrowsAsync<FunctionException>(() => RunAsync("{}"));
        Assert.StartsWith("aws/lambda/x has no payload", failure.Message, StringComparison.Ordinal);
    }

    async Task<byte[]> GiveUpAsync(int records)
    {
        var json = KinesisEventText.Write(Enumerable.Range(0, records).Select(i => Some.Record(i, Some.Tracking(i))));
        var batch = System.Text.Json.JsonSerializer.Serialize(new
        {
            requestContext = new { functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:logs-index" },
            payload = Encoding.UTF8.GetString(json),
        });
        await _failed.PutAsync("aws/lambda/1/shard/x", new MemoryStream(Encoding.UTF8.GetBytes(batch)), default);
        return json;
    }

    async Task<string> RunAsync(string call, int seconds = 60)
    {
        var function = new ReplayFunction(Some.Host("replay"), _lake, _failed, _documents);
        var answer = await function.InvokeAsync(Encoding.UTF8.GetBytes(call), Some.Invocation(seconds), default);
        return Encoding.UTF8.GetString(answer.Span);
    }
}
