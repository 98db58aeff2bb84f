using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Aws.Kinesis;

/// <summary>
/// An event of Lambda for a Kinesis stream (docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html), read from its bytes: a record is a
/// view into them. Reused; what it says is good until the next event is read and as long as the event's bytes stay. Not thread safe.
/// </summary>
public sealed class KinesisEvent
{
    const int FirstCapacity = 512;
    const long MicrosPerSecond = 1_000_000;

    readonly CachedText _shard = new();
    readonly CachedText _arn = new();
    RawRecord[] _records = new RawRecord[FirstCapacity];
    int _count;
    string _stream = "";
    string? _streamOf;

    /// <summary>The records, in the order of the shard; their payloads are base64.</summary>
    public ReadOnlyMemory<RawRecord> Records => _records.AsMemory(0, _count);

    /// <summary>The stream's name; empty when the event holds no record.</summary>
    public string Stream => _stream;

    /// <summary>Whether the mapping has a tumbling window: then the answer must hold a state.</summary>
    public bool HasWindow { get; private set; }

    /// <summary>Reads an event.</summary>
    /// <exception cref="EventException">It is none of Kinesis.</exception>
    public void Read(ReadOnlyMemory<byte> json)
    {
        _count = 0;
        HasWindow = false;
        var hasRecords = false;
        var reader = new Utf8JsonReader(json.Span);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new EventException("the event is no JSON object, so it is none of Kinesis");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRecords = reader.ValueTextEquals("Records"u8);
                HasWindow |= reader.ValueTextEquals("window"u8);
                reader.Read();
                if (isRecords && reader.TokenType == JsonTokenType.StartArray)
                {
                    hasRecords = true;
                    while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                        ReadRecord(ref reader, json);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException exception)
        {
            throw new EventException($"the event is no JSON: {exception.Message}", exception);
        }

        if (!hasRecords)
            throw new EventException("the event has no 'Records', so it is none of Kinesis: is the function mapped to a Kinesis stream?");
    }

    void ReadRecord(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        ReadOnlyMemory<byte>? data = null;
        ReadOnlyMemory<byte> sequence = default;
        long? arrived = null;
        var isKinesis = false;
        var hasShard = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kinesis"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartObject)
                    continue;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("data"u8))
                        data = Text(ref reader, json);
                    else if (reader.ValueTextEquals("sequenceNumber"u8))
                        sequence = Text(ref reader, json);
                    else if (reader.ValueTextEquals("approximateArrivalTimestamp"u8))
                        arrived = Micros(ref reader);
                    else
                        Pass(ref reader);
                }
            }
            else if (reader.ValueTextEquals("eventSource"u8))
            {
                reader.Read();
                isKinesis = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("aws:kinesis"u8);
                if (!isKinesis)
                    throw new EventException($"the event comes from '{Encoding.UTF8.GetString(reader.ValueSpan)}', not from 'aws:kinesis'");
            }
            else if (reader.ValueTextEquals("eventID"u8))
            {
                var id = Text(ref reader, json).Span;
                var colon = id.IndexOf((byte)':');
                _shard.Set(colon < 0 ? id : id[..colon]);
                hasShard = colon > 0;
            }
            else if (reader.ValueTextEquals("eventSourceARN"u8))
            {
                _arn.Set(Text(ref reader, json).Span);
            }
            else
            {
                Pass(ref reader);
            }
        }

        if (!isKinesis || !hasShard || !IsNumber(sequence.Span) || arrived is null || _arn.Text.Length == 0)
            throw new EventException("a record of the event lacks eventSource, eventID, eventSourceARN, sequenceNumber or "
                + "approximateArrivalTimestamp, so it is none of Kinesis");
        if (!ReferenceEquals(_streamOf, _arn.Text))
            (_streamOf, _stream) = (_arn.Text, _arn.Text[(_arn.Text.LastIndexOf('/') + 1)..]);
        if (_count == _records.Length)
            Array.Resize(ref _records, _count * 2);
        // Without data: what is no base64 becomes a dead letter with its place.
        _records[_count++] = new RawRecord(
            new Position(_shard.Text, sequence), new Timestamp(arrived.Value), data ?? "no data"u8.ToArray(), IsBase64: true);
    }

    static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    // A text with escapes (base64's slash may be written so) is copied; any other is the event's own bytes.
    static ReadOnlyMemory<byte> Text(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return default;
        }

        if (!reader.ValueIsEscaped)
            return json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        var copy = new byte[reader.ValueSpan.Length];
        return copy.AsMemory(0, reader.CopyString(copy));
    }

    // Seconds since 1970 with milliseconds as fraction.
    static long? Micros(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number)
            return null;
        var text = reader.ValueSpan;
        if (Utf8Parser.TryParse(text, out long seconds, out var used) && used < text.Length && text[used] == '.')
        {
            var micros = 0L;
            var unit = MicrosPerSecond / 10;
            for (used++; used < text.Length && text[used] is >= (byte)'0' and <= (byte)'9'; used++, unit /= 10)
                micros += (text[used] - '0') * unit;
            if (used == text.Length)
                return (seconds * MicrosPerSecond) + micros;
        }

        return reader.TryGetDecimal(out var number) && number is >= 0 and < 100_000_000_000 ? (long)(number * MicrosPerSecond) : null;
    }

    static bool IsNumber(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && (text.Length == 1 || text[0] != '0');

    /// <summary>A text that is nearly always the same as the one before.</summary>
    sealed class CachedText
    {
        byte[] _bytes = [];

        internal string Text { get; private set; } = "";

        internal void Set(ReadOnlySpan<byte> bytes)
        {
            if (bytes.SequenceEqual(_bytes))
                return;
            _bytes = bytes.ToArray();
            Text = Encoding.UTF8.GetString(bytes);
        }
    }
}
