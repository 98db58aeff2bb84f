using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Formats.Tests.Zimbra;

/// <summary>What the mailbox log says of who sent a message, and with what.</summary>
public sealed class ZimbraEdgesTests
{
    const string Sending =
        "smtp - Sending message to MTA at zmta1.example.org: Message-ID=<s1@example.org>, replyType=w, size=5120, sender=anna@example.org, "
        + "nrcpts=1, to=bob@example.org";

    /// <summary>Thread, context; who, from where, program, protocol.</summary>
    public static TheoryData<string, string, string> Clients => new()
    {
        {
            "qtp93314457-137:https://[::1]:8443/service/soap/SendMsgRequest",
            "name=anna@example.org;mid=3;ip=10.0.0.5;oip=198.51.100.9;ua=ZimbraWebClient - GC88;soapId=1;",
            "anna@example.org 198.51.100.9 ZimbraWebClient - GC88 soap"
        },
        {
            "qtp1-2:https:https://mail.example.org/Microsoft-Server-ActiveSync?Cmd=SendMail",
            "name=anna@example.org;ip=203.0.113.7;ua=Apple-iPhone;",
            "anna@example.org 203.0.113.7 Apple-iPhone activesync"
        },
        // Who claims to be behind a proxy that is none is where they are; who acts for another is the one.
        {
            "qtp1-2:http://mail/service/soap/", "name=anna@example.org;aname=boss@example.org;ip=203.0.113.66;oip=198.51.100.9;",
            "boss@example.org 203.0.113.66  soap"
        },
        { "qtp1-2:https://h/service/soap/", "name=anna@example.org;ip=203.0.113.7;oproto=imap;", "anna@example.org 203.0.113.7  imap" },
        { "LmtpServer-7", "name=anna@example.org;mid=3;ip=10.0.0.6;", "anna@example.org 10.0.0.6  lmtp" },
        { "qtp1-2:https://h/ews/Exchange.asmx", "name=anna@example.org;ip=203.0.113.7;", "anna@example.org 203.0.113.7  ews" },
        { "qtp1-2:https://h/dav/anna/", "name=anna@example.org;ip=203.0.113.7;", "anna@example.org 203.0.113.7  dav" },
        { "main", "name=anna@example.org;", "anna@example.org   " },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public void ASubmissionNamesThePersonAndTheDevice(string thread, string context, string expected)
    {
        var edge = Parsed.ToJson(EdgesOf($"2026-03-01 10:00:00,000 INFO  [{thread}] [{context}] {Sending}"), 0);

        Assert.Equal("submission message:s1@example.org", $"{edge["edge"]} {edge["node"]}");
        Assert.Equal(expected, $"{edge["user_name"]} {edge["client_ip"]} {edge["user_agent"]} {edge["protocol"]}");
        Assert.Equal("anna@example.org zmta1.example.org", $"{edge["sender"]} {edge["relay_host"]}");
    }

    [Fact]
    public void ADeliveryNamesTheMailboxAndNoDevice()
    {
        var edge = Parsed.ToJson(EdgesOf("2026-03-01 10:00:00,000 INFO  [LmtpServer-1] [name=anna@example.org;aname=x@y.example;ip=10.0.0.6;ua=x;] "
            + "mailop - Adding Message: id=5, Message-ID=<s1@example.org>, parentId=-1, folderId=2, folderName=Inbox."), 0);

        Assert.Equal("mailbox message:s1@example.org anna@example.org  ",
            $"{edge["edge"]} {edge["node"]} {edge["user_name"]} {edge["user_agent"]} {edge["protocol"]}");
    }

    static RecordBatch EdgesOf(string line)
    {
        Assert.True(AddressRanges.TryParse(["10.0.0.5"], out var proxies, out _));
        var format = LogFormats.Find("zimbra_mailbox")!;
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        var batch = new RecordBatch(format.Schema, 4);
        var context = new ParserContext("mailbox.log") { Arrived = new Timestamp(1_772_366_400_000_000), Proxies = proxies };
        format.CreateParser(LogEncoding.LogFile, context)
            .Parse(new ParseInput(InputBlock.CopyOf(bytes), 0, bytes.Length, 0, true), batch, new ParseReport());
        var edges = new RecordBatch(format.Derivation!.Schema, Limits.DerivedRowsMax);
        format.Derivation.Derive(new RowReader(batch, 0), edges);
        Assert.Equal(1, edges.RowCount);
        return edges;
    }
}
