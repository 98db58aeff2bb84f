using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Aws.Kinesis;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Pipeline.Recognition;

namespace CloudAnalytics.Benchmarks;

/// <summary>
/// An event of Kinesis with 2,500 message tracking records to bulk bodies, beside plain Python functions, and to Parquet, beside DuckDB's
/// own reader of the same records; one thread each.
/// </summary>
static class LambdaCase
{
    const int Records = 2500;

    internal static int Run(string[] args)
    {
        var count = (int)Rounds.Option(args, "--rounds", 15);
        var folder = Directory.CreateTempSubdirectory("cloudanalytics-bench").FullName;
        try
        {
            var lines = Lines(folder);
            var json = Event(lines.Take(Records));
            var rounds = new Rounds(count);
            Console.WriteLine(FormattableString.Invariant($"{Records} records, event of {json.Length:N0} bytes"));
            Bodies(rounds, json, folder, count);
            Parquet(rounds, json, folder);
            var full = FunctionStart.RecordsOfFullEvent(Records, json.Length);
            FunctionStart.Measure(rounds, Event(lines.Take(full)), Event(lines.Take(1)), count);
            rounds.Save("lambda",
                FormattableString.Invariant($"An event of Kinesis: {Records} message tracking records, {json.Length:N0} bytes"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Bodies(Rounds rounds, byte[] json, string folder, int count)
    {
        var sink = new BulkBodySink();
        var read = new KinesisEvent();
        IngestPipeline? pipeline = null;
        void Ours()
        {
            read.Read(json);
            pipeline ??= Pipeline(read.Stream, sink);
            var outcome = pipeline.ProcessAsync(read.Records, CancellationToken.None);
            if (!outcome.IsCompletedSuccessfully || outcome.GetAwaiter().GetResult() is not { RetryFrom: null, Lines.Parsed: Records })
                throw new InvalidOperationException("the records were not all taken");
        }

        for (var i = 0; i < 200; i++)
            Ours();
        Console.WriteLine(FormattableString.Invariant($"bulk bodies: {sink.Bytes:N0} bytes"));
        rounds.Compare("event to bulk bodies / a bare walk with Utf8JsonReader", 0, json.Length, Ours, () => Walk(json));
        rounds.Compare("reading the event alone / the same walk", 0, json.Length, () => read.Read(json), () => Walk(json));
        foreach (var (module, seconds) in Python(json, folder, count))
            rounds.Add($"event to bulk bodies / Python with {module}", module.StartsWith("orjson", StringComparison.Ordinal) ? 8 : 15,
                json.Length, Ours, seconds);
    }

    static void Parquet(Rounds rounds, byte[] json, string folder)
    {
        foreach (var keepRaw in (bool[])[true, false])
        {
            var sink = new ArchiveSink(new MemoryStore(), folder, keepRaw);
            var read = new KinesisEvent();
            IngestPipeline? pipeline = null;
            void Ours()
            {
                read.Read(json);
                pipeline ??= Pipeline(read.Stream, sink);
                var outcome = pipeline.ProcessAsync(read.Records, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                if (outcome is not { RetryFrom: null, Lines.Parsed: Records })
                    throw new InvalidOperationException("the records were not all taken");
            }

            using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "1" });
            using var connection = database.Connect();
            var source = Path.Combine(folder, "records.ndjson");
            var header = IntakeCase.Header(Path.Combine(folder, "MSGTRK.LOG"));
            var columns = string.Join(", ", header.Select(name => $"'{name}': 'VARCHAR'"));
            for (var i = 0; i < 100; i++)
                Ours();
            var theirs = Path.Combine(folder, "theirs.parquet");
            var copy = $"COPY (SELECT * FROM read_json('{source}', format = 'newline_delimited', columns = {{{columns}}})) "
                + $"TO '{theirs}' (FORMAT parquet, COMPRESSION zstd)";
            rounds.Compare($"event to Parquet, with{(keepRaw ? "" : "out")} raw / COPY of read_json", 0.7, json.Length, Ours,
                () => connection.Execute(copy));
        }
    }

    static IngestPipeline Pipeline(string stream, IBatchSink sink) =>
        new(new FormatRecognizer(LogFormats.All), stream, null, [sink], Core.Limits.EventInputBytes);

    static long Walk(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        var tokens = 0L;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    static IEnumerable<(string Module, double Seconds)> Python(byte[] json, string folder, int rounds)
    {
        var path = Path.Combine(folder, "event.json");
        File.WriteAllBytes(path, json);
        var script = Path.Combine(AppContext.BaseDirectory, "lambda.py");
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", [script, path, rounds.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("python3 is not installed: the comparison with it is left out");
        }

        if (process is null)
            yield break;
        using (process)
        {
            var hasOrjson = false;
            while (process.StandardOutput.ReadLine() is { } line)
            {
                var parts = line.Split('\t');
                hasOrjson |= parts[0].StartsWith("orjson", StringComparison.Ordinal);
                yield return (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture));
            }

            if (!hasOrjson)
                Console.WriteLine("Python's orjson is not installed: the comparison with it is left out");
        }
    }

    static List<byte[]> Lines(string folder)
    {
        var ndjson = Path.Combine(folder, "all.ndjson");
        IntakeCase.Prepare(folder, 20_000, Path.Combine(folder, "MSGTRK.LOG"), ndjson);
        var lines = File.ReadLines(ndjson).Select(Encoding.UTF8.GetBytes).Take(Records * 2).ToList();
        File.WriteAllLines(Path.Combine(folder, "records.ndjson"), lines.Take(Records).Select(Encoding.UTF8.GetString));
        return lines;
    }

    static byte[] Event(IEnumerable<byte[]> lines) => KinesisEventText.Write(
        lines.Select((line, i) => new ShardRecord(KinesisEventText.Sequence(i), line, DateTimeOffset.UnixEpoch.AddYears(80))));
}
