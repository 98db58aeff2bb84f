using System.Text;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Core;
using CloudAnalytics.Doubles.Moto;

namespace CloudAnalytics.Aws.Tests.Storage;

/// <summary>What is S3's own; the contract of all stores is in the suite beside this.</summary>
public sealed class S3StoreTests
{
    [ProgramFact(MotoServer.Program)]
    public async Task ExpiredObjectIsThereWithTheTagThatTheBucketsRuleLooksFor()
    {
        var bucket = SomeAws.NewBucket();
        using var store = S3Store.Open(SomeAws.Connection, bucket, "site/");
        await store.PutAsync("raw/x.parquet", new MemoryStream([1]), default);
        await store.ExpireAsync("raw/x.parquet", default);
        Assert.Equal(["raw/x.parquet"], await store.KeysAsync());
        using var tags = System.Text.Json.JsonDocument.Parse(
            await MotoServer.Shared.AwsAsync("s3api", "get-object-tagging", "--bucket", bucket, "--key", "site/raw/x.parquet"));
        var tag = Assert.Single(tags.RootElement.GetProperty("TagSet").EnumerateArray().ToList());
        Assert.Equal(("cloudanalytics-cut", "behind"), (tag.GetProperty("Key").GetString(), tag.GetProperty("Value").GetString()));
    }

    [ProgramFact(MotoServer.Program)]
    public async Task KeysLieBelowThePrefixAndAreReadBackByOtherPrograms()
    {
        var bucket = SomeAws.NewBucket();
        using var store = S3Store.Open(SomeAws.Connection, bucket, "site/one/");
        await store.PutAsync("raw/a/b.parquet", Content("x"), default);
        Assert.Contains("\"site/one/raw/a/b.parquet\"", await MotoServer.Shared.AwsAsync("s3api", "list-objects-v2", "--bucket", bucket));
        using var other = S3Store.Open(SomeAws.Connection, bucket, "site/");
        Assert.Equal(["one/raw/a/b.parquet"], await other.KeysAsync());
    }

    [ProgramFact(MotoServer.Program)]
    public async Task ListingGoesOnAfterThePage()
    {
        using var store = SomeAws.NewStore();
        foreach (var keys in Enumerable.Range(0, 1010).Select(i => $"k/{i:0000}").Chunk(16))
            await Task.WhenAll(keys.Select(key => store.PutAsync(key, Content("x"), default).AsTask()));
        Assert.Equal(Enumerable.Range(0, 1010).Select(i => $"k/{i:0000}"), await store.KeysAsync("k/"));
    }

    [ProgramFact(MotoServer.Program)]
    public async Task FailureNamesTheCode()
    {
        using var store = S3Store.Open(SomeAws.Connection, "no-such-bucket", "");
        var failure = await Assert.ThrowsAnyAsync<IOException>(async () => await store.PutAsync("a", Content("x"), default));
        Assert.StartsWith("NoSuchBucket: ", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(async () => await store.OpenAsync("a", default));
        await Assert.ThrowsAnyAsync<IOException>(async () => await store.KeysAsync());
    }

    [ProgramFact(MotoServer.Program)]
    public async Task ServiceThatDoesNotAnswerIsAFailureOfStorage()
    {
        var connection = SomeAws.Connection with { Endpoint = ServiceAddress.Parse("http://127.0.0.1:9") };
        using var store = S3Store.Open(connection, "b", "", Limits.S3PartBytes, retries: 0);
        await Assert.ThrowsAnyAsync<IOException>(async () => await store.PutAsync("a", Content("x"), default));
    }

    [ProgramFact(MotoServer.Program)]
    public async Task UploadThatBreaksLeavesNoParts()
    {
        var bucket = SomeAws.NewBucket();
        using var store = S3Store.Open(SomeAws.Connection, bucket, "", partBytes: 4096, Limits.AwsRetries);
        await Assert.ThrowsAsync<IOException>(async () => await store.PutAsync("a", new EndlessThenBroken(10_000), default));
        Assert.DoesNotContain("UploadId", await MotoServer.Shared.AwsAsync("s3api", "list-multipart-uploads", "--bucket", bucket));
    }

    static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    sealed class EndlessThenBroken(int bytes) : MemoryStream
    {
        int _left = bytes;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left <= 0)
                throw new IOException("the source broke");
            var count = Math.Min(_left, buffer.Length);
            _left -= count;
            return new(count);
        }
    }
}
