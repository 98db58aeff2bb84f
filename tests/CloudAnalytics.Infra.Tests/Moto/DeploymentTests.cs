using System.Text.Json.Nodes;
using CloudAnalytics.Infra.Tests.Templates;

namespace CloudAnalytics.Infra.Tests.Moto;

/// <summary>
/// The stack is deployed for real, into moto; the AWS command line then tells what is there. What moto does not know (OpenSearch, Glue,
/// Athena, Cognito) it passes over, see <see cref="MotoAssembly"/>.
/// </summary>
public sealed class DeploymentTests
{
    const string Stack = "logs-deployed";

    [MotoFact]
    public async Task CdkDeployMakesWhatIsMeant()
    {
        var template = Synthesis.All["deployed"];
        Assert.Equal(Stack, template.Name);
        await using var cloud = await MotoCloud.StartAsync();
        using var folder = RepositoryRoot.Temporary();
        var assembly = MotoAssembly.Of(template, folder.Combine("cdk.out"));
        await cloud.CdkAsync("bootstrap", "aws://123456789012/eu-central-1", "--app", assembly);
        // Outputs are not asked for: moto has none of a stack made by a change set.
        await cloud.CdkAsync("deploy", Stack, "--app", assembly, "--require-approval", "never");

        var stream = (await cloud.AwsAsync("kinesis", "describe-stream-summary", "--stream-name", Stack))["StreamDescriptionSummary"]!;
        Assert.Equal((3, 48), ((int)stream["OpenShardCount"]!, (int)stream["RetentionPeriodHours"]!));

        await FunctionsAreThere(cloud, template);
        await ConsumersAreThere(cloud, (string)stream["StreamARN"]!);

        var topics = (await cloud.AwsAsync("sns", "list-topics"))["Topics"]!.AsArray();
        Assert.EndsWith($":{Stack}-alarms", (string)Assert.Single(topics)!["TopicArn"]!, StringComparison.Ordinal);
        var rules = (await cloud.AwsAsync("events", "list-rules"))["Rules"]!.AsArray().Select(r => (string)r!["Name"]!);
        Assert.Equal([$"{Stack}-aggregate", $"{Stack}-compact", $"{Stack}-deployed"], rules.Order(StringComparer.Ordinal));
        var dashboards = (await cloud.AwsAsync("cloudwatch", "list-dashboards"))["DashboardEntries"]!.AsArray();
        Assert.Equal(3, dashboards.Count);
    }

    static async Task FunctionsAreThere(MotoCloud cloud, Template template)
    {
        var functions = (await cloud.AwsAsync("lambda", "list-functions"))["Functions"]!.AsArray();
        Assert.Equal(6, functions.Count);
        var buckets = (await cloud.AwsAsync("s3api", "list-buckets"))["Buckets"]!.AsArray().Select(b => (string)b!["Name"]!).ToList();
        foreach (var function in functions)
        {
            var name = (string)function!["FunctionName"]!;
            var meant = template.One("AWS::Lambda::Function", "FunctionName", name);
            Assert.Equal(("dotnet10", "bootstrap"), ((string)function["Runtime"]!, (string)function["Handler"]!));
            Assert.Equal((int)meant["MemorySize"]!, (int)function["MemorySize"]!);
            Assert.Equal((int)meant["Timeout"]!, (int)function["Timeout"]!);
            var variables = function["Environment"]!["Variables"]!.AsObject();
            Assert.Equal(name[(Stack.Length + 1)..], (string)variables["CLOUDANALYTICS_FUNCTION"]!);
            Assert.Equal(meant["Environment"]!["Variables"]!.AsObject().Select(v => v.Key).Order(StringComparer.Ordinal),
                variables.Select(v => v.Key).Order(StringComparer.Ordinal));
            Assert.Contains((string)variables["CLOUDANALYTICS_LAKE_BUCKET"]!, buckets);
        }
    }

    static async Task ConsumersAreThere(MotoCloud cloud, string stream)
    {
        var mappings = (await cloud.AwsAsync("lambda", "list-event-source-mappings"))["EventSourceMappings"]!.AsArray();
        Assert.Equal(2, mappings.Count);
        JsonNode Of(string function) =>
            mappings.Single(m => ((string)m!["FunctionArn"]!).EndsWith($":{Stack}-{function}", StringComparison.Ordinal))!;
        Assert.Equal((3000, 7, 3, -1), Numbers(Of("index")));
        Assert.Equal((10000, 60, 1, 100), Numbers(Of("archive")));
        Assert.All(mappings, m =>
        {
            Assert.Equal(stream, (string)m!["EventSourceArn"]!);
            Assert.Equal("TRIM_HORIZON", (string)m["StartingPosition"]!);
            Assert.True((bool)m["BisectBatchOnFunctionError"]!);
            Assert.Equal(47 * 3600, (int)m["MaximumRecordAgeInSeconds"]!);
            Assert.Equal("ReportBatchItemFailures", (string)Assert.Single(m["FunctionResponseTypes"]!.AsArray())!);
            Assert.StartsWith("arn:aws:s3:::", (string)m["DestinationConfig"]!["OnFailure"]!["Destination"]!, StringComparison.Ordinal);
        });
    }

    static (int Size, int Window, int Parallel, int Attempts) Numbers(JsonNode mapping) => (
        (int)mapping["BatchSize"]!, (int)mapping["MaximumBatchingWindowInSeconds"]!, (int)mapping["ParallelizationFactor"]!,
        (int)mapping["MaximumRetryAttempts"]!);

    [AttributeUsage(AttributeTargets.Method)]
    sealed class MotoFactAttribute : FactAttribute
    {
        public MotoFactAttribute() => Skip = MotoCloud.Missing;
    }
}
