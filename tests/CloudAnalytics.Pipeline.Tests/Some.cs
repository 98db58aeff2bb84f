using System.Collections.Immutable;
using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Pipeline.Tests;

static class Some
{
    public static readonly PairFormat Red = new("red");
    public static readonly PairFormat Blue = new("blue");

    public static FormatRecognizer Recognizer => new([Red, Blue]);

    public static ParserContext Context => new("some.log") { SourceId = 7, Arrived = new Timestamp(1) };

    /// <summary>Parses a source that is offered in pieces and saved and restored between any two of them; rows as text, in order.</summary>
    public static List<string> Rows(string text, int pieceBytes, bool isDeclared, PipelineReport report, int batchRows = 3)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var rows = new List<string>();
        var batches = new BatchSet(batchRows);
        var format = isDeclared ? Red : Recognizer.Recognize(bytes, isWhole: true).Format!;
        var encoding = FormatRecognizer.BeginsJson(bytes) ? LogEncoding.Json : LogEncoding.LogFile;
        ReadOnlyMemory<byte> state = default;
        var at = 0;
        var offered = Math.Min(bytes.Length, pieceBytes);
        while (at < bytes.Length)
        {
            var parser = new SourceParser(Recognizer, format, encoding, isDeclared, Context);
            parser.RestoreState(state.Span);
            var block = InputBlock.CopyOf(bytes.AsSpan(at, offered - at));
            var used = parser.Parse(new ParseInput(block, 0, offered - at, at, offered == bytes.Length), batches, report);
            state = parser.SaveState();
            var isFull = batches.Full is not null;
            foreach (var batch in batches.Filled.ToList())
            {
                rows.AddRange(Enumerable.Range(0, batch.RowCount).Select(row => PairFormat.Describe(batch, row)));
                batches.Written(batch);
            }

            GC.KeepAlive(block);
            at += used;
            Assert.True(used > 0 || isFull || offered < bytes.Length, $"nothing of the final {bytes.Length - at} bytes was taken");
            if (!isFull)
                offered = Math.Min(bytes.Length, offered + pieceBytes);
        }

        return rows;
    }
}

/// <summary>Collects what it is given, or refuses as told.</summary>
sealed class CollectingSink(Func<RecordBatch, WriteResult>? answer = null) : IBatchSink
{
    public List<string> Rows { get; } = [];

    public List<string> Ids { get; } = [];

    public List<DeadLetter> Letters { get; } = [];

    public string Name => "collecting";

    public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var result = answer?.Invoke(batch) ?? WriteResult.Written.Instance;
        if (result is WriteResult.Written)
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                Rows.Add(PairFormat.Describe(batch, i));
                Ids.Add(Encoding.UTF8.GetString(new RowReader(batch, i).Get(CommonFields.Id)));
            }
        }

        return ValueTask.FromResult(result);
    }

    public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        Letters.AddRange(letters);
        return ValueTask.FromResult<WriteResult>(WriteResult.Written.Instance);
    }

    public static WriteResult Failed(FailureKind kind, params ImmutableArray<int> rows) => new WriteResult.Failed(kind, "because", rows);
}
