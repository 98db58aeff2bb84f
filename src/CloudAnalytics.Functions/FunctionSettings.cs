using CloudAnalytics.Aws.Http;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Functions;

/// <summary>A function's settings, from environment variables; the stack sets exactly these.</summary>
/// <param name="Function"><c>CLOUDANALYTICS_FUNCTION</c>: which function the process is.</param>
/// <param name="Region"><c>AWS_REGION</c>, set by Lambda.</param>
/// <param name="LakeBucket"><c>CLOUDANALYTICS_LAKE_BUCKET</c>: the bucket of the lake and of the dead letters.</param>
public sealed record FunctionSettings(FunctionKind Function, string Region, string LakeBucket)
{
    /// <summary>The variable that names the function.</summary>
    internal const string FunctionVariable = Names.Function;

    /// <summary>The variables of the product, for the stack to compare with what it sets.</summary>
    public static IReadOnlyList<string> Variables { get; } =
    [
        Names.Function, Names.LakeBucket, Names.LakePrefix, Names.OpenSearchEndpoint, Names.IndexPrefix, Names.StreamFormat,
        Names.MetricNamespace, Names.AthenaWorkgroup, Names.GlueDatabase, Names.KeepRaw, Names.FailedBucket,
        Names.TrustedProxies, Names.DetectionsTrusted, Names.DetectionsAdministrators, Names.DetectionsRules, Names.DetectionsPlaces,
    ];

    /// <summary><c>CLOUDANALYTICS_LAKE_PREFIX</c>: what all keys begin with, empty or ending with <c>/</c>.</summary>
    public string LakePrefix { get; init; } = "";

    /// <summary><c>CLOUDANALYTICS_OPENSEARCH_ENDPOINT</c>: the domain's address; null in a stack without OpenSearch.</summary>
    public ServiceAddress? OpenSearchEndpoint { get; init; }

    /// <summary><c>CLOUDANALYTICS_INDEX_PREFIX</c>: what the names of all indices begin with.</summary>
    public string IndexPrefix { get; init; } = "mail";

    /// <summary><c>CLOUDANALYTICS_STREAM_FORMAT</c>: the name of the format of all records of the stream; null to tell it from
    /// them.</summary>
    public string? StreamFormat { get; init; }

    /// <summary><c>CLOUDANALYTICS_METRIC_NAMESPACE</c>: the namespace of the metrics in CloudWatch.</summary>
    public string MetricNamespace { get; init; } = "CloudAnalytics";

    /// <summary><c>CLOUDANALYTICS_ATHENA_WORKGROUP</c>; null where nothing asks Athena.</summary>
    public string? AthenaWorkgroup { get; init; }

    /// <summary><c>CLOUDANALYTICS_GLUE_DATABASE</c>; null where nothing asks Athena.</summary>
    public string? GlueDatabase { get; init; }

    /// <summary><c>CLOUDANALYTICS_KEEP_RAW</c>: whether the lake keeps the original record of each row.</summary>
    public bool KeepRaw { get; init; } = true;

    /// <summary><c>CLOUDANALYTICS_FAILED_BUCKET</c>: where Lambda puts batches that it gave up; null for the lake's bucket.</summary>
    public string? FailedBucket { get; init; }

    /// <summary>
    /// <c>CLOUDANALYTICS_TRUSTED_PROXIES</c>: addresses and ranges with commas between them, of the operator's proxies, whose word on a
    /// client's address counts.
    /// </summary>
    public AddressRanges TrustedProxies { get; init; } = AddressRanges.None;

    /// <summary>
    /// What detections leave out, and where they differ from their declarations: <c>CLOUDANALYTICS_DETECTIONS_TRUSTED</c> has addresses and
    /// ranges, <c>CLOUDANALYTICS_DETECTIONS_ADMINISTRATORS</c> accounts, <c>CLOUDANALYTICS_DETECTIONS_RULES</c> names with a threshold or
    /// <c>off</c> (<c>reject-flood=off</c>), <c>CLOUDANALYTICS_DETECTIONS_PLACES</c> objects of the lake that say where networks are, each
    /// with commas between them. Null in functions other than the one that evaluates them.
    /// </summary>
    public DetectionsConfiguration? Detections { get; init; }

    /// <summary>
    /// <c>CLOUDANALYTICS_OPENSEARCH_TIMEOUT_MS</c>: how long a bulk request may take; pauses before it is sent again are shorter by as much
    /// as it is. For tests: the stack does not set it.
    /// </summary>
    public TimeSpan BulkTimeout { get; init; } = Limits.BulkTimeout;

    /// <summary><c>AWS_ENDPOINT_URL</c>: where all services of AWS are, for tests; null for their own addresses.</summary>
    public ServiceAddress? AwsEndpoint { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="variable">The value of a variable, or null when it is not set.</param>
    /// <exception cref="SettingsException">One is missing or wrong.</exception>
    public static FunctionSettings Read(Func<string, string?> variable)
    {
        var reader = new SettingsReader(variable);
        var function = reader.Function(Names.Function);
        var settings = new FunctionSettings(function, reader.Text(Names.Region), reader.Text(Names.LakeBucket, Rules.Bucket))
        {
            LakePrefix = reader.Optional(Names.LakePrefix, Rules.KeyPrefix) ?? "",
            OpenSearchEndpoint = reader.Address(Names.OpenSearchEndpoint),
            IndexPrefix = reader.Optional(Names.IndexPrefix, Rules.IndexPrefix) ?? "mail",
            StreamFormat = reader.OneOf(Names.StreamFormat, () => LogFormats.All.Select(format => format.Name)),
            MetricNamespace = reader.Optional(Names.MetricNamespace, Rules.Namespace) ?? "CloudAnalytics",
            AthenaWorkgroup = reader.Optional(Names.AthenaWorkgroup, Rules.Workgroup),
            GlueDatabase = reader.Optional(Names.GlueDatabase, Rules.Database),
            KeepRaw = reader.OneOf(Names.KeepRaw, () => ["true", "false"]) != "false",
            FailedBucket = reader.Optional(Names.FailedBucket, Rules.Bucket),
            TrustedProxies = reader.Ranges(Names.TrustedProxies),
            BulkTimeout = reader.Milliseconds(Names.BulkTimeout, Limits.BulkTimeout),
            AwsEndpoint = reader.Address(Names.AwsEndpoint),
        };
        if (function is FunctionKind.Index or FunctionKind.Provision)
            reader.Text(Names.OpenSearchEndpoint);
        if (function == FunctionKind.Aggregate)
        {
            reader.Text(Names.AthenaWorkgroup);
            reader.Text(Names.GlueDatabase);
            settings = settings with { Detections = ReadDetections(reader) };
        }

        return settings;
    }

    // In a method of its own: what it names is not loaded where it is not called.
    static DetectionsConfiguration ReadDetections(SettingsReader reader) => new(
        reader.Ranges(Names.DetectionsTrusted), reader.List(Names.DetectionsAdministrators), reader.Detections(Names.DetectionsRules))
    {
        Places = reader.List(Names.DetectionsPlaces),
    };

    /// <summary>The variables' names.</summary>
    static class Names
    {
        internal const string Function = "CLOUDANALYTICS_FUNCTION";
        internal const string LakeBucket = "CLOUDANALYTICS_LAKE_BUCKET";
        internal const string LakePrefix = "CLOUDANALYTICS_LAKE_PREFIX";
        internal const string OpenSearchEndpoint = "CLOUDANALYTICS_OPENSEARCH_ENDPOINT";
        internal const string IndexPrefix = "CLOUDANALYTICS_INDEX_PREFIX";
        internal const string StreamFormat = "CLOUDANALYTICS_STREAM_FORMAT";
        internal const string MetricNamespace = "CLOUDANALYTICS_METRIC_NAMESPACE";
        internal const string AthenaWorkgroup = "CLOUDANALYTICS_ATHENA_WORKGROUP";
        internal const string GlueDatabase = "CLOUDANALYTICS_GLUE_DATABASE";
        internal const string KeepRaw = "CLOUDANALYTICS_KEEP_RAW";
        internal const string FailedBucket = "CLOUDANALYTICS_FAILED_BUCKET";
        internal const string TrustedProxies = "CLOUDANALYTICS_TRUSTED_PROXIES";
        internal const string DetectionsTrusted = "CLOUDANALYTICS_DETECTIONS_TRUSTED";
        internal const string DetectionsAdministrators = "CLOUDANALYTICS_DETECTIONS_ADMINISTRATORS";
        internal const string DetectionsRules = "CLOUDANALYTICS_DETECTIONS_RULES";
        internal const string DetectionsPlaces = "CLOUDANALYTICS_DETECTIONS_PLACES";
        internal const string BulkTimeout = "CLOUDANALYTICS_OPENSEARCH_TIMEOUT_MS";
        internal const string Region = "AWS_REGION";
        internal const string AwsEndpoint = "AWS_ENDPOINT_URL";
    }

    /// <summary>What texts must be like.</summary>
    static class Rules
    {
        const string Lower = "abcdefghijklmnopqrstuvwxyz";
        const string Digits = "0123456789";

        // docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
        internal static readonly TextRule Bucket = new(Lower + Digits + ".-", Limits.BucketNameLengthMin, Limits.BucketNameLengthMax,
            "the name of a bucket: 3 to 63 lower case letters, digits, '.' and '-'");

        internal static readonly TextRule KeyPrefix = new(Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits + "-_.=/", 2,
            Limits.KeyPrefixLengthMax, "what keys begin with, ending with '/': letters, digits and '-_.=', parts separated by '/'")
        {
            End = '/',
        };

        internal static readonly TextRule IndexPrefix = new(Lower + Digits + "-", 1, Limits.IndexPrefixLengthMax,
            "what names of indices begin with: at most 40 lower case letters, digits and '-'");

        internal static readonly TextRule Namespace = new(null, 1, Limits.MetricNamespaceLengthMax,
            "a CloudWatch namespace: at most 255 letters, digits and '.-_/#:'");

        internal static readonly TextRule Workgroup = new(null, 1, Limits.WorkgroupLengthMax, "the name of an Athena workgroup");

        internal static readonly TextRule Database = new(Lower + Digits + "_", 1, Limits.DatabaseNameLengthMax,
            "the name of a Glue database: lower case letters, digits and '_'");
    }
}
