using System.Text.Json.Nodes;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.CloudWatch;

namespace CloudAnalytics.Infra.Tests.Templates;

/// <summary>What the alarms watch is what there is.</summary>
public sealed class AlarmTests
{
    // Metrics of AWS: docs.aws.amazon.com, "Types of metrics for Lambda functions", "Monitoring Kinesis with CloudWatch", "Monitoring
    // OpenSearch cluster metrics with Amazon CloudWatch"; with the names of their dimensions.
    static readonly Dictionary<string, (string[] Metrics, string[] Dimensions)> s_aws = new()
    {
        ["AWS/Lambda"] = (["Errors", "Throttles", "Duration", "IteratorAge"], ["FunctionName"]),
        ["AWS/Kinesis"] = (["WriteProvisionedThroughputExceeded"], ["StreamName"]),
        ["AWS/ES"] = (
            ["ClusterStatus.red", "ClusterIndexWritesBlocked", "FreeStorageSpace", "JVMMemoryPressure", "CPUUtilization",
                "KMSKeyInaccessible"],
            ["DomainName", "ClientId"]),
    };

    public static TheoryData<string> Names => [.. Configurations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryAlarmsMetricIsOneThatIsPublished(string name)
    {
        var ours = name == "none" ? "CloudAnalytics/none" : MetricTable.DefaultNamespace;
        foreach (var alarm in Synthesis.All[name].Of("AWS::CloudWatch::Alarm"))
        {
            var stat = alarm["Metrics"]?.AsArray().Select(m => m!["MetricStat"]).OfType<JsonObject>().Single();
            var metric = stat?["Metric"]!.AsObject() ?? alarm;
            var (space, metricName) = ((string)metric["Namespace"]!, (string)metric["MetricName"]!);
            var dimensions = metric["Dimensions"]?.AsArray().Select(d => (string)d!["Name"]!).ToArray() ?? [];
            var (period, statistic) = ((int)(stat ?? alarm)["Period"]!, (string)(stat?["Stat"] ?? alarm["Statistic"])!);
            if (space == ours)
            {
                var published = CloudAnalyticsStack.Metrics.Find(metricName);
                Assert.NotNull(published);
                Assert.Equal(published.Dimension is null ? [] : [published.Dimension.Name], dimensions);
                Assert.Equal((published.Window.TotalSeconds, "Maximum"), (period, statistic));
            }
            else
            {
                Assert.Contains(metricName, s_aws[space].Metrics);
                Assert.Equal(s_aws[space].Dimensions, dimensions);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryAlarmReachesThePeople(string name)
    {
        var template = Synthesis.All[name];
        var topic = Assert.Single(template.Of("AWS::SNS::Topic"));
        Assert.NotNull(topic["KmsMasterKeyId"]);
        Assert.All(template.Of("AWS::CloudWatch::Alarm"), a =>
        {
            Assert.Equal("AlarmTopic", (string)Assert.Single(a["AlarmActions"]!.AsArray())!["Ref"]!);
            Assert.Contains("What to do: ", (string)a["AlarmDescription"]!, StringComparison.Ordinal);
            Assert.InRange(((string)a["AlarmDescription"]!).Length, 20, 1024);
            // CloudWatch looks back at most a day.
            var period = (int?)a["Period"] ?? 300;
            Assert.InRange(period * (int)a["EvaluationPeriods"]!, 60, 86400);
        });
        Assert.Equal(name switch { "none" => 2, "deployed" => 1, _ => 0 }, template.Of("AWS::SNS::Subscription").Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatMustBeNoticedHasItsAlarm(string name)
    {
        var template = Synthesis.All[name];
        var names = template.Of("AWS::CloudWatch::Alarm").Select(a => ((string)a["AlarmName"]!)[(template.Name.Length + 1)..]).ToList();
        var functions = template.Of("AWS::Lambda::Function").Select(f => ((string)f["FunctionName"]!)[(template.Name.Length
            + 1)..]).ToList();
        string[] expected =
        [
            .. LogCatalogue.Alarms.Select(a => a.Name), .. CloudMetrics.Anomalies.Select(a => a.Name),
            "aggregate-silent", "aggregate-behind", "dead-letters-written", "batches-given-up", "archive-iterator-age", "stream-full",
            .. functions.SelectMany(f => (string[])[$"{f}-errors", $"{f}-throttles", $"{f}-duration"]),
            .. name == "none" ? [] : (string[])["index-iterator-age", "domain-red", "domain-disk", "domain-writes-blocked"],
        ];
        Assert.Empty(expected.Except(names));
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void BandsAreWrittenAsCloudWatchReadsThem()
    {
        var template = Synthesis.All["shipped"];
        var bands = template.Of("AWS::CloudWatch::Alarm").Where(a => a["ThresholdMetricId"] is not null).ToList();
        Assert.Equal(CloudMetrics.Anomalies.Length, bands.Count);
        Assert.Equal(bands.Count, template.Of("AWS::CloudWatch::AnomalyDetector").Count);
        Assert.All(bands, a =>
        {
            Assert.Null(a["Threshold"]);
            Assert.Contains((string)a["ComparisonOperator"]!,
                (string[])["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"]);
            Assert.Matches(@"^ANOMALY_DETECTION_BAND\(number, [0-9]+\)$", (string)a["Metrics"]![1]!["Expression"]!);
        });
    }

    [Fact]
    public void TheAggregateFunctionsSilenceIsAnAlarm()
    {
        var silent = Synthesis.All["shipped"].One("AWS::CloudWatch::Alarm", "AlarmName", "cloudanalytics-aggregate-silent");
        Assert.Equal("breaching", (string)silent["TreatMissingData"]!);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DashboardsNameNothingThatIsNotThere(string name)
    {
        var bodies = Synthesis.All[name].Of("AWS::CloudWatch::Dashboard").Select(d => d["DashboardBody"]!.ToJsonString()).ToList();
        Assert.Equal(3, bodies.Count);
        Assert.All(bodies, b => Assert.DoesNotMatch(@"\{(region|stack|namespace|account)\}", b));
    }
}
