using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tests.Zimbra;

/// <summary>Records of several lines: where they end, what is kept of them, what they cannot forge.</summary>
public sealed class ZimbraRecordTests
{
    const string Header = "2025-11-20 09:00:00,001 WARN  [qtp1-2] [name=anna@example.org;] SoapEngine - handler exception\n";
    const string Next = "2025-11-20 09:00:01,000 INFO  [main] [] misc - Starting\n";

    [Fact]
    public void ASplitAtAnyByteChangesNothing()
    {
        var given = LogCase.All.Single(c => c.Path.EndsWith("zimbra_mailbox/traces.log", StringComparison.Ordinal));
        var whole = given.Parse().ToString();
        for (var piece = 1; piece < 400; piece++)
            Assert.Equal(whole, given.Parse(piece).ToString());
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void TheLastRecordEndsWhenNothingHasComeForAWhile(bool isIdle, int rows)
    {
        var (parsed, used) = Offer(Header + "\tat x.Y\n", isIdle);
        Assert.Equal((rows, rows * (Header.Length + 8)), (parsed, used));
    }

    [Fact]
    public void AnUnfinishedLineIsWaitedForAlsoWhenNothingComes() => Assert.Equal((0, 0), Offer(Header + "\tat x", isIdle: true));

    [Fact]
    public void ATraceBeyondItsLimitsIsCutAndSaysSo()
    {
        var many = string.Concat(Enumerable.Repeat("\tat x.Y\n", Limits.TraceLinesMax + 100));
        var row = First(Header + many + Next);
        Assert.Equal((Limits.TraceLinesMax + 101).ToString(), (string?)row["attributes"]!["cut_lines"]);
        Assert.Equal((Header.Length + many.Length - 1).ToString(), (string?)row["attributes"]!["cut_bytes"]);
        Assert.Equal(Limits.TraceLinesMax - 1, ((string)row["stack_trace"]!).Split('\n').Length);

        var wide = new string('x', Limits.TraceBytesMax) + "\n";
        row = First(Header + wide + Next);
        Assert.Equal((Header.Length + wide.Length - 1).ToString(), (string?)row["attributes"]!["cut_bytes"]);
        Assert.Equal(Limits.TraceBytesMax, ((string)row["raw"]!).Length);
    }

    [Fact]
    public void ALineBeyondItsLimitIsCutAndSaysSo()
    {
        var line = Header.TrimEnd('\n') + ": " + new string('x', Limits.UnixLineBytesMax) + "\n";
        var row = First(line + Next);
        Assert.Equal((line.Length - 1).ToString(), (string?)row["attributes"]!["cut_bytes"]);
        Assert.Equal(Limits.UnixLineBytesMax, ((string)row["raw"]!).Length);
    }

    [Fact]
    public void WhatIsNoHeaderOfThisLayoutBelongsToTheRecord()
    {
        var rows = Parse(Header + "Nov 20 09:00:00 host postfix/smtpd[1]: connect from x[10.0.0.1]\n2025-11-20T09:00:00Z h a: b\n"
            + "2025-11-20 09:00:00,001 INFO x\n" + Next).Rows;
        Assert.Equal(2, rows.Count);
        Assert.Equal(3, ((string)rows[0]["stack_trace"]!).Split('\n').Length);
    }

    [Fact]
    public void ControlCharactersAndBrokenUtf8SurviveInRaw()
    {
        byte[] line = [.. "2025-11-20 09:00:01,000 INFO  [main] [] misc - a\0\u0007b"u8, 0xFF, 0xC3, .. "c\n"u8];
        var format = LogFormats.Find("zimbra_mailbox")!;
        var batch = new RecordBatch(format.Schema, 4);
        var block = InputBlock.CopyOf([0, 0, .. line, 0, 0, .. line]);
        format.CreateParser(LogEncoding.LogFile, new ParserContext("a.log")).Parse(
            new ParseInput(block, 0, 4 + (2 * line.Length), 0, true), batch, new ParseReport());
        Assert.Equal(2, batch.RowCount);
        for (var row = 0; row < 2; row++)
            Assert.True(new RowReader(batch, row).Get(Core.Schemas.CommonFields.Raw).SequenceEqual(line.AsSpan()[..^1]));
    }

    [Fact]
    public void TimesAreOfTheLogsZoneAndOfTheHourThatComesTwiceTheSecond()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var text = Encoding.UTF8.GetBytes("2025-10-26 02:30:00,500 INFO  [main] [] misc - x\n"
            + "2025-07-01 12:00:00,000 INFO  [main] [] misc - y\n");
        var rows = Parsed.From(LogFormats.Find("zimbra_mailbox")!, LogEncoding.LogFile, text, zone: zone).Rows;
        Assert.Equal(["2025-10-26T01:30:00.500Z", "2025-07-01T10:00:00.000Z"], rows.Select(row => (string)row["time"]!));
    }

    /// <summary>Logins over SMTP, which Postfix's own line counts, and of a web client, which the audit log's line counts.</summary>
    [SamplesTheory]
    [InlineData("zimbra-bf", "zimbra-bf.log")]
    [InlineData("zimbra-logs", "zimbra-logs.log")]
    public void FailuresThatOthersCountAreReadAndNotCounted(string folder, string file)
    {
        var bytes = File.ReadAllBytes(RepositoryRoot.Sample("unix-mail", "crowdsec", folder, file));
        var rows = Parsed.From(LogFormats.Find("zimbra_mailbox")!, LogEncoding.LogFile, bytes).Rows;
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(("handler exception", "failure"), ((string?)row["action"], (string?)row["outcome"])));
        Assert.All(rows.Where(row => row["failure_reason"] is not null),
            row => Assert.StartsWith("toto", (string?)row["user_name"], StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row["login"] is not null);
    }

    static JsonObject First(string text) => Parse(text).Rows[0];

    static Parsed Parse(string text) =>
        Parsed.From(LogFormats.Find("zimbra_mailbox")!, LogEncoding.LogFile, Encoding.UTF8.GetBytes(text));

    static (int Rows, int Used) Offer(string text, bool isIdle)
    {
        var format = LogFormats.Find("zimbra_mailbox")!;
        var batch = new RecordBatch(format.Schema, 4);
        var bytes = Encoding.UTF8.GetBytes(text);
        var used = format.CreateParser(LogEncoding.LogFile, new ParserContext("a.log")).Parse(
            new ParseInput(InputBlock.CopyOf(bytes), 0, bytes.Length, 0, IsFinal: false, isIdle), batch, new ParseReport());
        return (batch.RowCount, used);
    }
}
