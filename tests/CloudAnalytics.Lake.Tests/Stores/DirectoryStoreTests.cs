using System.Text;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Lake.Tests.Stores;

public sealed class DirectoryStoreTests : IDisposable
{
    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LeftOverOfAKilledPutIsNotListed()
    {
        var store = new DirectoryStore(_folder.Combine("store"));
        await store.PutAsync("a/b", new MemoryStream(Encoding.UTF8.GetBytes("x")), default);
        _folder.Write("store/a/c.4711.1.unfinished~", "half"u8);
        var objects = new List<StoredObject>();
        await foreach (var entry in store.ListAsync("", default))
            objects.Add(entry);
        Assert.Equal([new StoredObject("a/b", 1)], objects);
    }
}
