using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.S3.Assets;
using CloudAnalytics.Infra.Configuration;

namespace CloudAnalytics.Infra.Parts;

/// <summary>What the functions work on.</summary>
sealed record FunctionParts(
    Keys Keys, LogStream Stream, LakeBuckets Lake, LakeTables Tables, FunctionRoles Roles, SearchDomain? Search, Network? Network);

/// <summary>How a function is run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Doc">What it does.</param>
/// <param name="MemoryMb">Memory, which also says how much of a processor it has.</param>
/// <param name="TimeoutSeconds">When Lambda ends it.</param>
/// <param name="Concurrency">How many of it at a time may run, and always can.</param>
sealed record FunctionPlan(string Name, string Doc, int MemoryMb, int TimeoutSeconds, int Concurrency)
{
    /// <summary>Size of its disk.</summary>
    public int DiskMb { get; init; } = 512;
}

/// <summary>The functions: one asset, told apart by a variable.</summary>
sealed class FunctionSet
{
    readonly Site _site;
    readonly FunctionParts _parts;
    readonly Dictionary<string, CfnFunction> _functions = new(StringComparer.Ordinal);

    public FunctionSet(Site site, FunctionAsset asset, FunctionParts parts)
    {
        _site = site;
        _parts = parts;
        var code = new Asset(site.Stack, "Code", new AssetProps { Path = asset.Path });
        Version = code.AssetHash;
        Plans = [.. AllPlans().Where(p => parts.Roles.Names.Contains(p.Name))];
        foreach (var plan in Plans)
            _functions[plan.Name] = Make(plan, code);
        FunctionPolicies.Apply(site, parts);
        _ = new StreamConsumers(site, parts, this);
        if (_functions.ContainsKey("replay"))
            _ = new CfnOutput(site.Stack, "ReplayFunction", new CfnOutputProps { Value = site.FunctionName("replay") });
    }

    /// <summary>How each function of this stack is run.</summary>
    public FunctionPlan[] Plans { get; }

    /// <summary>Changes with the functions' code.</summary>
    public string Version { get; }

    /// <summary>A function.</summary>
    public CfnFunction Of(string name) => _functions[name];

    /// <summary>What starts a function: itself, or with SnapStart its published version.</summary>
    public string Target(string name)
    {
        var function = _functions[name];
        if (!IsSnapped(name))
            return function.Ref;
        var version = new CfnVersion(_site.Stack, $"Version-{name}", new CfnVersionProps { FunctionName = function.Ref });
        return version.Ref;
    }

    IEnumerable<FunctionPlan> AllPlans()
    {
        // As many as there are batches at a time; an on-demand stream begins with four shards and grows with the load.
        var shards = _site.Get(Settings.StreamMode) == "on-demand" ? 10 : _site.Get(Settings.Shards);
        return
        [
            // Time for retries while OpenSearch is busy.
            new("index", "Kinesis records to OpenSearch", _site.Get(Settings.IndexMemory), 120, shards * _site.Get(Settings.IndexParallel)),
            new("archive", "Kinesis records to Parquet in the lake", _site.Get(Settings.ArchiveMemory), 120, shards),
            // Ends before it is due again; two at a time would do the same work.
            new("aggregate", "Closed windows to metrics in CloudWatch, and detections", 1024, 270, 1),
            // A day's rows are sorted on disk where memory ends.
            new("compact", "A day of the raw zone to the archive zone", _site.Get(Settings.CompactMemory), 900, 1) { DiskMb = 10240 },
            new("provision", "Index templates, roles and dashboards of OpenSearch", 512, 300, 1),
            new("replay", "Dead letters and batches given up, once more", _site.Get(Settings.ArchiveMemory), 900, 1),
        ];
    }

    CfnFunction Make(FunctionPlan plan, Asset code)
    {
        var function = new CfnFunction(_site.Stack, $"Function-{plan.Name}", new CfnFunctionProps
        {
            FunctionName = _site.FunctionName(plan.Name),
            Description = plan.Doc,
            // This version of the CDK's classes does not know the runtime by name.
            Runtime = "dotnet10",
            // An executable's handler is its assembly's name.
            Handler = "bootstrap",
            Code = new CfnFunction.CodeProperty { S3Bucket = code.S3BucketName, S3Key = code.S3ObjectKey },
            Role = _parts.Roles.Of(plan.Name).RoleArn,
            MemorySize = plan.MemoryMb,
            Timeout = plan.TimeoutSeconds,
            EphemeralStorage = new CfnFunction.EphemeralStorageProperty { Size = plan.DiskMb },
            Architectures = [_site.Get(Settings.Architecture)],
            ReservedConcurrentExecutions = _site.Get(Settings.Reserve) ? plan.Concurrency : null,
            KmsKeyArn = _parts.Keys.Key.KeyArn,
            LoggingConfig = new CfnFunction.LoggingConfigProperty
            {
                LogGroup = _parts.Roles.LogOf(plan.Name).LogGroupName,
                // As the functions write it: metrics must reach the log unchanged.
                LogFormat = "Text",
            },
            Environment = new CfnFunction.EnvironmentProperty { Variables = Variables(plan.Name) },
            SnapStart = IsSnapped(plan.Name) ? new CfnFunction.SnapStartProperty { ApplyOn = "PublishedVersions" } : null,
            VpcConfig = _parts.Network is { } network && FunctionRoles.WithSearch.Contains(plan.Name)
                ? new CfnFunction.VpcConfigProperty { SubnetIds = network.Subnets, SecurityGroupIds = [network.Functions.AttrGroupId] }
                : null,
        });
        // Without its permissions a function must not start.
        function.Node.AddDependency(FunctionRoles.PolicyOf(_parts.Roles.Of(plan.Name)));
        return function;
    }

    // Snapshots do not go with disks above 512 MB, and pay only where records wait for a start.
    bool IsSnapped(string name) => name is "index" or "archive" && _site.Get(Settings.SnapStart);

    Dictionary<string, string> Variables(string function)
    {
        var variables = new Dictionary<string, string>
        {
            ["CLOUDANALYTICS_FUNCTION"] = function,
            ["CLOUDANALYTICS_LAKE_BUCKET"] = _parts.Lake.Lake.BucketName,
            ["CLOUDANALYTICS_METRIC_NAMESPACE"] = _site.Get(Settings.Namespace),
            ["CLOUDANALYTICS_ATHENA_WORKGROUP"] = _parts.Tables.WorkGroupName,
            ["CLOUDANALYTICS_GLUE_DATABASE"] = _parts.Tables.DatabaseName,
            ["CLOUDANALYTICS_KEEP_RAW"] = _site.Get(Settings.KeepRaw) ? "true" : "false",
        };
        if (_site.Get(Settings.StreamFormat) is { Length: > 0 } format)
            variables["CLOUDANALYTICS_STREAM_FORMAT"] = format;
        if (function is "index" or "archive" or "replay" && _site.Get(Settings.TrustedProxies) is { IsEmpty: false } proxies)
            variables["CLOUDANALYTICS_TRUSTED_PROXIES"] = string.Join(',', proxies);
        if (function == "aggregate")
        {
            AddList("TRUSTED", Settings.DetectionsTrusted);
            AddList("ADMINISTRATORS", Settings.DetectionsAdministrators);
            AddList("RULES", Settings.DetectionsRules);
            AddList("PLACES", Settings.DetectionsPlaces);
        }

        if (_parts.Search is { } search && FunctionRoles.WithSearch.Contains(function))
            variables["CLOUDANALYTICS_OPENSEARCH_ENDPOINT"] = search.Endpoint;
        // What Lambda gave up lies in a bucket of its own, and is counted and replayed from there.
        if (function is "aggregate" or "replay")
            variables["CLOUDANALYTICS_FAILED_BUCKET"] = _parts.Lake.Failed.BucketName;
        return variables;

        void AddList(string name, ListSetting setting)
        {
            if (_site.Get(setting) is { IsEmpty: false } texts)
                variables[$"CLOUDANALYTICS_DETECTIONS_{name}"] = string.Join(',', texts);
        }
    }
}
