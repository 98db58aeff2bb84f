using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Core;

namespace CloudAnalytics.Infra.Costs;

/// <summary>A site, as far as its bill goes.</summary>
/// <param name="Name">small, medium, large.</param>
/// <param name="Who">How large it is.</param>
/// <param name="GbPerDay">Log per day, as agents send it (JSON, before compression).</param>
/// <param name="Shards">Shards of a provisioned stream; 0 for on-demand.</param>
/// <param name="Nodes">Data nodes of OpenSearch; 0 for <c>search: none</c>.</param>
/// <param name="Node">Price of a node.</param>
/// <param name="Masters">Master nodes.</param>
/// <param name="DiskGb">Disk of all nodes together.</param>
sealed record CostSite(string Name, string Who, decimal GbPerDay, int Shards, int Nodes, Price Node, int Masters, decimal DiskGb);

/// <summary>An item of a monthly bill.</summary>
/// <param name="Name">What for.</param>
/// <param name="Dollars">How much in a month.</param>
/// <param name="How">How it comes about.</param>
sealed record CostItem(string Name, decimal Dollars, string How);

/// <summary>What a month costs: assumptions times list prices, nothing else.</summary>
static class CostModel
{
    const decimal Days = 30.4m;
    const decimal Hours = 730m;

    /// <summary>What a year of the lake keeps: Parquet with the original lines has about a fifth of the JSON's size.</summary>
    public const decimal ParquetShare = 0.2m;

    /// <summary>Seconds of a function with 1 GB per GB of log, both consumers together, with waiting for OpenSearch and S3.</summary>
    public const decimal GbSecondsPerGb = 400m;

    /// <summary>GB that a month's questions read.</summary>
    public const decimal ScanShareOfLake = 0.5m;

    /// <summary>
    /// Part of a day's log that the question of one detection reads: of its Parquet without the original lines three hours of 24, in the
    /// columns that the question names.
    /// </summary>
    public const decimal DetectionScanShare = 1m / 300;

    /// <summary>GB that Athena charges for a question at least.</summary>
    public const decimal ScanMin = 10m / 1024;

    /// <summary>Metrics that really occur: not every status and error does, and values that do not occur are not billed.</summary>
    public const decimal MetricsSeen = 0.5m;

    /// <summary>The sites of the estimate.</summary>
    public static ImmutableArray<CostSite> Sites { get; } =
    [
        new("small", "1 server, 300 mailboxes, `search: none`", 0.5m, 1, 0, Prices.SmallNode, 0, 0),
        new("medium", "4 servers, 3,000 mailboxes", 8m, 2, 2, Prices.LargeNode, 0, 400),
        new("large", "20 servers, 25,000 mailboxes", 80m, 8, 6, Prices.LargeNode, 3, 6000),
    ];

    /// <summary>A site's bill of a month, with a year of logs in the lake.</summary>
    public static ImmutableArray<CostItem> Of(CostSite site)
    {
        var monthly = site.GbPerDay * Days;
        var lake = monthly * 12 * ParquetShare;
        var stream = site.Shards == 0
            ? (Prices.StreamHour.Dollars * Hours) + (monthly * (Prices.StreamIn.Dollars + (2 * Prices.StreamOut.Dollars)))
                + (site.GbPerDay * 6 * Prices.RetentionGb.Dollars)
            : (site.Shards * Hours * (Prices.ShardHour.Dollars + Prices.Retention.Dollars))
                + (monthly * 1024 * 1024 / 25 / 1_000_000 * Prices.PutUnits.Dollars);
        // A batch of archive each minute and shard, with about three formats in it; the state of windows.
        var objects = (site.Shards * 60 * Hours * 3 / 1000) + (12 * Hours * 40 / 1000);
        var detections = 12 * Hours * Limits.DetectionsPerRunMax * Math.Max(ScanMin, site.GbPerDay * DetectionScanShare);
        var metrics = CloudAnalyticsStack.Metrics.All.Sum(m => m.Dimension is { } d ? d.Values.Length + 1 : 1) * MetricsSeen;
        return
        [
            new("Kinesis", stream, "shards and their retention of a week, or bytes in and twice out"),
            new("Lambda", (monthly * GbSecondsPerGb * Prices.LambdaGbSecond.Dollars)
                + (site.Shards * Hours * 60 * 13 / 1_000_000 * Prices.LambdaCalls.Dollars),
                $"{GbSecondsPerGb:0} GB-seconds per GB"),
            new("S3", (lake * Prices.Storage.Dollars) + (objects * Prices.Puts.Dollars) + (objects * 2 * Prices.Gets.Dollars),
                "a year of the lake, its writes and reads"),
            new("OpenSearch", (Hours * ((site.Nodes * site.Node.Dollars) + (site.Masters * Prices.MasterNode.Dollars)))
                + (site.DiskGb * Prices.Disk.Dollars), "nodes and disks"),
            new("CloudWatch", (metrics * Prices.Metric.Dollars) + (45 * Prices.Alarm.Dollars)
                + (CloudMetrics.Anomalies.Length * Prices.AnomalyAlarm.Dollars) + (3 * Prices.Dashboard.Dollars)
                    + (1 * Prices.LogIn.Dollars),
                "metrics that occur, alarms, three dashboards, a GB of logs"),
            new("Athena", ((lake * ScanShareOfLake) + detections) / 1024 * Prices.Scan.Dollars,
                "questions that read half of the lake once; detections"),
            new("KMS", Prices.Key.Dollars + (objects / 10 * Prices.KeyCalls.Dollars), "one key, and its use"),
        ];
    }

    /// <summary>The estimate as a Markdown table.</summary>
    public static string Table()
    {
        var bills = Sites.Select(Of).ToList();
        var text = new StringBuilder("| per month, US dollars |");
        foreach (var site in Sites)
            text.Append($" {site.Name}: {site.Who}, {Number(site.GbPerDay)} GB a day |");
        text.Append(" counted |\n|---|").Append(string.Concat(Enumerable.Repeat("---:|", Sites.Length))).Append("---|\n");
        for (var i = 0; i < bills[0].Length; i++)
        {
            text.Append($"| {bills[0][i].Name} |").Append(string.Concat(bills.Select(b => $" {Number(b[i].Dollars)} |")));
            text.Append($" {bills[0][i].How} |\n");
        }

        var sums = bills.ConvertAll(b => b.Sum(i => i.Dollars));
        text.Append("| **all** |").Append(string.Concat(sums.Select(s => $" **{Number(s)}** |"))).Append(" |\n");
        text.Append("| per GB of log |")
            .Append(string.Concat(sums.Zip(Sites).Select(s => $" {Number(s.First / (s.Second.GbPerDay * Days))} |")));
        return text.Append(" |\n").ToString();
    }

    /// <summary>The assumed prices as a Markdown table.</summary>
    public static string PriceTable() => "| list price | US dollars | per |\n|---|---:|---|\n"
        + string.Concat(Prices.All.Select(p =>
            $"| {p.Name} | {p.Dollars.ToString("0.##########", CultureInfo.InvariantCulture)} | {p.Per} |\n"));

    static string Number(decimal value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
