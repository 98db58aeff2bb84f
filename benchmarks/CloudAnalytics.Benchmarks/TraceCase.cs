using System.Globalization;
using CloudAnalytics.Core;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Maintenance;
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

        using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string>());
        using var connection = database.Connect();
        CopyAll(connection, data, "postfix", Limits.ArchiveRowGroupRows,
            "'d' || $day || message_id AS message_id", "queue_id || $day AS queue_id", "NULL AS raw", "id || $day AS id");
        CopyAll(connection, data, "mail_edge", Limits.SortedRowGroupRows, Renamed("node"), Renamed("other"),
            "left(id, -1) || $day || right(id, 1) AS id");
    }

    static string Renamed(string node) =>
        $"replace({node}, 'message:', 'message:d' || $day) || CASE WHEN {node} LIKE 'queue:%' THEN $day ELSE '' END AS {node}";

    // What is put before or behind a value leaves the rows in their order.
    static void CopyAll(
        DuckDbConnection connection, string data, string format, int rowGroupRows, params string[] replacements)
    {
        var folder = Path.Combine(data, "archive", format);
        foreach (var file in Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories))
            Copy(connection, file, string.Join(", ", replacements), FormattableString.Invariant($"ROW_GROUP_SIZE {rowGroupRows}"));
    }

    static void Copy(DuckDbConnection connection, string file, string replacements, string options)
    {
        var day = DateOnly.ParseExact(Path.GetFileName(Path.GetDirectoryName(file)!)["day=".Length..], "yyyy-MM-dd",
            CultureInfo.InvariantCulture);
        for (var back = 1; back < Days; back++)
        {
            var folder = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file))!, $"day={day.AddDays(-back):yyyy-MM-dd}");
            Directory.CreateDirectory(folder);
            var number = back.ToString("00", CultureInfo.InvariantCulture);
            var columns = replacements.Replace("$day", $"'{number}'", StringComparison.Ordinal);
            connection.Execute($"""
                COPY (SELECT * REPLACE ({columns}, time - INTERVAL {back} DAY AS time) FROM read_parquet('{file}'))
                TO '{Path.Combine(folder, Path.GetFileName(file))}' (FORMAT parquet, COMPRESSION zstd, {options})
                """);
        }
    }

    static void Measure(Rounds rounds, string data)
    {
        using var lake = LakeQuestions.Open(data, LakeSqlSettings.Default, TimeProvider.System);
        var count = UnixCase.Number(lake, "SELECT count(*) FROM postfix");
        var id = Text(lake, "SELECT message_id FROM postfix WHERE message_id LIKE '%d15%' AND action = 'message-id' ORDER BY message_id LIMIT 1");
        var tracer = new MessageTracer(lake);
        void Trace()
        {
            if (tracer.Trace(id, null, null, CancellationToken.None).Journeys.Count == 0)
                throw new InvalidOperationException($"no journey of {id}");
        }

        var text = $"'{id.Replace("'", "''", StringComparison.Ordinal)}'";
        rounds.Compare("trace by Message-ID / the column of Message-IDs scanned", 10, 0,
            Trace, () => UnixCase.Number(lake, $"SELECT count(*) FROM postfix WHERE contains(message_id, {text})"));
        rounds.Compare("the same / the column asked, of which Bloom filters tell the engine to skip nearly all", 0, 0,
            Trace, () => UnixCase.Number(lake, $"SELECT count(*) FROM postfix WHERE message_id = {text}"));
        rounds.Save("trace", string.Create(CultureInfo.InvariantCulture, $"A trace over {count:N0} rows of Postfix in {Days} days"));
    }

    static string Text(LakeSql lake, string sql)
    {
        using var query = lake.Query(sql, [], QueryLimits.Default with { TimeMax = TimeSpan.FromMinutes(2) }, CancellationToken.None);
        return query.NextChunk() ? query.Column(0).GetString(0)! : throw new InvalidOperationException("there is no message");
    }

    /// <summary>A clock of some days later, for which all days are closed.</summary>
    sealed class LaterTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(3);
    }
}
