using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Exchange;

namespace CloudAnalytics.Formats.Tests;

/// <summary>What the engine under the formats does with cells, quotes, keys and state.</summary>
public sealed class TabularParserTests
{
    const string Header = "#Fields: date-time,client-ip,message-subject\n";

    static readonly MessageTrackingFormat s_format = new();

    [Fact]
    public void AnEmptyQuotedCellIsNullAndNotWhatTheBatchHeldBefore()
    {
        var batch = new RecordBatch(s_format.Schema, 4);
        var parser = s_format.CreateParser(LogEncoding.LogFile, new ParserContext("a.log"));
        Parse($"{Header}2024-01-25T15:16:09.840Z,10.0.0.1,one of before\n");
        batch.Clear();
        Parse("2024-01-25T15:16:09.840Z,10.0.0.1,\"\"\n");
        Assert.False(Parsed.ToJson(batch, 0).ContainsKey("subject"));

        void Parse(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            parser.Parse(new ParseInput(InputBlock.CopyOf(bytes), 0, bytes.Length, 0, true), batch, new ParseReport());
        }
    }

    [Theory]
    [InlineData(Limits.QuotedLinesMax, 1)]
    [InlineData(Limits.QuotedLinesMax + 1, 0)]
    public void AQuotedCellMayHoldSoManyLinesAndNoMore(int lineEnds, int rows)
    {
        var subject = string.Concat(Enumerable.Repeat("x\r\n", lineEnds));
        var bytes = Encoding.UTF8.GetBytes($"{Header}2024-01-25T15:16:09.840Z,10.0.0.1,\"{subject}\"\n");
        var whole = Parsed.From(s_format, LogEncoding.LogFile, bytes);
        Assert.Equal(rows, whole.Rows.Count);
        Assert.Equal(whole.ToString(), Parsed.From(s_format, LogEncoding.LogFile, bytes, pieceBytes: 5).ToString());
    }

    [Theory]
    [InlineData("{\"date-time\":\"2024-01-25T15:16:09Z\",\"client-ip\":\"10.0.0.1\",\"message-subject\":\"x\ny\"}\n")]
    [InlineData("{\"date-time\":\"2024-01-25T15:16:09Z\",\"client-ip\":\"10.0.0.1\",\"message-subject\":\"x\\\ny\"}\n")]
    public void ALineEndInAJsonTextBreaksItHoweverItArrives(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var whole = Parsed.From(s_format, LogEncoding.Json, bytes);
        Assert.Empty(whole.Rows);
        Assert.Equal(2, whole.Report.Malformed);
        Assert.Equal(whole.ToString(), Parsed.From(s_format, LogEncoding.Json, bytes, pieceBytes: 1).ToString());
    }

    [Fact]
    public void AJsonObjectMayStandOnSeveralLines()
    {
        var bytes = "{\n  \"date-time\": \"2024-01-25T15:16:09Z\",\r\n  \"client-ip\": \"10.0.0.1\",\n  \"message-subject\": \"x\"\n}\n"u8;
        var whole = Parsed.From(s_format, LogEncoding.Json, bytes);
        Assert.Equal("x", (string?)whole.Rows.Single()["subject"]);
        Assert.Equal(whole.ToString(), Parsed.From(s_format, LogEncoding.Json, bytes, pieceBytes: 1).ToString());
    }

    [Fact]
    public void MoreKeysThanAHeaderMayHaveAreStillRead()
    {
        const string common = "\"date-time\":\"2024-01-25T15:16:09Z\",\"client-ip\":\"10.0.0.1\",\"message-subject\":\"x\"";
        var json = new StringBuilder();
        for (var i = 0; i < Limits.HeaderColumnsMax * 2; i++)
            json.Append($"{{{common},\"key{i}\":\"v\"}}\n");
        var parsed = Parsed.From(s_format, LogEncoding.Json, Encoding.UTF8.GetBytes(json.ToString()));
        Assert.Empty(parsed.Report.DeadLetters);
        Assert.All(parsed.Rows.Index(), row => Assert.Equal("v", (string?)row.Item["attributes"]![$"key{row.Index}"]));
    }

    [Fact]
    public void TheTimeOfARowIsJudgedWithoutTheRowBefore()
    {
        var parsed = Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(
            $"{Header}2024-01-25T15:16:09.840Z,10.0.0.1,one\n2024-01-25X15:16:09.841Z,10.0.0.1,two\n"));
        Assert.Single(parsed.Rows);
        Assert.Equal("its time is not a timestamp", parsed.Report.DeadLetters.Single().Reason);
    }

    [Fact]
    public void TheLogTypeIsKnownAfterARestartBeforeTheHeader()
    {
        var context = new ParserContext("a.log");
        var parser = s_format.CreateParser(LogEncoding.LogFile, context);
        var bytes = "#Software: Microsoft Exchange Server\n#Log-type: Message Tracking Log\n"u8.ToArray();
        var input = new ParseInput(InputBlock.CopyOf(bytes), 0, bytes.Length, 0, false);
        parser.Parse(input, new RecordBatch(s_format.Schema, 4), new ParseReport());
        var second = new ParserContext("a.log");
        s_format.CreateParser(LogEncoding.LogFile, second).RestoreState(parser.SaveState().Span);
        Assert.Equal("Message Tracking Log", second.LogType);
    }
}
