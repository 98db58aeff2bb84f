using System.Text;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Lake.Tests.Stores;

/// <summary>One suite for every object store.</summary>
public sealed class ObjectStoreConformanceTests : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public static TheoryData<string> Stores => StoreKinds.All;

    public void Dispose() => _folder.Dispose();

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task StoredObjectIsGivenBack(string kind)
    {
        var store = Open(kind);
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        await store.PutAsync("raw/a_b/arrived=2026-11-21/000000000001-000000000002.alo.parquet", new MemoryStream(content), default);
        Assert.Equal(content, await Read(store, "raw/a_b/arrived=2026-11-21/000000000001-000000000002.alo.parquet"));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task AbsentObjectIsNull(string kind)
    {
        var store = Open(kind);
        Assert.Null(await store.OpenAsync("a", default));
        Assert.Null(await store.OpenAsync("a/b/c", default));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task SecondPutReplacesTheFirst(string kind)
    {
        var store = Open(kind);
        await Put(store, "a/b", "first and longer");
        await Put(store, "a/b", "second");
        Assert.Equal("second", Encoding.UTF8.GetString(await Read(store, "a/b")));
        Assert.Equal([new StoredObject("a/b", 6)], await List(store, ""));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task EmptyObjectIsAnObject(string kind)
    {
        var store = Open(kind);
        await Put(store, "empty", "");
        Assert.Empty(await Read(store, "empty"));
        Assert.Equal([new StoredObject("empty", 0)], await List(store, ""));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task ListingIsByPrefixInOrdinalOrder(string kind)
    {
        var store = Open(kind);
        foreach (var key in new[] { "b/1", "a.b", "a/2", "a/10", "a-c/1", "A/1", "a/x/y" })
            await Put(store, key, key);
        Assert.Equal(["A/1", "a-c/1", "a.b", "a/10", "a/2", "a/x/y", "b/1"], (await List(store, "")).Select(entry => entry.Key));
        Assert.Equal(["a/10", "a/2", "a/x/y"], (await List(store, "a/")).Select(entry => entry.Key));
        Assert.Equal(["a/10"], (await List(store, "a/1")).Select(entry => entry.Key));
        Assert.Empty(await List(store, "c"));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task DeletedObjectIsGoneAndDeletingAgainIsNoError(string kind)
    {
        var store = Open(kind);
        await Put(store, "a/b", "x");
        await store.DeleteAsync("a/b", default);
        await store.DeleteAsync("a/b", default);
        await store.DeleteAsync("never/was", default);
        Assert.Null(await store.OpenAsync("a/b", default));
        Assert.Empty(await List(store, ""));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task FailedPutLeavesTheOldContent(string kind)
    {
        var store = Open(kind);
        await Put(store, "a/b", "old");
        await Assert.ThrowsAsync<IOException>(async () => await store.PutAsync("a/b", new BreakingStream(), default));
        await Assert.ThrowsAsync<IOException>(async () => await store.PutAsync("a/c", new BreakingStream(), default));
        Assert.Equal("old", Encoding.UTF8.GetString(await Read(store, "a/b")));
        Assert.Equal([new StoredObject("a/b", 3)], await List(store, ""));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task OpenStreamOutlivesReplacementAndDeletion(string kind)
    {
        var store = Open(kind);
        await Put(store, "a", "old");
        await using var replaced = await store.OpenAsync("a", default);
        await Put(store, "a", "new");
        await using var deleted = await store.OpenAsync("a", default);
        await store.DeleteAsync("a", default);
        Assert.Equal("old", await new StreamReader(replaced!).ReadToEndAsync());
        Assert.Equal("new", await new StreamReader(deleted!).ReadToEndAsync());
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task WhatIsNoKeyIsRefused(string kind)
    {
        var store = Open(kind);
        foreach (var key in new[] { "", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "a b", "ä", "a~", "C:x", "a\0" })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await Put(store, key, "x"));
            await Assert.ThrowsAsync<ArgumentException>(async () => await store.OpenAsync(key, default));
            await Assert.ThrowsAsync<ArgumentException>(async () => await store.DeleteAsync(key, default));
        }
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task ManyWritersOfOneKeyLeaveOneOfTheirContents(string kind)
    {
        var store = Open(kind);
        var contents = Enumerable.Range(0, 16).Select(i => new string((char)('a' + i), 10_000)).ToArray();
        await Task.WhenAll(contents.Select(content => Task.Run(() => Put(store, "a/b", content))));
        Assert.Contains(Encoding.UTF8.GetString(await Read(store, "a/b")), contents);
        Assert.Single(await List(store, ""));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task NewObjectIsStoredOnceAndNeverReplaced(string kind)
    {
        var store = Open(kind);
        Assert.True(await PutNew(store, "a/b", "first"));
        Assert.False(await PutNew(store, "a/b", "second"));
        Assert.Equal("first", Encoding.UTF8.GetString(await Read(store, "a/b")));
        await store.DeleteAsync("a/b", default);
        Assert.True(await PutNew(store, "a/b", "third"));
        Assert.Equal([new StoredObject("a/b", 5)], await List(store, ""));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task OfManyWritersOfANewObjectOneIsToldThatItIsTheirs(string kind)
    {
        var store = Open(kind);
        var contents = Enumerable.Range(0, 16).Select(i => new string((char)('a' + i), 10_000)).ToArray();
        using var turn = new SemaphoreSlim(StoreKinds.WritersAtOnce);
        var stored = await Task.WhenAll(contents.Select(content => Task.Run(async () =>
        {
            await turn.WaitAsync();
            try
            {
                return await PutNew(store, "a/b", content);
            }
            finally
            {
                turn.Release();
            }
        })));
        var winner = Assert.Single(contents.Zip(stored), each => each.Second);
        Assert.Equal(winner.First, Encoding.UTF8.GetString(await Read(store, "a/b")));
        Assert.Single(await List(store, ""));
    }

    [StoreTheory]
    [MemberData(nameof(Stores))]
    public async Task FailedPutOfANewObjectLeavesNone(string kind)
    {
        var store = Open(kind);
        await Assert.ThrowsAsync<IOException>(async () => await store.PutNewAsync("a/b", new BreakingStream(), default));
        Assert.Empty(await List(store, ""));
        Assert.True(await PutNew(store, "a/b", "x"));
    }

    IObjectStore Open(string kind) => StoreKinds.Open(kind, _folder.Combine("store"));

    static async Task<bool> PutNew(IObjectStore store, string key, string content) =>
        await store.PutNewAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(content)), default);

    static async Task Put(IObjectStore store, string key, string content) =>
        await store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(content)), default);

    static async Task<byte[]> Read(IObjectStore store, string key)
    {
        await using var stream = await store.OpenAsync(key, default);
        using var content = new MemoryStream();
        await stream!.CopyToAsync(content);
        return content.ToArray();
    }

    static async Task<List<StoredObject>> List(IObjectStore store, string prefix)
    {
        var objects = new List<StoredObject>();
        await foreach (var entry in store.ListAsync(prefix, default))
            objects.Add(entry);
        return objects;
    }

    /// <summary>Gives some bytes, then fails.</summary>
    sealed class BreakingStream : MemoryStream
    {
        int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_reads++ > 0)
                throw new IOException("the source broke");
            buffer.Span[..10].Fill(1);
            return new(10);
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[10];
            while (await ReadAsync(buffer, cancellationToken) > 0)
                await destination.WriteAsync(buffer, cancellationToken);
        }
    }
}
