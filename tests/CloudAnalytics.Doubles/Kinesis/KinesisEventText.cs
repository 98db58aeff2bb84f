using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudAnalytics.Doubles.Kinesis;

/// <summary>A record as it lies in a shard.</summary>
/// <param name="Sequence">Its decimal number.</param>
/// <param name="Data">Its bytes.</param>
/// <param name="Arrived">When it arrived.</param>
/// <param name="PartitionKey">Its partition key.</param>
public sealed record ShardRecord(string Sequence, ReadOnlyMemory<byte> Data, DateTimeOffset Arrived, string PartitionKey = "1");

/// <summary>Writes events as Lambda delivers them for a Kinesis stream.</summary>
public static class KinesisEventText
{
    /// <summary>Name of the stream in events.</summary>
    public const string Stream = "mail-logs";

    /// <summary>A sequence number of the usual 56 digits, which grows with the index.</summary>
    public static string Sequence(long index) => "495903382713" + index.ToString(CultureInfo.InvariantCulture).PadLeft(44, '0');

    /// <summary>Bytes of an event without records.</summary>
    public static int EnvelopeBytes { get; } = Write([]).Length;

    static readonly int s_recordBytes = Write([new ShardRecord("", default, DateTimeOffset.UnixEpoch, "")]).Length - EnvelopeBytes;

    /// <summary>Bytes that a record has in an event, at most.</summary>
    public static int SizeOf(ShardRecord record) =>
        s_recordBytes + 16 + ((record.Data.Length + 2) / 3 * 4) + (record.PartitionKey.Length * 6) + (record.Sequence.Length * 2);

    /// <summary>Writes an event.</summary>
    public static byte[] Write(IEnumerable<ShardRecord> records, string shard = "shardId-000000000000", bool hasWindow = false)
    {
        const string Arn = "arn:aws:kinesis:eu-central-1:123456789012:stream/" + Stream;
        var buffer = new ArrayBufferWriter<byte>();
        // As the service: base64's plus sign stays as it is.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            foreach (var record in records)
            {
                json.WriteStartObject();
                json.WriteStartObject("kinesis");
                json.WriteString("kinesisSchemaVersion", "1.0");
                json.WriteString("partitionKey", record.PartitionKey);
                json.WriteString("sequenceNumber", record.Sequence);
                json.WriteBase64String("data", record.Data.Span);
                json.WritePropertyName("approximateArrivalTimestamp");
                json.WriteRawValue(FormattableString.Invariant($"{record.Arrived.ToUnixTimeMilliseconds() / 1000m:0.000}"));
                json.WriteEndObject();
                json.WriteString("eventSource", "aws:kinesis");
                json.WriteString("eventVersion", "1.0");
                json.WriteString("eventID", $"{shard}:{record.Sequence}");
                json.WriteString("eventName", "aws:kinesis:record");
                json.WriteString("invokeIdentityArn", "arn:aws:iam::123456789012:role/x");
                json.WriteString("awsRegion", "eu-central-1");
                json.WriteString("eventSourceARN", Arn);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (hasWindow)
            {
                json.WriteStartObject("window");
                json.WriteString("start", "2026-01-01T00:00:00Z");
                json.WriteString("end", "2026-01-01T00:05:00Z");
                json.WriteEndObject();
                json.WriteStartObject("state");
                json.WriteEndObject();
                json.WriteBoolean("isFinalInvokeForWindow", false);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
