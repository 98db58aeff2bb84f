using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using Xunit.Abstractions;

namespace CloudAnalytics.Aws.Tests.OpenSearch;

/// <summary>The encoder against a JSON reader: what is read back are the row's values.</summary>
public sealed class BulkEncoderTests(ITestOutputHelper output)
{
    static readonly Field<Utf8Text> s_word = Field.Keyword("word", "A word.");
    static readonly Field<Utf8Text> s_text = Field.Text("a_rather_long_name_of_a_field_that_needs_more_than_sixty_four_bytes", "A text.");
    static readonly Field<long> s_whole = Field.Int64("whole", "A number.");
    static readonly Field<double> s_fraction = Field.Float64("fraction", "A number.");
    static readonly Field<bool> s_truth = Field.Boolean("truth", "True or false.");
    static readonly Field<Utf8List> s_list = Field.List("list", "Texts.");
    static readonly Schema s_schema = new("some_rows", "Some rows.", s_word, s_text, s_whole, s_fraction, s_truth, s_list);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void DocumentsHoldTheRowsValues(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var batch = new RecordBatch(s_schema, 500);
        for (var i = 0; i < 500; i++)
            AddRow(batch, random, i);
        var encoder = new BulkEncoder(s_schema, IndexNames.Default);
        for (var i = 0; i < batch.RowCount; i++)
            encoder.Add(batch, i);
        var lines = Encoding.UTF8.GetString(encoder.Encoded.Span).Split('\n');
        Assert.Equal(1001, lines.Length);
        for (var i = 0; i < batch.RowCount; i++)
            Compare(new RowReader(batch, i), lines[2 * i], lines[(2 * i) + 1]);
    }

    [Fact]
    public void IndexIsOfTheDayOfArrivalEachDayAnew()
    {
        var batch = new RecordBatch(s_schema, 4);
        foreach (var arrived in (string[])["2026-03-09T23:59:59.999Z", "2026-03-10T00:00:00Z",
            "1969-12-31T23:00:00Z", "2026-03-10T01:00:00Z"])
        {
            var row = batch.NewRow();
            row.Set(CommonFields.Id, "x"u8);
            row.Set(CommonFields.Time, new Timestamp(0));
            row.Set(CommonFields.Arrived, Timestamp.From(DateTimeOffset.Parse(arrived, CultureInfo.InvariantCulture)));
            row.Commit();
        }

        var encoder = new BulkEncoder(s_schema, IndexNames.Default);
        for (var i = 0; i < 4; i++)
            encoder.Add(batch, i);
        var text = Encoding.UTF8.GetString(encoder.Encoded.Span);
        Assert.Equal(
            ["mail-some-rows-2026.03.09", "mail-some-rows-2026.03.10", "mail-some-rows-1969.12.31", "mail-some-rows-2026.03.10"],
            text.Split('\n').Where((_, i) => i % 2 == 0).Where(l => l.Length > 0)
                .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("create").GetProperty("_index").GetString()));
        Assert.Contains("\"arrived\":\"2026-03-09T23:59:59.999Z\"", text, StringComparison.Ordinal);
    }

    static void AddRow(RecordBatch batch, Random random, int number)
    {
        var row = batch.NewRow();
        row.Set(CommonFields.Id, Encoding.UTF8.GetBytes($"id{number}"));
        row.Set(CommonFields.Time, new Timestamp(random.NextInt64(-1_000_000_000_000, 2_000_000_000_000_000)));
        row.Set(CommonFields.Raw, "never indexed"u8);
        row.Set(s_word, SomeBytes(random, 20));
        row.Set(s_text, SomeBytes(random, 200));
        if (random.Next(4) > 0)
            row.Set(s_whole, random.NextInt64(long.MinValue, long.MaxValue));
        if (random.Next(4) > 0)
            row.Set(s_fraction, (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)));
        if (random.Next(4) > 0)
            row.Set(s_truth, random.Next(2) == 0);
        for (var i = random.Next(4); i > 0; i--)
            row.Add(s_list, SomeBytes(random, 30));
        for (var i = random.Next(3); i > 0; i--)
            row.Add(CommonFields.Attributes, Encoding.UTF8.GetBytes($"key \"{i}\""), SomeBytes(random, 40));
        row.Commit();
    }

    // Plain text, text with what JSON escapes, and bytes that are no UTF-8.
    static byte[] SomeBytes(Random random, int lengthMax)
    {
        var bytes = new byte[random.Next(lengthMax)];
        var kind = random.Next(4);
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = kind == 0 ? (byte)random.Next(256) : kind == 1 ? (byte)random.Next(128) : (byte)random.Next('a', 'z');
        if (kind == 2)
        {
            var text = Encoding.UTF8.GetBytes("zwölf \"€\"\\ \U0001F600\t");
            return text[..Math.Min(text.Length, bytes.Length)];
        }

        return bytes;
    }

    static void Compare(RowReader row, string action, string document)
    {
        var create = JsonDocument.Parse(action).RootElement.GetProperty("create");
        var json = JsonDocument.Parse(document).RootElement;
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Add(string name, string? value)
        {
            if (value is not null)
                expected.Add(name, value);
        }

        string? Text(Field<Utf8Text> field, RowReader from) =>
            from.Get(field) is { IsEmpty: false } text ? Encoding.UTF8.GetString(text) : null;
        var time = row.Get(CommonFields.Time)!.Value.ToDateTimeOffset();
        var stamp = time.AddTicks(-(((time.Ticks % 10_000) + 10_000) % 10_000)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
        Add("id", Text(CommonFields.Id, row));
        Add("time", stamp);
        Add("@timestamp", stamp);
        Add("word", Text(s_word, row));
        Add(s_text.Name, Text(s_text, row));
        Add("whole", row.Get(s_whole)?.ToString(CultureInfo.InvariantCulture));
        Add("fraction", row.Get(s_fraction)?.ToString("R", CultureInfo.InvariantCulture));
        Add("truth", row.Get(s_truth)?.ToString());
        var items = new List<string>();
        for (var i = 0; i < row.Count(s_list); i++)
            if (!row.ItemAt(s_list, i).IsEmpty) items.Add(Encoding.UTF8.GetString(row.ItemAt(s_list, i)));
        Add("list", row.Count(s_list) == 0 ? null : string.Join('|', items));
        var pairs = new List<string>();
        for (var i = 0; i < row.Count(CommonFields.Attributes); i++)
            pairs.Add(Encoding.UTF8.GetString(row.KeyAt(CommonFields.Attributes, i)) + "="
                + Encoding.UTF8.GetString(row.ValueAt(CommonFields.Attributes, i)));
        Add("attributes", pairs.Count == 0 ? null : string.Join('|', pairs));

        Assert.Equal(expected["id"], create.GetProperty("_id").GetString());
        Assert.Equal(expected.Select(p => $"{p.Key}: {p.Value}"),
            json.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}: {Shown(p.Value)}"));
    }

    static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join('|', value.EnumerateArray().Select(v => v.GetString())),
        JsonValueKind.Object => string.Join('|', value.EnumerateObject().Select(p => $"{p.Name}={p.Value.GetString()}")),
        JsonValueKind.Number => value.TryGetInt64(out var whole) && !value.GetRawText().Contains('E', StringComparison.Ordinal)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => value.GetString()!,
    };
}
