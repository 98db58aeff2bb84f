using CloudAnalytics.Aws.Storage;
using CloudAnalytics.Core;
using CloudAnalytics.Doubles.Moto;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Aws.Tests.Storage;

/// <summary>The stores that the lake's suite runs over in this project, so that every store is held to one contract.</summary>
static class StoreKinds
{
    public static TheoryData<string> All { get; } = new("s3", "s3 below a prefix", "s3 in parts");

    /// <summary>
    /// How many may try at the same instant to make one object: the stand-in for S3 looks and then writes, and two threads of it may look
    /// before either writes, which S3 does not.
    /// </summary>
    public const int WritersAtOnce = 1;

    public static IObjectStore Open(string kind, string folder) => kind switch
    {
        "s3" => SomeAws.NewStore(),
        "s3 below a prefix" => SomeAws.NewStore("site/one/"),
        _ => S3Store.Open(SomeAws.Connection, SomeAws.NewBucket(), "", partBytes: 4096, Limits.AwsRetries),
    };
}

/// <summary>A test of the suite; skipped, and said so, where the stand-in for AWS is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StoreTheoryAttribute : TheoryAttribute
{
    public StoreTheoryAttribute() => Skip = Prerequisites.Program(MotoServer.Program);
}
