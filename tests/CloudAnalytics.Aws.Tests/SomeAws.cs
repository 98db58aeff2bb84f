using Amazon.Runtime;
using Amazon.S3.Model;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Doubles.Moto;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Aws.Tests;

/// <summary>The stand-in for AWS, as the product's classes are told of it.</summary>
static class SomeAws
{
    internal static AwsConnection Connection { get; } =
        new(MotoServer.Region, ServiceAddress.Of(MotoServer.Shared.Endpoint)) { Credentials = new BasicAWSCredentials("test", "test") };

    /// <summary>A store in a bucket of its own.</summary>
    internal static S3Store NewStore(string prefix = "") => S3Store.Open(Connection, NewBucket(), prefix);

    /// <summary>Makes a bucket.</summary>
    internal static string NewBucket()
    {
        var bucket = MotoServer.NewName("lake");
        using var client = S3Store.Connect(Connection);
        var request = new PutBucketRequest { BucketName = bucket, BucketRegionName = MotoServer.Region };
        client.PutBucketAsync(request).GetAwaiter().GetResult();
        return bucket;
    }

    internal static async Task<List<string>> KeysAsync(this IObjectStore store, string prefix = "")
    {
        var keys = new List<string>();
        await foreach (var entry in store.ListAsync(prefix, default))
            keys.Add(entry.Key);
        return keys;
    }
}
