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

    // The values in which records differ.
    const int Key = 0;
    const int Sequence = 1;
    const int Data = 2;
    const int Arrived = 3;
    const int Id = 4;
    const int ValueCount = 5;

    readonly CachedText _shard = new();
    readonly CachedText _arn = new();
    readonly RecordTemplate _template = new();
    readonly List<(int Which, RecordTemplate.Value Value)> _places = [];
    readonly int[] _order = new int[ValueCount];
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
            var at = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRecords = reader.ValueTextEquals("Records"u8);
                HasWindow |= reader.ValueTextEquals("window"u8);
                reader.Read();
                if (isRecords && !hasRecords && reader.TokenType == JsonTokenType.StartArray)
                {
                    hasRecords = true;
                    at = ReadRecords(json, (int)reader.BytesConsumed);
                    // Behind its last record the array reads on like an empty one.
                    reader = new Utf8JsonReader(json.Span[at..], isFinalBlock: true, reader.CurrentState);
                    if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
                        throw new EventException("the event's 'Records' hold something that is no record, so it is none of Kinesis");
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

    // Returns where the array ends, before its bracket, or where something stands that is neither record nor end.
    int ReadRecords(ReadOnlyMemory<byte> json, int at)
    {
        var span = json.Span;
        Span<RecordTemplate.Value> values = stackalloc RecordTemplate.Value[ValueCount];
        while (true)
        {
            at += span[at..].IndexOfAnyExcept(" \t\r\n"u8) is var blanks and > 0 ? blanks : 0;
            if (at >= span.Length || span[at] != '{')
                return at;
            var end = _template.Read(span, at, values);
            if (end == 0 || !TryAdd(json, values))
            {
                var reader = new Utf8JsonReader(span[at..]);
                reader.Read();
                end = at + ReadRecord(ref reader, json, at);
            }

            at = end;
            at += span[at..].IndexOfAnyExcept(" \t\r\n"u8) is var more and > 0 ? more : 0;
            if (at < span.Length && span[at] == ',' && span[(at + 1)..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
                at++;
        }
    }

    // A record of the template's form: all of it that is not one of these values was seen before.
    bool TryAdd(ReadOnlyMemory<byte> json, ReadOnlySpan<RecordTemplate.Value> values)
    {
        var sequence = Part(json, values[_order[Sequence]]);
        var id = Part(json, values[_order[Id]]).Span;
        if (!IsNumber(sequence.Span) || !_shard.Begins(id) || Micros(Part(json, values[_order[Arrived]]).Span) is not { } arrived)
            return false;
        Add(new RawRecord(new Position(_shard.Text, sequence), new Timestamp(arrived), Part(json, values[_order[Data]]), IsBase64: true));
        return true;
    }

    static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> json, RecordTemplate.Value value) => json.Slice(value.Start, value.Length);

    void Add(in RawRecord record)
    {
        if (_count == _records.Length)
            Array.Resize(ref _records, _count * 2);
        _records[_count++] = record;
    }

    // Reads a record whatever its form, and learns the form. Returns its length.
    int ReadRecord(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, int start)
    {
        var parts = default(RecordParts);
        _places.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kinesis"u8))
            {
                ReadKinesis(ref reader, json, start, ref parts);
            }
            else if (reader.ValueTextEquals("eventSource"u8))
            {
                reader.Read();
                parts.IsKinesis = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("aws:kinesis"u8);
                if (!parts.IsKinesis)
                    throw new EventException($"the event comes from '{Encoding.UTF8.GetString(reader.ValueSpan)}', not from 'aws:kinesis'");
            }
            else if (reader.ValueTextEquals("eventID"u8))
            {
                var id = Text(ref reader, json, start, Id).Span;
                var colon = id.IndexOf((byte)':');
                _shard.Set(colon < 0 ? id : id[..colon]);
                parts.HasShard = colon > 0;
            }
            else if (reader.ValueTextEquals("eventSourceARN"u8))
            {
                _arn.Set(Text(ref reader, json, start, -1).Span);
            }
            else
            {
                Pass(ref reader);
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject)
            throw new EventException("the event ends in the middle of a record");
        AddRecord(parts);
        Learn(json.Span, start, start + (int)reader.BytesConsumed);
        return (int)reader.BytesConsumed;
    }

    void ReadKinesis(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, int start, ref RecordParts parts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8))
                parts.Data = Text(ref reader, json, start, Data);
            else if (reader.ValueTextEquals("sequenceNumber"u8))
                parts.Sequence = Text(ref reader, json, start, Sequence);
            else if (reader.ValueTextEquals("partitionKey"u8))
                Text(ref reader, json, start, Key);
            else if (reader.ValueTextEquals("approximateArrivalTimestamp"u8))
                parts.Arrived = Arrival(ref reader, start);
            else
                Pass(ref reader);
        }
    }

    void AddRecord(in RecordParts parts)
    {
        if (!parts.IsKinesis || !parts.HasShard || !IsNumber(parts.Sequence.Span) || parts.Arrived is not { } arrived
            || _arn.Text.Length == 0)
            throw new EventException("a record of the event lacks eventSource, eventID, eventSourceARN, sequenceNumber or "
                + "approximateArrivalTimestamp, so it is none of Kinesis");
        if (!ReferenceEquals(_streamOf, _arn.Text))
            (_streamOf, _stream) = (_arn.Text, _arn.Text[(_arn.Text.LastIndexOf('/') + 1)..]);
        // Without data: what is no base64 becomes a dead letter with its place.
        var payload = parts.Data ?? "no data"u8.ToArray();
        Add(new RawRecord(new Position(_shard.Text, parts.Sequence), new Timestamp(arrived), payload, IsBase64: true));
    }

    // Only a record with all of the values, none of them twice, is a pattern for others.
    void Learn(ReadOnlySpan<byte> json, int start, int end)
    {
        if (_places.Count != ValueCount || _places.Select(place => place.Which).Distinct().Count() != ValueCount)
            return;
        for (var i = 0; i < ValueCount; i++)
            _order[_places[i].Which] = i;
        _template.Learn(json, start, end, [.. _places.Select(place => place.Value)]);
    }

    static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    // A text with escapes (base64's slash may be written so) is copied; any other is the event's own bytes.
    ReadOnlyMemory<byte> Text(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, int start, int which)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return default;
        }

        var place = start + (int)reader.TokenStartIndex + 1;
        if (!reader.ValueIsEscaped)
        {
            if (which >= 0)
                _places.Add((which, new RecordTemplate.Value(place, reader.ValueSpan.Length, IsText: true)));
            return json.Slice(place, reader.ValueSpan.Length);
        }

        var copy = new byte[reader.ValueSpan.Length];
        return copy.AsMemory(0, reader.CopyString(copy));
    }

    long? Arrival(ref Utf8JsonReader reader, int start)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return null;
        }

        _places.Add((Arrived, new RecordTemplate.Value(start + (int)reader.TokenStartIndex, reader.ValueSpan.Length, IsText: false)));
        if (Micros(reader.ValueSpan) is { } micros)
            return micros;
        return reader.TryGetDecimal(out var number) && number is >= 0 and < 100_000_000_000 ? (long)(number * MicrosPerSecond) : null;
    }

    // Seconds since 1970 with a fraction, as the service writes them; null for other ways to write a number.
    static long? Micros(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out long seconds, out var used) || seconds is < 0 or > 100_000_000_000)
            return null;
        var micros = 0L;
        if (used < text.Length && text[used] == '.')
        {
            var unit = MicrosPerSecond / 10;
            for (used++; used < text.Length && text[used] is >= (byte)'0' and <= (byte)'9'; used++, unit /= 10)
                micros += (text[used] - '0') * unit;
        }

        return used == text.Length ? (seconds * MicrosPerSecond) + micros : null;
    }

    static bool IsNumber(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && (text.Length == 1 || text[0] != '0');

    /// <summary>A text that is nearly always the same as the one before.</summary>
    sealed class CachedText
    {
        byte[] _bytes = [];

        internal string Text { get; private set; } = "";

        /// <summary>Whether the text and a colon begin this one.</summary>
        internal bool Begins(ReadOnlySpan<byte> bytes) =>
            bytes.StartsWith(_bytes) && bytes.Length > _bytes.Length && bytes[_bytes.Length] == ':';

        internal void Set(ReadOnlySpan<byte> bytes)
        {
            if (bytes.SequenceEqual(_bytes))
                return;
            _bytes = bytes.ToArray();
            Text = Encoding.UTF8.GetString(bytes);
        }
    }

    // What is known of the record that is being read.
    struct RecordParts
    {
        internal ReadOnlyMemory<byte>? Data;
        internal ReadOnlyMemory<byte> Sequence;
        internal long? Arrived;
        internal bool IsKinesis;
        internal bool HasShard;
    }
}
