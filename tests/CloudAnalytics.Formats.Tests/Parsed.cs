using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Tests;

/// <summary>What a format makes of some bytes, as JSON objects that tests compare.</summary>
sealed record Parsed(IReadOnlyList<JsonObject> Rows, ParseReport Report)
{
    static readonly Timestamp s_arrived = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Parses all of the bytes.</summary>
    /// <param name="pieceBytes">How many bytes become known at a time.</param>
    /// <param name="assumeHeader">Whether rows come without a header.</param>
    /// <param name="zone">The zone of times that carry none.</param>
    /// <param name="restarts">Whether each row is read by a new parser that takes up the state of the one before.</param>
    public static Parsed From(
        ILogFormat format,
        LogEncoding encoding,
        ReadOnlySpan<byte> bytes,
        int pieceBytes = int.MaxValue,
        bool assumeHeader = false,
        bool restarts = false,
        TimeZoneInfo? zone = null)
    {
        var parser = format.CreateParser(encoding, NewContext(assumeHeader, zone));
        var rows = new List<JsonObject>();
        var report = new ParseReport();
        var batches = new Dictionary<ILogFormat, RecordBatch>();
        var at = 0;
        var offered = (int)Math.Min(bytes.Length, (long)pieceBytes);
        while (at < bytes.Length)
        {
            // A fresh block each time, so that a parser that looks beyond what it was offered sees zeros.
            var block = InputBlock.CopyOf(bytes[at..offered]);
            var input = new ParseInput(block, 0, offered - at, at, offered == bytes.Length);
            var of = parser is IMixedLogParser mixed ? mixed.FormatAt(input) : format;
            if (!batches.TryGetValue(of, out var batch))
                batches.Add(of, batch = new RecordBatch(of.Schema, restarts ? 1 : 64));
            var used = parser.Parse(input, batch, report);
            for (var i = 0; i < batch.RowCount; i++)
                rows.Add(of == format ? ToJson(batch, i) : Foreign(of, ToJson(batch, i)));
            var full = batch.IsFull;
            var added = batch.RowCount > 0;
            batch.Clear();

            // A line that stands for several rows needs room for all of them.
            if (full && used == 0 && !added)
                batches[of] = new RecordBatch(of.Schema, Limits.RepeatedLinesMax);
            at += used;
            Assert.True(used > 0 || added || offered < bytes.Length || full, "a final input must be consumed");

            // Behind the end of a record, another one of another format may follow that is already there.
            if (!full && ((used == 0 && !added) || parser is not IMixedLogParser))
                offered = (int)Math.Min(bytes.Length, (long)offered + pieceBytes);
            if (restarts)
            {
                var state = parser.SaveState();
                parser = format.CreateParser(encoding, NewContext(assumeHeader, zone));
                parser.RestoreState(state.Span);
            }
        }

        return new Parsed(rows, report);
    }

    // In a log of several formats, a row says of which it is where it is not the one asked for.
    static JsonObject Foreign(ILogFormat format, JsonObject row)
    {
        row.Insert(0, "format", format.Name);
        return row;
    }

    static ParserContext NewContext(bool assumeHeader, TimeZoneInfo? zone) =>
        new("some.log") { SourceId = 42, Arrived = s_arrived, AssumeHeader = assumeHeader, Zone = zone };

    /// <summary>A row without its nulls.</summary>
    public static JsonObject ToJson(RecordBatch batch, int row)
    {
        var reader = new RowReader(batch, row);
        var json = new JsonObject();
        foreach (var field in batch.Schema.Fields)
        {
            JsonNode? value = field switch
            {
                Field<Utf8Text> text => Text(reader.Get(text)),
                Field<long> number => reader.Get(number),
                Field<double> number => reader.Get(number),
                Field<bool> truth => reader.Get(truth),
                Field<Timestamp> time => reader.Get(time) is { } t ? t.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'") : null,
                Field<Utf8List> list => List(reader, list),
                Field<Utf8Map> map => Map(reader, map),
                _ => throw new InvalidOperationException(field.Name),
            };
            if (value is not null)
                json.Add(field.Name, value);
        }

        return json;
    }

    static JsonNode? Text(ReadOnlySpan<byte> text) => text.IsEmpty ? null : JsonValue.Create(Encoding.UTF8.GetString(text));

    static JsonArray? List(RowReader reader, Field<Utf8List> field)
    {
        if (reader.Count(field) == 0)
            return null;
        var array = new JsonArray();
        for (var i = 0; i < reader.Count(field); i++)
            array.Add(Encoding.UTF8.GetString(reader.ItemAt(field, i)));
        return array;
    }

    static JsonObject? Map(RowReader reader, Field<Utf8Map> field)
    {
        if (reader.Count(field) == 0)
            return null;
        var map = new JsonObject();
        for (var i = 0; i < reader.Count(field); i++)
            map[Encoding.UTF8.GetString(reader.KeyAt(field, i))] = Encoding.UTF8.GetString(reader.ValueAt(field, i));
        return map;
    }

    /// <summary>Rows, dead letters and counts as text, one per line.</summary>
    public override string ToString() => string.Join('\n', Rows.Select(r =>
        r.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })))
        + "\n" + string.Join('\n', Report.DeadLetters.Select(d => $"dead @{d.Offset}: {d.Reason}: {Encoding.UTF8.GetString(d.Raw.Span)}"))
        + $"\nparsed {Report.Parsed} unsupported {Report.Unsupported} malformed {Report.Malformed} skipped {Report.Skipped}";
}
