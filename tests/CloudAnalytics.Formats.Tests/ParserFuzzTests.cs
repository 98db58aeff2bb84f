using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Tabular;

namespace CloudAnalytics.Formats.Tests;

/// <summary>
/// Broken input of every kind, made from the cases by a seed that a failure shows: a parser never throws and accounts for every line.
/// </summary>
public sealed class ParserFuzzTests
{
    const string Alphabet = "\"\"\",,,;;\n\n\r\0 -#{}[]:\\/=<>'$%.09azAZ\u00fc\u65e5";

    public static TheoryData<string> Formats => [.. LogFormats.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void BrokenInputIsReadInPiecesAsInOne(string name)
    {
        for (var seed = 1; seed <= TestRun.Repeats(60, 3000); seed++)
        {
            var random = new Random(seed);
            var (encoding, bytes) = Broken(name, random);
            var format = LogFormats.Find(name)!;
            var whole = Try(() => Parsed.From(format, encoding, bytes), name, seed);
            var pieces = Try(() => Parsed.From(format, encoding, bytes, random.Next(1, 300)), name, seed);
            AssertSame(whole, pieces, $"{name}, seed {seed}, in pieces");

            // A parser for every row takes its time.
            if (seed % 4 == 0)
                AssertSame(whole, Try(() =>
                    Parsed.From(format, encoding, bytes, 600, restarts: true), name, seed), $"{name}, seed {seed}, restarted");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void EveryLineIsParsedRefusedOrSkipped(string name)
    {
        // Records of XML are no lines.
        if (LogFormats.Find(name) is not TabularFormat format
            || !LogCase.All.Any(c => c.FormatName == name && c.Path.EndsWith(".log", StringComparison.Ordinal)))
            return;
        for (var seed = 1; seed <= TestRun.Repeats(100, 5000); seed++)
        {
            var (_, bytes) = Broken(name, new Random(seed), LogEncoding.LogFile);

            // Without quotes, a line is a line whatever else it holds.
            var unquoted = bytes.Where(b => b != '"').ToArray();
            var report = Try(() => Parsed.From(format, LogEncoding.LogFile, unquoted), name, seed).Report;
            var lines = Lines(unquoted);
            Assert.True(lines == report.Parsed + report.Unsupported + report.Malformed + report.Skipped,
                $"{name}, seed {seed}: {lines} lines, {report.Parsed} parsed, {report.Malformed} refused, {report.Skipped} skipped");
        }
    }

    /// <summary>Single lines are sent over a stream without a header: how many cells they have is looked at before all else.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void LinesWithoutAHeaderMayHoldAnything(string name)
    {
        for (var seed = 1; seed <= TestRun.Repeats(100, 5000); seed++)
        {
            var random = new Random(seed);
            var line = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            var bytes = Encoding.UTF8.GetBytes((random.Next(2) == 0 ? "\"" : "") + line + (random.Next(2) == 0 ? "\n" : ""));
            var format = LogFormats.Find(name)!;
            var whole = Try(() => Parsed.From(format, LogEncoding.LogFile, bytes, assumeHeader: true), name, seed);
            var again = Try(() => Parsed.From(format, LogEncoding.LogFile, bytes, assumeHeader: true), name, seed);
            AssertSame(whole, again, $"{name}, seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ADeadLetterIsTheInputAtItsOffset(string name)
    {
        for (var seed = 1; seed <= TestRun.Repeats(60, 3000); seed++)
        {
            var (encoding, bytes) = Broken(name, new Random(seed));
            var report = Try(() => Parsed.From(LogFormats.Find(name)!, encoding, bytes), name, seed).Report;
            // What stands in the place of a secret has another length.
            foreach (var dead in report.DeadLetters.Where(dead => dead.Raw.Span.IndexOf("*****"u8) < 0))
            {
                var there = bytes.AsSpan((int)dead.Offset, dead.Raw.Length);
                Assert.True(dead.Raw.Span.SequenceEqual(there), $"{name}, seed {seed}, offset {dead.Offset}");
            }

            Assert.Equal(report.DeadLetters.Select(dead => dead.Offset).Order(), report.DeadLetters.Select(dead => dead.Offset));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ARecordLongerThanTheLimitIsRefusedAndTheNextIsRead(string name)
    {
        var given = LogCase.All.First(c => c.FormatName == name && c.Path.Contains("/typical.", StringComparison.Ordinal));
        var bytes = given.Bytes;
        byte[] huge = [.. Enumerable.Repeat((byte)'x', Limits.RecordBytesMax + 100), (byte)'\n'];
        var plain = Parsed.From(given.Format, given.Encoding, bytes);
        var parsed = Parsed.From(given.Format, given.Encoding, [.. bytes, .. huge, .. LastLine(bytes)]);
        Assert.Equal(plain.Report.Malformed + 1, parsed.Report.Malformed);
        Assert.Equal(plain.Report.Parsed + 1, parsed.Report.Parsed);
    }

    static Parsed Try(Func<Parsed> parse, string name, int seed)
    {
        try
        {
            return parse();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}, seed {seed}: {e.Message}", e);
        }
    }

    static (LogEncoding Encoding, byte[] Bytes) Broken(string name, Random random, LogEncoding? wanted = null)
    {
        var cases = LogCase.All.Where(c => c.FormatName == name && !c.IsHeaderless && (wanted is null || c.Encoding == wanted)).ToList();
        var given = cases[random.Next(cases.Count)];
        var bytes = new List<byte>(given.Bytes);
        var encoding = given.Encoding;
        if (wanted is null && encoding == LogEncoding.LogFile && given.Format is TabularFormat && random.Next(3) == 0)
        {
            encoding = LogEncoding.Json;
            bytes = [.. AgentJson.Of(given.Bytes)];
        }

        // Most of the file goes, so that many seeds stay quick; the header stays most of the time.
        var keep = Math.Min(bytes.Count, random.Next(200, 6000));
        if (random.Next(8) == 0)
            bytes.RemoveRange(0, bytes.Count - keep);
        else
            bytes.RemoveRange(keep, bytes.Count - keep);
        for (var damages = random.Next(0, 12); damages > 0; damages--)
            Damage(bytes, random);
        return (encoding, [.. bytes]);
    }

    static void Damage(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 60), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0:
                bytes.RemoveRange(at, length);
                break;
            case 1:
                bytes.InsertRange(at, Noise(random, random.Next(1, 40)));
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 3000)));
                break;
            case 5:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(random.Next(2) == 0 ? "\n#Fields: date-time,x\n" : "\r\n\r\n"));
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat("\""u8.ToArray(), random.Next(1, 4)).SelectMany(b => b)
                    .Concat(Enumerable.Repeat((byte)'\n', random.Next(0, 80))));
                break;
        }
    }

    static byte[] Noise(Random random, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(Alphabet[random.Next(Alphabet.Length)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static int Lines(byte[] bytes)
    {
        var body = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var lines = 0;
        var hasText = false;
        foreach (var b in body)
        {
            if (b is (byte)'\n' or (byte)'\r')
            {
                lines += hasText ? 1 : 0;
                hasText = false;
            }
            else if (b != 0)
            {
                hasText = true;
            }
        }

        return lines + (hasText ? 1 : 0);
    }

    static byte[] LastLine(byte[] bytes) => bytes[(Array.LastIndexOf(bytes, (byte)'\n', bytes.Length - 2) + 1)..];

    static void AssertSame(Parsed one, Parsed other, string how)
    {
        var left = one.ToString().Split('\n');
        var right = other.ToString().Split('\n');
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            if (left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i))
                Assert.Fail($"{how}, line {i}:\n{left.ElementAtOrDefault(i)}\n{right.ElementAtOrDefault(i)}");
        }
    }
}
