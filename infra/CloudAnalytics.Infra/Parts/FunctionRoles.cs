using System.Collections.Immutable;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;

namespace CloudAnalytics.Infra.Parts;

/// <summary>A role and a log group for each function; what a role may do besides writing its log is added where the function is.</summary>
sealed class FunctionRoles
{
    readonly Dictionary<string, (Role Role, LogGroup Log)> _byFunction = new(StringComparer.Ordinal);

    public FunctionRoles(Site site, Keys keys)
    {
        Names = site.Configuration.HasSearch ? [.. WithSearch, "archive", "compact"] : ["archive", "aggregate", "compact", "replay"];
        foreach (var function in Names)
            _byFunction[function] = Make(site, keys, function);
    }

    /// <summary>The functions that talk to OpenSearch, where there is one.</summary>
    public static ImmutableArray<string> WithSearch { get; } = ["index", "aggregate", "provision", "replay"];

    /// <summary>The functions of this stack.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>A function's role.</summary>
    public Role Of(string function) => _byFunction[function].Role;

    /// <summary>What a role may do: what starts with the role must wait for it.</summary>
    public static IConstruct PolicyOf(Role role) => role.Node.FindChild("DefaultPolicy").Node.DefaultChild!;

    /// <summary>A function's log.</summary>
    public LogGroup LogOf(string function) => _byFunction[function].Log;

    static (Role Role, LogGroup Log) Make(Site site, Keys keys, string function)
    {
        var log = new LogGroup(site.Stack, $"Log-{function}", new LogGroupProps
        {
            LogGroupName = $"/{site.Name}/{function}",
            EncryptionKey = keys.Key,
            Retention = Retentions.Of(site),
            RemovalPolicy = site.Removal,
        });
        var role = new Role(site.Stack, $"Role-{function}", new RoleProps
        {
            AssumedBy = new ServicePrincipal("lambda.amazonaws.com"),
            Description = $"{site.Name}: function {function}",
        });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resources = [log.LogGroupArn],
        }));
        if (site.Configuration.HasVpc && WithSearch.Contains(function))
        {
            role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
            {
                // Lambda makes the network interfaces with the function's role; these actions know no narrower resource.
                Actions =
                [
                    "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
                    "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses",
                ],
                Resources = ["*"],
            }));
        }

        return (role, log);
    }
}
