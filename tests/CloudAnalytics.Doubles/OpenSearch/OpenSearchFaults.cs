namespace CloudAnalytics.Doubles.OpenSearch;

/// <summary>What goes wrong, each as a share of requests or items from 0 to 1. Drawn from the seed.</summary>
public sealed class OpenSearchFaults(int seed)
{
    readonly Random _random = new(seed);

    /// <summary>Items refused with 429.</summary>
    public double ItemsRejected { get; set; }

    /// <summary>Items refused with 503.</summary>
    public double ItemsUnavailable { get; set; }

    /// <summary>Requests refused with 429.</summary>
    public double RequestsRejected { get; set; }

    /// <summary>Requests refused with 503.</summary>
    public double RequestsUnavailable { get; set; }

    /// <summary>Requests that are done, and whose answer never comes: the connection hangs for <see cref="Hang"/>, then breaks.</summary>
    public double HungAfterWrite { get; set; }

    /// <summary>Requests whose connection breaks before anything is done.</summary>
    public double CutBefore { get; set; }

    /// <summary>Requests whose connection breaks once they are done.</summary>
    public double CutAfter { get; set; }

    /// <summary>Requests answered only after <see cref="Delay"/>.</summary>
    public double Slow { get; set; }

    /// <summary>Requests of which whoever sent them is killed (<see cref="Killer"/>), before they are done or before the answer.</summary>
    public double Kills { get; set; }

    /// <summary>Kills who sends requests.</summary>
    public Action? Killer { get; set; }

    /// <summary>How long a slow answer takes.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a hung connection lasts.</summary>
    public TimeSpan Hang { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest body; a longer one is answered 413.</summary>
    public int BodyBytesMax { get; set; } = 100 * 1024 * 1024;

    /// <summary>Whether every request is refused as security does it.</summary>
    public bool IsForbidden { get; set; }

    /// <summary>Whether everything is refused with 503: the cluster is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>How often each fault struck, by its name.</summary>
    public SortedDictionary<string, int> Struck { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a fault of this share strikes now.</summary>
    public bool Strikes(string name, double share)
    {
        lock (_random)
        {
            if (share <= 0 || _random.NextDouble() >= share)
                return false;
            Struck[name] = Struck.GetValueOrDefault(name) + 1;
            return true;
        }
    }

    /// <summary>Whether the sender of a request is killed now; it is dead then.</summary>
    internal bool HasKilled(string name)
    {
        if (!Strikes(name, Kills))
            return false;
        Killer?.Invoke();
        return true;
    }

    internal ApiException? ForItem() =>
        Strikes("item 429", ItemsRejected)
            ? new ApiException(429, "rejected_execution_exception", "rejected execution of coordinating operation")
            : Strikes("item 503", ItemsUnavailable)
                ? new ApiException(503, "unavailable_shards_exception", "primary shard is not active")
                : null;

    internal ApiException? ForRequest() =>
        IsForbidden ? new ApiException(403, "security_exception", "no permissions for [indices:data/write/bulk] and User [name=someone]")
            : IsAway ? new ApiException(503, "cluster_block_exception",
                "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];")
            : Strikes("request 429", RequestsRejected)
                ? new ApiException(429, "circuit_breaking_exception", "[parent] Data too large")
                : Strikes("request 503", RequestsUnavailable)
                    ? new ApiException(503, "master_not_discovered_exception", "no master")
                    : null;
}
