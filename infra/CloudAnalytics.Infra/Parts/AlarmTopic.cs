using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SNS;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>Where alarms go.</summary>
sealed class AlarmTopic
{
    public AlarmTopic(Site site, Keys keys)
    {
        Topic = new CfnTopic(site.Stack, "AlarmTopic", new CfnTopicProps
        {
            TopicName = $"{site.Name}-alarms",
            DisplayName = "CloudAnalytics",
            KmsMasterKeyId = keys.Key.KeyArn,
        });
        var publish = new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Alarms",
            Principals = [new ServicePrincipal("cloudwatch.amazonaws.com")],
            Actions = ["sns:Publish"],
            Resources = [Topic.Ref],
        });
        publish.AddCondition("StringEquals", new Dictionary<string, object> { ["aws:SourceAccount"] = site.Stack.Account });
        var plain = new PolicyStatement(new PolicyStatementProps
        {
            Sid = "TlsOnly",
            Effect = Effect.DENY,
            Principals = [new AnyPrincipal()],
            Actions = ["sns:Publish"],
            Resources = [Topic.Ref],
        });
        plain.AddCondition("Bool", new Dictionary<string, object> { ["aws:SecureTransport"] = "false" });
        var document = new PolicyDocument();
        document.AddStatements(publish, plain);
        _ = new CfnTopicPolicy(site.Stack, "AlarmTopicPolicy", new CfnTopicPolicyProps { Topics = [Topic.Ref], PolicyDocument = document });
        foreach (var (address, i) in site.Get(Settings.Email).Select((a, i) => (a, i)))
            _ = new CfnSubscription(site.Stack, $"Subscriber{i}", new CfnSubscriptionProps { TopicArn = Topic.Ref, Protocol = "email",
                Endpoint = address });
        _ = new CfnOutput(site.Stack, "AlarmTopicArn", new CfnOutputProps { Value = Topic.Ref });
    }

    /// <summary>The topic.</summary>
    public CfnTopic Topic { get; }
}
