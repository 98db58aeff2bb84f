using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.OpenSearchService;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>The OpenSearch domain, and how people log in to its dashboards.</summary>
sealed class SearchDomain
{
    // What a request of a role can be; what it may touch is said by the domain's own access control.
    static readonly string[] s_http = ["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPatch", "es:ESHttpPost",
        "es:ESHttpPut"];

    readonly Site _site;

    public SearchDomain(Site site, Keys keys, FunctionRoles roles, Network? network)
    {
        _site = site;
        Login = new DashboardLogin(site, DomainArn);
        var logs = Logs(keys);
        Domain = new CfnDomain(site.Stack, "Domain", Properties(keys, roles, network, logs));
        Domain.ApplyRemovalPolicy(site.Removal);
        Domain.CfnOptions.UpdatePolicy = new CfnUpdatePolicy { EnableVersionUpgrade = true };
        // The domain checks at its creation that it may use the pools, and that it may write the logs.
        Domain.Node.AddDependency(LogPolicy(logs), Login.Address, Login.Attachment, FunctionRoles.PolicyOf(Login.DomainRole));
        _ = new CfnOutput(site.Stack, "OpenSearchEndpoint", new CfnOutputProps { Value = Endpoint });
        _ = new CfnOutput(site.Stack, "Dashboards", new CfnOutputProps { Value = $"{Endpoint}/_dashboards" });
        _ = new CfnOutput(site.Stack, "UserPool", new CfnOutputProps
        {
            Value = Login.Pool.Ref,
            Description = "Who is added here may log in to the dashboards.",
        });
    }

    /// <summary>The domain.</summary>
    public CfnDomain Domain { get; }

    /// <summary>Login to the dashboards.</summary>
    public DashboardLogin Login { get; }

    /// <summary>The domain's address.</summary>
    public string Endpoint => $"https://{Domain.AttrDomainEndpoint}";

    /// <summary>The domain's name.</summary>
    public string Name => _site.Name;

    string DomainArn => _site.Arn("es", $"domain/{_site.Name}");

    /// <summary>Lets a role send requests of some methods to the domain.</summary>
    public PolicyStatement Requests(params string[] methods) => new(new PolicyStatementProps
    {
        Actions = [.. methods.Select(m => $"es:ESHttp{m}")],
        Resources = [$"{DomainArn}/*"],
    });

    CfnDomainProps Properties(Keys keys, FunctionRoles roles, Network? network, LogGroup[] logs)
    {
        return new CfnDomainProps
        {
            DomainName = Name,
            EngineVersion = "OpenSearch_2.17",
            ClusterConfig = Cluster(),
            EbsOptions = new CfnDomain.EBSOptionsProperty
            {
                EbsEnabled = true,
                VolumeType = "gp3",
                VolumeSize = _site.Get(Settings.VolumeGb),
            },
            NodeToNodeEncryptionOptions = new CfnDomain.NodeToNodeEncryptionOptionsProperty { Enabled = true },
            EncryptionAtRestOptions = new CfnDomain.EncryptionAtRestOptionsProperty { Enabled = true, KmsKeyId = keys.Key.KeyId },
            DomainEndpointOptions = new CfnDomain.DomainEndpointOptionsProperty
            {
                EnforceHttps = true,
                TlsSecurityPolicy = "Policy-Min-TLS-1-2-PFS-2023-10",
            },
            // The master is the function that sets up roles, templates and dashboards: there is no user with a password.
            AdvancedSecurityOptions = new CfnDomain.AdvancedSecurityOptionsInputProperty
            {
                Enabled = true,
                InternalUserDatabaseEnabled = false,
                MasterUserOptions = new CfnDomain.MasterUserOptionsProperty { MasterUserArn = roles.Of("provision").RoleArn },
            },
            CognitoOptions = new CfnDomain.CognitoOptionsProperty
            {
                Enabled = true,
                UserPoolId = Login.Pool.Ref,
                IdentityPoolId = Login.Identities.Ref,
                RoleArn = Login.DomainRole.RoleArn,
            },
            AccessPolicies = AccessPolicy(roles),
            VpcOptions = network is null ? null : new CfnDomain.VPCOptionsProperty
            {
                SubnetIds = network.Subnets,
                SecurityGroupIds = [network.Domain.AttrGroupId],
            },
            SoftwareUpdateOptions = new CfnDomain.SoftwareUpdateOptionsProperty { AutoSoftwareUpdateEnabled = true },
            OffPeakWindowOptions = new CfnDomain.OffPeakWindowOptionsProperty { Enabled = true },
            AdvancedOptions = new Dictionary<string, string>
            {
                // Bulk requests name the index in each action: one request holds rows of several formats and days.
                ["rest.action.multi.allow_explicit_index"] = "true",
                ["override_main_response_version"] = "false",
            },
            LogPublishingOptions = new Dictionary<string, object>
            {
                ["SEARCH_SLOW_LOGS"] = Published(logs[0]),
                ["INDEX_SLOW_LOGS"] = Published(logs[1]),
                ["ES_APPLICATION_LOGS"] = Published(logs[2]),
                ["AUDIT_LOGS"] = Published(logs[3]),
            },
        };
    }

    CfnDomain.ClusterConfigProperty Cluster()
    {
        var zones = _site.Get(Settings.Zones);
        var masters = _site.Get(Settings.Masters);
        return new CfnDomain.ClusterConfigProperty
        {
            InstanceType = _site.Get(Settings.InstanceType),
            InstanceCount = _site.Get(Settings.Nodes),
            ZoneAwarenessEnabled = zones > 1,
            ZoneAwarenessConfig = zones > 1 ? new CfnDomain.ZoneAwarenessConfigProperty { AvailabilityZoneCount = zones } : null,
            DedicatedMasterEnabled = masters > 0,
            DedicatedMasterCount = masters > 0 ? masters : null,
            DedicatedMasterType = masters > 0 ? "m7g.large.search" : null,
        };
    }

    static CfnDomain.LogPublishingOptionProperty Published(LogGroup log) =>
        new() { Enabled = true, CloudWatchLogsLogGroupArn = log.LogGroupArn };

    // The account's roles that their own policies let in, and whoever logged in by the pool.
    PolicyDocument AccessPolicy(FunctionRoles roles)
    {
        var document = new PolicyDocument();
        document.AddStatements(new PolicyStatement(new PolicyStatementProps
        {
            Principals =
            [
                .. FunctionRoles.WithSearch.Select(f => new ArnPrincipal(roles.Of(f).RoleArn)),
                new ArnPrincipal(Login.ReaderRole.RoleArn),
            ],
            Actions = s_http,
            Resources = [$"{DomainArn}/*"],
        }));
        return document;
    }

    LogGroup[] Logs(Keys keys) =>
    [
        .. ((string[])["search-slow", "index-slow", "application", "audit"]).Select(name =>
            new LogGroup(_site.Stack, $"DomainLog-{name}", new LogGroupProps
            {
                LogGroupName = $"/{_site.Name}/opensearch/{name}",
                EncryptionKey = keys.Key,
                Retention = Retentions.Of(_site),
                RemovalPolicy = _site.Removal,
            })),
    ];

    CfnResourcePolicy LogPolicy(LogGroup[] logs)
    {
        var statement = new PolicyStatement(new PolicyStatementProps
        {
            Principals = [new ServicePrincipal("es.amazonaws.com")],
            Actions = ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resources = [.. logs.Select(l => l.LogGroupArn)],
        });
        statement.AddCondition("StringEquals", new Dictionary<string, object> { ["aws:SourceAccount"] = _site.Stack.Account });
        var document = new PolicyDocument();
        document.AddStatements(statement);
        return new CfnResourcePolicy(_site.Stack, "DomainLogPolicy", new CfnResourcePolicyProps
        {
            PolicyName = $"{_site.Name}-opensearch",
            PolicyDocument = _site.Stack.ToJsonString(document),
        });
    }
}
