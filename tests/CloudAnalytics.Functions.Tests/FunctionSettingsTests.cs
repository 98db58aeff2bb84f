using CloudAnalytics.Aws.Http;

namespace CloudAnalytics.Functions.Tests;

public sealed class FunctionSettingsTests
{
    /// <summary>A function, the variables that differ from right ones, and what the message says.</summary>
    public static TheoryData<string, string, string?, string> Wrong() => new()
    {
        { "", "CLOUDANALYTICS_FUNCTION", null, "missing; it must be one of: index, archive, aggregate, compact, provision, replay" },
        { "", "CLOUDANALYTICS_FUNCTION", "Index", "is 'Index'; it must be one of: index, archive" },
        { "", "CLOUDANALYTICS_FUNCTION", "0", "is '0'; it must be one of" },
        { "archive", "CLOUDANALYTICS_LAKE_BUCKET", null, "missing; it must be set to the name of a bucket" },
        { "archive", "CLOUDANALYTICS_LAKE_BUCKET", "My_Bucket", "is 'My_Bucket'; it must be the name of a bucket: 3 to 63" },
        { "archive", "CLOUDANALYTICS_LAKE_PREFIX", "lake", "is 'lake'; it must be what keys begin with, ending with '/'" },
        { "archive", "CLOUDANALYTICS_KEEP_RAW", "yes", "is 'yes'; it must be one of: true, false" },
        { "archive", "CLOUDANALYTICS_STREAM_FORMAT", "apache", "is 'apache'; it must be one of: exchange_message_tracking, " },
        { "archive", "AWS_REGION", "", "AWS_REGION is missing" },
        { "index", "CLOUDANALYTICS_OPENSEARCH_ENDPOINT", null, "CLOUDANALYTICS_OPENSEARCH_ENDPOINT is missing" },
        { "index", "CLOUDANALYTICS_OPENSEARCH_ENDPOINT", "search.local", "is 'search.local'; it must be an address such as https://" },
        { "index", "CLOUDANALYTICS_INDEX_PREFIX", "Mail", "is 'Mail'; it must be what names of indices begin with" },
        { "index", "CLOUDANALYTICS_TRUSTED_PROXIES", "10.0.0.0/8, proxy1", "is 'proxy1'; it must be addresses such as 192.0.2.25" },
        { "archive", "CLOUDANALYTICS_TRUSTED_PROXIES", "10.0.0.0/33", "is '10.0.0.0/33'; it must be addresses" },
        { "index", "CLOUDANALYTICS_OPENSEARCH_TIMEOUT_MS", "30001", "is '30001'; it must be a whole number from 1 to 30000" },
        { "aggregate", "CLOUDANALYTICS_ATHENA_WORKGROUP", null, "CLOUDANALYTICS_ATHENA_WORKGROUP is missing" },
        { "aggregate", "CLOUDANALYTICS_DETECTIONS_RULES", "reject-flood", "is 'reject-flood'; it must be names of detections" },
        { "aggregate", "CLOUDANALYTICS_DETECTIONS_RULES", "reject-floods=off", "is 'reject-floods=off'; it must be names of detections" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongSettingIsNamedWithWhatIsAllowed(string function, string variable, string? value, string message)
    {
        var variables = Some.Variables(function);
        variables[variable] = value;

        var exception = Assert.Throws<SettingsException>(() => FunctionSettings.Read(variables.GetValueOrDefault));

        Assert.Contains(variable, exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DetectionsDifferAsTheStackSays()
    {
        var variables = Some.Variables("aggregate");
        variables["CLOUDANALYTICS_DETECTIONS_TRUSTED"] = "192.0.2.0/24";
        variables["CLOUDANALYTICS_DETECTIONS_ADMINISTRATORS"] = "it@example.org,helpdesk@example.org";
        variables["CLOUDANALYTICS_DETECTIONS_RULES"] = "reject-flood=off,bounce-storm=0.35";
        variables["CLOUDANALYTICS_DETECTIONS_PLACES"] = "own.csv,v4.csv";

        var detections = FunctionSettings.Read(variables.GetValueOrDefault).Detections!;

        Assert.True(detections.Trusted.Contains("192.0.2.7"u8));
        Assert.Equal("own.csv v4.csv", string.Join(" ", detections.Places));
        Assert.Equal("it@example.org helpdesk@example.org", string.Join(" ", detections.Administrators));
        Assert.Equal(
            [("bounce-storm", 0.35, true), ("reject-flood", (double?)null, false)],
            detections.Rules.OrderBy(rule => rule.Key, StringComparer.Ordinal)
                .Select(rule => (rule.Key, rule.Value.Threshold, rule.Value.IsEnabled)));
    }

    [Fact]
    public void ProxiesAreAddressesAndRanges()
    {
        var variables = Some.Variables("index");
        variables["CLOUDANALYTICS_TRUSTED_PROXIES"] = "192.0.2.25, 10.0.0.0/8,2001:db8::/32";

        var proxies = FunctionSettings.Read(variables.GetValueOrDefault).TrustedProxies;

        Assert.Equal((true, true, true, false), (proxies.Contains("192.0.2.25"u8), proxies.Contains("10.200.3.4"u8),
            proxies.Contains("2001:db8::7"u8), proxies.Contains("192.0.2.26"u8)));
    }

    [Fact]
    public void SettingsAreReadAndTheOthersHaveTheirDefaults()
    {
        var settings = FunctionSettings.Read(Some.Variables("index").GetValueOrDefault);

        Assert.Equal(new FunctionSettings(FunctionKind.Index, "eu-central-1", "lake")
        {
            OpenSearchEndpoint = new ServiceAddress(true, "search.example.org", 443, "/"),
            IndexPrefix = "mail",
            MetricNamespace = "CloudAnalytics",
            KeepRaw = true,
        }, settings);
    }
}
