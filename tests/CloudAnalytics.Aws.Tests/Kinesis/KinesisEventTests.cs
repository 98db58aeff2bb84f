using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAnalytics.Aws.Kinesis;
using CloudAnalytics.Doubles.Kinesis;

namespace CloudAnalytics.Aws.Tests.Kinesis;

/// <summary>The event's reader against a document of the same JSON.</summary>
public sealed class KinesisEventTests
{
    // Ways in which a record may differ from the one before; each keeps it a record.
    static readonly Action<JsonObject, Random>[] s_changes =
    [
        (_, _) => { },
        (record, random) => record["kinesis"]!["partitionKey"] = new string('k', random.Next(1, 20)),
        (record, _) => record["kinesis"]!["partitionKey"] = "with \"quotes\" and \\",
        (record, _) => record["kinesis"]!["encryptionType"] = "NONE",
        (record, _) => record["new"] = new JsonObject { ["data"] = "x", ["sequenceNumber"] = 7 },
        (record, random) => record["kinesis"]!["approximateArrivalTimestamp"] = random.Next(),
        (record, _) => record["kinesis"]!["approximateArrivalTimestamp"] = 1607497475.123456m,
        (record, random) => record["kinesis"]!["sequenceNumber"] = random.NextInt64().ToString(null, null),
        (record, _) => record["kinesis"]!["data"] = "",
        (record, _) => record["kinesis"]!.AsObject().Remove("partitionKey"),
        (record, _) =>
        {
            var source = record["eventSource"]!;
            record.Remove("eventSource");
            record.Insert(0, "eventSource", source);
        },
    ];

    [Fact]
    public void RecordsAreThoseOfTheDocumentWhateverTheirForm()
    {
        var read = new KinesisEvent();
        for (var seed = 0; seed < TestRun.Repeats(100, 5000); seed++)
        {
            var random = new Random(seed);
            var document = JsonNode.Parse(KinesisEventText.Write(Enumerable.Range(0, random.Next(1, 30)).Select(i => new ShardRecord(
                KinesisEventText.Sequence(i), Encoding.UTF8.GetBytes($"record {random.Next()}"), DateTimeOffset.UnixEpoch.AddYears(50)))))!;
            foreach (var record in document["Records"]!.AsArray())
                s_changes[random.Next(s_changes.Length)](record!.AsObject(), random);
            // Base64's plus and slash come escaped from this writer in half of the cases.
            var json = Encoding.UTF8.GetBytes(document.ToJsonString(new JsonSerializerOptions { WriteIndented = random.Next(3) == 0 }));

            read.Read(json);

            Assert.True(Wanted(json).SequenceEqual(Found(read)), $"seed {seed}");
            Assert.Equal(KinesisEventText.Stream, read.Stream);
        }
    }

    [Theory]
    [InlineData("}")]
    [InlineData("{\"Records\":[{}")]
    [InlineData("{\"Records\":[{\"kinesis\":{\"data\":\"")]
    [InlineData("{\"Records\":[1]}")]
    [InlineData("{\"Records\":{}}")]
    [InlineData("{\"Records\":[]")]
    public void WhatIsNoEventIsRefused(string json) =>
        Assert.Throws<EventException>(() => new KinesisEvent().Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void EventThatIsCutAnywhereIsRefused()
    {
        var json = KinesisEventText.Write(Enumerable.Range(0, 3).Select(i => new ShardRecord(
            KinesisEventText.Sequence(i), new byte[] { 1, 2, 3 }, DateTimeOffset.UnixEpoch.AddYears(50))));
        var read = new KinesisEvent();
        read.Read(json);
        for (var length = 0; length < json.Length; length++)
            Assert.Throws<EventException>(() => read.Read(json.AsMemory(0, length)));
    }

    static List<string> Wanted(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("Records").EnumerateArray().Select(record =>
        {
            var kinesis = record.GetProperty("kinesis");
            var micros = (long)(kinesis.GetProperty("approximateArrivalTimestamp").GetDecimal() * 1_000_000);
            var sequence = kinesis.GetProperty("sequenceNumber").GetString();
            return $"shardId-000000000000 {sequence} {micros} {kinesis.GetProperty("data").GetString()}";
        })];
    }

    static List<string> Found(KinesisEvent read) => [.. read.Records.ToArray().Select(record =>
        $"{record.Position.Partition} {record.Position.Sequence} {record.Arrived.Micros} {Encoding.UTF8.GetString(record.Payload.Span)}")];
}
