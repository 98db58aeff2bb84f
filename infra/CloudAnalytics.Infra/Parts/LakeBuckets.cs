using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>The buckets: the lake, what Lambda gave up, answers of Athena, and who read them.</summary>
sealed class LakeBuckets
{
    /// <summary>
    /// The tag of raw objects that lie behind the cut: <c>compact</c> sets it once the counts of the day agree, and only what carries it
    /// expires. A compaction that fails for a year costs storage and loses nothing.
    /// </summary>
    public const string ExpiryTag = "cloudanalytics-cut";

    /// <summary>Value of <see cref="ExpiryTag"/>.</summary>
    public const string ExpiryTagValue = "behind";

    readonly Site _site;
    readonly Keys _keys;

    public LakeBuckets(Site site, Keys keys)
    {
        _site = site;
        _keys = keys;
        AccessLogs = new Bucket(site.Stack, "AccessLogs", new BucketProps
        {
            // S3 delivers access logs to buckets with its own keys only.
            Encryption = BucketEncryption.S3_MANAGED,
            EnforceSSL = true,
            MinimumTLSVersion = 1.2,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            LifecycleRules = [new LifecycleRule { Id = "expire", Expiration = Duration.Days(site.Get(Settings.LogDays)) }],
            RemovalPolicy = site.Removal,
        });
        var days = site.Get(Settings.LockDays);
        Lake = New("Lake", "lake", LakeRules(), site.Get(Settings.LakeLock) switch
        {
            "governance" => ObjectLockRetention.Governance(Duration.Days(days)),
            "compliance" => ObjectLockRetention.Compliance(Duration.Days(days)),
            _ => null,
        });
        // Not in the lake: Lambda's writer does not promise the checksums that a bucket with a default retention asks for.
        Failed = New("Failed", "failed", [Expire("expire", null, site.Get(Settings.DeadDays))], null);
        Results = New("Results", "results", [Expire("expire", null, 14)], null);
        _ = new CfnOutput(site.Stack, "LakeBucket", new CfnOutputProps { Value = Lake.BucketName });
        _ = new CfnOutput(site.Stack, "FailedBucket", new CfnOutputProps { Value = Failed.BucketName });
    }

    /// <summary>Who read and wrote the other buckets.</summary>
    public Bucket AccessLogs { get; }

    /// <summary>The lake, dead letters and state included.</summary>
    public Bucket Lake { get; }

    /// <summary>Batches that Lambda gave up.</summary>
    public Bucket Failed { get; }

    /// <summary>Answers of Athena.</summary>
    public Bucket Results { get; }

    /// <summary>Lets a role do something with the objects below some prefixes of a bucket.</summary>
    public static PolicyStatement Objects(IBucket bucket, string[] actions, params string[] prefixes) => new(new PolicyStatementProps
    {
        Actions = actions,
        Resources = [.. prefixes.Select(prefix => bucket.ArnForObjects($"{prefix}*"))],
    });

    /// <summary>Lets a role do something with single objects of a bucket.</summary>
    public static PolicyStatement Files(IBucket bucket, string[] actions, IEnumerable<string> keys) => new(new PolicyStatementProps
    {
        Actions = actions,
        Resources = [.. keys.Select(bucket.ArnForObjects)],
    });

    /// <summary>Lets a role list what lies below some prefixes of a bucket.</summary>
    public static PolicyStatement List(IBucket bucket, params string[] prefixes)
    {
        var statement = new PolicyStatement(new PolicyStatementProps { Actions = ["s3:ListBucket"], Resources = [bucket.BucketArn] });
        if (prefixes.Length > 0)
            statement.AddCondition("StringLike",
                new Dictionary<string, object> { ["s3:prefix"] = prefixes.Select(p => $"{p}*").ToArray() });
        return statement;
    }

    Bucket New(string id, string logs, ILifecycleRule[] rules, ObjectLockRetention? retention) => new(_site.Stack, id, new BucketProps
    {
        Encryption = BucketEncryption.KMS,
        EncryptionKey = _keys.Key,
        // One key per bucket and a while instead of one call of KMS per object.
        BucketKeyEnabled = true,
        EnforceSSL = true,
        MinimumTLSVersion = 1.2,
        BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
        ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
        Versioned = true,
        ObjectLockEnabled = retention is not null,
        ObjectLockDefaultRetention = retention,
        ServerAccessLogsBucket = AccessLogs,
        ServerAccessLogsPrefix = $"{logs}/",
        LifecycleRules = rules,
        RemovalPolicy = _site.Removal,
    });

    ILifecycleRule[] LakeRules()
    {
        var rules = new List<ILifecycleRule>
        {
            new LifecycleRule
            {
                Id = "raw-behind-the-cut",
                Prefix = "raw/",
                TagFilters = new Dictionary<string, object> { [ExpiryTag] = ExpiryTagValue },
                Expiration = Duration.Days(_site.Get(Settings.RawDays)),
            },
            Expire("dead-letters", "dead/", _site.Get(Settings.DeadDays)),
            // What is done about windows is needed no longer than windows can be late.
            Expire("state", "state/aggregate/", 30),
            // Versions that something replaced or deleted; a locked one stays until its lock ends.
            new LifecycleRule
            {
                Id = "old-versions",
                NoncurrentVersionExpiration = Duration.Days(30),
                AbortIncompleteMultipartUploadAfter = Duration.Days(3),
            },
        };
        if (_site.Get(Settings.ArchiveDays) is > 0 and var days)
            rules.Add(Expire("archive", "archive/", days));
        return [.. rules];
    }

    static LifecycleRule Expire(string id, string? prefix, int days) => new()
    {
        Id = id,
        Prefix = prefix,
        Expiration = Duration.Days(days),
        NoncurrentVersionExpiration = prefix is null ? Duration.Days(7) : null,
        AbortIncompleteMultipartUploadAfter = prefix is null ? Duration.Days(3) : null,
    };
}
