using Amazon.CDK;
using Amazon.CDK.AWS.Kinesis;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>The stream that agents write into.</summary>
sealed class LogStream
{
    public LogStream(Site site, Keys keys)
    {
        var isOnDemand = site.Get(Settings.StreamMode) == "on-demand";
        Stream = new CfnStream(site.Stack, "Stream", new CfnStreamProps
        {
            Name = site.Name,
            StreamModeDetails = new CfnStream.StreamModeDetailsProperty { StreamMode = isOnDemand ? "ON_DEMAND" : "PROVISIONED" },
            ShardCount = isOnDemand ? null : site.Get(Settings.Shards),
            // So long may OpenSearch be away.
            RetentionPeriodHours = site.Get(Settings.RetentionHours),
            StreamEncryption = new CfnStream.StreamEncryptionProperty { EncryptionType = "KMS", KeyId = keys.Key.KeyArn },
        });
        // Records stay at 1 MiB, Kinesis' default: Lambda takes 6 MB per event, and a record of 10 MiB would never reach a function.
        Stream.ApplyRemovalPolicy(site.Removal);
        _ = new CfnOutput(site.Stack, "StreamName", new CfnOutputProps { Value = Stream.Ref,
            Description = "Agents write into this stream." });
        _ = new CfnOutput(site.Stack, "StreamRegion", new CfnOutputProps { Value = site.Stack.Region });
    }

    /// <summary>The stream.</summary>
    public CfnStream Stream { get; }

    /// <summary>Its ARN.</summary>
    public string Arn => Stream.AttrArn;
}
