using Amazon.CDK.AWS.Lambda;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>
/// How Lambda reads the stream for <c>index</c> and <c>archive</c>. Left at its defaults a batch that fails blocks its shard until the
/// records expire; every setting here is chosen.
/// </summary>
sealed class StreamConsumers
{
    const int Day = 24 * 3600;
    const int AgeMax = 7 * Day;

    public StreamConsumers(Site site, FunctionParts parts, FunctionSet functions)
    {
        // Records are gone from the stream after its retention: an hour before, what still waits goes to the bucket of failed batches.
        var age = Math.Min(AgeMax, (site.Get(Settings.RetentionHours) - 1) * 3600);
        if (parts.Search is not null)
        {
            New(site, parts, functions, "index", new CfnEventSourceMappingProps
            {
                BatchSize = site.Get(Settings.IndexBatch),
                MaximumBatchingWindowInSeconds = site.Get(Settings.IndexWindow),
                // Rows carry their id and time: their order does not matter.
                ParallelizationFactor = site.Get(Settings.IndexParallel),
                // OpenSearch may be away for hours: the stream waits, as partial answers count as attempts too. The age ends it.
                MaximumRetryAttempts = -1,
                MaximumRecordAgeInSeconds = age,
                FunctionName = "",
            });
        }

        New(site, parts, functions, "archive", new CfnEventSourceMappingProps
        {
            BatchSize = site.Get(Settings.ArchiveBatch),
            MaximumBatchingWindowInSeconds = site.Get(Settings.ArchiveWindow),
            // More at a time would make more and smaller objects.
            ParallelizationFactor = 1,
            // S3 is hardly ever away, so what fails so often (over an hour, with Lambda's pauses) kills the function: put it aside.
            MaximumRetryAttempts = 100,
            MaximumRecordAgeInSeconds = age,
            FunctionName = "",
        });
    }

    static void New(Site site, FunctionParts parts, FunctionSet functions, string function, CfnEventSourceMappingProps props)
    {
        props.FunctionName = functions.Target(function);
        props.EventSourceArn = parts.Stream.Arn;
        // From the oldest record: what agents wrote before the function was there counts too.
        props.StartingPosition = "TRIM_HORIZON";
        // A batch that kills the function is halved until one record is left; records that cannot be read never get so far.
        props.BisectBatchOnFunctionError = true;
        // The function names the first record that is not safe; what lies before it does not come again.
        props.FunctionResponseTypes = ["ReportBatchItemFailures"];
        // S3 is the only destination that keeps the records themselves; the others keep a pointer into the stream, which forgets.
        props.DestinationConfig = new CfnEventSourceMapping.DestinationConfigProperty
        {
            OnFailure = new CfnEventSourceMapping.OnFailureProperty { Destination = parts.Lake.Failed.BucketArn },
        };
        // Metrics are made of stored rows, not in the consumer: no window of state.
        _ = new CfnEventSourceMapping(site.Stack, $"Consumer-{function}", props);
    }
}
