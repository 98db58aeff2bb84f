using System.Text;
using System.Text.Json;
using CloudAnalytics.Doubles.Kinesis;

namespace CloudAnalytics.Doubles.Tests.Kinesis;

/// <summary>The documented rules of an event source mapping, each by what it makes of a small stream.</summary>
public sealed class EventSourceMappingTests
{
    static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly MappingSettings s_reporting = new() { ReportBatchItemFailures = true, BatchSize = 10 };

    /// <summary>A rule; the settings; what the function answers, by the number of the invocation; the records of each invocation.</summary>
    public static TheoryData<string, MappingSettings, string[], string> Rules() => new()
    {
        { "an empty list is success", s_reporting, ["""{"batchItemFailures":[]}"""], "1-8" },
        { "a null list is success", s_reporting, ["""{"batchItemFailures":null}"""], "1-8" },
        { "an empty object is success", s_reporting, ["{}"], "1-8" },
        { "null is success", s_reporting, ["null"], "1-8" },
        { "nothing is success", s_reporting, [""], "1-8" },
        { "an empty identifier fails all", s_reporting, ["""{"batchItemFailures":[{"itemIdentifier":""}]}""", ""], "1-8 1-8" },
        { "a null one fails all", s_reporting, ["""{"batchItemFailures":[{"itemIdentifier":null}]}""", ""], "1-8 1-8" },
        { "a wrong key fails all", s_reporting, ["""{"batchItemFailures":[{"id":"3"}]}""", ""], "1-8 1-8" },
        { "an error fails all", s_reporting, ["!", ""], "1-8 1-8" },
        { "the lowest identifier is the checkpoint", s_reporting, ["5 3 7", ""], "1-8 3-8" },
        { "answers do not matter where they are not reported", new(), ["3"], "1-8" },
        { "an error brings the whole batch again", new(), ["!", "!", ""], "1-8 1-8 1-8" },
        { "a batch has at most so many records", new() { BatchSize = 3 }, [], "1-3 4-6 7-8" },
        { "a failing batch is halved", new() { BisectBatchOnFunctionError = true }, ["!", "!", ""], "1-8 1-4 1-2 3-4 5-8" },
        {
            "with reported failures it is cut at the number", s_reporting with { BisectBatchOnFunctionError = true }, ["6", ""],
            "1-8 6-8"
        },
        {
            "a batch is tried again so often", new() { MaximumRetryAttempts = 2 }, ["!", "!", "!"],
            "1-8 1-8 1-8 RetryAttemptsExhausted:1-8"
        },
        {
            "a partial answer takes one of the tries", s_reporting with { MaximumRetryAttempts = 2 }, ["2", "5", "7"],
            "1-8 2-8 5-8 RetryAttemptsExhausted:7-8"
        },
        {
            "splitting takes none", new() { MaximumRetryAttempts = 0, BisectBatchOnFunctionError = true, BatchSize = 4 },
            ["!", "!", "!", "", ""], "1-4 1-2 1 RetryAttemptsExhausted:1 2 3-4 5-8"
        },
        { "throttling takes none", new() { MaximumRetryAttempts = 0 }, ["~", "~", ""], "1-8 1-8 1-8" },
        {
            "what is too old is given up", new() { MaximumRecordAge = TimeSpan.FromSeconds(60), BatchSize = 4,
                Pause = TimeSpan.FromSeconds(61), PauseMax = TimeSpan.FromSeconds(61) }, ["!"],
            "1-4 RecordAgeExceeded:1-4 RecordAgeExceeded:5-8"
        },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task RuleHolds(string rule, MappingSettings settings, string[] answers, string expected)
    {
        var world = new World(settings, answers);
        world.Put(8);

        await world.Mapping.RunAsync();
        world.Tell();

        Assert.True(expected == world.Story, $"{rule}: {world.Story}");
    }

    [Fact]
    public async Task BatchThatIsNotFullWaitsForItsWindow()
    {
        var world = new World(new MappingSettings { BatchSize = 5, BatchingWindow = TimeSpan.FromSeconds(30) }, []);
        world.Put(7);
        await world.Mapping.PollAsync();
        Assert.Equal("1-5", world.Story);
        world.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(await world.Mapping.PollAsync());
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await world.Mapping.PollAsync());
        Assert.Equal("1-5 6-7", world.Story);
    }

    [Fact]
    public async Task EventStaysBelowSixMegabytes()
    {
        var world = new World(new MappingSettings { BatchSize = 10_000 }, []);
        for (var i = 0; i < 20; i++)
            world.Stream.Put("1", new byte[900_000]);

        await world.Mapping.RunAsync();

        Assert.Equal("1-5 6-10 11-15 16-20", world.Story);
        Assert.All(world.Events, e => Assert.InRange(e.Length, 5_000_000, 6 * 1024 * 1024));
    }

    [Fact]
    public async Task LanesOfAShardKeepTheOrderOfAKeyAndDoNotBlockEachOther()
    {
        var world = new World(new MappingSettings { ParallelizationFactor = 4, BatchSize = 2, MaximumRetryAttempts = 3 },
            ["!", "!", "!", "!"]);
        var keys = Enumerable.Range(0, 12).Select(i => $"key{i % 6}").ToArray();
        foreach (var key in keys)
            world.Stream.Put(key, new byte[10]);

        await world.Mapping.RunAsync();

        var records = world.Stream.Records(0);
        var done = world.Mapping.Calls.Where(c => c.Outcome == "done").SelectMany(c => c.Sequences).ToList();
        Assert.Equal(12, done.Distinct().Count() + world.Mapping.FailedBatches.Sum(b => b.Records.Count));
        foreach (var group in records.GroupBy(r => r.PartitionKey))
        {
            var order = group.Select(r => r.Sequence).Where(done.Contains).ToList();
            Assert.Equal(order, done.Where(order.Contains));
        }

    }

    [Fact]
    public async Task ShardsDoNotBlockEachOtherAndBatchesAreOfOneShard()
    {
        var time = new VirtualTime(s_start);
        var stream = new KinesisStream(4, time);
        for (var i = 0; i < 100; i++)
            stream.Put($"key{i}", new byte[10]);
        var bad = KinesisStream.ShardId(2);
        var mapping = new EventSourceMapping(stream, new MappingSettings { MaximumRetryAttempts = 5 }, time, json => Task.FromResult(
            Encoding.UTF8.GetString(json.Span).Contains(bad, StringComparison.Ordinal)
                ? MappingResult.Failed : new MappingResult("{}"u8.ToArray())));

        await mapping.PollAsync();

        Assert.Equal(3, mapping.Calls.Count(c => c.Outcome == "done" && c.At == s_start));
        await mapping.RunAsync();
        Assert.Equal(stream.Records(2), Assert.Single(mapping.FailedBatches).Records);
        Assert.All(Enumerable.Range(0, 4), s => Assert.InRange(stream.Records(s).Count, 10, 45));
    }

    [Fact]
    public async Task BatchThatIsGivenUpIsStoredWhole()
    {
        var world = new World(new MappingSettings { MaximumRetryAttempts = 1 }, ["!", "!"]);
        world.Put(3);

        await world.Mapping.RunAsync();

        var failed = Assert.Single(world.Mapping.FailedBatches);
        Assert.Matches(@"^aws/lambda/[0-9a-f-]{36}/shardId-000000000000/2026/03/01/2026-03-01T12\.00\.0\d-[0-9a-f-]{36}$", failed.Key);
        var json = JsonDocument.Parse(failed.Content).RootElement;
        Assert.Equal(("RetryAttemptsExhausted", 2), (json.GetProperty("requestContext").GetProperty("condition").GetString(),
            json.GetProperty("requestContext").GetProperty("approximateInvokeCount").GetInt32()));
        Assert.Equal(3, json.GetProperty("KinesisBatchInfo").GetProperty("batchSize").GetInt32());
        Assert.Equal(Encoding.UTF8.GetString(world.Events[^1]), json.GetProperty("payload").GetString());
    }

    [Fact]
    public async Task RecordsThatLeaveTheStreamAreLost()
    {
        var world = new World(new MappingSettings { Retention = TimeSpan.FromHours(24), Pause = TimeSpan.FromHours(25),
            PauseMax = TimeSpan.FromHours(25) }, ["!"]);
        world.Put(3);

        await world.Mapping.RunAsync();

        Assert.Equal(3, world.Mapping.Expired.Count);
    }

    /// <summary>A stream of one shard and a function that answers as told, then that all is done.</summary>
    sealed class World
    {
        readonly Queue<string> _answers;

        public World(MappingSettings settings, string[] answers)
        {
            _answers = new Queue<string>(answers);
            Stream = new KinesisStream(1, Time);
            Mapping = new EventSourceMapping(Stream, settings, Time, Invoke);
        }

        public VirtualTime Time { get; } = new(s_start);

        public KinesisStream Stream { get; }

        public EventSourceMapping Mapping { get; }

        public List<byte[]> Events { get; } = [];

        /// <summary>Ranges of records, by invocation and by batch that was given up, in their order.</summary>
        public string Story { get; private set; } = "";

        public void Put(int records)
        {
            for (var i = 0; i < records; i++)
                Stream.Put("1", Encoding.UTF8.GetBytes($"record {i}"));
        }

        Task<MappingResult> Invoke(ReadOnlyMemory<byte> json)
        {
            Tell();
            var numbers = JsonDocument.Parse(json).RootElement.GetProperty("Records").EnumerateArray()
                .Select(r => Number(r.GetProperty("kinesis").GetProperty("sequenceNumber").GetString()!)).ToList();
            Story += (Story.Length == 0 ? "" : " ") + Range(numbers);
            Events.Add(json.ToArray());
            var answer = _answers.Count > 0 ? _answers.Dequeue() : "";
            return Task.FromResult(answer switch
            {
                "!" => MappingResult.Failed,
                "~" => MappingResult.Throttled,
                ['1' or '2' or '3' or '4' or '5' or '6' or '7' or '8', ..] => new MappingResult(JsonSerializer.SerializeToUtf8Bytes(new
                {
                    batchItemFailures = answer.Split(' ').Select(n => new { itemIdentifier = KinesisEventText.Sequence(int.Parse(n)) }),
                })),
                _ => new MappingResult(Encoding.UTF8.GetBytes(answer)),
            });
        }

        int _told;

        public void Tell()
        {
            for (; _told < Mapping.FailedBatches.Count; _told++)
            {
                var failed = Mapping.FailedBatches[_told];
                Story += $" {failed.Condition}:{Range([.. failed.Records.Select(r => Number(r.Sequence))])}";
            }
        }

        static long Number(string sequence) => long.Parse(sequence[12..]);

        static string Range(List<long> numbers) => numbers.Count == 1 ? $"{numbers[0]}" : $"{numbers[0]}-{numbers[^1]}";
    }
}
