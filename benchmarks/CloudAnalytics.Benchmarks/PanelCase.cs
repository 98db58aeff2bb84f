using System.Globalization;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.DuckDb;
using CloudAnalytics.Lake.Maintenance;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Questions;

namespace CloudAnalytics.Benchmarks;

/// <summary>
/// Every panel of the overview over the whole of an archive, beside the same question written by hand. Both must give the same numbers.
/// </summary>
static class PanelCase
{
    const double LimitSeconds = 0.3;
    const double Goal = 1 / 1.2;

    static readonly DateTimeOffset s_end = DateTimeOffset.UnixEpoch.AddYears(55);

    // As people ask, until now: neither end lies on a boundary of a bucket.
    static readonly DateTimeOffset s_asked = s_end.AddMilliseconds(-79_123);

    internal static int Run(string[] args)
    {
        var records = Rounds.Option(args, "--rows", 1_000_000);
        var rounds = (int)Rounds.Option(args, "--rounds", 5);
        var at = Array.IndexOf(args, "--data");
        var kept = at >= 0 ? args[at + 1] : null;
        var folder = kept ?? Directory.CreateTempSubdirectory("cloudanalytics-bench").FullName;
        try
        {
            var data = Path.Combine(folder, "data");
            if (!Directory.Exists(data))
                Prepare(folder, data, records);
            if (!args.Contains("--no-summaries"))
                Maintain(data);
            if (!args.Contains("--only-prepare"))
                Measure(new Rounds(rounds), data, Array.IndexOf(args, "--name") is >= 0 and var name ? args[name + 1] : "panels");
            return 0;
        }
        finally
        {
            if (kept is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    static void Prepare(string folder, string data, long records)
    {
        var logs = Path.Combine(folder, "logs");
        SampleGenerator.Write(new SampleOptions { Directory = logs, Records = records, Seed = 1, End = s_end }, null,
            CancellationToken.None);
        using var writer = LakeWriter.Open(data, "benchmark", TimeProvider.System);
        var summary = new FileIngest(writer, ServerConfiguration.Default, TimeProvider.System)
            .RunAsync([logs], null, CancellationToken.None).GetAwaiter().GetResult();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{summary.Total.Rows:N0} rows, {summary.Bytes:N0} bytes in {summary.Duration.TotalSeconds:N1} s"));
        Directory.Delete(logs, recursive: true);
    }

    static void Maintain(string data)
    {
        using var writer = LakeWriter.Open(data, "benchmark", TimeProvider.System);
        var seconds = Rounds.Time(() =>
        {
            var report = new LakeMaintenance(writer, RetentionLimits.None, LakeSummaries.All).RunAsync(CancellationToken.None).AsTask()
                .GetAwaiter().GetResult();
            if (report.Failure is { } failure)
                throw new InvalidOperationException(failure.Reason);
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"maintenance in {seconds:N1} s"));
    }

    static void Measure(Rounds rounds, string data, string name)
    {
        using var lake = LakeSql.Open(data, LogFormats.Schemas, LakeSqlSettings.Default, TimeProvider.System, LakeSummaries.All);
        var panels = new LakePanels(lake);
        foreach (var panel in LogCatalogue.FirstPage)
        {
            var (query, sql) = Question(panel);
            var hand = Read(lake, sql, query);
            var ours = panels.Ask(query, CancellationToken.None);
            Compare(panel.Name, ours, hand);
            rounds.Compare(
                panel.Name, Goal, 0, () => panels.Ask(query, CancellationToken.None), () => Read(lake, sql, query), LimitSeconds);
        }

        rounds.Save(name, "Overview panels over three days, beside SQL written by hand", Contents(lake));
    }

    /// <summary>The panel asked of all there is, and the same by hand.</summary>
    static (PanelQuery Query, string Sql) Question(Panel panel)
    {
        var range = TimeRange.Between(s_end.AddDays(-3).AddMilliseconds(101_789), s_asked);
        var rows = range;
        if (panel.Periods > 0)
        {
            // The last day against those before, which are two.
            range = TimeRange.Before(s_asked, TimeSpan.FromDays(1));
            rows = TimeRange.Before(s_asked, TimeSpan.FromDays(1 + panel.Periods));
        }
        else if (panel.Schemas.Contains(IngestionSchema.Schema))
        {
            // The time of what was taken in is that of the preparation.
            rows = range = TimeRange.Between(s_end, DateTimeOffset.UnixEpoch.AddYears(100));
        }

        var query = PanelQuery.For(panel, range);
        var sql = PanelSql.ByPanel[panel.Name]
            .Replace("{step}", query.Step?.TotalMinutes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{time}", $"time >= {Literal(rows.From)} AND time < {Literal(rows.To)}", StringComparison.Ordinal)
            .Replace("{end}", Literal(rows.To), StringComparison.Ordinal);
        return (query, sql);
    }

    static string Literal(Timestamp time) => $"TIMESTAMP '{time.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss.fff}'";

    static List<PanelRow> Read(LakeSql lake, string sql, PanelQuery query)
    {
        var rows = new List<PanelRow>();
        var first = query.Step is null ? 0 : 1;
        var groups = query.Panel.By.Length;
        using var answer = lake.Query(sql, [], QueryLimits.Default, CancellationToken.None);
        while (answer.NextChunk())
        {
            for (var row = 0; row < answer.RowCount; row++)
            {
                rows.Add(new PanelRow(
                    first == 1 ? Timestamp.From(answer.Column(0).GetTime(row)!.Value) : null,
                    [.. Enumerable.Range(first, groups).Select(i => answer.Column(i).GetString(row) ?? "")],
                    [.. Enumerable.Range(first + groups, query.Panel.Columns.Length).Select(i => Number(answer.Column(i), row))]));
            }
        }

        return rows;
    }

    static double? Number(DuckDbColumn column, int row) => column.IsNull(row) ? null : column.GetDouble(row);

    static void Compare(string name, PanelResult ours, List<PanelRow> hand)
    {
        if (hand.Count == 0)
            throw new InvalidOperationException($"{name}: no rows");
        var (left, right) = (ours.Rows.Select(Text).ToList(), hand.ConvertAll(Text));
        if (left.SequenceEqual(right, StringComparer.Ordinal))
            return;
        var at = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        var differ = $"{left.ElementAtOrDefault(at)} where by hand it is {right.ElementAtOrDefault(at)}";
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {left.Count} and {right.Count} rows; at {at}: {differ}"));
    }

    // Twelve digits: parts of sums are added up in any order.
    static string Text(PanelRow row)
    {
        var values = row.Values.Select(v => v?.ToString("G12", CultureInfo.InvariantCulture));
        return string.Create(CultureInfo.InvariantCulture, $"{row.Bucket?.Micros}|{string.Join('|', row.Group.Concat(values))}");
    }

    /// <summary>Rows per format, as the panel about background traffic has them.</summary>
    static string Contents(LakeSql lake)
    {
        var all = TimeRange.Between(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var formats = new LakePanels(lake).Ask(PanelQuery.For(IngestionPanels.Noise, all), CancellationToken.None).Rows;
        var list = string.Join(
            ", ", formats.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Values[0]:N0} {row.Group[0]}")));
        return string.Create(CultureInfo.InvariantCulture, $"{formats.Sum(row => row.Values[0]):N0} rows: {list}.");
    }
}
