using Amazon.CDK.AWS.CloudWatch;

namespace CloudAnalytics.Infra.Parts;

/// <summary>An alarm over one metric of AWS or of ours.</summary>
/// <param name="Name">The end of its name, behind the stack's.</param>
/// <param name="Doc">What it means and what to do, in the notification.</param>
/// <param name="Namespace">The metric's namespace.</param>
/// <param name="Metric">The metric's name.</param>
/// <param name="Threshold">Where it begins to be bad.</param>
sealed record AlarmPlan(string Name, string Doc, string Namespace, string Metric, double Threshold)
{
    // CloudWatch takes descriptions up to 1,024 characters.
    const int DocLengthMax = 1024;

    public (string Name, string Value)[] Dimensions { get; init; } = [];

    /// <summary>
    /// What is made of a period's values. Of ours there is one value per window: the maximum is it, and stays so when it is published
    /// twice.
    /// </summary>
    public string Statistic { get; init; } = "Maximum";

    public int PeriodSeconds { get; init; } = 300;

    public bool IsAtMost { get; init; }

    public int Periods { get; init; } = 1;

    public int Breaches { get; init; } = 1;

    /// <summary>What silence means: notBreaching, breaching, or missing (not known).</summary>
    public string Missing { get; init; } = "notBreaching";

    /// <summary>Declares it in a stack.</summary>
    public void Make(Site site, AlarmTopic topic) => _ = new CfnAlarm(site.Stack, $"Alarm-{Name}", new CfnAlarmProps
    {
        AlarmName = $"{site.Name}-{Name}",
        AlarmDescription = Shortened(Doc),
        Namespace = Namespace,
        MetricName = Metric,
        Dimensions = Dimensions.Select(d => new CfnAlarm.DimensionProperty { Name = d.Name, Value = d.Value }).ToArray(),
        Statistic = Statistic,
        Period = PeriodSeconds,
        Threshold = Threshold,
        ComparisonOperator = IsAtMost ? "LessThanOrEqualToThreshold" : "GreaterThanOrEqualToThreshold",
        EvaluationPeriods = Periods,
        DatapointsToAlarm = Breaches,
        TreatMissingData = Missing,
        AlarmActions = [topic.Topic.Ref],
        OkActions = [topic.Topic.Ref],
    });

    /// <summary>A description that CloudWatch takes.</summary>
    public static string Shortened(string text) => text.Length <= DocLengthMax ? text : text[..(DocLengthMax - 3)] + "...";
}
