using System.Globalization;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Questions;

namespace CloudAnalytics.Benchmarks;

/// <summary>
/// Every panel of the overview over the whole of an archive, beside the same question written by hand where there is one.
/// </summary>
static class PanelCase
{
    static readonly DateTimeOffset s_end = DateTimeOffset.UnixEpoch.AddYears(55);

    // The shortest SQL that gives the panel's numbers, over the same views and time.
    static readonly Dictionary<string, string> s_byHand = new(StringComparer.Ordinal)
    {
        ["top-senders"] = """
            SELECT sender, count(*) AS messages, sum(size) AS bytes FROM (
                SELECT sender, coalesce(network_message_id, message_id) AS message, max(bytes) AS size FROM exchange_message_tracking
                WHERE noise IS NULL AND sender IS NOT NULL AND {time} GROUP BY ALL)
            WHERE message IS NOT NULL GROUP BY sender ORDER BY messages DESC LIMIT 10
            """,
        ["mail-volume"] = """
            SELECT time_bucket(INTERVAL 1 HOUR, time) AS bucket, action, count(*) FROM exchange_message_tracking
            WHERE noise IS NULL AND action IS NOT NULL AND {time} GROUP BY ALL ORDER BY 1
            """,
        ["http-status"] = """
            SELECT status_code,
                count(*) FROM exchange_http_proxy WHERE noise IS NULL AND status_code IS NOT NULL AND {time} GROUP BY ALL ORDER BY 2 DESC
            """,
        ["ews-errors"] = """
            SELECT error_code, count(*), count(DISTINCT user_name) FROM exchange_ews WHERE noise IS NULL AND error_code IS NOT NULL AND {time} GROUP BY ALL ORDER BY 2 DESC
            """,
    };

    internal static int Run(string[] args)
    {
        var records = Rounds.Option(args, "--rows", 1_000_000);
        var rounds = (int)Rounds.Option(args, "--rounds", 5);
        var folder = Directory.CreateTempSubdirectory("cloudanalytics-bench").FullName;
        try
        {
            Prepare(folder, records);
            Measure(new Rounds(rounds), Path.Combine(folder, "data"), records);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Prepare(string folder, long records)
    {
        var logs = Path.Combine(folder, "logs");
        SampleGenerator.Write(new SampleOptions { Directory = logs, Records = records, Seed = 1, End = s_end }, null,
            CancellationToken.None);
        using var writer = LakeWriter.Open(Path.Combine(folder, "data"), "benchmark", TimeProvider.System);
        var summary = new FileIngest(writer, ServerConfiguration.Default, TimeProvider.System)
            .RunAsync([logs], null, CancellationToken.None).GetAwaiter().GetResult();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{summary.Total.Rows:N0} rows, {summary.Bytes:N0} bytes in {summary.Duration.TotalSeconds:N1} s"));
        Directory.Delete(logs, recursive: true);
    }

    static void Measure(Rounds rounds, string data, long records)
    {
        using var lake = LakeSql.Open(data, LogFormats.Schemas, LakeSqlSettings.Default, TimeProvider.System);
        var panels = new LakePanels(lake);
        var range = TimeRange.Between(s_end.AddDays(-3), s_end);
        var time = string.Create(CultureInfo.InvariantCulture,
            $"time >= TIMESTAMP '{s_end.AddDays(-3):yyyy-MM-dd HH:mm:ss}' AND time < TIMESTAMP '{s_end:yyyy-MM-dd HH:mm:ss}'");
        foreach (var panel in LogCatalogue.Overview)
        {
            var query = PanelQuery.For(panel, range);
            var hand = s_byHand.GetValueOrDefault(panel.Name)?.Replace("{time}", time, StringComparison.Ordinal);
            rounds.Compare(
                panel.Name + (hand is null ? "" : " / by hand"), hand is null ? 0 : 1 / 1.2, 0,
                () => panels.Ask(query, CancellationToken.None), () => Drain(lake, hand ?? "SELECT 1"));
        }

        rounds.Save("panels", string.Create(CultureInfo.InvariantCulture, $"Overview panels over three days of a sample of {records:N0} records (where nothing was written by hand the reference is SELECT 1)"));
    }

    static void Drain(LakeSql lake, string sql)
    {
        using var query = lake.Query(sql, [], QueryLimits.Default, CancellationToken.None);
        while (query.NextChunk())
        {
        }
    }
}
