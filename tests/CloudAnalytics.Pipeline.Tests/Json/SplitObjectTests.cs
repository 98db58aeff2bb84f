using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Unix;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Pipeline.Tests.Json;

/// <summary>
/// A line that amavis splits, its pieces JSON objects among those of other programs: joined within a file, a delivery and a record; in
/// records of their own, which may never meet, they stay what they are, and say so.
/// </summary>
public sealed class SplitObjectTests
{
    const string Begin = """{"time":"2026-03-01T10:00:00Z","host":"mx1","ident":"amavis","pid":"1","message":"(1-1) Passed CLEAN {Relayed}, <a@b.example> -> <c@d.example>, Queue-ID: 4F..."}""";
    const string Middle = """{"time":"2026-03-01T10:00:01Z","host":"mx1","ident":"postfix/qmgr","pid":"2","message":"4F0A12345: removed"}""";
    const string End = """{"time":"2026-03-01T10:00:02Z","host":"mx1","ident":"amavis","pid":"1","message":"(1-1) ...0A12345, Hits: 1.5"}""";
    const string Joined = "amavis 4F0A12345 ";
    const string Cut = "amavis  cut";
    const string Rest = "amavis  message: (1-1) ...0A12345, Hits: 1.5";
    const string Other = "postfix 4F0A12345 ";

    static readonly FormatRecognizer s_recognizer = new([.. LogFormats.All]);

    /// <summary>Objects, and their rows.</summary>
    public static TheoryData<string[], string[]> Streams => new()
    {
        { [Begin, End], [Joined] },
        { [Begin, Middle, End], [Joined, Other] },
        { [Middle, Begin, Middle, End, Middle], [Joined, Other, Other, Other] },
        { [Begin], [Cut] },
        { [Begin, Middle], [Cut, Other] },
        { [Middle, Begin], [Cut, Other] },
        { [Begin, Middle, Begin, Middle, End], [Joined, Cut, Other, Other] },
        { [End, Begin], [Cut, Rest] },
        { [Begin, Middle, "junk"], [Cut, Other] },
        { [Begin, Middle, "{\"what\":1}"], [Cut, Other] },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void InAFileHoweverItIsReadPiecesAreJoined(string[] objects, string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', objects) + "\n");
        foreach (var pieceBytes in (int[])[1, 7, 100, 300, int.MaxValue / 2])
        {
            foreach (var batchRows in (int[])[1, 2, 64])
            {
                Assert.Equal(Sorted(expected), Sorted(Read(bytes, pieceBytes, batchRows, isFinal: true)));
                Assert.Equal(Sorted(expected), Sorted(Read(bytes, pieceBytes, batchRows, isFinal: false)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task InARecordOfAStreamPiecesAreJoined(string[] objects, string[] expected)
    {
        var sink = await RunAsync(string.Join('\n', objects));
        Assert.Equal(expected.Order(StringComparer.Ordinal), sink.Rows.Order(StringComparer.Ordinal));
        Assert.Equal(sink.Ids, (await RunAsync(string.Join('\n', objects))).Ids);
    }

    [Fact]
    public async Task APieceWhoseRestDoesNotComeIsARowAlsoWhereTheLastObjectsFillABatch()
    {
        var sink = await RunAsync(string.Join('\n', (string[])[Begin, .. Enumerable.Repeat(Middle, Core.Limits.BatchRowsMax)]));
        Assert.Single(sink.Rows, Cut);
        Assert.Equal(Core.Limits.BatchRowsMax + 1, sink.Rows.Count);
    }

    [Fact]
    public async Task InRecordsOfTheirOwnPiecesStayWhatTheyAreAndAreTheSameWhicheverRecordsComeWithThem()
    {
        var together = await RunAsync(Begin, Middle, End);
        Assert.Equal([Cut, Rest, Other], together.Rows.Order(StringComparer.Ordinal));

        var again = await RunAsync("", "", End);
        Assert.Equal([Rest], again.Rows);
        Assert.Contains(Assert.Single(again.Ids), together.Ids);
    }

    [Fact]
    public async Task LinesInRecordsOfTheirOwnStayWhatTheyAreToo()
    {
        var rows = await RunAsync(
            "2026-03-01T10:00:00.000000+00:00 mx1 amavis[1]: (1-1) Passed CLEAN {Relayed}, <a@b.example> -> <c@d.example>, Queue-ID: 4F...\n",
            "2026-03-01T10:00:02.000000+00:00 mx1 amavis[1]: (1-1) ...0A12345, Hits: 1.5\n");
        Assert.Equal([Cut, Rest], rows.Rows.Order(StringComparer.Ordinal));
    }

    static IEnumerable<string> Sorted(IEnumerable<string> rows) => rows.Order(StringComparer.Ordinal);

    // The follower's way: a parser for every few bytes takes up what the one before has kept; at the end, what is open is given up.
    static List<string> Read(byte[] bytes, int pieceBytes, int batchRows, bool isFinal)
    {
        var rows = new List<string>();
        var batches = new BatchSet(batchRows, derives: false);
        var report = new PipelineReport();
        var format = s_recognizer.Find("amavis")!;
        ReadOnlyMemory<byte> state = default;
        SourceParser? parser = null;
        for (int at = 0, offered = Math.Min(bytes.Length, pieceBytes); at < bytes.Length;)
        {
            parser = new SourceParser(s_recognizer, format, LogEncoding.Json, false, new ParserContext("a.json") { Arrived = s_arrived });
            parser.RestoreState(state.Span);
            var block = InputBlock.CopyOf(bytes.AsSpan(at, offered - at));
            var used = parser.Parse(new ParseInput(block, 0, offered - at, at, isFinal && offered == bytes.Length), batches, report);
            state = parser.SaveState();
            var isFull = Take(batches, rows);
            GC.KeepAlive(block);
            at += used;
            offered = isFull ? offered : Math.Min(bytes.Length, offered + pieceBytes);
        }

        while (parser!.HasOpen)
        {
            parser.Parse(new ParseInput(new InputBlock(0), 0, 0, bytes.Length, false, IsIdle: true), batches, report);
            Take(batches, rows);
        }

        return rows;
    }

    static readonly Timestamp s_arrived = new(1_772_400_000_000_000);

    static bool Take(BatchSet batches, List<string> rows)
    {
        var isFull = batches.Full is not null;
        foreach (var batch in batches.Filled.ToList())
        {
            rows.AddRange(Enumerable.Range(0, batch.RowCount).Select(row => Describe(batch, row)));
            batches.Written(batch);
        }

        return isFull;
    }

    static async Task<Sink> RunAsync(params string[] payloads)
    {
        var sink = new Sink();
        var records = payloads.Select((payload, i) => new RawRecord(
            new Position("shard", $"{i}"), s_arrived, Encoding.UTF8.GetBytes(payload))).ToArray();
        await new IngestPipeline(s_recognizer, "stream", declared: null, [sink], derives: false)
            .ProcessAsync(records, CancellationToken.None);
        return sink;
    }

    static string Describe(RecordBatch batch, int row)
    {
        var reader = new RowReader(batch, row);
        var cut = reader.Count(CommonFields.Attributes) > 0 ? Encoding.UTF8.GetString(reader.KeyAt(CommonFields.Attributes, 0))[3..] : "";
        var message = Encoding.UTF8.GetString(reader.Get(UnixFields.Message));
        return $"{batch.Schema.Name} {Encoding.UTF8.GetString(reader.Get(UnixFields.QueueId))} {cut}{(message.Length > 0 ? $"message: {message}" : "")}";
    }

    sealed class Sink : IBatchSink
    {
        internal List<string> Rows { get; } = [];

        internal List<string> Ids { get; } = [];

        public string Name => "rows";

        public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                Rows.Add(Describe(batch, i));
                Ids.Add(Encoding.UTF8.GetString(new RowReader(batch, i).Get(CommonFields.Id)));
            }

            return ValueTask.FromResult<WriteResult>(WriteResult.Written.Instance);
        }

        public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
            ValueTask.FromResult<WriteResult>(WriteResult.Written.Instance);
    }
}
