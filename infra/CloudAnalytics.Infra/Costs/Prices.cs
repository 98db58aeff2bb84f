using System.Collections.Immutable;

namespace CloudAnalytics.Infra.Costs;

/// <summary>A list price.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Dollars">Per unit, without taxes, discounts and free tier.</param>
/// <param name="Per">The unit.</param>
sealed record Price(string Name, decimal Dollars, string Per);

/// <summary>
/// List prices that the estimates assume: Europe (Frankfurt), as published for eu-central-1 at the end of 2025. AWS changes prices and
/// other regions differ by up to a third: put yours here and the table follows.
/// </summary>
static class Prices
{
    /// <summary>Where they hold.</summary>
    public const string Region = "eu-central-1";

    /// <summary>When they held.</summary>
    public const string Date = "2025-12";

    public static readonly Price StreamIn = new("Kinesis on-demand, written", 0.095m, "GB");
    public static readonly Price StreamOut = new("Kinesis on-demand, read", 0.047m, "GB");
    public static readonly Price StreamHour = new("Kinesis on-demand, stream", 0.048m, "hour");
    public static readonly Price ShardHour = new("Kinesis provisioned, shard", 0.018m, "hour");
    public static readonly Price PutUnits = new("Kinesis provisioned, writes of 25 KB", 0.0175m, "million");
    public static readonly Price Retention = new("Kinesis retention of days 2 to 7, shard", 0.024m, "hour");
    public static readonly Price RetentionGb = new("Kinesis on-demand retention of days 2 to 7", 0.12m, "GB-month");
    public static readonly Price LambdaGbSecond = new("Lambda x86", 0.0000166667m, "GB-second");
    public static readonly Price LambdaCalls = new("Lambda calls", 0.20m, "million");
    public static readonly Price Storage = new("S3 Standard", 0.0245m, "GB-month");
    public static readonly Price Puts = new("S3 PUT", 0.0054m, "thousand");
    public static readonly Price Gets = new("S3 GET", 0.00043m, "thousand");
    public static readonly Price SmallNode = new("OpenSearch t3.small.search", 0.042m, "hour");
    public static readonly Price LargeNode = new("OpenSearch r7g.large.search", 0.202m, "hour");
    public static readonly Price MasterNode = new("OpenSearch m7g.large.search", 0.163m, "hour");
    public static readonly Price Disk = new("OpenSearch gp3 disk", 0.145m, "GB-month");
    public static readonly Price Metric = new("CloudWatch metric", 0.30m, "month");
    public static readonly Price Alarm = new("CloudWatch alarm", 0.10m, "month");
    public static readonly Price AnomalyAlarm = new("CloudWatch anomaly alarm", 0.30m, "month");
    public static readonly Price Dashboard = new("CloudWatch dashboard", 3.00m, "month");
    public static readonly Price LogIn = new("CloudWatch Logs, written", 0.63m, "GB");
    public static readonly Price Scan = new("Athena", 5.00m, "TB");
    public static readonly Price Key = new("KMS key", 1.00m, "month");
    public static readonly Price KeyCalls = new("KMS calls", 0.03m, "ten thousand");

    /// <summary>All of them.</summary>
    public static ImmutableArray<Price> All { get; } =
    [
        StreamIn, StreamOut, StreamHour, RetentionGb, ShardHour, PutUnits, Retention, LambdaGbSecond, LambdaCalls, Storage, Puts, Gets,
            SmallNode,
        LargeNode, MasterNode, Disk, Metric, Alarm, AnomalyAlarm, Dashboard, LogIn, Scan, Key, KeyCalls,
    ];
}
