using System.Text;
using System.Text.Json;
using CloudAnalytics.Doubles.Kinesis;
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
        using (var archive = new ArchiveFunction(Some.Host("archive"), store))
        {
            // Two deliveries that overlap, as after a batch was cut in two.
            var records = Enumerable.Range(0, 100).Select(i => Some.Record(i, Some.Tracking(i))).ToList();
            await archive.InvokeAsync(KinesisEventText.Write(records.Take(60)), Some.Invocation(), default);
            await archive.InvokeAsync(KinesisEventText.Write(records.Skip(40)), Some.Invocation(), default);
        }

        var compact = new CompactFunction(Some.Host("compact", new Clock(Some.Arrived.AddDays(1))), store, athena: null);
        Assert.Equal(["exchange_message_tracking 2026-03-01 100 20 1"], await RunAsync(compact));
        Assert.Equal(["exchange_message_tracking 2026-03-01 0 120 0"], await RunAsync(compact));
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
        using (var archive = new ArchiveFunction(Some.Host("archive"), store))
            await archive.InvokeAsync(KinesisEventText.Write([Some.Record(1, Some.Tracking(1))]), Some.Invocation(), default);
        await store.PutAsync("cut/exchange_ews", new MemoryStream(Encoding.UTF8.GetBytes("soon")), default);
        await store.PutAsync("cut/windows_event", new MemoryStream(Encoding.UTF8.GetBytes("2026-03-01")), default);
        var compact = new CompactFunction(Some.Host("compact", new Clock(Some.Arrived.AddDays(1))), store, athena: null);
        var failure = await Assert.ThrowsAsync<FunctionException>(async () => await RunAsync(compact));
        Assert.EndsWith("exchange_ews", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(await store.OpenAsync("cut/exchange_message_tracking", default));
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
