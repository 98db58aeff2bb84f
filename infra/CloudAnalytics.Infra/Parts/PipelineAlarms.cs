using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>Alarms over AWS' own metrics of the functions, the stream and the domain.</summary>
static class PipelineAlarms
{
    const string Lambda = "AWS/Lambda";
    const string Domain = "AWS/ES";

    /// <summary>docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html</summary>
    public static Func<FunctionPlan, IEnumerable<AlarmPlan>> OfFunction(Site site) => plan =>
    {
        (string, string)[] dimensions = [("FunctionName", site.FunctionName(plan.Name))];
        var isConsumer = plan.Name is "index" or "archive";
        var plans = new List<AlarmPlan>
        {
            // A consumer's error is tried again, and a single one heals; the others run once.
            new($"{plan.Name}-errors", $"The function {plan.Name} fails. What to do: look at its log (/{site.Name}/{plan.Name}).", Lambda,
                "Errors", 1)
            {
                Dimensions = dimensions, Statistic = "Sum", Periods = isConsumer ? 3 : 1, Breaches = isConsumer ? 3 : 1,
            },
            new($"{plan.Name}-throttles", $"The function {plan.Name} is held back for want of concurrency. What to do: raise the account's "
                + "limit, or the function's share.", Lambda, "Throttles", 1)
            {
                Dimensions = dimensions, Statistic = "Sum", Periods = 3, Breaches = 3,
            },
            new($"{plan.Name}-duration", $"The function {plan.Name} needs over four fifths of the time it is given. What to do: give "
                + "it more "
                + "memory, which is more processor too, or smaller batches.", Lambda, "Duration", plan.TimeoutSeconds * 800)
            {
                Dimensions = dimensions, Periods = isConsumer ? 3 : 1, Breaches = isConsumer ? 3 : 1,
            },
        };
        if (isConsumer)
            plans.Add(new($"{plan.Name}-iterator-age", $"The function {plan.Name} is behind: rows come late, and after the stream's "
                + "retention "
                + "they go to the bucket of failed batches. What to do: look whether its store answers, and at its errors.", Lambda,
                "IteratorAge", site.Get(Settings.IteratorAgeMinutes) * 60_000.0)
            {
                Dimensions = dimensions, Periods = 3, Breaches = 3,
            });
        return plans;
    };

    /// <summary>docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html</summary>
    public static IEnumerable<AlarmPlan> OfStream(LogStream stream) =>
    [
        new("stream-full", "The stream turns records away. Good agents send them again, Kinesis Agent for Windows may lose them. What "
            + "to do: "
            + "more shards, or stream.mode on-demand.", "AWS/Kinesis", "WriteProvisionedThroughputExceeded", 1)
        {
            Dimensions = [("StreamName", stream.Stream.Ref)], Statistic = "Sum", Periods = 3, Breaches = 2,
        },
    ];

    /// <summary>docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html</summary>
    public static IEnumerable<AlarmPlan> OfDomain(Site site, SearchDomain search)
    {
        (string, string)[] dimensions = [("DomainName", search.Name), ("ClientId", site.Stack.Account)];
        AlarmPlan New(string name, string metric, double threshold, string doc, string statistic = "Maximum", int periods = 1) =>
            new(name, doc, Domain, metric, threshold)
            {
                Dimensions = dimensions, Statistic = statistic, Periods = periods, Breaches = periods, PeriodSeconds = 300,
            };
        return
        [
            New("domain-red", "ClusterStatus.red", 1, "Part of the index is not there; index waits. What to do: look at the domain's "
                + "page; AWS "
                + "support helps with lost nodes.", periods: 1),
            New("domain-writes-blocked", "ClusterIndexWritesBlocked", 1, "The domain takes no rows; index waits. What to do: look at "
                + "its disks "
                + "and memory."),
            // A domain blocks writes below a fifth of the disk or 20 GB, whichever is less.
            New("domain-disk", "FreeStorageSpace", Math.Min(site.Get(Settings.VolumeGb) * 1024 / 4.0, 25 * 1024),
                "A node's disk is nearly full. What "
                + "to do: raise opensearch.volume_gb, or keep days for a shorter time.", "Minimum") with { IsAtMost = true },
            New("domain-memory", "JVMMemoryPressure", 95, "A node's memory is nearly full. What to do: larger or more nodes.", periods: 3),
            New("domain-cpu", "CPUUtilization", 90, "The domain is out of processor time. What to do: larger or more nodes.", "Average", 3),
            New("domain-key", "KMSKeyInaccessible", 1, "The domain cannot use its key and stops. What to do: look at the key at once: "
                + "after "
                + "two weeks the data is gone."),
        ];
    }
}
