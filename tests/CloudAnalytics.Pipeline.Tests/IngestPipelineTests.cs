using System.Text;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Pipeline.Tests;

public sealed class IngestPipelineTests
{
    [Fact]
    public async Task RecordsBecomeRowsWithIdsOfTheirPositions()
    {
        var first = new CollectingSink();
        var second = new CollectingSink();

        var outcome = await RunAsync(first, "{\"red\":1}\n{\"red\":2}\n", "[{\"blue\":3}]");
        _ = await RunAsync(second, "{\"red\":1}\n{\"red\":2}\n", "[{\"blue\":3}]");

        Assert.Equal(["blue blue=3", "red red=1", "red red=2"], first.Rows.Order());
        Assert.Equal(new LineCounts(3, 0, 0, 0), outcome.Lines);
        Assert.Null(outcome.RetryFrom);
        Assert.Equal(3, first.Ids.Distinct().Count());
        Assert.Equal(first.Ids, second.Ids);
    }

    [Fact]
    public async Task RecordOfNoFormatIsADeadLetterAndEmptyOnesAreNothing()
    {
        var sink = new CollectingSink();

        var outcome = await RunAsync(sink, "", "\n", "what is this", "{\"red\":1}");

        Assert.Equal(new LineCounts(1, 0, 1, 0), outcome.Lines);
        var letter = Assert.Single(sink.Letters);
        Assert.Equal("unknown", letter.Format);
        Assert.Contains("no format has its header (what is this)", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowsPutOffAreRetriedFromTheirFirstRecord()
    {
        var sink = new CollectingSink(batch =>
            batch.Schema.Name == "blue" ? CollectingSink.Failed(FailureKind.Transient) : WriteResult.Written.Instance);

        var outcome = await RunAsync(sink, "{\"red\":1}", "{\"blue\":2}");

        Assert.Equal(["red red=1"], sink.Rows);
        Assert.Equal("1", outcome.RetryFrom!.Value.Sequence);
        Assert.Equal("because", Assert.Single(outcome.Failures).Reason);
    }

    [Fact]
    public async Task RowRefusedForGoodIsADeadLetterWithTheSinksReason()
    {
        var sink = new CollectingSink(_ => CollectingSink.Failed(FailureKind.Permanent, 1));

        var outcome = await RunAsync(sink, "{\"red\":1}", "{\"red\":2}");

        Assert.Null(outcome.RetryFrom);
        var letter = Assert.Single(sink.Letters);
        Assert.Equal(("because", "{\"red\":2}"), (letter.Reason, Encoding.UTF8.GetString(letter.Raw.Span)));
    }

    [Fact]
    public void LongerSequenceNumberIsTheLarger()
    {
        var nine = new Position("shard", "9");

        Assert.True(nine < new Position("shard", "10"));
        Assert.True(new Position("shard", "11") > new Position("shard", "10"));
        Assert.True(new Position("other", "99") < nine);
    }

    static ValueTask<IngestOutcome> RunAsync(IBatchSink sink, params string[] payloads)
    {
        var records = payloads.Select((payload, i) => new RawRecord(
            new Position("shard", $"{i}"), new Timestamp(1), Encoding.UTF8.GetBytes(payload))).ToArray();
        return new IngestPipeline(Some.Recognizer, "stream", declared: null, [sink]).ProcessAsync(records, CancellationToken.None);
    }
}
