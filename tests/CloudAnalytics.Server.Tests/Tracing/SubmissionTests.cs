using CloudAnalytics.Core;
using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Server.Tracing;
using CloudAnalytics.Server.Tracing.Edges;

namespace CloudAnalytics.Server.Tests.Tracing;

/// <summary>Who handed a message in: told by the mailbox server or by the login of the client, and by nothing else.</summary>
public sealed class SubmissionTests
{
    const string MessageId = "<m1@example.org>";
    const string Gateway = "zmta1";
    const string User = "alice@example.org";

    static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>User agent, protocol, address; the device in words.</summary>
    public static TheoryData<string, string, string, string> Devices => new()
    {
        { "ZimbraWebClient - FF120 (Win)/9.0.0", "soap", "203.0.113.7", "web client from 203.0.113.7" },
        { "ZimbraConnectorForOutlook/9.0.0.1926", "soap", "203.0.113.7", "SOAP client from 203.0.113.7" },
        { "Apple-iPhone14C5/2005.61", "activesync", "203.0.113.7", "mobile device (ActiveSync) from 203.0.113.7" },
        { "", "smtp", "2001:db8::7", "mail program over SMTP from 2001:db8::7" },
        { "", "lmtp", "", "rule of the mailbox (forward or automatic answer)" },
        { "", "dav", "203.0.113.7", "client over DAV from 203.0.113.7" },
        { "", "", "203.0.113.7", "from 203.0.113.7" },
        { "", "", "", "" },
    };

    [Theory]
    [MemberData(nameof(Devices))]
    public void TheDeviceIsSaidInWords(string userAgent, string protocol, string ip, string expected) =>
        Assert.Equal(expected, new Submission(User, ip, userAgent, protocol, "", s_noon, 0, 0).Device);

    [Fact]
    public void TheMailboxServersWordIsTheBeginningOfTheWay()
    {
        var journey = Single([.. Stay(Gateway, "A1", 1, "zbox1.example.org"), Sent(0)]);

        Assert.Equal(new Submission(User, "203.0.113.7", "ZimbraWebClient", "soap", "zbox1.example.org", s_noon, 0, 1000),
            journey.Submission);
        Assert.Equal(s_noon, journey.First);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("zmta1.example.org")]
    public void AMailboxServerOnTheSameMachineIsNamedAsTheQueueNamesIt(string client)
    {
        var journey = Single([.. Stay(Gateway, "A1", 1, client), Sent(0)]);
        Assert.Equal("zmta1.example.org", journey.Submission!.Server);
    }

    [Fact]
    public void AMailboxServerThatNamesItselfIsBelieved()
    {
        var journey = Single([.. Stay(Gateway, "A1", 1, "proxy.example.org"), Sent(0) with { Host = "zbox9" }]);
        Assert.Equal("zbox9", journey.Submission!.Server);
    }

    [Fact]
    public void ALoginIsTheBeginningOfTheWayAtTheServerOfTheQueue()
    {
        var edges = Stay(Gateway, "A1", 1, "unknown");
        edges[0] = edges[0] with { UserName = User, ClientIp = "203.0.113.7", Protocol = "smtp" };

        Assert.Equal(new Submission(User, "203.0.113.7", "", "smtp", "zmta1.example.org", s_noon.AddSeconds(1), 0, 0),
            Single(edges).Submission);
    }

    [Fact]
    public void MailOfAServerHasNobody() => Assert.Null(Single(Stay(Gateway, "A1", 1, "mail.example.net")).Submission);

    [Fact]
    public void OfTwoTriesTheOneBeforeTheArrivalCounts()
    {
        var journey = Single([.. Stay(Gateway, "A1", 100, "zbox1.example.org"), Sent(0), Sent(99)]);
        Assert.Equal(1000, journey.Submission!.DelayMs);
    }

    [Fact]
    public void ACopyThatComesBackUnderTheSameMessageIdIsHandedInByNobody()
    {
        var ways = Ways([.. Stay(Gateway, "A1", 1, "zbox1.example.org"), .. Stay("mx1", "B1", 3, "lists.example.net"), Sent(0)]);
        Assert.Equal(["mx1 ", "zmta1 alice@example.org"], ways.Select(way =>
            $"{way.Hops[0].Server.Split('.')[0]} {way.Submission?.User}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(3600)]
    public void AnotherTimesWordOnTheSameMessageIdIsAboutAnotherMessage(int arrivedSeconds) =>
        Assert.Null(Single([.. Stay(Gateway, "A1", arrivedSeconds, "zbox1.example.org"), Sent(0)]).Submission);

    [Fact]
    public void ANameOfTheGatewayThatLogsDoNotKnowNeedsTheSameSender()
    {
        var sent = Sent(0) with { RelayHost = "mta.example.org" };
        Assert.NotNull(Single([.. Stay(Gateway, "A1", 1, "zbox1.example.org"), sent]).Submission);
        Assert.Null(Single([.. Stay(Gateway, "A1", 1, "zbox1.example.org"), sent with { Sender = "eve@example.org" }]).Submission);
        Assert.NotNull(Single([.. Stay(Gateway, "A1", 1, "zbox1.example.org"), Sent(0) with { Sender = "eve@example.org" }]).Submission);
    }

    static Journey Single(IEnumerable<Edge> edges) => Assert.Single(Ways(edges));

    static List<Journey> Ways(IEnumerable<Edge> edges)
    {
        var known = edges.ToLookup(edge => edge.Node);
        var graph = new StayGraph(nodes => [.. nodes.SelectMany(node => known[node])], [EdgeNode.Message(MessageId)]);
        return [.. graph.Ways().Select(way => WayBuilder.Build(way, graph.Mailbox))];
    }

    static List<Edge> Stay(string host, string queueId, int second, string client)
    {
        var node = EdgeNode.Queue(host, queueId);
        var edge = Edge(node, "", second) with { Host = host + ".example.org" };
        return
        [
            edge with { Kind = "arrival", ClientHostname = client, ClientIp = "10.20.0.21" },
            edge with { Kind = "message_id", Other = EdgeNode.Message(MessageId), MessageId = MessageId },
            edge with { Kind = "message_id", Node = EdgeNode.Message(MessageId), Other = node },
            edge with { Kind = "queued", Sender = User },
            edge with { Kind = "delivery", Recipient = "bob@example.net", Action = "sent", RelayHost = "mx.example.net" },
        ];
    }

    static Edge Sent(int second) => Edge(EdgeNode.Message(MessageId), "submission", second) with
    {
        UserName = User, Sender = User, ClientIp = "203.0.113.7", UserAgent = "ZimbraWebClient", Protocol = "soap",
        RelayHost = "zmta1.example.org",
    };

    static Edge Edge(string node, string kind, int second) => new()
    {
        Node = node, Kind = kind, Time = s_noon.AddSeconds(second), Other = "", Host = "", Program = "", Action = "", Outcome = "success",
        Sender = "", Recipient = "", OriginalRecipient = "", MessageId = "", UserName = "", ClientIp = "", ClientHostname = "",
        RelayHost = "", Reply = "", Folder = "",
    };
}
