using System.Collections.Immutable;
using Amazon.CDK;

namespace CloudAnalytics.Infra;

/// <summary>A rule of cdk-nag that does not hold somewhere on purpose.</summary>
/// <param name="Rule">The rule: <c>AwsSolutions-S1</c>.</param>
/// <param name="Type">The resources' type.</param>
/// <param name="Reason">Why.</param>
sealed record Suppression(string Rule, string Type, string Reason)
{
    /// <summary>
    /// Regular expressions of the findings that are meant, where a rule has several per resource; another one is a finding.
    /// </summary>
    public ImmutableArray<string> Findings { get; init; } = [];
}

/// <summary>Every exception to cdk-nag's AwsSolutions, with its reason: the one list.</summary>
static class Suppressions
{
    /// <summary>The list.</summary>
    public static ImmutableArray<Suppression> All { get; } =
    [
        new("AwsSolutions-KDS3", "AWS::Kinesis::Stream",
            "The stream is encrypted with the stack's own key, which other accounts' agents can be let use and which AWS' key cannot."),
        new("AwsSolutions-IAM5", "AWS::IAM::Policy",
            "Objects of some folders of the stack's own buckets, requests to its own domain and tables of its own database: their "
                + "names come "
            + "with the data. No action is a wildcard.")
        {
            Findings =
            [
                @"/^Resource::<Lake[A-Za-z0-9]*\.Arn>\/(raw(\/finding)?|archive|dead|cut|backup\/dashboards|state\/[a-z]+)\/\*$/",
                @"/^Resource::<(Failed[A-Za-z0-9]*\.Arn>\/aws\/lambda|Results[A-Za-z0-9]*\.Arn>\/answers)\/\*$/",
                @"/^Resource::arn:<AWS::Partition>:es:(<AWS::Region>|[a-z0-9-]+):(<AWS::AccountId>|[0-9]+):domain\/[a-z0-9-]+\/\*$/",
                @"/^Resource::arn:<AWS::Partition>:glue:(<AWS::Region>|[a-z0-9-]+):(<AWS::AccountId>|[0-9]+):table\/[a-z0-9_]+\/\*$/",
            ],
        },
        new("AwsSolutions-IAM5", "AWS::IAM::Policy",
            "Lambda makes a function's network interfaces with the function's role; these actions of EC2 know no narrower resource.")
        {
            Findings = ["Resource::*"],
        },
        new("AwsSolutions-OS1", "AWS::OpenSearchService::Domain",
            "Whether the domain lies in a VPC is the setting network.vpc; without, it takes signed requests of named roles alone."),
        new("AwsSolutions-OS3", "AWS::OpenSearchService::Domain",
            "Who may come is said by roles, named one by one; addresses of functions and of browsers are not known beforehand."),
        new("AwsSolutions-OS4", "AWS::OpenSearchService::Domain",
            "Whether the domain has master nodes of its own is the setting opensearch.masters; small domains do without."),
        new("AwsSolutions-OS7", "AWS::OpenSearchService::Domain",
            "In how many zones the domain lies is the setting opensearch.zones; the stream and the lake keep what one zone loses."),
    ];

    /// <summary>Writes the list into the resources' metadata, where cdk-nag looks.</summary>
    public static void Apply(Stack stack)
    {
        foreach (var resource in stack.Node.FindAll().OfType<CfnResource>())
        {
            var rules = All.Where(s => s.Type == resource.CfnResourceType).Select(Metadata).ToArray();
            if (rules.Length > 0)
                resource.AddMetadata("cdk_nag", new Dictionary<string, object> { ["rules_to_suppress"] = rules });
        }
    }

    static Dictionary<string, object> Metadata(Suppression suppression)
    {
        var rule = new Dictionary<string, object> { ["id"] = suppression.Rule, ["reason"] = suppression.Reason };
        if (!suppression.Findings.IsEmpty)
            rule["applies_to"] = suppression.Findings
                .Select(f => f.StartsWith('/') ? new Dictionary<string, object> { ["regex"] = f } : (object)f).ToArray();
        return rule;
    }
}
