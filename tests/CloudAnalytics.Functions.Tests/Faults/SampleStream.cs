using System.IO.Compression;
using System.Text;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Formats;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;
using CloudAnalytics.Pipeline.Tests.Framing;

namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>
/// A stream with records of all formats, single and aggregated, packed and not, poison among them; and what must become of them, which is
/// found by parsing each record's own bytes as the single machine parses a delivery, one by one, without event, base64, packing or batch.
/// </summary>
sealed class SampleStream
{
    // A record of which nothing can be made, as it is delivered or inside of an aggregated one.
    static readonly Func<Random, byte[]>[] s_poison =
    [
        random => Encoding.UTF8.GetBytes($"no line of any log, number {random.Next()}"),
        random => [0x28, 0xB5, 0x2F, 0xFD, .. Some(random)],
        random => [0x1F, 0x8B, 8, .. Some(random)],
        random => Encoding.UTF8.GetBytes($$"""{"unheard-of":"{{random.Next()}}"}"""),
    ];

    readonly FormatRecognizer _recognizer = new(LogFormats.All);
    readonly BatchSet _batches = new();
    readonly PipelineReport _report = new();
    readonly Random _random;

    SampleStream(Random random, KinesisStream stream) => (_random, Stream) = (random, stream);

    public KinesisStream Stream { get; }

    /// <summary>Ids of the rows that must be, by format.</summary>
    public Dictionary<string, string> Rows { get; } = new(StringComparer.Ordinal);

    /// <summary>Places of the records that must be dead letters: shard, sequence number, place in the aggregated record.</summary>
    public HashSet<string> Poison { get; } = new(StringComparer.Ordinal);

    /// <summary>Records before they are put together.</summary>
    public int Records { get; private set; }

    /// <summary>Fills a stream.</summary>
    /// <param name="seed">Decides about everything.</param>
    /// <param name="records">How many records, at least.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="time">Its clock, which moves on.</param>
    public static SampleStream Fill(int seed, int records, KinesisStream stream, VirtualTime time)
    {
        var sample = new SampleStream(new Random(seed), stream);
        var logs = sample.Read(seed, records);
        for (var next = 0; next < records && next < logs.Count - 40;)
        {
            var count = sample._random.Next(3) == 0 ? sample._random.Next(2, 40) : 1;
            sample.Put(Enumerable.Range(next, count).Select(i => logs[i]).ToList());
            next += count;
            time.Advance(TimeSpan.FromMilliseconds(sample._random.Next(20)));
        }

        return sample;
    }

    static byte[] Some(Random random)
    {
        var bytes = new byte[random.Next(20, 60)];
        random.NextBytes(bytes);
        return bytes;
    }

    // A record is a log's header and one of its lines, so that every format is told from the record alone.
    List<byte[]> Read(int seed, int records)
    {
        using var folder = RepositoryRoot.Temporary();
        SampleGenerator.Write(new SampleOptions
        {
            Directory = folder.Combine("sample"),
            Records = Math.Max(SampleOptions.RecordsMin, records * 3 / 2),
            Seed = (ulong)seed,
            End = CloudAnalytics.Functions.Tests.Some.Arrived,
        }, null, default);
        var logs = new List<byte[]>();
        var files = Directory.EnumerateFiles(folder.Combine("sample"), "*", SearchOption.AllDirectories);
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            // Unix logs hold several formats each, and packed files; SameRowsTests sends them.
            if (file.EndsWith(SampleGenerator.TruthFile, StringComparison.Ordinal) || file.Contains("/unix/", StringComparison.Ordinal))
                continue;
            var lines = File.ReadAllLines(file);
            var isJson = lines.Length > 0 && lines[0].StartsWith('{');
            var body = isJson ? 0 : Array.FindIndex(lines, 1, line => !line.StartsWith('#'));
            var header = string.Concat(lines.Take(Math.Max(body, 0)).Select(line => line + "\r\n"));
            logs.AddRange(lines.Skip(Math.Max(body, 0)).Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => Encoding.UTF8.GetBytes(header + line + "\r\n")));
        }

        var mixed = logs.ToArray();
        _random.Shuffle(mixed);
        var known = new HashSet<string>(StringComparer.Ordinal);
        return [.. mixed.Where(log => IsNew(log, known))];
    }

    void Put(List<byte[]> logs)
    {
        var parts = logs.Select(log => _random.Next(200) == 0
            ? (Bytes: Pick(s_poison)(_random), IsPoison: true) : (Bytes: log, IsPoison: false)).ToList();
        Records += parts.Count;
        var packed = parts.Select(part => part.IsPoison || _random.Next(4) > 0 ? part.Bytes : Gzip(part.Bytes)).ToList();
        var inner = packed.SelectMany(bytes => KplWriter.Field(3, KplWriter.Record(0, bytes)));
        var data = parts.Count == 1 ? packed[0] : KplWriter.Seal([.. KplWriter.Field(1, "key"u8), .. inner]);
        var (shard, record) = Stream.Put($"host{_random.Next(40)}", data);
        for (var sub = 0; sub < parts.Count; sub++)
        {
            if (parts[sub].IsPoison || !Note(parts[sub].Bytes, shard, record, sub))
                Poison.Add($"{shard} {record.Sequence} {sub}");
        }
    }

    // The generator plants broken lines too: what the single machine refuses is poison here.
    bool Note(byte[] bytes, string shard, ShardRecord record, int sub)
    {
        var rows = Parse(bytes, shard, record, sub, out var isWhole);
        foreach (var (id, format) in rows)
            Rows.Add(id, format);
        return isWhole;
    }

    List<(string Id, string Format)> Parse(byte[] bytes, string shard, ShardRecord record, int sub, out bool isWhole)
    {
        var rows = new List<(string, string)>();
        var what = _recognizer.Recognize(bytes, isWhole: true);
        isWhole = what.Verdict == Verdict.Known;
        if (!isWhole)
            return rows;
        var (high, low) = RecordIdentity.Of(KinesisEventText.Stream, new Position(shard, record.Sequence), sub);
        var context = new ParserContext(KinesisEventText.Stream)
        {
            SourceId = high,
            SourceLow = low,
            Arrived = Timestamp.From(record.Arrived),
            AssumeHeader = true,
        };
        _batches.Clear();
        _report.Clear();
        var parser = new SourceParser(_recognizer, what.Format!, what.Encoding, isDeclared: false, context);
        var input = new ParseInput(InputBlock.CopyOf(bytes), 0, bytes.Length, 0, IsFinal: true);
        Assert.Equal(bytes.Length, parser.Parse(input, _batches, _report));
        foreach (var batch in _batches.Filled)
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add((Encoding.UTF8.GetString(new RowReader(batch, row).Get(CommonFields.Id)), batch.Schema.Name));
        isWhole = _report.DeadLetters.Count == 0;
        return rows;
    }

    // Lines with the same natural key are the same event, which the logs of two servers may hold: here each record shall be a row.
    bool IsNew(byte[] log, HashSet<string> known)
    {
        var nowhere = new ShardRecord(KinesisEventText.Sequence(known.Count), log, DateTimeOffset.UnixEpoch);
        return Parse(log, "nowhere", nowhere, known.Count, out _).TrueForAll(row => known.Add(row.Id));
    }

    T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
