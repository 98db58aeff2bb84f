using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Parquet;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Benchmarks;

/// <summary>
/// A trace by Message-ID over a month of Postfix, beside a look for the Message-ID in the column of all rows. One day is read from a log;
/// the others are copies of it, with ids of their own.
/// </summary>
static class TraceCase
{
    const int Days = 30;

    // Traces before the measured ones, of other messages, after which our code is compiled as that of a server is.
    const int WarmUps = 300;

    const int MessagesMax = 1_000;

    internal static int Run(string[] args)
    {
        var rows = Rounds.Option(args, "--rows", 50_000_000);
        var rounds = new Rounds((int)Rounds.Option(args, "--rounds", 9));
        var at = Array.IndexOf(args, "--data");
        var kept = at >= 0 ? args[at + 1] : null;
        var folder = kept ?? Directory.CreateTempSubdirectory("cloudanalytics-bench").FullName;
        try
        {
            var data = Path.Combine(folder, "data");
            if (!Directory.Exists(data))
                Prepare(folder, data, rows / Days);
            Measure(rounds, data);
            return 0;
        }
        finally
        {
            if (kept is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    static void Prepare(string folder, string data, long lines)
    {
        var (path, count, _) = UnixLogFile.Write(folder, lines);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} lines a day"));
        UnixCase.Ingest(path, data);
        File.Delete(path);
        using (var writer = LakeWriter.Open(data, "benchmark", new LaterTime()))
        {
            var maintenance = new LakeMaintenance(writer, RetentionLimits.None, LakeSummaries.All);
            maintenance.RunAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }

        CopyAll(data, "postfix", ParquetSettings.Archive,
            Renamed("message_id", "<", "<d"), "queue_id || $day AS queue_id", "NULL AS raw", "id || $day AS id");
        CopyAll(data, "mail_edge", ParquetSettings.ArchiveSortedBy("node"),
            RenamedNode("node"), RenamedNode("other"), Renamed("message_id", "<", "<d"), "left(id, -1) || $day || right(id, 1) AS id");
    }

    static string Renamed(string column, string start, string newStart) =>
        $"CASE WHEN starts_with({column}, '{start}') THEN '{newStart}' || $day || substr({column}, {start.Length + 1}) ELSE {column} END AS {column}";

    static string RenamedNode(string node) =>
        $"CASE WHEN starts_with({node}, 'queue:') THEN {node} || $day ELSE replace({node}, 'message:', 'message:d' || $day) END AS {node}";

    // What is put before or behind a value leaves the rows in their order.
    static void CopyAll(string data, string format, string options, params string[] replacements)
    {
        var folder = Path.Combine(data, "archive", format);
        var copies = Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories)
            .SelectMany(file => Enumerable.Range(1, Days - 1).Select(back => (file, back))).ToList();
        Parallel.ForEach(copies, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            copy => Copy(copy.file, copy.back, string.Join(", ", replacements), options));
    }

    static void Copy(string file, int back, string replacements, string options)
    {
        var day = DateOnly.ParseExact(Path.GetFileName(Path.GetDirectoryName(file)!)["day=".Length..], "yyyy-MM-dd",
            CultureInfo.InvariantCulture);
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file))!, $"day={day.AddDays(-back):yyyy-MM-dd}");
        Directory.CreateDirectory(folder);
        var columns = replacements.Replace("$day", $"'{back.ToString("00", CultureInfo.InvariantCulture)}'", StringComparison.Ordinal);
        // As a compaction writes them: one thread leaves rows in their order.
        using var database = DuckDbDatabase.OpenInMemory(
            KeyValuePair.Create("threads", "1"), KeyValuePair.Create("preserve_insertion_order", "false"));
        using var connection = database.Connect();
        connection.Execute($"""
            COPY (SELECT * REPLACE ({columns}, time - INTERVAL {back} DAY AS time) FROM read_parquet('{file}', hive_partitioning = false))
            TO '{Path.Combine(folder, Path.GetFileName(file))}' {options}
            """);
    }

    static void Measure(Rounds rounds, string data)
    {
        using var lake = LakeQuestions.Open(data, LakeSqlSettings.Default, TimeProvider.System);
        var count = UnixCase.Number(lake, "SELECT count(*) FROM postfix");
        var ids = MessagesOf(lake, "<d15");
        var tracer = new MessageTracer(lake);
        var (traced, asked) = (0, 0);
        void Trace()
        {
            // Each round asks for another message: nothing of it was asked for before.
            var id = ids[traced++ % ids.Count];
            if (tracer.Trace(id, null, null, CancellationToken.None).Journeys.Count == 0)
                throw new InvalidOperationException($"no journey of {id}");
        }

        void Ask(string condition)
        {
            var text = $"'{ids[asked++ % ids.Count].Replace("'", "''", StringComparison.Ordinal)}'";
            UnixCase.Number(lake, $"SELECT count(*) FROM postfix WHERE {condition.Replace("$id", text, StringComparison.Ordinal)}");
        }

        for (var i = 0; i < WarmUps; i++)
            Trace();
        rounds.Compare("trace by Message-ID / the column of Message-IDs scanned", 10, 0, Trace, () => Ask("contains(message_id, $id)"));
        rounds.Compare("the same / the column asked, of which Bloom filters tell the engine to skip nearly all", 0, 0,
            Trace, () => Ask("message_id = $id"));
        rounds.Save("trace", string.Create(CultureInfo.InvariantCulture, $"A trace over {count:N0} rows of Postfix in {Days} days"));
    }

    static List<string> MessagesOf(LakeSql lake, string start)
    {
        using var query = lake.Query(
            "SELECT DISTINCT message_id FROM postfix WHERE starts_with(message_id, $1) AND action = 'message-id' ORDER BY hash(message_id) "
            + $"LIMIT {MessagesMax}", [start], QueryLimits.Default with { TimeMax = TimeSpan.FromMinutes(2) }, CancellationToken.None);
        var ids = new List<string>();
        while (query.NextChunk())
            ids.AddRange(Enumerable.Range(0, query.RowCount).Select(row => query.Column(0).GetString(row)!));
        return ids.Count > 0 ? ids : throw new InvalidOperationException("there is no message");
    }

    /// <summary>A clock of some days later, for which all days are closed.</summary>
    sealed class LaterTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(3);
    }
}
