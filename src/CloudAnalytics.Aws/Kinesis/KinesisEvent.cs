using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CloudAnalytics.Aws.Json;
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
    readonly RecordTemplate.Value[] _places = new RecordTemplate.Value[ValueCount];
    readonly int[] _which = new int[ValueCount];
    readonly int[] _order = new int[ValueCount];
    int _placeCount;
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
        var reader = new JsonTokens(json.Span, 0);
        try
        {
            if (!reader.Read() || reader.Token != JsonToken.BeginObject)
                throw new EventException("the event is no JSON object, so it is none of Kinesis");
            while (reader.Read() && reader.Token == JsonToken.Name)
            {
                var isRecords = reader.Is("Records"u8);
                HasWindow |= reader.Is("window"u8);
                reader.Read();
                if (isRecords && !hasRecords && reader.Token == JsonToken.BeginArray)
                {
                    hasRecords = true;
                    // Behind its last record the array reads on like an empty one.
                    reader.Continue(ReadRecords(json, reader.End));
                    if (!reader.Read() || reader.Token != JsonToken.EndArray)
                        throw new EventException("the event's 'Records' hold something that is no record, so it is none of Kinesis");
                }
                else
                {
                    reader.Skip();
                }
            }

            // To the end, where nothing may follow.
            reader.Read();
        }
        catch (FormatException exception)
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
            at = PassBlanks(span, at);
            if (at >= span.Length || span[at] != '{')
                return at;
            var end = _template.Read(span, at, values);
            if (end == 0 || !TryAdd(json, values))
            {
                var reader = new JsonTokens(span, at);
                reader.Read();
                end = ReadRecord(ref reader, json, at);
            }

            at = PassBlanks(span, end);
            if (at < span.Length && span[at] == ',' && span[(at + 1)..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
                at++;
        }
    }

    static int PassBlanks(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            at++;
        return at;
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

    // Reads a record whatever its form, and learns the form. Returns where it ends.
    int ReadRecord(ref JsonTokens reader, ReadOnlyMemory<byte> json, int start)
    {
        var parts = default(RecordParts);
        _placeCount = 0;
        while (reader.Read() && reader.Token == JsonToken.Name)
        {
            if (reader.Is("kinesis"u8))
            {
                ReadKinesis(ref reader, json, ref parts);
            }
            else if (reader.Is("eventSource"u8))
            {
                reader.Read();
                parts.IsKinesis = reader.Token == JsonToken.Text && reader.Is("aws:kinesis"u8);
                if (!parts.IsKinesis)
                    throw new EventException($"the event comes from '{Encoding.UTF8.GetString(reader.Value)}', not from 'aws:kinesis'");
            }
            else if (reader.Is("eventID"u8))
            {
                var id = Text(ref reader, json, Id).Span;
                var colon = id.IndexOf((byte)':');
                _shard.Set(colon < 0 ? id : id[..colon]);
                parts.HasShard = colon > 0;
            }
            else if (reader.Is("eventSourceARN"u8))
            {
                _arn.Set(Text(ref reader, json, -1).Span);
            }
            else
            {
                Pass(ref reader);
            }
        }

        if (reader.Token != JsonToken.EndObject)
            throw new EventException("the event ends in the middle of a record");
        AddRecord(parts);
        Learn(json.Span, start, reader.End);
        return reader.End;
    }

    void ReadKinesis(ref JsonTokens reader, ReadOnlyMemory<byte> json, ref RecordParts parts)
    {
        reader.Read();
        if (reader.Token != JsonToken.BeginObject)
            return;
        while (reader.Read() && reader.Token == JsonToken.Name)
        {
            if (reader.Is("data"u8))
                parts.Data = Text(ref reader, json, Data);
            else if (reader.Is("sequenceNumber"u8))
                parts.Sequence = Text(ref reader, json, Sequence);
            else if (reader.Is("partitionKey"u8))
                Text(ref reader, json, Key);
            else if (reader.Is("approximateArrivalTimestamp"u8))
                parts.Arrived = Arrival(ref reader);
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
        if (_placeCount != ValueCount)
            return;
        var seen = 0;
        foreach (var which in _which)
            seen |= 1 << which;
        if (seen != (1 << ValueCount) - 1)
            return;
        for (var i = 0; i < ValueCount; i++)
            _order[_which[i]] = i;
        _template.Learn(json, start, end, _places);
    }

    static void Pass(ref JsonTokens reader)
    {
        reader.Read();
        reader.Skip();
    }

    // A text with escapes (base64's slash may be written so) is copied; any other is the event's own bytes.
    ReadOnlyMemory<byte> Text(ref JsonTokens reader, ReadOnlyMemory<byte> json, int which)
    {
        reader.Read();
        if (reader.Token != JsonToken.Text)
        {
            reader.Skip();
            return default;
        }

        if (reader.IsEscaped)
            return reader.Unescaped();
        if (which >= 0)
            Note(which, new RecordTemplate.Value(reader.Start + 1, reader.Value.Length, IsText: true));
        return json.Slice(reader.Start + 1, reader.Value.Length);
    }

    long? Arrival(ref JsonTokens reader)
    {
        reader.Read();
        if (reader.Token != JsonToken.Number)
        {
            reader.Skip();
            return null;
        }

        Note(Arrived, new RecordTemplate.Value(reader.Start, reader.Value.Length, IsText: false));
        return Micros(reader.Value) ?? MicrosOfDecimal(reader.Value);
    }

    void Note(int which, RecordTemplate.Value value)
    {
        if (_placeCount < ValueCount)
            (_which[_placeCount], _places[_placeCount]) = (which, value);
        _placeCount++;
    }

    static long? MicrosOfDecimal(ReadOnlySpan<byte> text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 100_000_000_000
            ? (long)(seconds * MicrosPerSecond)
            : null;

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
