using System.IO.Compression;
using System.Text;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Formats;
using CloudAnalytics.Functions.Archive;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline.Recognition;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;

namespace CloudAnalytics.Functions.Tests.Streams;

/// <summary>The same bytes give the same rows on the single machine and in the archive function.</summary>
/// <remarks>
/// A record alone says less than a file: one without its format's decisive keys, such as an agent makes of a line that is cut off, is a
/// dead letter in a stream of any format, and a row in a file of its format, or in a stream whose format is declared.
/// </remarks>
public sealed class SameRowsTests
{
    // What says where and when a row was delivered, not what it is; and a time that stands for a missing one is that of the delivery.
    const string Columns = "COLUMNS(c -> c NOT IN ('id', 'row_id', 'arrived', 'source_file', 'time')), "
        + "CASE WHEN time_source IS NULL THEN time END AS time";

    [SamplesFact]
    public Task RealLogsGiveTheSameRows() => CompareAsync(
        [.. Directory.EnumerateFiles(RepositoryRoot.Sample("exchange", "raw")),
            .. Directory.EnumerateFiles(RepositoryRoot.Sample("exchange", "kinesis-agent-json"))], isDeclared: false);

    [Fact]
    public async Task SampleLogsGiveTheSameRows()
    {
        using var folder = RepositoryRoot.Temporary();
        SampleGenerator.Write(
            new SampleOptions { Directory = folder.Combine("sample"), Records = 20_000, Seed = 1, End = Some.Arrived }, null, default);

        await CompareAsync([.. Directory.EnumerateDirectories(folder.Combine("sample"))
            .SelectMany(server => Directory.EnumerateFiles(server, "*", SearchOption.AllDirectories))], isDeclared: true);
    }

    static async Task CompareAsync(string[] files, bool isDeclared)
    {
        using var folder = RepositoryRoot.Temporary();
        var machine = folder.Combine("machine");
        using (var lake = LakeWriter.Open(machine, "test", TimeProvider.System))
        {
            var summary = await new FileIngest(lake, ServerConfiguration.Default, TimeProvider.System).RunAsync(files, null, default);
            Assert.Null(summary.Failure);
        }

        var cloud = folder.Combine("cloud");
        var next = 0;
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var variables = Some.Variables("archive");
            variables["CLOUDANALYTICS_STREAM_FORMAT"] = isDeclared ? FormatOf(file) : null;
            var host = new FunctionHost(
                FunctionSettings.Read(variables.GetValueOrDefault), TimeProvider.System, new FunctionLog(() => Stream.Null));
            var function = new ArchiveFunction(host, new DirectoryStore(cloud));
            var records = Records(file).Select(data => new ShardRecord(
                KinesisEventText.Sequence(next++), data, TimeProvider.System.GetUtcNow())).ToList();
            var answer = await function.InvokeAsync(KinesisEventText.Write(records), Some.Invocation(), default);
            Assert.Equal("{\"batchItemFailures\":[]}", Encoding.UTF8.GetString(answer.Span));
        }

        var formats = FormatsOf(machine);
        Assert.NotEmpty(formats);
        Assert.Equal(formats, FormatsOf(cloud));
        foreach (var format in formats)
            AssertSame(format, $"{machine}/raw/{format}/*/*.parquet", $"{cloud}/raw/{format}/*/*.parquet");
    }

    static void AssertSame(string format, string machine, string cloud)
    {
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        connection.Execute($"CREATE TABLE machine AS SELECT {Columns} FROM read_parquet('{machine}')");
        connection.Execute($"CREATE TABLE cloud AS SELECT {Columns} FROM read_parquet('{cloud}')");
        foreach (var (left, right) in (ReadOnlySpan<(string, string)>)[("machine", "cloud"), ("cloud", "machine")])
        {
            using var result = connection.Query($"SELECT * FROM (FROM {left} EXCEPT ALL FROM {right}) LIMIT 1");
            var isSame = !result.NextChunk() || result.RowCount == 0;
            var row = isSame ? "" : string.Join(", ", result.ColumnNames.Select((name, i) => $"{name}={result.Column(i).GetString(0)}"));
            Assert.True(isSame, $"{format}: a row of {left} is not in {right}: {row}");
        }
    }

    static string? FormatOf(string file) =>
        new FormatRecognizer(LogFormats.All).Recognize(Unpacked(file), isWhole: true).Format?.Name;

    static byte[] Unpacked(string file)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
            return File.ReadAllBytes(file);
        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    // Agents send a line as a record; a whole log file comes packed.
    static IEnumerable<byte[]> Records(string file)
    {
        if (file.EndsWith(".ndjson", StringComparison.Ordinal))
            return File.ReadLines(file).Select(Encoding.UTF8.GetBytes);
        if (file.EndsWith(".gz", StringComparison.Ordinal))
            return [File.ReadAllBytes(file)];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(File.ReadAllBytes(file));
        return [packed.ToArray()];
    }

    static List<string> FormatsOf(string lake) =>
        [.. Directory.EnumerateDirectories(Path.Combine(lake, "raw")).Select(path => Path.GetFileName(path))
            .Where(name => name != "ingestion").Order(StringComparer.Ordinal)];
}
