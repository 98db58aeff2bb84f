using System.Text;
using System.Text.Json.Nodes;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Formats.Exchange;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Formats.Tests;

public sealed class MessageTrackingTests
{
    static readonly MessageTrackingFormat s_format = new();

    [Theory]
    [InlineData("a@b.c;d@e.f", "To;Cc", "To|Cc")]
    [InlineData("a@b.c;d@e.f", "[{LED=550 4.4.7 QUEUE.Expired; message expired};{FQDN=x};{IP=1.2.3.4}];250 2.1.5 Recipient OK",
        "[{LED=550 4.4.7 QUEUE.Expired; message expired};{FQDN=x};{IP=1.2.3.4}]|250 2.1.5 Recipient OK")]
    [InlineData("a@b.c", "550 4.4.7 QUEUE.Expired;<text>", "550 4.4.7 QUEUE.Expired;<text>")]
    [InlineData("a@b.c;d@e.f", "only one", null)]
    public void StatusesArePairedWithRecipientsOnlyWhenTheirNumbersMatch(string addresses, string statuses, string? expected)
    {
        var row = Row($"recipient-address,recipient-status", $"{addresses},{statuses}");
        Assert.Equal(expected, row["recipient_statuses"] is JsonArray list ? string.Join('|', list.Select(s => (string?)s)) : null);
        Assert.Equal(statuses, (string?)row["recipient_status"]);
    }

    [Fact]
    public void ASendTellsTheReplyTheRemoteQueueAndTheClientsSubmission()
    {
        var row = Row("event-id,source-context",
            "SEND,\";250 2.6.0 <id@x> [InternalId=123, Hostname=EX02.contoso.com] 141301 bytes in 0.101, 1361.827 KB/sec Queued mail for delivery;ClientSubmitTime:2024-01-25T15:16:09.544Z\"");
        Assert.Equal("123", (string?)row["remote_queue_id"]);
        Assert.Equal("2024-01-25T15:16:09.544Z", (string?)row["client_submit_time"]);
        Assert.StartsWith("250 2.6.0 <id@x>", (string?)row["smtp_response"], StringComparison.Ordinal);
        Assert.Equal("success", (string?)row["outcome"]);
    }

    [Fact]
    public void ASendToOutsideTellsItsSessionBeforeTheReply()
    {
        var row = Row("event-id,source-context", "SENDEXTERNAL,08DC1DB12C345BE5;250 2.0.0 Ok: queued as 4B2F1C0A;ClientSubmitTime:");
        Assert.Equal("08DC1DB12C345BE5", (string?)row["smtp_session"]);
        Assert.Equal("250 2.0.0 Ok: queued as 4B2F1C0A", (string?)row["smtp_response"]);
        Assert.Equal("4B2F1C0A", (string?)row["remote_queue_id"]);
    }

    [Fact]
    public void AReceiveTellsItsSmtpSession()
    {
        var row = Row("event-id,source,source-context", "RECEIVE,SMTP,08DC1DB12C345BE5;2024-01-25T15:16:09.544Z;0");
        Assert.Equal("08DC1DB12C345BE5", (string?)row["smtp_session"]);
    }

    [Fact]
    public void LatencyIsReadFromCustomDataAndOriginFromMessageInfo()
    {
        var row = Row("event-id,message-info,custom-data",
            "DELIVER,2024-01-25T15:16:07.912Z;LSRV=EX01:TOTAL-DEL=0.5,S:DeliveryPriority=Normal;S:E2ELatency=1.928;S:Other=2");
        Assert.Equal(1928, (double?)row["e2e_latency_ms"]);
        Assert.Equal("2024-01-25T15:16:07.912Z", (string?)row["origin_time"]);
    }

    [Theory]
    [InlineData("FAIL", "[{LRT=};{LED=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found};{FQDN=};{IP=}]", "5.1.1")]
    [InlineData("DEFER", "451 4.7.0 Temporary server error", "4.7.0")]
    [InlineData("DELIVER", "550 5.1.1 text", null)]
    [InlineData("FAIL", "no code here 10.5.1.1", null)]
    public void TheReasonOfAFailureIsItsEnhancedStatusCode(string action, string status, string? expected) =>
        Assert.Equal(expected, (string?)Row("event-id,recipient-address,recipient-status", $"{action},a@b.c,{status}")["failure_reason"]);

    [Theory]
    [InlineData("HADISCARD", "a@b.c", "redundancy")]
    [InlineData("RECEIVE", "HealthMailbox123@contoso.com", "health_mailbox")]
    [InlineData("RECEIVE", "SystemMailbox{1f05a927}@contoso.com", "system_mailbox")]
    [InlineData("RECEIVE", "alice@contoso.com", null)]
    public void BackgroundTrafficSaysWhyItIs(string action, string sender, string? expected) =>
        Assert.Equal(expected, (string?)Row("event-id,sender-address", $"{action},{sender}")["noise"]);

    [Fact]
    public void TheLogIdIsTheIdentityWhateverCarriedTheRow()
    {
        const string header = "date-time,client-ip,message-subject,log-id";
        var raw = Parsed.From(s_format, LogEncoding.LogFile,
            Encoding.UTF8.GetBytes($"#Fields: {header}\n2024-01-25T15:16:09.840Z,10.0.0.1,x,5f9dc26d-7f52-4c32-7f51-08dc1db12c34\n"));
        var json = Parsed.From(s_format, LogEncoding.Json, Encoding.UTF8.GetBytes(
            """{"date-time":"2024-01-25T15:16:09.84Z","client-ip":"10.0.0.1","message-subject":"x","log-id":"5f9dc26d-7f52-4c32-7f51-08dc1db12c34"}"""));
        Assert.Equal((string?)raw.Rows[0]["id"], (string?)json.Rows[0]["id"]);
    }

    [Fact]
    public void AHeaderThatChangesInTheMiddleAppliesFromThereOn()
    {
        var parsed = Parsed.From(s_format, LogEncoding.LogFile,
            "#Fields: date-time,client-ip,message-subject\n2024-01-25T15:16:09.840Z,10.0.0.1,one\n#Fields: message-subject,client-ip,date-time\ntwo,10.0.0.2,2024-01-25T15:16:10Z\n"u8);
        Assert.Equal(["one", "two"], parsed.Rows.Select(r => (string?)r["subject"]));
        Assert.Equal(["10.0.0.1", "10.0.0.2"], parsed.Rows.Select(r => (string?)r["client_ip"]));
    }

    [Fact]
    public void AParserGoesOnInTheMiddleFromItsSavedState()
    {
        var head = "#Log-type: Message Tracking Log\n#Fields: date-time,client-ip,message-subject\n"u8.ToArray();
        var context = new ParserContext("a.log");
        var first = s_format.CreateParser(LogEncoding.LogFile, context);
        var batch = new Core.Batches.RecordBatch(s_format.Schema, 8);
        first.Parse(new ParseInput(Core.Batches.InputBlock.CopyOf(head), 0, head.Length, 0, false), batch, new ParseReport());

        var second = s_format.CreateParser(LogEncoding.LogFile, new ParserContext("a.log"));
        second.RestoreState(first.SaveState().Span);
        var rest = "2024-01-25T15:16:09.840Z,10.0.0.1,after restart\n"u8.ToArray();
        Assert.Equal(rest.Length, second.Parse(new ParseInput(Core.Batches.InputBlock.CopyOf(rest), 0, rest.Length, head.Length, false),
            batch, new ParseReport()));
        Assert.Equal("after restart", (string?)Parsed.ToJson(batch, 0)["subject"]);
    }

    [Fact]
    public void SingleLinesWithoutAHeaderAreReadByTheirNumberOfCells()
    {
        var cells = Enumerable.Range(0, 27).Select(i => i == 0 ? "2024-01-25T15:16:09.840Z" : i == 18 ? "the subject" : "").ToArray();
        var parsed = Parsed.From(s_format, LogEncoding.LogFile, Encoding.UTF8.GetBytes(string.Join(',', cells) + "\n"), assumeHeader: true);
        Assert.Equal("the subject", (string?)parsed.Rows.Single()["subject"]);
    }

    [SamplesFact]
    public void TheEdgeFileParsesAsTheReferenceSays()
    {
        var parsed =
            Parsed.From(s_format, LogEncoding.LogFile, File.ReadAllBytes(RepositoryRoot.Sample("exchange", "raw", "exchange_edge.LOG")));
        Assert.Equal(Enumerable.Range(1, 15).Where(n =>
            n != 12).Select(n => (long?)n), parsed.Rows.Select(r => (long?)r["bytes"]).Where(b => b is not null));
        Assert.Equal("multi\r\nline subject", (string?)parsed.Rows[13]["subject"]);
        Assert.Equal(["it has one cell where the header has more", "its time is not a timestamp"], parsed.Report.DeadLetters.Select(d =>
            d.Reason));
    }

    static JsonObject Row(string header, string cells)
    {
        var parsed = Parsed.From(s_format, LogEncoding.LogFile,
            Encoding.UTF8.GetBytes($"#Fields: date-time,{header}\n2024-01-25T15:16:09.840Z,{cells}\n"));
        Assert.Empty(parsed.Report.DeadLetters);
        return parsed.Rows.Single();
    }
}
