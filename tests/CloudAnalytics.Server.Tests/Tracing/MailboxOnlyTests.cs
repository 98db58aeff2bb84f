using CloudAnalytics.Formats.Journeys;
using CloudAnalytics.Server.Tracing;
using CloudAnalytics.Server.Tracing.Edges;

namespace CloudAnalytics.Server.Tests.Tracing;

/// <summary>Messages of which only the logs of mailbox servers are here.</summary>
public sealed class MailboxOnlyTests
{
    static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly Edge s_word = new()
    {
        Node = EdgeNode.Message("<m1@example.org>"), Kind = "lmtp", Time = s_noon, Action = "deliver", Outcome = "success",
        MessageId = "<m1@example.org>", Sender = "bob@example.net", ClientIp = "192.0.2.1", Bytes = 1200, Other = "", Host = "",
        Program = "", Recipient = "", OriginalRecipient = "", UserName = "", ClientHostname = "", RelayHost = "", Reply = "", Folder = "",
    };

    static readonly Edge s_box = s_word with
    {
        Kind = "mailbox", Time = s_noon.AddSeconds(1), Action = "Adding Message", UserName = "alice@example.org",
        Folder = "/Junk", Bytes = null,
    };

    [Fact]
    public void FolderIsToldAndWhatIsMissingIsNamed()
    {
        var journey = Assert.Single(Journeys(s_box, s_word));
        Assert.Equal(("<m1@example.org>", "bob@example.net", 1200L, s_noon, s_noon.AddSeconds(1)),
            (journey.MessageId, journey.Sender, journey.Bytes, journey.First, journey.Last));
        var hop = Assert.Single(journey.Hops);
        Assert.Equal(("mailbox server", "192.0.2.1", 1000.0), (hop.Server, hop.From, hop.DelayMs));
        Assert.True(hop.IsMailbox);
        Assert.Equal(["deliver", "Adding Message"], hop.Events.Select(each => each.Action));
        var end = Assert.Single(journey.Recipients);
        Assert.Equal(("alice@example.org", EndState.Delivered, "/Junk", hop.Server), (end.Address, end.State, end.Folder, end.Server));
        Assert.StartsWith("Only a mailbox server", Assert.Single(journey.Gaps), StringComparison.Ordinal);
    }

    public static TheoryData<string, EndState> Refusals => new()
    {
        { "rejecting", EndState.Rejected }, { "try again", EndState.Deferred }, { "discarded", EndState.Discarded },
        { "duplicate", EndState.Unknown },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void RefusalIsNoDelivery(string action, EndState expected)
    {
        var refused = s_word with { Kind = "refused", Action = action, Outcome = "failure", Recipient = "alice@example.org" };
        Assert.Equal(expected, Assert.Single(Assert.Single(Journeys(refused)).Recipients).State);
        // A later delivery counts more, in whatever order they are read.
        var later = s_box with { Time = s_noon.AddHours(1) };
        Assert.Equal(EndState.Delivered, Assert.Single(Assert.Single(Journeys(later, refused)).Recipients).State);
    }

    [Fact]
    public void UserWhoSentIsTheFirstBoxAndEachServerALane()
    {
        var sent = s_word with
        {
            Kind = "submission", Host = "zbox1", Action = "sending", UserName = "bob@example.net", UserAgent = "ZimbraWebClient",
            Protocol = "soap",
        };
        var journey = Assert.Single(Journeys(s_box with { Host = "zbox2" }, sent));
        Assert.Equal(["zbox1", "zbox2"], journey.Hops.Select(hop => hop.Server));
        Assert.Equal(("bob@example.net", "zbox1", 0), (journey.Submission!.User, journey.Submission.Server, journey.Submission.To));
    }

    [Fact]
    public void MessageThatAQueueKnowsIsNoSecondOne()
    {
        var stay = s_word with { Node = EdgeNode.Queue("mx1", "A1"), Kind = "queued", Host = "mx1", Action = "queued" };
        var link = stay with { Node = s_word.Node, Kind = "message-id", Other = stay.Node };
        Assert.Empty(Journeys(s_box, link, stay));
    }

    static List<Journey> Journeys(params Edge[] edges)
    {
        var known = edges.ToLookup(edge => edge.Node);
        return [.. new StayGraph(nodes => [.. nodes.SelectMany(node => known[node])], [s_word.Node]).MailboxOnly()];
    }
}
