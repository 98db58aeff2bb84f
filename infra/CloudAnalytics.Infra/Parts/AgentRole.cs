using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>What agents need: a policy for those of this account, a role for those of others.</summary>
sealed class AgentRole
{
    public AgentRole(Site site, LogStream stream, Keys keys)
    {
        var policy = new ManagedPolicy(site.Stack, "AgentPolicy", new ManagedPolicyProps
        {
            ManagedPolicyName = $"{site.Name}-agent",
            Description = "Write logs into the stream, and nothing else",
            Statements =
            [
                new PolicyStatement(new PolicyStatementProps
                {
                    Actions = ["kinesis:DescribeStreamSummary", "kinesis:PutRecord", "kinesis:PutRecords"],
                    Resources = [stream.Arn],
                }),
                keys.Use("kms:GenerateDataKey"),
            ],
        });
        _ = new CfnOutput(site.Stack, "AgentPolicyArn", new CfnOutputProps { Value = policy.ManagedPolicyArn });
        var accounts = site.Get(Settings.AgentAccounts);
        if (accounts.IsEmpty)
            return;
        var role = new Role(site.Stack, "AgentRole", new RoleProps
        {
            RoleName = $"{site.Name}-agent",
            Description = "Agents in other accounts, which name the external id",
            AssumedBy = new CompositePrincipal([.. accounts.Select(a => new AccountPrincipal(a))]),
            ExternalIds = [site.Get(Settings.ExternalId)],
            ManagedPolicies = [policy],
            MaxSessionDuration = Duration.Hours(12),
        });
        _ = new CfnOutput(site.Stack, "AgentRoleArn", new CfnOutputProps { Value = role.RoleArn });
    }
}
