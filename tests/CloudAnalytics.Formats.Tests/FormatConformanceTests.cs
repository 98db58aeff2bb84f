using System.Text.Json.Nodes;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Tests;

/// <summary>What every format must do, whatever it holds: the same suite for each of <see cref="LogFormats.All"/>.</summary>
public sealed class FormatConformanceTests
{
    public static TheoryData<string> Formats => [.. LogFormats.All.Select(format => format.Name)];

    public static TheoryData<string> Cases => LogCase.Names;

    [Theory]
    [MemberData(nameof(Formats))]
    public void AFormatNamesTheVendorsPage(string name) =>
        Assert.StartsWith(LogFormats.Find(name) is Formats.Unix.UnixFormat ? "https://" : "https://learn.microsoft.com/",
            LogFormats.Find(name)!.ReferenceUrl, StringComparison.Ordinal);

    [Fact]
    public void FormatsHaveDifferentNames() =>
        Assert.Equal(LogFormats.All.Length, LogFormats.All.Select(format => format.Name).Distinct().Count());

    [Theory]
    [MemberData(nameof(Cases))]
    public void AFileIsRecognisedAsItsOwnFormatOnly(string name)
    {
        var given = LogCase.Find(name);
        var bytes = given.Bytes;
        if (given.IsHeaderless)
            return;
        var head = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
        var found = new List<string>();
        foreach (var format in LogFormats.All)
        {
            if (given.Encoding == LogEncoding.LogFile ? format.IsLogFile(head) : format.IsJson(FirstLine(head)))
                found.Add(format.Name);
        }

        Assert.Equal([given.FormatName], found);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PiecesGiveWhatTheWholeGives(string name)
    {
        var given = LogCase.Find(name);
        var whole = given.Parse().ToString();
        foreach (var pieceBytes in (int[])[1, 7, 64])
            Assert.Equal(whole, given.Parse(pieceBytes).ToString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARestartAtAnyRecordChangesNothing(string name)
    {
        var given = LogCase.Find(name);
        var whole = given.Parse().ToString();
        Assert.Equal(whole, given.Parse(restarts: true).ToString());
        Assert.Equal(whole, given.Parse(pieceBytes: 97, restarts: true).ToString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnAgentsJsonGivesTheSameRowsAsTheFile(string name)
    {
        var given = LogCase.Find(name);
        if (!given.Path.EndsWith("/typical.log", StringComparison.Ordinal) || given.Format is not Tabular.TabularFormat)
            return;
        var json = Parsed.From(given.Format, LogEncoding.Json, AgentJson.Of(given.Bytes));
        Assert.Equal(LogCase.Describe(given.Parse()).Split('\n')[..^2], LogCase.Describe(json).Split('\n')[..^2]);
    }

    // An agent keeps the header's order, other senders of JSON need not.
    [Theory]
    [MemberData(nameof(Cases))]
    public void KeysMayComeInAnyOrder(string name)
    {
        var given = LogCase.Find(name);
        if (!given.Path.EndsWith("/typical.log", StringComparison.Ordinal) || given.Format is not Tabular.TabularFormat)
            return;
        var json = AgentJson.Of(given.Bytes);
        for (var seed = 1; seed <= 5; seed++)
        {
            var shuffled = Parsed.From(given.Format, LogEncoding.Json, AgentJson.Shuffled(json, new Random(seed)));
            var inOrder = Parsed.From(given.Format, LogEncoding.Json, json);
            Assert.Equal(inOrder.Rows.Select(WithoutOrder), shuffled.Rows.Select(WithoutOrder));
        }

        static string WithoutOrder(JsonObject row)
        {
            var kept = LogCase.Trim(row);
            if (kept["attributes"] is JsonObject attributes)
                kept["attributes"] = new JsonObject(
                    attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                        .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
            return kept.ToJsonString();
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ALineAllocatesNothingOnceAParserIsWarm(string name)
    {
        var format = LogFormats.Find(name)!;
        foreach (var given in LogCase.All.Where(c => c.FormatName == name && c.Path.Contains("/typical.", StringComparison.Ordinal)))
        {
            Assert.Equal(0, AllocatedBySecondPass(format, given.Encoding, given.Bytes));
            if (given.Encoding == LogEncoding.LogFile && format is Tabular.TabularFormat)
                Assert.Equal(0, AllocatedBySecondPass(format, LogEncoding.Json, AgentJson.Of(given.Bytes)));
        }
    }

    [Fact]
    public void EveryFormatHasATypicalCase() =>
        Assert.All(LogFormats.All, format =>
            Assert.Contains(LogCase.All, c => c.FormatName == format.Name && c.Path.Contains("/typical.", StringComparison.Ordinal)));

    // The second pass begins behind the header, as a file that grows does.
    static long AllocatedBySecondPass(ILogFormat format, LogEncoding encoding, byte[] bytes)
    {
        var arrived = Timestamp.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var context = new ParserContext("some.log") { SourceId = 42, Arrived = arrived };
        var parser = format.CreateParser(encoding, context);
        var block = InputBlock.CopyOf(bytes);
        var batch = new RecordBatch(format.Schema, 1024);
        var report = new ParseReport();
        var body = encoding == LogEncoding.Json ? 0 : BodyStart(bytes);
        Pass(0, 0);

        // A collection on another thread may count the rest of this thread's allocation space, so the smallest of several passes tells.
        var least = long.MaxValue;
        for (var pass = 1; pass < 8; pass++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Pass(body, bytes.Length * pass);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Empty(report.DeadLetters);
        Assert.True(report.Parsed >= 10, "a typical case has rows enough to tell");
        return least;

        void Pass(int start, long offset)
        {
            batch.Clear();
            var used = parser.Parse(new ParseInput(block, start, bytes.Length - start, offset, false, IsIdle: true), batch, report);
            Check(used == bytes.Length - start);
        }
    }

    static void Check(bool condition) => Assert.True(condition, "a typical case ends with a line end");

    static int BodyStart(byte[] bytes)
    {
        var at = 0;
        while (at < bytes.Length && bytes[at] is (byte)'#' or 0xEF)
            at = Array.IndexOf(bytes, (byte)'\n', at) + 1;
        return at;
    }

    static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') is var end and >= 0 ? text[..end] : text;
}
