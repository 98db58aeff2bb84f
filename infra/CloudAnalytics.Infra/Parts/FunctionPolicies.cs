using Amazon.CDK.AWS.IAM;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>What each function may do, action by action.</summary>
static class FunctionPolicies
{
    const string Get = "s3:GetObject";
    const string Put = "s3:PutObject";

    /// <summary>Adds the statements to the roles.</summary>
    public static void Apply(Site site, FunctionParts parts)
    {
        var (lake, keys) = (parts.Lake, parts.Keys);
        foreach (var function in parts.Roles.Names)
        {
            var role = parts.Roles.Of(function);
            // The variables are encrypted; objects and records are read and written.
            role.AddToPolicy(keys.Use("kms:Decrypt", "kms:GenerateDataKey"));
            foreach (var statement in Statements(function, site, parts))
                role.AddToPolicy(statement);
        }

        // The consumers' batches that are given up are written with the function's role.
        foreach (var function in parts.Roles.Names.Where(f => f is "index" or "archive"))
        {
            parts.Roles.Of(function).AddToPolicy(LakeBuckets.Objects(lake.Failed, [Put], "aws/lambda/"));
            parts.Roles.Of(function).AddToPolicy(LakeBuckets.List(lake.Failed));
        }
    }

    static PolicyStatement[] Statements(string function, Site site, FunctionParts parts)
    {
        var lake = parts.Lake.Lake;
        PolicyStatement[] Search(params string[] methods) => parts.Search is { } domain ? [domain.Requests(methods)] : [];
        // Before the first row of a format it is looked whether its template is there.
        PolicyStatement[] Write() => Search("Head", "Post");
        // These files alone are known by their names beforehand.
        PolicyStatement[] Places() => site.Get(Settings.DetectionsPlaces) is { IsEmpty: false } files
            ? [LakeBuckets.Files(lake, [Get], files.Select(file => $"places/{file}")), LakeBuckets.List(lake, "places/")] : [];
        return function switch
        {
            "index" => [Consume(parts.Stream), LakeBuckets.Objects(lake, [Put], "dead/"), .. Write()],
            "archive" => [Consume(parts.Stream), LakeBuckets.Objects(lake, [Put], "raw/", "dead/")],
            "aggregate" =>
            [
                LakeBuckets.Objects(lake, [Get, Put], "state/aggregate/"),
                LakeBuckets.List(lake, "state/aggregate/", "dead/"),
                LakeBuckets.List(parts.Lake.Failed, "aws/lambda/"),
                // What detections find.
                LakeBuckets.Objects(lake, [Put], "raw/finding/"),
                .. Places(),
                .. Athena(parts),
                .. Search("Get", "Head", "Post"),
            ],
            "compact" =>
            [
                LakeBuckets.Objects(lake, [Get, Put], "archive/", "state/compact/", "cut/"),
                // A verified day's objects get the tag by which they expire.
                LakeBuckets.Objects(lake, [Get, "s3:GetObjectTagging", "s3:PutObjectTagging"], "raw/"),
                LakeBuckets.List(lake, "raw/", "archive/", "state/compact/", "cut/"),
                .. Athena(parts),
                parts.Tables.MakeViews(),
            ],
            "provision" => [LakeBuckets.Objects(lake, [Put], "backup/dashboards/"), .. Search("Delete", "Get", "Head", "Patch", "Post",
                "Put")],
            "replay" =>
            [
                LakeBuckets.Objects(lake, [Get, Put], "raw/", "dead/", "state/replay/"),
                LakeBuckets.List(lake, "dead/", "state/replay/"),
                LakeBuckets.Objects(parts.Lake.Failed, [Get], "aws/lambda/"),
                LakeBuckets.List(parts.Lake.Failed, "aws/lambda/"),
                .. Write(),
            ],
            _ => throw new System.Diagnostics.UnreachableException(site.FunctionName(function)),
        };
    }

    static PolicyStatement Consume(LogStream stream) => new(new PolicyStatementProps
    {
        Actions =
        [
            "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator",
                "kinesis:ListShards",
        ],
        Resources = [stream.Arn],
    });

    // Athena reads and writes with the caller's permissions.
    static PolicyStatement[] Athena(FunctionParts parts) =>
    [
        .. parts.Tables.Ask(),
        LakeBuckets.Objects(parts.Lake.Lake, [Get], "raw/", "archive/"),
        LakeBuckets.List(parts.Lake.Lake, "raw/", "archive/"),
        LakeBuckets.Objects(parts.Lake.Results, [Get, Put, "s3:AbortMultipartUpload"], "answers/"),
        LakeBuckets.List(parts.Lake.Results, "answers/"),
        new(new PolicyStatementProps { Actions = ["s3:GetBucketLocation"], Resources = [parts.Lake.Lake.BucketArn,
            parts.Lake.Results.BucketArn] }),
    ];
}
