using System.Text;
using System.Text.Json;

namespace CloudAnalytics.Functions.Tests.Aggregate;

/// <summary>
/// What a line of embedded metric format must be, from its specification
/// (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html), written down anew.
/// </summary>
static class EmbeddedMetricSchema
{
    static readonly string[] s_units =
    [
        "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits",
        "Megabits", "Gigabits", "Terabits", "Percent", "Count", "None",
    ];

    /// <summary>Whether a line says that metrics are in it.</summary>
    public static bool IsMetric(string line) => line.StartsWith("{\"_aws\":", StringComparison.Ordinal);

    /// <summary>Holds a line to the specification, and gives its metrics.</summary>
    public static IEnumerable<EmittedMetric> Read(string line)
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(line), 1, 256 * 1024);
        Assert.DoesNotContain('\n', line);
        var root = JsonDocument.Parse(line).RootElement;
        Assert.Equal(root.EnumerateObject().Count(), root.EnumerateObject().Select(m => m.Name).Distinct().Count());
        var meta = root.GetProperty("_aws");
        var time = DateTimeOffset.FromUnixTimeMilliseconds(meta.GetProperty("Timestamp").GetInt64());
        foreach (var directive in meta.GetProperty("CloudWatchMetrics").EnumerateArray())
        {
            var space = directive.GetProperty("Namespace").GetString()!;
            Assert.InRange(space.Length, 1, 1024);
            var metrics = directive.GetProperty("Metrics").EnumerateArray().ToList();
            Assert.InRange(metrics.Count, 1, 100);
            var sets = directive.GetProperty("Dimensions").EnumerateArray().ToList();
            Assert.NotEmpty(sets);
            foreach (var set in sets)
            {
                var names = set.EnumerateArray().Select(n => n.GetString()!).ToList();
                Assert.InRange(names.Count, 0, 30);
                Assert.All(names, n => Assert.InRange(n.Length, 1, 250));
                var dimensions = names.ToDictionary(n => n, n => root.GetProperty(n).GetString()!);
                Assert.All(dimensions.Values, v => Assert.InRange(v.Length, 1, 1024));
                foreach (var metric in metrics)
                {
                    var name = metric.GetProperty("Name").GetString()!;
                    Assert.InRange(name.Length, 1, 1024);
                    Assert.Contains(metric.GetProperty("Unit").GetString(), s_units);
                    var value = root.GetProperty(name).GetDouble();
                    Assert.InRange(value, -Math.Pow(2, 360), Math.Pow(2, 360));
                    yield return new EmittedMetric(space, name, metric.GetProperty("Unit").GetString()!, dimensions, time, value);
                }
            }
        }
    }
}

/// <summary>A metric of a line.</summary>
sealed record EmittedMetric(
    string Namespace, string Name, string Unit, IReadOnlyDictionary<string, string> Dimensions, DateTimeOffset Time, double Value)
{
    /// <summary>For comparing: name, dimensions, start of the window, number.</summary>
    public string Text => FormattableString.Invariant(
        $"{Name} {string.Join(',', Dimensions.Select(d => $"{d.Key}={d.Value}"))} {Time:yyyy-MM-ddTHH:mm} {Value:G12}");
}
