namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>What goes wrong at a store, drawn from a seed, and how often it did. Each is a share of requests from 0 to 1.</summary>
sealed class FaultPlan(int seed)
{
    readonly Random _random = new(seed);

    /// <summary>Requests that are asked to come again (503), which clients do by themselves.</summary>
    public double SlowDowns { get; set; }

    /// <summary>Requests that are refused for now (403), which nobody tries again by himself.</summary>
    public double Refusals { get; set; }

    /// <summary>Requests whose connection breaks before or after they are done.</summary>
    public double Cuts { get; set; }

    /// <summary>Requests of which the sender is killed before they are done, or before the answer.</summary>
    public double Kills { get; set; }

    /// <summary>Invocations in which the function is killed after some time, whatever it does then.</summary>
    public double KillsAtAnyTime { get; set; }

    /// <summary>How often each struck.</summary>
    public SortedDictionary<string, int> Struck { get; } = new(StringComparer.Ordinal);

    /// <summary>From now on nothing goes wrong.</summary>
    public void Stop() => SlowDowns = Refusals = Cuts = Kills = KillsAtAnyTime = 0;

    public bool Strikes(string name, double share)
    {
        if (Draw() >= share)
            return false;
        Count(name);
        return true;
    }

    /// <summary>When the function of this invocation is killed; null for not so.</summary>
    public TimeSpan? KillAfter(TimeSpan longest) => Draw() < KillsAtAnyTime ? longest * Draw() : null;

    public void Count(string name)
    {
        lock (_random)
            Struck[name] = Struck.GetValueOrDefault(name) + 1;
    }

    double Draw()
    {
        lock (_random)
            return _random.NextDouble();
    }
}
