using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Doubles.Moto;
using CloudAnalytics.Formats;
using CloudAnalytics.Functions.Archive;
using CloudAnalytics.Functions.Compact;
using CloudAnalytics.Lake.Stores;

namespace CloudAnalytics.Functions.Tests.Compact;

public sealed class CompactFunctionTests
{
    [Fact]
    public async Task DayThatTheArchiveFunctionWroteIsCompactedOnce()
    {
        var store = new MemoryStore();
        var archive = new ArchiveFunction(Some.Host("archive"), store);
        // Two deliveries that overlap, as after a batch was cut in two.
        var records = Enumerable.Range(0, 100).Select(i => Some.Record(i, Some.Tracking(i))).ToList();
        await archive.InvokeAsync(KinesisEventText.Write(records.Take(60)), Some.Invocation(), default);
        await archive.InvokeAsync(KinesisEventText.Write(records.Skip(40)), Some.Invocation(), default);

        var compact = new CompactFunction(Some.Host("compact", new Clock(Some.Arrived.AddDays(1))), store, athena: null);
        Assert.Equal(["exchange_message_tracking 2026-03-01 100 20 1"], await RunAsync(compact));
        Assert.Empty(await RunAsync(compact));
        var keys = new List<string>();
        await foreach (var each in store.ListAsync("", default))
            keys.Add(each.Key);
        Assert.Contains("archive/exchange_message_tracking/day=2026-03-01/2026-03-01.parquet", keys);
        Assert.Contains("cut/exchange_message_tracking", keys);
    }

    [Fact]
    public async Task DamagedFormatIsNamedAndTheOthersAreCompacted()
    {
        var store = new MemoryStore();
        var archive = new ArchiveFunction(Some.Host("archive"), store);
        await archive.InvokeAsync(KinesisEventText.Write([Some.Record(1, Some.Tracking(1))]), Some.Invocation(), default);
        await store.PutAsync("cut/exchange_ews", new MemoryStream(Encoding.UTF8.GetBytes("soon")), default);
        await store.PutAsync("cut/windows_event", new MemoryStream(Encoding.UTF8.GetBytes("2026-03-01")), default);
        var compact = new CompactFunction(Some.Host("compact", new Clock(Some.Arrived.AddDays(1))), store, athena: null);
        var failure = await Assert.ThrowsAsync<FunctionException>(async () => await RunAsync(compact));
        Assert.EndsWith("exchange_ews", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(await store.OpenAsync("cut/exchange_message_tracking", default));
    }

    [ProgramFact(MotoServer.Program)]
    public async Task FirstRunMakesTheViewOfEveryFormatAlsoWithoutData()
    {
        var moto = MotoServer.Shared;
        var group = MotoServer.NewName("compact");
        await moto.AwsAsync("athena", "create-work-group", "--name", group);
        var host = Some.Host("compact");
        host = host with { Settings = host.Settings with { AthenaWorkgroup = group, GlueDatabase = "logs" } };
        var connection = new AwsConnection(MotoServer.Region, ServiceAddress.Of(moto.Endpoint))
        {
            Credentials = new Amazon.Runtime.BasicAWSCredentials("test", "test"),
        };
        var compact = new CompactFunction(host, new MemoryStore(), AthenaClient.Open(connection, TimeProvider.System));
        Assert.Empty(await RunAsync(compact));

        using var list = JsonDocument.Parse(await moto.AwsAsync("athena", "list-query-executions", "--work-group", group));
        var ids = list.RootElement.GetProperty("QueryExecutionIds").EnumerateArray().Select(id => id.GetString()!);
        var service = Json11Client.Open(connection, "athena", AthenaClient.Service, TimeProvider.System);
        var queries = new List<string>();
        foreach (var id in ids)
        {
            using var read = await service.CallAsync("GetQueryExecution", json => json.WriteString("QueryExecutionId", id), default);
            queries.Add(read.RootElement.GetProperty("QueryExecution").GetProperty("Query").GetString()!.Split(" AS")[0]);
        }

        IEnumerable<Schema> schemas = [.. LogFormats.Schemas, .. LogCatalogue.Completed.Select(completed => completed.Schema)];
        Assert.Equal(schemas.Select(schema => $"CREATE OR REPLACE VIEW {schema.Name}").Order(StringComparer.Ordinal),
            queries.Order(StringComparer.Ordinal));
    }

    static async Task<List<string>> RunAsync(CompactFunction function)
    {
        using var json = JsonDocument.Parse(await function.InvokeAsync("{}"u8.ToArray(), Some.Invocation(), default));
        var days = json.RootElement.GetProperty("days").EnumerateArray();
        return [.. days.Select(day => string.Join(' ', day.EnumerateObject().Select(property => property.Value)))];
    }

    sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
