using System.IO.Compression;
using CloudAnalytics.Cli.Tests.Samples;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Cli.Tests.Truth;

/// <summary>The sample's files as the product's parsers read them.</summary>
static class SampleBatches
{
    // Rows point into the blocks, which must live as long.
    static readonly List<InputBlock> s_blocks = [];

    public static List<RecordBatch> Read(SampleFixture sample)
    {
        var batches = new List<RecordBatch>();
        foreach (var file in sample.Truth.Files)
        {
            var format = LogFormats.Find(file.Format)!;
            var encoding = file.Path.Contains(".ndjson", StringComparison.Ordinal) ? LogEncoding.Json : LogEncoding.LogFile;
            var parser = format.CreateParser(encoding, new ParserContext(file.Path)
            {
                SourceId = (ulong)batches.Count,
                Arrived = Timestamp.From(sample.Truth.All.To),
                KeepRaw = false,
            });
            var block = InputBlock.CopyOf(Bytes(Path.Combine(sample.Folder, file.Path)));
            s_blocks.Add(block);
            var report = new ParseReport();
            for (var at = 0; at < block.Capacity;)
            {
                var input = new ParseInput(block, at, block.Capacity - at, at, true);
                var batch = new RecordBatch((parser as IMixedLogParser)?.FormatAt(input).Schema ?? format.Schema, 512);
                batches.Add(batch);
                var used = parser.Parse(input, batch, report);
                Assert.True(used > 0 || batch.RowCount > 0, $"{file.Path}: nothing is read at {at}");
                at += used;
            }
        }

        return batches;
    }

    static byte[] Bytes(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
            return File.ReadAllBytes(path);
        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }
}
