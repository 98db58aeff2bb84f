using Amazon.CDK;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Infra.Configuration;
using CloudAnalytics.Infra.Parts;
using Constructs;

namespace CloudAnalytics.Infra;

/// <summary>The whole of CloudAnalytics on AWS, as one stack.</summary>
public sealed class CloudAnalyticsStack : Stack
{
    /// <summary>The metrics that <c>aggregate</c> publishes, alarms watch and the dashboard draws.</summary>
    public static MetricTable Metrics { get; } = MetricTable.Compile(LogCatalogue.Alarms, CloudMetrics.All);

    /// <summary>Declares the stack.</summary>
    /// <param name="scope">The CDK's app.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="asset">The functions' code.</param>
    public CloudAnalyticsStack(Construct scope, StackConfiguration configuration, FunctionAsset asset)
        : base(scope, configuration.Get(Settings.Stack), Properties(configuration))
    {
        var site = new Site(this, configuration);
        var keys = new Keys(site);
        var stream = new LogStream(site, keys);
        var lake = new LakeBuckets(site, keys);
        var tables = new LakeTables(site, lake, keys);
        var network = configuration.HasVpc ? new Network(site, keys) : null;
        var roles = new FunctionRoles(site, keys);
        var search = configuration.HasSearch ? new SearchDomain(site, keys, roles, network) : null;
        var functions = new FunctionSet(site, asset, new FunctionParts(keys, stream, lake, tables, roles, search, network));
        _ = new Schedules(site, functions);
        var topic = new AlarmTopic(site, keys);
        _ = new AlarmSet(site, topic, functions, stream, search);
        _ = new MetricDashboard(site);
        _ = new AgentRole(site, stream, keys);
        if (search is not null)
            _ = new Provisioning(site, functions, roles, search);
        Suppressions.Apply(this);
        foreach (var (name, text) in configuration.Get(Settings.Tags))
            Amazon.CDK.Tags.Of(this).Add(name, text);
    }

    static StackProps Properties(StackConfiguration configuration)
    {
        var account = configuration.Get(Settings.AccountId);
        var region = configuration.Get(Settings.Region);
        return new StackProps
        {
            Description = "CloudAnalytics: log analytics for mail servers",
            TerminationProtection = configuration.Get(Settings.Removal) == "retain",
            // Without names the template fits every account and region.
            Env = account.Length == 0 && region.Length == 0 ? null : new Amazon.CDK.Environment
            {
                Account = account.Length > 0 ? account : System.Environment.GetEnvironmentVariable("CDK_DEFAULT_ACCOUNT"),
                Region = region.Length > 0 ? region : System.Environment.GetEnvironmentVariable("CDK_DEFAULT_REGION"),
            },
        };
    }
}
