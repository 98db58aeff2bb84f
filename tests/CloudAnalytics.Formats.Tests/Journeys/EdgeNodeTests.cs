using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Formats.Values;

namespace CloudAnalytics.Formats.Tests.Journeys;

/// <summary>What writes edges and what asks for them name a thing alike.</summary>
public sealed class EdgeNodeTests
{
    [Theory]
    [InlineData("mx1", "mx1")]
    [InlineData("MX1.Example.org", "MX1")]
    [InlineData("1mx.example.org", "1mx")]
    [InlineData("be.ad.example", "be")]
    [InlineData("be.ad.cafe", "be")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("192.0.2.1:25", "192.0.2.1:25")]
    [InlineData(".example", ".example")]
    [InlineData("", "")]
    public void AHostsShortNameIsItsFirstLabelAndAnAddressIsWhole(string host, string expected)
    {
        Assert.Equal(expected, HostName.Short(host));
        Assert.Equal(expected, Encoding.UTF8.GetString(HostName.Short(Encoding.UTF8.GetBytes(host))));
        Assert.True(HostName.IsSame(host, expected.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("mx1.example.org", "mx2.example.org")]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("mx1", "")]
    public void OtherHostsAreNotTheSame(string one, string other) => Assert.False(HostName.IsSame(one, other));

    [Theory]
    [InlineData("Mail.example.com", "queue:mail/A1B2C3D4E5")]
    [InlineData("1mx.example.com", "queue:1mx/A1B2C3D4E5")]
    [InlineData("192.0.2.1", "queue:192.0.2.1/A1B2C3D4E5")]
    public void AQueuesNameIsTheSameInEdgesAndInQuestions(string host, string expected)
    {
        Assert.Equal(expected, NodeOf("postfix", $"Dec 31 10:00:00 {host} postfix/qmgr[1]: A1B2C3D4E5: removed"));
        Assert.Equal(expected, EdgeNode.Queue(host, "A1B2C3D4E5"));
        Assert.True(EdgeNode.IsQueue(expected));
        Assert.False(EdgeNode.IsMessage(expected));
        Assert.Equal((HostName.Short(host).ToLowerInvariant(), "A1B2C3D4E5"), EdgeNode.QueueOf(expected));
    }

    [Theory]
    [InlineData("<One@Example.net>")]
    [InlineData("One@Example.net")]
    public void AMessageIdsNameIsTheSameInEdgesAndInQuestions(string messageId)
    {
        const string expected = "message:One@Example.net";
        Assert.Equal(expected, NodeOf("dovecot", $"Dec 31 10:00:00 mx1 dovecot: lmtp(ben)<1><x>: sieve: msgid={messageId}: stored mail into mailbox 'INBOX'"));
        Assert.Equal(expected, EdgeNode.Message(messageId));
        Assert.True(EdgeNode.IsMessage(expected));
        Assert.True(EdgeNode.IsOfMessage(expected, messageId));
        Assert.False(EdgeNode.IsOfMessage(expected, "Two@Example.net"));
        Assert.Equal(("", ""), EdgeNode.QueueOf(expected));
    }

    [Fact]
    public void AnAddresssNameIsTheSameInEdgesAndInQuestions()
    {
        const string expected = "address:ben@example.com";
        Assert.Equal(expected, NodeOf("postfix",
            "Dec 31 10:00:00 mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from h[192.0.2.9]: 554 5.7.1 no; from=<> to=<Ben@Example.com> proto=SMTP helo=<h>"));
        Assert.Equal(expected, EdgeNode.Address("<Ben@Example.com>"));
        Assert.False(EdgeNode.IsQueue(expected) || EdgeNode.IsMessage(expected));
    }

    static string NodeOf(string name, string line)
    {
        var format = LogFormats.Find(name)!;
        var block = InputBlock.CopyOf(Encoding.UTF8.GetBytes(line + "\n"));
        var batch = new RecordBatch(format.Schema, 4);
        format.CreateParser(LogEncoding.LogFile, new ParserContext("some.log") { Arrived = new Timestamp(1_767_225_600_000_000) })
            .Parse(new ParseInput(block, 0, line.Length + 1, 0, true), batch, new ParseReport());
        var edges = new RecordBatch(MailEdge.Schema, Limits.DerivedRowsMax);
        format.Derivation!.Derive(new RowReader(batch, 0), edges);
        return Encoding.UTF8.GetString(new RowReader(edges, 0).Get(MailEdge.Node));
    }
}
