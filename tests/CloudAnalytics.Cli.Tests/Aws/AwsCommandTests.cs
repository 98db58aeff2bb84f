using System.Diagnostics;
using System.Text.Json;
using CloudAnalytics.Doubles.Moto;

namespace CloudAnalytics.Cli.Tests.Aws;

/// <summary>The commands of the cloud, against the stand-in for AWS, read back with AWS's own command.</summary>
public sealed class AwsCommandTests
{
    [ProgramFact(MotoServer.Program)]
    public async Task ReportIsAskedOfAthenaAndWrittenAsOnTheMachine()
    {
        await AnswerAsync(["sender", "messages", "failed", "first_time", "last_time"],
            ["=anna@contoso.com", "12", "1", "2026-03-01 10:00:00.000", "2026-03-02 11:30:00.500"]);
        var (code, said) = await RunAsync("aws", "report", "who-wrote-to", "--param", "address=x@out.example", "--param", "from=2026-03-01",
            "--param", "to=2026-04-01", "--workgroup", "primary", "--database", "mail", "--output", "csv");
        Assert.True(code == 0, said);
        Assert.Contains("sender,messages,failed,first_time,last_time\r\n\"'=anna@contoso.com\",12,1,2026-03-01T10:00:00.000Z,2026-03-02T11:30:00.500Z",
            said.Replace("\n", "\r\n").Replace("\r\r", "\r"));
        var queries = await MotoServer.Shared.AwsAsync("athena", "list-query-executions");
        Assert.Contains("QueryExecutionIds", queries);
    }

    [ProgramFact(MotoServer.Program)]
    public async Task ReplayCountsFirstAndWritesWhenTold()
    {
        var bucket = MotoServer.NewName("replay");
        await MotoServer.Shared.AwsAsync("s3api", "create-bucket", "--bucket", bucket, "--create-bucket-configuration",
            $"LocationConstraint={MotoServer.Region}");
        using var folder = RepositoryRoot.Temporary();
        var letter = JsonSerializer.Serialize(new
        {
            time = "2026-03-01T10:00:05.000Z", format = "exchange_message_tracking", source_file = "logs", offset = 0, reason = "some",
            raw_base64 = Convert.ToBase64String("""{"date-time":"2026-03-01T10:00:00Z","event-id":"RECEIVE","source":"SMTP"}"""u8),
            stream = "logs", shard = "shard", sequence = "1", sub_sequence = 0, arrived = "2026-03-01T10:00:05.000Z",
        });
        var file = folder.Write("letters.jsonl", System.Text.Encoding.UTF8.GetBytes(letter + "\n"));
        await MotoServer.Shared.AwsAsync("s3api", "put-object", "--bucket", bucket, "--body", file, "--key",
            "dead/arrived=2026-03-01/shard-1-1-archive.jsonl");
        var (code, said) = await RunAsync("aws", "replay", "--bucket", bucket);
        Assert.True(code == 0, said);
        Assert.Contains("1 found = 1 to replay + 0 refused + 0 already there + 0 left", said);
        Assert.DoesNotContain("raw/", await MotoServer.Shared.AwsAsync("s3api", "list-objects-v2", "--bucket", bucket));
        (code, said) = await RunAsync("aws", "replay", "--bucket", bucket, "--go");
        Assert.True(code == 0, said);
        Assert.Contains("1 found = 1 replayed + 0 refused + 0 already there + 0 left", said);
        Assert.Contains("raw/exchange_message_tracking/arrived=2026-03-01/shard-1-1-replay-",
            await MotoServer.Shared.AwsAsync("s3api", "list-objects-v2", "--bucket", bucket));
        (_, said) = await RunAsync("aws", "replay", "--bucket", bucket, "--go");
        Assert.Contains("1 found = 0 replayed + 0 refused + 1 already there + 0 left", said);
    }

    [ProgramFact(MotoServer.Program)]
    public async Task ReplayReadsTheBucketOfFailedBatchesAndLeavesWhatNeedsADomain()
    {
        var (lake, failed) = (MotoServer.NewName("replay"), MotoServer.NewName("failed"));
        foreach (var bucket in (string[])[lake, failed])
        {
            await MotoServer.Shared.AwsAsync("s3api", "create-bucket", "--bucket", bucket, "--create-bucket-configuration",
                $"LocationConstraint={MotoServer.Region}");
        }

        using var folder = RepositoryRoot.Temporary();
        foreach (var function in (string[])["index", "archive"])
        {
            var record = new
            {
                kinesis = new
                {
                    sequenceNumber = "1", approximateArrivalTimestamp = 1772359205.000,
                    data = Convert.ToBase64String("""{"date-time":"2026-03-01T10:00:00Z","event-id":"RECEIVE","source":"SMTP"}"""u8),
                },
                eventSource = "aws:kinesis", eventID = "shard:1",
                eventSourceARN = "arn:aws:kinesis:eu-central-1:123456789012:stream/logs",
            };
            var batch = JsonSerializer.Serialize(new
            {
                requestContext = new { functionArn = $"arn:aws:lambda:eu-central-1:123456789012:function:logs-{function}" },
                payload = JsonSerializer.Serialize(new { Records = new[] { record } }),
            });
            var file = folder.Write("batch", System.Text.Encoding.UTF8.GetBytes(batch));
            await MotoServer.Shared.AwsAsync("s3api", "put-object", "--bucket", failed, "--body", file,
                "--key", $"aws/lambda/{function}/x");
        }

        var (code, said) = await RunAsync(
            "aws", "replay", "--bucket", lake, "--failed-bucket", failed, "--format", "exchange_message_tracking", "--go");
        Assert.True(code == 0, said);
        Assert.Contains("2 found = 1 replayed + 0 refused + 0 already there + 1 left", said);
        Assert.Contains("Left is what the index function gave up: name its domain with --opensearch.", said);
        (code, said) = await RunAsync("aws", "replay", "--bucket", lake, "--opensearch", "search.example.org");
        Assert.Equal(2, code);
        Assert.Contains("--opensearch: the address of the domain is search.example.org; allowed is https://HOST", said);
        (code, said) = await RunAsync("aws", "replay", "--bucket", lake, "--format", "sendmail");
        Assert.Equal(2, code);
        Assert.Contains("there is no format 'sendmail'; it may be exchange_message_tracking", said);
    }

    [ProgramFact(MotoServer.Program)]
    public async Task WrongCallSaysWhatIsMissing()
    {
        var (code, said) = await RunAsync("aws", "replay");
        Assert.Equal(2, code);
        Assert.Contains("--bucket is missing", said);
        (code, said) = await RunAsync("aws", "report", "mailbox-exports");
        Assert.Equal(2, code);
        Assert.Contains("--workgroup is missing", said);
        (code, said) = await RunAsync("aws", "replay", "--bucket", "nobody");
        Assert.Equal(1, code);
        Assert.Contains("NoSuchBucket", said);
    }

    static Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cloudanalytics.dll"), .. arguments]);
        foreach (var (name, value) in MotoServer.Shared.Environment)
            start.Environment[name] = value;
        return ProcessRun.OfAsync(start);
    }

    /// <summary>Tells moto the rows of the next statement.</summary>
    static async Task AnswerAsync(params string[][] rows)
    {
        using var http = new HttpClient();
        var answer = new
        {
            region = MotoServer.Region,
            results = new[]
            {
                new
                {
                    rows = rows.Select(row => new { Data = row.Select(text => new { VarCharValue = text }) }),
                    column_info = rows[0].Select(name => new { Name = name, Type = "varchar" }),
                },
            },
        };
        var told = await http.PostAsync(
            new Uri(MotoServer.Shared.Endpoint, "moto-api/static/athena/query-results"),
            new StringContent(JsonSerializer.Serialize(answer)));
        told.EnsureSuccessStatusCode();
    }
}
