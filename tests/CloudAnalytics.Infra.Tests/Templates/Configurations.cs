using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Tests.Templates;

/// <summary>
/// The stacks that are looked at: as shipped, small, without OpenSearch, large in a network of its own, in a given network.
/// </summary>
static class Configurations
{
    public static IReadOnlyDictionary<string, StackConfiguration> All { get; } = new Dictionary<string, StackConfiguration>
    {
        ["shipped"] = StackConfiguration.Load(RepositoryRoot.Combine(StackConfiguration.FileName)),
        ["none"] = Parse("""
            {
              "stack": "logs-none", "search": "none", "removal": "destroy", "lake": { "lock": "none" },
              "functions": { "reserve_concurrency": false, "architecture": "arm64" },
              "stream": { "mode": "provisioned", "shards": 1, "format": "exchange_message_tracking" },
              "alarms": { "email": ["postmaster@example.org", "second@example.org"], "namespace": "CloudAnalytics/none" }
            }
            """),
        ["large"] = Parse("""
            {
              "stack": "logs-large", "account": "123456789012", "region": "eu-central-1", "tags": { "cost-centre": "mail" },
              "stream": { "mode": "provisioned", "shards": 24, "retention_hours": 240, "trusted_proxies": ["10.0.0.0/8", "2001:db8::1"] },
              "functions": { "snap_start": true }, "network": { "vpc": "new" }, "logs": { "days": 365 },
              "index": { "parallelization": 4, "batch_size": 5000 },
              "lake": { "lock": "compliance", "lock_days": 3650, "archive_days": 3660, "keep_raw": false },
              "opensearch": { "nodes": 6, "zones": 3, "masters": 3, "volume_gb": 1000 },
              "detections": {
                "trusted_addresses": ["192.0.2.0/24"], "administrators": ["it@example.org"], "rules": ["reject-flood=off", "impossible-travel=800"],
                "places": ["own.csv", "GeoLite2-City-Blocks-IPv4.csv"]
              },
              "agents": { "accounts": ["210987654321", "310987654321"], "external_id": "0123456789abcdef" }
            }
            """),
        // moto knows no protection of stacks, hence destroy.
        ["deployed"] = Parse("""
            {
              "stack": "logs-deployed", "removal": "destroy", "lake": { "lock": "none" }, "alarms": { "email": ["postmaster@example.org"] },
              "index": { "batch_size": 3000, "batch_window_seconds": 7, "parallelization": 3 },
              "stream": { "mode": "provisioned", "shards": 3, "retention_hours": 48 }
            }
            """),
        ["given-vpc"] = Parse("""
            {
              "stack": "logs-vpc", "network": {
                "vpc": "vpc-0123456789abcdef0", "subnets": ["subnet-0123456789abcdef0"], "range": "10.0.0.0/16"
              },
              "opensearch": { "instance_type": "t3.small.search", "nodes": 1, "zones": 1, "volume_gb": 20 }
            }
            """),
    };

    public static StackConfiguration Parse(string text) => StackConfiguration.Parse("test.json", text);
}
