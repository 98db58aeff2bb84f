using Amazon.CDK.AWS.CloudWatch;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Infra.Configuration;
using Alarm = CloudAnalytics.Core.Metrics.Alarm;

namespace CloudAnalytics.Infra.Parts;

/// <summary>What rings: the catalogue's alarms, numbers outside their usual course, and the pipeline itself.</summary>
sealed class AlarmSet
{
    readonly Site _site;
    readonly AlarmTopic _topic;
    readonly MetricTable _table = CloudAnalyticsStack.Metrics;

    public AlarmSet(Site site, AlarmTopic topic, FunctionSet functions, LogStream stream, SearchDomain? search)
    {
        _site = site;
        _topic = topic;
        foreach (var plan in LogCatalogue.Alarms.Select(Declared).Concat(OfPipeline()))
            plan.Make(site, topic);
        foreach (var anomaly in CloudMetrics.Anomalies)
            Make(anomaly);
        foreach (var plan in functions.Plans.SelectMany(PipelineAlarms.OfFunction(site))
            .Concat(PipelineAlarms.OfStream(stream)).Concat(search is null ? [] : PipelineAlarms.OfDomain(site, search)))
            plan.Make(site, topic);
    }

    string Namespace => _site.Get(Settings.Namespace);

    AlarmPlan Declared(Alarm alarm)
    {
        var metric = _table.Of(alarm);
        return new AlarmPlan(alarm.Name, $"{alarm.Title}. {alarm.Doc} What to do: {alarm.Runbook}", Namespace, metric.Name, alarm.Threshold)
        {
            PeriodSeconds = (int)metric.Window.TotalSeconds,
            IsAtMost = alarm.Comparison == AlarmComparison.AtMost,
            Periods = alarm.Windows,
            Breaches = alarm.Breaches,
            Missing = alarm.Missing switch
            {
                AlarmMissing.IsBreach => "breaching",
                AlarmMissing.IsUnknown => "missing",
                _ => "notBreaching",
            },
        };
    }

    IEnumerable<AlarmPlan> OfPipeline() =>
    [
        Ours("aggregate-silent", MetricTable.WindowsPublished, 0, "No metrics have been published for a quarter of an hour: every "
            + "alarm about "
            + "mail is blind. What to do: look at the log of the function aggregate.") with
            { IsAtMost = true, Periods = 3, Breaches = 3, Missing = "breaching" },
        Ours("aggregate-behind", MetricTable.WindowsWaiting, 12, "Metrics are an hour behind. What to do: look at the log of the function "
            + "aggregate, and whether OpenSearch or Athena answers.") with { Periods = 3, Breaches = 3 },
        Ours("dead-letters-written", MetricTable.DeadLetterObjects, 1, "Records could not be read, or a store refused them for good; "
            + "they are "
            + "kept. What to do: look at the reasons under dead/ in the lake, and send them again after the fix (cloudanalytics aws "
                + "replay)."),
        Ours("batches-given-up", MetricTable.FailedBatches, 1, "Lambda gave up a batch and stored it whole. What to do: look at the "
            + "log of the "
            + "functions index and archive, and send it again (cloudanalytics aws replay)."),
        Ours("detections-silent", MetricTable.DetectionsJudged, 0, "No detection has been evaluated for an hour. What to do: look at the "
            + "log of the function aggregate; one that has no time left needs more.") with
            { IsAtMost = true, Periods = 12, Breaches = 12 },
        // Each is evaluated every third run: one that always fails breaches so often.
        Ours("detections-failing", MetricTable.DetectionsFailed, 1, "Detections cannot be evaluated, three times in an hour. What to do: "
            + "look at the log of the function aggregate, which names them and the reason.") with { Periods = 12, Breaches = 3 },
    ];

    AlarmPlan Ours(string name, PublishedMetric metric, double threshold, string doc) =>
        new(name, doc, Namespace, metric.Name, threshold) { PeriodSeconds = (int)metric.Window.TotalSeconds };

    // docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
    void Make(AnomalyAlarm anomaly)
    {
        var metric = _table.Of(anomaly.Panel, anomaly.Column);
        _ = new CfnAnomalyDetector(_site.Stack, $"Detector-{anomaly.Name}", new CfnAnomalyDetectorProps
        {
            SingleMetricAnomalyDetector = new CfnAnomalyDetector.SingleMetricAnomalyDetectorProperty
            {
                Namespace = Namespace,
                MetricName = metric.Name,
                Stat = "Maximum",
            },
        });
        _ = new CfnAlarm(_site.Stack, $"Alarm-{anomaly.Name}", new CfnAlarmProps
        {
            AlarmName = $"{_site.Name}-{anomaly.Name}",
            AlarmDescription = AlarmPlan.Shortened($"{anomaly.Title}. {anomaly.Doc} What to do: {anomaly.Runbook}"),
            ComparisonOperator = anomaly.Side switch
            {
                AnomalySide.Above => "GreaterThanUpperThreshold",
                AnomalySide.Below => "LessThanLowerThreshold",
                _ => "LessThanLowerOrGreaterThanUpperThreshold",
            },
            EvaluationPeriods = anomaly.Windows,
            DatapointsToAlarm = anomaly.Breaches,
            TreatMissingData = "notBreaching",
            ThresholdMetricId = "band",
            Metrics = new[]
            {
                new CfnAlarm.MetricDataQueryProperty
                {
                    Id = "number",
                    ReturnData = true,
                    MetricStat = new CfnAlarm.MetricStatProperty
                    {
                        Metric = new CfnAlarm.MetricProperty { Namespace = Namespace, MetricName = metric.Name },
                        Period = (int)metric.Window.TotalSeconds,
                        Stat = "Maximum",
                    },
                },
                new CfnAlarm.MetricDataQueryProperty
                {
                    Id = "band",
                    Label = "expected",
                    ReturnData = true,
                    Expression = string.Create(System.Globalization.CultureInfo.InvariantCulture,
                        $"ANOMALY_DETECTION_BAND(number, {anomaly.Width})"),
                },
            },
            AlarmActions = [_topic.Topic.Ref],
            OkActions = [_topic.Topic.Ref],
        });
    }
}
