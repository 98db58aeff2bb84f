using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Formats.Tabular;
using CloudAnalytics.Formats.Windows;

namespace CloudAnalytics.Formats.Tests;

/// <summary>
/// Objects whose keys are predicted from the record before, beside the same bytes read by a parser that has seen nothing yet and so
/// predicts nothing.
/// </summary>
public sealed class JsonPlainPathTests
{
    const int Seed = 20260310;
    const int Records = 4000;

    static readonly string[] s_iis =
    [
        "date", "time", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port", "cs-username", "c-ip", "cs(User-Agent)", "sc-status",
        "time-taken",
    ];

    static readonly string[] s_values =
    [
        "", "-", "$null", "null", "x", "2026-03-10T01:02:03.004Z", "2026-03-10", "01:02:03", "192.0.2.7", "fe80::1%3", "200", "17",
        "someone@contoso.com", "a;b;c", "zw\u00f6lf \u20ac", "a\\\\b", "say \\\"hello\\\"", "tab\\tend", "\\u0041\\ud83d\\ude00",
        new string('a', 63), new string('b', 64), new string('c', 65), new string('d', 200), "{", "}", "},{", ",", "SEND",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PredictedKeysChangeNothing(bool isTracking)
    {
        var (format, names) = Case(isTracking);
        var random = new Random(Seed);
        var context = NewContext();
        var primed = format.CreateParser(LogEncoding.Json, context);
        var block = new InputBlock(64 * 1024);
        var keys = new List<string>();
        for (var i = 0; i < Records; i++)
        {
            keys = Keys(random, i, names, keys);
            var input = Fill(block, Text(random, keys));
            Assert.True(Read(primed, format, input).ToString() == Read(Fresh(format), format, input).ToString(),
                $"seed {Seed}, record {i}: {Encoding.UTF8.GetString(input.Span)}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SingleObjectsAreTakenWholeOrNotAtAll(bool isTracking)
    {
        var (format, names) = Case(isTracking);
        var random = new Random(Seed + 1);
        var parser = format.CreateParser(LogEncoding.Json, NewContext());
        var block = new InputBlock(64 * 1024);
        var taken = 0;
        var keys = new List<string>();
        for (var i = 0; i < Records; i++)
        {
            keys = Keys(random, i, names, keys);
            var input = Fill(block, Text(random, keys));
            var batch = new RecordBatch(format.Schema, 4);
            var report = new ParseReport();
            var isTaken = parser.TryParseObject(input, batch, report);
            var message = $"seed {Seed + 1}, record {i}: {Encoding.UTF8.GetString(input.Span)}";
            taken += isTaken ? 1 : 0;
            if (isTaken)
            {
                Assert.True(format.IsJson(input.Span), message);
                Assert.True(Shown(batch, report).ToString() == Read(Fresh(format), format, input).ToString(), message);
            }
            else
            {
                Assert.True(Shown(batch, report).ToString() == new Parsed([], new ParseReport()).ToString(), message);
                Assert.False(IsOrdinary(input.Span, names), message);
            }
        }

        Assert.InRange(taken, Records / 4, Records * 9 / 10);
    }

    static (TabularFormat Format, string[] Names) Case(bool isTracking) => isTracking
        ? (new MessageTrackingFormat(), new MessageTrackingFormat().HeadersByCount[0].Split(',')) : (new IisAccessFormat(), s_iis);

    static ParserContext NewContext() => new("some.log") { SourceId = 42, Arrived = new Timestamp(1_800_000_000_000_000) };

    static ILogParser Fresh(ILogFormat format) => format.CreateParser(LogEncoding.Json, NewContext());

    // Each text is written over the one before, of which something remains behind it.
    static ParseInput Fill(InputBlock block, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.CopyTo(block.Span);
        return new ParseInput(block, 0, bytes.Length, 0, IsFinal: true);
    }

    static Parsed Read(ILogParser parser, ILogFormat format, ParseInput input)
    {
        var batch = new RecordBatch(format.Schema, 4);
        var report = new ParseReport();
        parser.Parse(input, batch, report);
        return Shown(batch, report);
    }

    static Parsed Shown(RecordBatch batch, ParseReport report) =>
        new([.. Enumerable.Range(0, batch.RowCount).Select(row => Parsed.ToJson(batch, row))], report);

    // What a source changes of its keys it changes for several records.
    static List<string> Keys(Random random, int record, string[] names, List<string> before)
    {
        if (record % 5 != 0)
            return before;
        var keys = names.ToList();
        for (var change = random.Next(8) - 4; change > 0; change--)
            Change(random, keys);
        return keys;
    }

    static string Text(Random random, List<string> keys)
    {
        var text = "{" + string.Join(",", keys.Select(key => $"\"{key}\":{Value(random, key)}")) + "}";
        return random.Next(12) switch
        {
            0 => text[..random.Next(text.Length)],
            1 => text.Insert(random.Next(text.Length), "\n"),
            2 => text.Insert(random.Next(text.Length), " "),
            3 => text + (random.Next(2) == 0 ? "\r\n" : "," + text),
            4 => text.Remove(random.Next(text.Length), 1),
            _ => text,
        };
    }

    static void Change(Random random, List<string> keys)
    {
        var at = random.Next(keys.Count);
        switch (random.Next(5))
        {
            case 0 when keys.Count > 1:
                keys.RemoveAt(at);
                break;
            case 1:
                keys.Insert(at, keys[random.Next(keys.Count)]);
                break;
            case 2:
                keys.Insert(at, "a-name-of-more-than-thirty-two-characters");
                break;
            case 3:
                keys.Insert(at, "escaped\\/name");
                break;
            default:
                (keys[0], keys[at]) = (keys[at], keys[0]);
                break;
        }
    }

    static string Value(Random random, string name) => (name, random.Next(40)) switch
    {
        (_, 0) => "17",
        (_, 1) => "null",
        (_, 2) => "{\"a\":[1,\"}\"]}",
        (_, 3) => $"\"{name}\"",
        ("date-time", > 4) => "\"2026-03-10T01:02:03.004Z\"",
        ("date", > 4) => "\"2026-03-10\"",
        ("time", > 4) => "\"01:02:03\"",
        _ => $"\"{s_values[random.Next(s_values.Length)]}\"",
    };

    // One object, of which a reader of all JSON says so, with the format's names as they are.
    static bool IsOrdinary(ReadOnlySpan<byte> text, string[] names)
    {
        try
        {
            return text is [(byte)'{', ..] && text.IndexOfAny((byte)'\n', (byte)'/') < 0 && JsonNode.Parse(text) is JsonObject json
                && names.All(json.ContainsKey);
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or ArgumentException)
        {
            return false;
        }
    }
}
