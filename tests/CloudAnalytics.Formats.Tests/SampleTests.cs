using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Formats.Tests;

/// <summary>The real logs beside the checkout, as files and as what the agent made of them.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Files => SampleFile.Names;

    [SamplesFact]
    public void NoRealLogIsForgotten() =>
        Assert.Equal(
            Directory.EnumerateFiles(RepositoryRoot.Sample("exchange", "raw")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            SampleFile.All.Select(file => file.Name).Order(StringComparer.Ordinal));

    [SamplesTheory]
    [MemberData(nameof(Files))]
    public void ARealLogIsOfExactlyOneFormat(string name)
    {
        var file = SampleFile.Find(name);
        var raw = file.Raw;
        var head = raw.AsSpan().StartsWith("\uFEFF"u8) ? raw[3..] : raw;
        Assert.Equal([file.Format], LogFormats.All.Where(format => format.IsLogFile(head)).Select(format => format.Name));
        Assert.Equal(file.Format, LogFormats.OfLogFile(raw)?.Name);
        if (file.HasJson)
            Assert.Equal([file.Format], LogFormats.All.Where(format => format.IsJson(FirstLine(file.Json))).Select(format => format.Name));
    }

    [SamplesTheory]
    [MemberData(nameof(Files))]
    public void TheFileAndTheAgentsRecordsGiveTheSameRows(string name)
    {
        var file = SampleFile.Find(name);
        var format = LogFormats.Find(file.Format)!;
        var raw = Parsed.From(format, LogEncoding.LogFile, file.Raw);
        Assert.Equal(file.DeadLetters, raw.Report.DeadLetters.Select(dead => dead.Reason));
        Assert.NotEmpty(raw.Rows);
        if (!file.HasJson)
            return;
        var json = Parsed.From(format, LogEncoding.Json, file.Json);
        Assert.Equal(file.AgentDeadLetters, json.Report.DeadLetters.Select(dead => dead.Reason));
        Assert.Equal(file.Lose([.. raw.Rows.Select(LogCase.Trim)]).Select(Text), json.Rows.Select(LogCase.Trim).Select(Text));
    }

    [SamplesTheory]
    [MemberData(nameof(Files))]
    public void ARealLogIsReadInPiecesAndAcrossRestartsAsInOne(string name)
    {
        var file = SampleFile.Find(name);
        var format = LogFormats.Find(file.Format)!;
        foreach (var encoding in file.HasJson ? [LogEncoding.LogFile, LogEncoding.Json] : (LogEncoding[])[LogEncoding.LogFile])
        {
            var bytes = encoding == LogEncoding.Json ? file.Json : file.Raw;
            var whole = Parsed.From(format, encoding, bytes).ToString();
            foreach (var pieceBytes in (int[])[1, 7, 64])
                Assert.Equal(whole, Parsed.From(format, encoding, bytes, pieceBytes).ToString());
            Assert.Equal(whole, Parsed.From(format, encoding, bytes, restarts: true).ToString());
        }
    }

    [SamplesFact]
    public void DecoratedRecordsGiveTheSameRowsSaveTheHostAndTheDecorations()
    {
        var format = LogFormats.Find("exchange_message_tracking")!;
        var plain = Parsed.From(format, LogEncoding.Json, SampleFile.Find("exchange_edge.LOG").Json);
        var decorated = Parsed.From(format, LogEncoding.Json,
            File.ReadAllBytes(RepositoryRoot.Sample("exchange", "kinesis-agent-json", "exchange_edge.LOG.decorated_NY.ndjson")));
        Assert.Equal(plain.Rows.Select(LogCase.Trim).Select(Text), decorated.Rows.Select(LogCase.Trim).Select(Undecorated));

        // The agent rewrites every text that looks like a time in its own zone: one subject of the sample is such a text.
        static string Undecorated(JsonObject row)
        {
            Assert.Equal("EX", ((string?)row["host"])?[..2]);
            Assert.Equal("x", (string?)row["attributes"]!["client-host"]);
            row.Remove("host");
            row.Remove("attributes");
            if ((string?)row["subject"] == "2024-01-25T03:16:09-05:00")
                row["subject"] = "2024-01-25T10:16:09+02:00";
            return Text(row);
        }
    }

    static string Text(JsonObject row) => row.ToJsonString(s_plain);

    static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static ReadOnlySpan<byte> FirstLine(byte[] text) => text.AsSpan(0, Array.IndexOf(text, (byte)'\n'));
}
