using Amazon.CDK.AWS.CloudWatch;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>The CloudWatch dashboards, as they are compiled and checked in.</summary>
sealed class MetricDashboard
{
    public MetricDashboard(Site site)
    {
        foreach (var dashboard in CloudWatchDashboards.Compile(CloudAnalyticsStack.Metrics, LogCatalogue.Alarms))
        {
            var body = dashboard.Body
                .Replace(CloudWatchDashboards.Region, site.Stack.Region, StringComparison.Ordinal)
                .Replace(CloudWatchDashboards.Namespace, site.Get(Settings.Namespace), StringComparison.Ordinal)
                .Replace(CloudWatchDashboards.Account, site.Stack.Account, StringComparison.Ordinal)
                .Replace(CloudWatchDashboards.Stack, site.Name, StringComparison.Ordinal);
            _ = new CfnDashboard(site.Stack, $"Dashboard-{dashboard.Name}", new CfnDashboardProps
            {
                DashboardName = $"{site.Name}-{dashboard.Name}",
                DashboardBody = body,
            });
        }
    }
}
