using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>Ends a function in the middle of its work: nothing of it goes on, nobody in it hears of it.</summary>
sealed class KilledException : Exception;

/// <summary>A store that fails before or after it has done what it was asked, and kills the function that asks.</summary>
sealed class FaultyStore(IObjectStore store, FaultPlan plan) : IObjectStore
{
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => store.OpenAsync(key, cancellationToken);

    public async ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        plan.Strike("store");
        await store.PutAsync(key, content, cancellationToken);
        plan.Strike("store, done");
    }

    public async ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        plan.Strike("store");
        var isNew = await store.PutNewAsync(key, content, cancellationToken);
        plan.Strike("store, done");
        return isNew;
    }

    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);
}

/// <summary>Kills the function before it sends a request, or behind the answer.</summary>
sealed class KillingHandler(FaultPlan plan) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        plan.Kill("killed before a request");
        var response = await base.SendAsync(request, cancellationToken);
        plan.Kill("killed behind a request");
        return response;
    }
}

/// <summary>What goes wrong, drawn from a seed, and how often it did.</summary>
sealed class FaultPlan(int seed)
{
    readonly Random _random = new(seed);

    public double Failures { get; set; }

    public double Kills { get; set; }

    public SortedDictionary<string, int> Struck { get; } = new(StringComparer.Ordinal);

    public void Strike(string name)
    {
        Kill($"killed at the {name}");
        if (_random.NextDouble() >= Failures)
            return;
        Count($"{name}, failed");
        throw new IOException("SlowDown: reduce your request rate");
    }

    public void Kill(string name)
    {
        if (_random.NextDouble() >= Kills)
            return;
        Count(name);
        throw new KilledException();
    }

    void Count(string name) => Struck[name] = Struck.GetValueOrDefault(name) + 1;
}
