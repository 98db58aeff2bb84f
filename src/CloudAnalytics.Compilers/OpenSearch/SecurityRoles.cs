using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>
/// Roles of the cluster's own access control (https://docs.opensearch.org/latest/security/access-control/permissions/): one that may write
/// rows, one that may ask.
/// </summary>
public static class SecurityRoles
{
    /// <summary>Writes rows into indices by their templates, and reads nothing.</summary>
    public const string Writer = "cloudanalytics_writer";

    /// <summary>Writes findings of detections and notes the names behind published metrics, and writes nothing else.</summary>
    public const string MetricsWriter = "cloudanalytics_metrics_writer";

    /// <summary>Asks questions.</summary>
    public const string Reader = "cloudanalytics_reader";

    /// <summary>The role of the cluster itself that lets somebody use Dashboards.</summary>
    public const string DashboardsUser = "kibana_user";

    /// <summary>The bodies of <c>PUT _plugins/_security/api/roles/{role}</c>.</summary>
    public static ImmutableArray<(string Role, string Body)> Compile(IndexNames names) =>
    [
        (Writer, Role(
            ["cluster_composite_ops", "indices:admin/index_template/get"],
            [names.Everything],
            ["create_index", "indices:data/write/index", "indices:data/write/bulk*", "indices:admin/mapping/put"])),
        (MetricsWriter, Role(
            ["cluster_composite_ops", "indices:admin/index_template/get"],
            [names.Metrics + "-*", names.Pattern(FindingSchema.Schema)],
            ["create_index", "indices:data/write/index", "indices:data/write/bulk*", "indices:admin/mapping/put"])),
        (Reader, Role(
            ["cluster_composite_ops_ro"], [names.Everything], ["read", "indices:admin/mappings/get", "indices:admin/resolve/index"])),
    ];

    static string Role(IEnumerable<string> cluster, IEnumerable<string> patterns, IEnumerable<string> indices) =>
        JsonText.File(new JsonObject
        {
            ["cluster_permissions"] = JsonText.Array(cluster),
            ["index_permissions"] = new JsonArray((JsonNode)new JsonObject
            {
                ["index_patterns"] = JsonText.Array(patterns),
                ["allowed_actions"] = JsonText.Array(indices),
            }),
            ["tenant_permissions"] = new JsonArray(),
        });
}
