using System.Globalization;
using System.Text;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Parquet;

namespace CloudAnalytics.Benchmarks;

/// <summary>Message tracking logs to batches and to Parquet, beside DuckDB's readers over the same bytes, one thread each.</summary>
static class IntakeCase
{
    // The goals are for at least so many.
    const long RowsMin = 500_000;

    static readonly MessageTrackingFormat s_format = new();

    internal static int Run(string[] args)
    {
        var records = Rounds.Option(args, "--records", 1_350_000);
        var rounds = new Rounds((int)Rounds.Option(args, "--rounds", 7));
        var folder = Directory.CreateTempSubdirectory("cloudanalytics-bench").FullName;
        try
        {
            var csv = Path.Combine(folder, "MSGTRK.LOG");
            var json = Path.Combine(folder, "MSGTRK.ndjson");
            var rows = Prepare(folder, records, csv, json);
            Console.WriteLine($"{rows:N0} message tracking rows, {new FileInfo(csv).Length:N0} bytes of CSV, {new FileInfo(json).Length:N0} bytes of JSON");
            if (rows < RowsMin)
            {
                Console.Error.WriteLine(
                    $"{records:N0} records of a sample hold only {rows:N0} message tracking rows; "
                    + $"fewer than {RowsMin:N0} are not measured: ask for more with --records.");
                return 1;
            }

            Measure(rounds, folder, csv, json);
            rounds.Save("intake", FormattableString.Invariant($"Intake of {rows:N0} message tracking rows of a sample, one thread"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Measure(Rounds rounds, string folder, string csv, string json)
    {
        using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "1" });
        using var connection = database.Connect();
        var header = Header(csv);
        var readCsv = $"read_csv('{csv}', header = false, skip = 5, columns = {{{string.Join(", ", header.Select(name => $"'{name}': 'VARCHAR'"))}}}, delim = ',', quote = '\"', escape = '\"', auto_detect = false)";
        var readJson = $"read_json('{json}', format = 'newline_delimited', columns = {{{string.Join(", ", header.Select(name => $"'{name}': 'VARCHAR'"))}}})";
        var lengths = string.Join(" + ", header.Select(name => $"coalesce(sum(strlen(\"{name}\")), 0)"));
        var mine = Path.Combine(folder, "ours.parquet");
        var theirs = Path.Combine(folder, "reference.parquet");
        var csvBytes = new FileInfo(csv).Length;
        var jsonBytes = new FileInfo(json).Length;
        var copy = $"TO '{theirs}' (FORMAT parquet, COMPRESSION zstd)";

        rounds.Compare("raw CSV to batches / read_csv, every column decoded", 2.5, csvBytes,
            () => ParseAll(csv, LogEncoding.LogFile), () => Drain(connection, $"SELECT {lengths} FROM {readCsv}"));
        rounds.Compare("raw CSV to Parquet, without raw / COPY of read_csv", 1.3, csvBytes,
            () => ParquetWriter.Write(s_format.Schema, Batches(csv, LogEncoding.LogFile, false), mine, keepRaw: false),
            () => connection.Execute($"COPY (SELECT * FROM {readCsv}) {copy}"));
        rounds.Compare("raw CSV to Parquet, with raw / COPY of read_csv", 0.75, csvBytes,
            () => ParquetWriter.Write(s_format.Schema, Batches(csv, LogEncoding.LogFile, true), mine),
            () => connection.Execute($"COPY (SELECT * FROM {readCsv}) {copy}"));
        rounds.Compare("agent JSON to Parquet, without raw / COPY of read_json", 1, jsonBytes,
            () => ParquetWriter.Write(s_format.Schema, Batches(json, LogEncoding.Json, false), mine, keepRaw: false),
            () => connection.Execute($"COPY (SELECT * FROM {readJson}) {copy}"));
        rounds.Compare("agent JSON to Parquet, with raw / COPY of read_json", 0.7, jsonBytes,
            () => ParquetWriter.Write(s_format.Schema, Batches(json, LogEncoding.Json, true), mine),
            () => connection.Execute($"COPY (SELECT * FROM {readJson}) {copy}"));
    }

    static void ParseAll(string path, LogEncoding encoding)
    {
        foreach (var batch in Batches(path, encoding, false))
            GC.KeepAlive(batch);
    }

    /// <summary>The file's rows, a block of input at a time; the batch is the same each time.</summary>
    static IEnumerable<RecordBatch> Batches(string path, LogEncoding encoding, bool keepRaw)
    {
        var context =
            new ParserContext(path) { SourceId = 1, Arrived = Timestamp.From(DateTimeOffset.UnixEpoch.AddYears(80)), KeepRaw = keepRaw };
        var parser = s_format.CreateParser(encoding, context);
        var report = new ParseReport();
        var batch = new RecordBatch(s_format.Schema);
        var block = new InputBlock(Core.Limits.BlockBytes);
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        long offset = 0;
        while (offset < length)
        {
            var read = RandomAccess.Read(file, block.Span, offset);
            var at = 0;
            while (at < read)
            {
                batch.Clear();
                var used = parser.Parse(new ParseInput(block, at, read - at, offset + at, offset + read == length), batch, report);
                if (used == 0)
                    break;
                at += used;
                if (batch.RowCount > 0)
                    yield return batch;
            }

            offset += at;
        }
    }

    static void Drain(DuckDbConnection connection, string sql)
    {
        using var result = connection.Query(sql);
        while (result.NextChunk())
        {
        }
    }

    internal static string[] Header(string csv) =>
        File.ReadLines(csv).First(line => line.StartsWith("#Fields: ", StringComparison.Ordinal))["#Fields: ".Length..].Split(',');

    // One file of all servers' tracking rows under one header, and the same rows as Kinesis Agent for Windows would send them.
    internal static long Prepare(string folder, long records, string csv, string json)
    {
        var sample = Path.Combine(folder, "sample");
        SampleGenerator.Write(new SampleOptions { Directory = sample, Records = records, Seed = 1,
            End = DateTimeOffset.UnixEpoch.AddYears(55) }, null, CancellationToken.None);
        var logs = Directory.EnumerateFiles(sample, "MSGTRK*.LOG", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var head = File.ReadLines(logs[0]).Take(5).ToList();
        var header = head[^1];
        long rows = 0;
        using (var output = new StreamWriter(csv, false, new UTF8Encoding(false)) { NewLine = "\n" })
        {
            head.ForEach(output.WriteLine);
            foreach (var log in logs)
            {
                var current = "";
                foreach (var line in File.ReadLines(log))
                {
                    if (line.StartsWith("#Fields: ", StringComparison.Ordinal))
                        current = line;

                    // What the reference reader would refuse (broken lines are part of a sample) is left out for both.
                    if (line.Length == 0 || !char.IsAsciiDigit(line[0]) || current != header || line.Count(c => c == '"') % 2 != 0
                        || Cells(line) != header.Split(',').Length)
                        continue;
                    output.WriteLine(line);
                    rows++;
                }
            }
        }

        Directory.Delete(sample, recursive: true);
        using var database = DuckDbDatabase.OpenInMemory();
        using var connection = database.Connect();
        var names = Header(csv);
        connection.Execute($"COPY (SELECT * FROM read_csv('{csv}', header = false, skip = 5, columns = {{{string.Join(", ", names.Select(name => $"'{name}': 'VARCHAR'"))}}}, "
            + $"delim = ',', quote = '\"', escape = '\"', auto_detect = false, nullstr = '\\0')) TO '{json}' (FORMAT json)");
        return rows;
    }

    static int Cells(string line)
    {
        var cells = 1;
        var isQuoted = false;
        foreach (var c in line)
        {
            if (c == '"')
                isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted)
                cells++;
        }

        return cells;
    }
}
