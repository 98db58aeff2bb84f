namespace CloudAnalytics.Compilers.OpenSearch;

/// <summary>What a site decides about its indices.</summary>
public sealed record IndexSettings
{
    /// <summary>Their names.</summary>
    public IndexNames Names { get; init; } = IndexNames.Default;

    /// <summary>Primary shards of a day's index: one for each 30 GB or so.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Copies of each shard: 1 with two nodes or more.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Seconds after which a written row is found.</summary>
    public int RefreshSeconds { get; init; } = 30;

    /// <summary>Compression of stored documents: <c>default</c>, <c>best_compression</c>, or what the cluster's version adds.</summary>
    public string Codec { get; init; } = "best_compression";

    /// <summary>Age in days at which an index becomes warm; null for never.</summary>
    public int? WarmAfterDays { get; init; } = 7;

    /// <summary>
    /// Whether warm means the provider's own warm storage (UltraWarm), where indices cannot be written any more: a replay of older records
    /// then waits. Else an index is only merged.
    /// </summary>
    public bool UsesWarmStorage { get; init; }

    /// <summary>Age in days at which an index is deleted; null for never. The lake keeps the rows.</summary>
    public int? DeleteAfterDays { get; init; } = 90;

    /// <summary>What is wrong with it. Empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        if (Names.Fault() is { } fault)
            yield return fault;
        if (Shards is < 1 or > 100)
            yield return $"shards are {Shards}; allowed are 1 to 100";
        if (Replicas is < 0 or > 5)
            yield return $"replicas are {Replicas}; allowed are 0 to 5";
        if (RefreshSeconds is < 1 or > 3600)
            yield return $"refresh seconds are {RefreshSeconds}; allowed are 1 to 3600";
        if (WarmAfterDays is < 1)
            yield return $"warm after days is {WarmAfterDays}; allowed is 1 and more";
        if (DeleteAfterDays is < 1)
            yield return $"delete after days is {DeleteAfterDays}; allowed is 1 and more";
        if (WarmAfterDays >= DeleteAfterDays)
            yield return $"indices would be deleted after {DeleteAfterDays} days, before they become warm after {WarmAfterDays}";
    }
}
