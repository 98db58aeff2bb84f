using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CloudAnalytics.Lake.Stores;

/// <summary>Objects in memory, for tests and for trying things out.</summary>
public sealed class MemoryStore : IObjectStore
{
    readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask;
        foreach (var (key, content) in _objects.ToArray().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                yield return new StoredObject(key, content.Length);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        new(_objects.TryGetValue(ObjectKey.Checked(key), out var content) ? new MemoryStream(content, writable: false) : null);

    /// <inheritdoc/>
    public async ValueTask PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ObjectKey.Checked(key);
        _objects[key] = await ReadAsync(content, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> PutNewAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ObjectKey.Checked(key);
        return _objects.TryAdd(key, await ReadAsync(content, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        _objects.TryRemove(ObjectKey.Checked(key), out _);
        return ValueTask.CompletedTask;
    }

    static async ValueTask<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        return copy.ToArray();
    }
}
