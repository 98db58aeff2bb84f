using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>Where domain and functions lie that must not have a public address.</summary>
sealed class Network
{
    public Network(Site site, Keys keys)
    {
        var id = site.Get(Settings.Vpc);
        var range = site.Get(Settings.VpcRange);
        if (id == "new")
        {
            (VpcId, Subnets) = Make(site, keys, range);
        }
        else
        {
            VpcId = id;
            Subnets = [.. site.Get(Settings.Subnets)];
        }

        Functions = new CfnSecurityGroup(site.Stack, "FunctionsGroup", new CfnSecurityGroupProps
        {
            GroupDescription = $"{site.Name}: functions",
            VpcId = VpcId,
            SecurityGroupEgress = new[] { Out("The domain; S3 and Athena by their endpoints", "0.0.0.0/0") },
        });
        if (id == "new")
            ReachAthena(site);
        Domain = new CfnSecurityGroup(site.Stack, "DomainGroup", new CfnSecurityGroupProps
        {
            GroupDescription = $"{site.Name}: OpenSearch domain",
            VpcId = VpcId,
            SecurityGroupIngress = new[] { In("Functions", null, Functions.AttrGroupId), In("Browsers", range, null) },
            // A domain calls nobody; without a rule of its own a group may call everybody.
            SecurityGroupEgress = new[] { Out("Nobody", "127.0.0.1/32") },
        });
    }

    /// <summary>The VPC.</summary>
    public string VpcId { get; }

    /// <summary>Its private subnets, one per zone of the domain.</summary>
    public string[] Subnets { get; }

    /// <summary>The functions' security group.</summary>
    public CfnSecurityGroup Functions { get; }

    /// <summary>The domain's security group.</summary>
    public CfnSecurityGroup Domain { get; }

    static (string VpcId, string[] Subnets) Make(Site site, Keys keys, string range)
    {
        // No way to the internet and none from it: S3 is reached by the gateway endpoint, which costs nothing.
        var vpc = new CfnVPC(site.Stack, "Vpc", new CfnVPCProps { CidrBlock = range, EnableDnsHostnames = true, EnableDnsSupport = true });
        var table = new CfnRouteTable(site.Stack, "Routes", new CfnRouteTableProps { VpcId = vpc.Ref });
        _ = new CfnVPCEndpoint(site.Stack, "S3Endpoint", new CfnVPCEndpointProps
        {
            VpcId = vpc.Ref,
            VpcEndpointType = "Gateway",
            ServiceName = $"com.amazonaws.{site.Stack.Region}.s3",
            RouteTableIds = [table.Ref],
        });
        var zones = site.Get(Settings.Zones);
        var subnets = new string[zones];
        for (var i = 0; i < zones; i++)
        {
            var subnet = new CfnSubnet(site.Stack, $"Subnet{i}", new CfnSubnetProps
            {
                VpcId = vpc.Ref,
                // 256 addresses each.
                CidrBlock = Fn.Select(i, Fn.Cidr(vpc.AttrCidrBlock, zones, "8")),
                AvailabilityZone = Fn.Select(i, Fn.GetAzs()),
            });
            _ = new CfnSubnetRouteTableAssociation(site.Stack, $"SubnetRoutes{i}", new CfnSubnetRouteTableAssociationProps
            {
                SubnetId = subnet.Ref,
                RouteTableId = table.Ref,
            });
            subnets[i] = subnet.Ref;
        }

        var log = new LogGroup(site.Stack, "FlowLog", new LogGroupProps
        {
            LogGroupName = $"/{site.Name}/flow",
            EncryptionKey = keys.Key,
            Retention = Retentions.Of(site),
            RemovalPolicy = site.Removal,
        });
        var role = new Role(site.Stack, "FlowLogRole", new RoleProps { AssumedBy = new ServicePrincipal("vpc-flow-logs.amazonaws.com") });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            Resources = [log.LogGroupArn],
        }));
        _ = new CfnFlowLog(site.Stack, "Flow", new CfnFlowLogProps
        {
            ResourceId = vpc.Ref,
            ResourceType = "VPC",
            TrafficType = "REJECT",
            LogGroupName = log.LogGroupName,
            DeliverLogsPermissionArn = role.RoleArn,
        });
        return (vpc.Ref, subnets);
    }

    // Detections are questions to Athena.
    void ReachAthena(Site site)
    {
        var group = new CfnSecurityGroup(site.Stack, "AthenaGroup", new CfnSecurityGroupProps
        {
            GroupDescription = $"{site.Name}: endpoint of Athena",
            VpcId = VpcId,
            SecurityGroupIngress = new[] { In("Functions", null, Functions.AttrGroupId) },
            SecurityGroupEgress = new[] { Out("Nobody", "127.0.0.1/32") },
        });
        _ = new CfnVPCEndpoint(site.Stack, "AthenaEndpoint", new CfnVPCEndpointProps
        {
            VpcId = VpcId,
            VpcEndpointType = "Interface",
            ServiceName = $"com.amazonaws.{site.Stack.Region}.athena",
            PrivateDnsEnabled = true,
            SubnetIds = Subnets,
            SecurityGroupIds = [group.AttrGroupId],
        });
    }

    static CfnSecurityGroup.EgressProperty Out(string doc, string cidr) => new()
    {
        Description = doc,
        IpProtocol = "tcp",
        FromPort = 443,
        ToPort = 443,
        CidrIp = cidr,
    };

    static CfnSecurityGroup.IngressProperty In(string doc, string? cidr, string? group) => new()
    {
        Description = doc,
        IpProtocol = "tcp",
        FromPort = 443,
        ToPort = 443,
        CidrIp = cidr,
        SourceSecurityGroupId = group,
    };
}
