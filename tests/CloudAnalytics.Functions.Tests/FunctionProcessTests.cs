using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Doubles.Moto;
using CloudAnalytics.Doubles.OpenSearch;
using CloudAnalytics.Doubles.RuntimeApi;
using CloudAnalytics.Formats;

namespace CloudAnalytics.Functions.Tests;

/// <summary>The program itself, started as the service starts it.</summary>
public sealed class FunctionProcessTests
{
    static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(1);

    static string Assembly => Path.Combine(AppContext.BaseDirectory, "bootstrap.dll");

    public static TheoryData<FunctionKind> Kinds => [.. Enum.GetValues<FunctionKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EveryFunctionOfTheStackStarts(FunctionKind kind)
    {
        await using var function = await FunctionProcess.CreateAsync(Assembly,
        [
            new("CLOUDANALYTICS_FUNCTION", kind.ToString().ToLowerInvariant()), new("CLOUDANALYTICS_LAKE_BUCKET", "lake"),
            new("CLOUDANALYTICS_OPENSEARCH_ENDPOINT", "https://search.example.org"), new("AWS_REGION", "eu-central-1"),
            new("CLOUDANALYTICS_ATHENA_WORKGROUP", "logs"), new("CLOUDANALYTICS_GLUE_DATABASE", "logs"),
            new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"),
        ]);
        function.Start();

        var first = await Task.WhenAny(function.Endpoint.Asked, function.Endpoint.InitError).WaitAsync(s_timeLimit);

        Assert.True(first == function.Endpoint.Asked, function.Output);
    }

    [Fact]
    public async Task MissingSettingIsAnInitErrorNamingIt()
    {
        await using var function = await FunctionProcess.CreateAsync(
            Assembly, [new("CLOUDANALYTICS_FUNCTION", "archive"), new("AWS_REGION", "x")]);
        function.Start();

        var error = await function.Endpoint.InitError.WaitAsync(s_timeLimit);

        Assert.Equal("Settings.Invalid", error.Type);
        Assert.Contains("CLOUDANALYTICS_LAKE_BUCKET is missing", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, await function.ExitAsync(s_timeLimit));
        Assert.Contains("CLOUDANALYTICS_LAKE_BUCKET", function.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexWritesDocumentsOnceAlsoAfterAKill()
    {
        await using var cluster = await OpenSearchDouble.StartAsync();
        await using var function = await FunctionProcess.CreateAsync(Assembly,
        [
            new("CLOUDANALYTICS_FUNCTION", "index"), new("CLOUDANALYTICS_LAKE_BUCKET", "lake"),
            new("CLOUDANALYTICS_OPENSEARCH_ENDPOINT", cluster.Endpoint.ToString()), new("AWS_REGION", "eu-central-1"),
            new("AWS_ACCESS_KEY_ID", "test"), new("AWS_SECRET_ACCESS_KEY", "test"),
        ]);
        var json = KinesisEventText.Write(Enumerable.Range(0, 50).Select(i => Some.Record(i, Some.Tracking(i))));

        var early = await function.InvokeAsync(json, s_timeLimit);
        await PutTemplateAsync(cluster.Endpoint, LogFormats.Find("exchange_message_tracking")!.Schema);
        var first = await function.InvokeAsync(json, s_timeLimit);
        function.Kill();
        var second = await function.InvokeAsync(json, s_timeLimit);

        Assert.Contains(KinesisEventText.Sequence(0), early.Text, StringComparison.Ordinal);
        Assert.Equal(("{\"batchItemFailures\":[]}", "{\"batchItemFailures\":[]}", 2), (first.Text, second.Text, function.Starts));
        Assert.Equal(50, cluster.Documents().Count);
        Assert.All(cluster.Documents(), document => Assert.Equal("mail-exchange-message-tracking-2026.03.01", document.Index));
        Assert.Empty(cluster.Problems);
    }

    static async Task PutTemplateAsync(Uri cluster, Schema schema)
    {
        using var http = new HttpClient();
        using var body = new StringContent(IndexTemplate.Compile(schema, new IndexSettings()), null, "application/json");
        using var answer = await http.PutAsync(new Uri(cluster, $"_index_template/{IndexNames.Default.Alias(schema)}"), body);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [ProgramFact(MotoServer.Program)]
    public async Task ArchiveWritesToTheBucketAndIsTheSameAfterAKill()
    {
        var moto = MotoServer.Shared;
        var bucket = MotoServer.NewName("lake");
        await moto.AwsAsync("s3api", "create-bucket", "--bucket", bucket, "--create-bucket-configuration",
            $"LocationConstraint={MotoServer.Region}");
        await using var function = await FunctionProcess.CreateAsync(Assembly,
        [
            .. moto.Environment, new("CLOUDANALYTICS_FUNCTION", "archive"), new("CLOUDANALYTICS_LAKE_BUCKET", bucket),
            new("CLOUDANALYTICS_LAKE_PREFIX", "site/"),
        ]);
        var records = Enumerable.Range(0, 50).Select(i => Some.Record(i, Some.Tracking(i)));
        var json = KinesisEventText.Write([.. records, Some.Record(50, [1, 2])]);

        var first = await function.InvokeAsync(json, s_timeLimit);
        function.Kill();
        var second = await function.InvokeAsync(json, s_timeLimit);

        Assert.Null(first.Failure);
        Assert.Equal(("{\"batchItemFailures\":[]}", "{\"batchItemFailures\":[]}", 2), (first.Text, second.Text, function.Starts));
        var keys = await moto.AwsAsync("s3api", "list-objects-v2", "--bucket", bucket, "--query", "Contents[].Key");
        var last = KinesisEventText.Sequence(50);
        var range = $"shardId-000000000000-{KinesisEventText.Sequence(0)}-{KinesisEventText.Sequence(49)}.parquet";
        Assert.Equal(
            [
                $"site/dead/arrived=2026-03-01/shardId-000000000000-{last}-{last}-archive.jsonl",
                $"site/raw/exchange_message_tracking/arrived=2026-03-01/{range}",
            ],
            System.Text.Json.JsonSerializer.Deserialize<string[]>(keys)!);
    }
}
