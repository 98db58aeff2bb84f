using System.IO.Compression;
using System.Text;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Pipeline.Tests.Framing;

/// <summary>What the pipeline makes of packed records, and where their rows and dead letters say they stood.</summary>
public sealed class FramedRecordTests
{
    const string Envelope = """
        {"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s","subscriptionFilters":["f"],
        "logEvents":[{"id":"1","timestamp":1,"message":"{\"red\":1}"},{"id":"2","timestamp":2,"message":"{\"red\":2}\n"}]}
        """;

    static readonly Dictionary<string, (byte[] Record, string[] Rows, string[] Letters)> s_cases = new()
    {
        ["plain"] = (Utf8("{\"red\":1}"), ["red red=1"], []),
        ["several lines"] = (Utf8("{\"red\":1}\n{\"blue\":2}\n\n{\"red\":3}\n"), ["blue blue=2", "red red=1", "red red=3"], []),
        ["gzip"] = (Gzip(Utf8("{\"red\":1}\n{\"red\":2}")), ["red red=1", "red red=2"], []),
        ["gzip of nothing"] = (Gzip([]), [], []),
        ["two gzip members"] = ([.. Gzip(Utf8("{\"red\":1}\n")), .. Gzip(Utf8("{\"red\":2}"))], ["red red=1", "red red=2"], []),
        ["gzip that is cut off"] = (Gzip(Utf8("{\"red\":1}{\"red\":2222222}"))[..^9], [], ["0: its gzip compression is cut off"]),
        ["gzip that is broken"] = ([.. Gzip(Utf8("{\"red\":1}"))[..10], 0xFF, .. Gzip(Utf8("{\"red\":1}"))[11..]], [],
            ["0: its gzip compression is broken"]),
        ["gzip of gzip is no text"] = (Gzip(Gzip(Utf8("{\"red\":1}"))), [], ["0: it is not text"]),
        ["bomb"] = (Gzip(new byte[40 * 1024 * 1024]), [], ["0: it unpacks to more than 33554432 bytes"]),
        ["zstd"] = ([0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3], [],
            ["0: it is compressed with zstd, which this runtime cannot unpack; compress with gzip"]),
        ["aggregate"] = (KplWriter.Aggregate("{\"red\":1}", "{\"blue\":2}"), ["blue blue=2", "red red=1"], []),
        ["aggregate of the same lines twice"] = (KplWriter.Aggregate("{\"red\":1}", "{\"red\":1}"), ["red red=1", "red red=1"], []),
        ["aggregate of gzip and rubbish"] = (KplWriter.Seal([.. KplWriter.Field(1, "k"u8),
            .. KplWriter.Field(3, KplWriter.Record(0, Gzip(Utf8("{\"red\":1}")))), .. KplWriter.Field(3, KplWriter.Record(0, "rubbish"u8)),
            .. KplWriter.Field(3, KplWriter.Record(7, "{\"red\":3}"u8)), .. KplWriter.Field(3, KplWriter.Record(0, "{\"red\":4}"u8))]),
            ["red red=1", "red red=4"],
            ["1: no format has its header (rubbish); known formats: red, blue",
                "2: its aggregated record names a partition key that is not there"]),
        ["empty aggregate"] = (KplWriter.Seal([.. KplWriter.Field(1, "k"u8)]), [], []),
        ["subscription"] = (Gzip(Utf8(Envelope)), ["red red=1", "red red=2"], []),
        ["subscription, not packed"] = (Utf8(Envelope), ["red red=1", "red red=2"], []),
        ["control message"] = (Gzip(Utf8(Envelope.Replace("DATA_", "CONTROL_", StringComparison.Ordinal))), [], []),
        ["subscription that is no JSON"] = (Utf8(Envelope[..^2]), [],
            ["0: it is a subscription message of CloudWatch Logs that is no JSON"]),
        ["no text"] = ([1, 2, 3, 4, 5], [], ["0: it is not text"]),
    };

    public static TheoryData<string> Names() => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RecordBecomesRowsAndDeadLetters(string name)
    {
        var (record, rows, letters) = s_cases[name];
        var sink = new CollectingSink();
        var again = new CollectingSink();

        var outcome = await RunAsync(sink, record, isBase64: false);
        await RunAsync(again, record, isBase64: true);

        Assert.Equal(rows, sink.Rows.Order(StringComparer.Ordinal));
        Assert.Equal(letters, sink.Letters.Select(letter => $"{letter.Place!.SubSequence}: {letter.Reason}"));
        Assert.Equal(rows.Length, sink.Ids.Distinct().Count());
        Assert.Null(outcome.RetryFrom);
        Assert.Equal((rows.Length, letters.Length), (outcome.Lines.Rows, outcome.Lines.Malformed));
        Assert.Equal(sink.Ids, again.Ids);
        Assert.Equal(sink.Letters.Select(letter => letter.Place), again.Letters.Select(letter => letter.Place));
    }

    [Fact]
    public async Task LetterHoldsTheWholeRecordAndItsPlace()
    {
        var sink = new CollectingSink();
        var record = Gzip(Utf8(new string('x', 1000)))[..^8];

        await RunAsync(sink, record, isBase64: true);

        var letter = Assert.Single(sink.Letters);
        Assert.Equal(record, letter.Raw.ToArray());
        Assert.Equal(("stream", "shard", "7", 0, 5L), (letter.Place!.Stream, letter.Place.Shard, letter.Place.Sequence,
            letter.Place.SubSequence, letter.Place.Arrived));
    }

    [Fact]
    public async Task WhatIsNotBase64IsADeadLetter()
    {
        var sink = new CollectingSink();
        RawRecord[] records = [new(new Position("shard", "7"), new Timestamp(5), Utf8("not base64!"), IsBase64: true)];

        await new IngestPipeline(Some.Recognizer, "stream", declared: null, [sink]).ProcessAsync(records, CancellationToken.None);

        var letter = Assert.Single(sink.Letters);
        Assert.Equal(("its data is not base64", "not base64!"), (letter.Reason, Encoding.UTF8.GetString(letter.Raw.Span)));
    }

    static ValueTask<IngestOutcome> RunAsync(CollectingSink sink, byte[] payload, bool isBase64)
    {
        var text = isBase64 ? Encoding.ASCII.GetBytes(Convert.ToBase64String(payload)) : payload;
        RawRecord[] records = [new(new Position("shard", "7"), new Timestamp(5), text, isBase64)];
        return new IngestPipeline(Some.Recognizer, "stream", declared: null, [sink]).ProcessAsync(records, CancellationToken.None);
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
