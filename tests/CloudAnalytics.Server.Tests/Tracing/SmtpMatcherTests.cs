using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Server.Tests.Tracing;

public sealed class SmtpMatcherTests
{
    static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    static readonly TrackingRow s_received = new()
    {
        Time = s_start, Action = "RECEIVE", Source = "SMTP", Host = "EX01", InternalMessageId = 7, MessageId = "<m@a.test>",
        Sender = "alice@a.test", Recipients = ["bob@b.test", "carol@b.test"], ClientIp = "192.0.2.1", ServerIp = "10.0.0.1",
    };

    static readonly TrackingRow s_sent = s_received with
    {
        Time = s_start.AddSeconds(3), Action = "SEND", ClientIp = "10.0.0.1", ServerIp = "198.51.100.1", ServerHostname = "mx.b.test",
        RemoteQueueId = "4ABC",
    };

    [Fact]
    public void ANamedSessionIsCertain() =>
        Assert.Equal(["S1 Session"], Match([s_received with { SmtpSession = "S1" }], Receive("S1")));

    [Fact]
    public void AnAnswerWithTheMessageIdIsCertainOnTheServerThatLoggedIt()
    {
        Assert.Equal(["S1 MessageId"], Match([s_received], Receive("S1") with { Lines = [Answer("<m@a.test>", 7)] }));
        // A front end that passed it on has another number in its answer, and is still that server's.
        Assert.Equal(["S1 MessageId"], Match([s_received], Receive("S1") with { Lines = [Answer("<m@a.test>", 99)] }));
        Assert.Empty(Match([s_received], Receive("S1", "EX09") with { Lines = [Answer("<m@a.test>", 99)] }));
    }

    [Fact]
    public void TheOtherServersQueueIdIsCertainWhereAddressesDoNotContradict()
    {
        var mail = Mail("else@a.test", "x@b.test") with { RemoteQueueId = "4ABC", RemoteIp = "198.51.100.1" };
        var conversation = Send("S2") with { Lines = [mail] };
        Assert.Equal(["S2 QueueId"], Match([s_sent], conversation));
        Assert.Empty(Match([s_sent with { ServerIp = "198.51.100.9" }], conversation));
        Assert.Empty(Match([s_sent with { Time = s_start.AddHours(2) }], conversation));
    }

    [Theory]
    [InlineData("alice@a.test", "bob@b.test", 0, "", true)]
    [InlineData("ALICE@a.test", "BOB@b.test", 0, "", true)]
    [InlineData("mallory@a.test", "bob@b.test", 0, "", false)]
    [InlineData("alice@a.test", "eve@b.test", 0, "", false)]
    [InlineData("alice@a.test", "bob@b.test", 119, "", true)]
    [InlineData("alice@a.test", "bob@b.test", 121, "", false)]
    [InlineData("alice@a.test", "bob@b.test", 0, "<another@a.test>", false)]
    public void TimeAndAddressesAloneAreNeverCalledCertain(string sender, string recipient, int seconds, string messageId, bool isLike)
    {
        var conversation = Receive("S1") with
        {
            Lines = [Mail(sender, recipient) with { Time = s_start.AddSeconds(seconds) }, Answer(messageId, null)],
        };
        Assert.Equal(isLike ? ["S1 Addresses"] : [], Match([s_received], conversation));
    }

    [Fact]
    public void AnotherServerOrAddressSpeaksAgainstIt()
    {
        var lines = (SmtpLogLine[])[Mail("alice@a.test", "bob@b.test")];
        Assert.Empty(Match([s_received], Receive("S1", "EX02") with { Lines = lines }));
        Assert.Empty(Match([s_received], Send("S1") with { Lines = lines }));
        Assert.Empty(Match([s_received with { ServerIp = "10.0.0.2" }], Receive("S1") with { Lines = lines }));
        // Tracking names a session that no log has: it is not this one.
        Assert.Empty(Match([s_received with { SmtpSession = "S9" }], Receive("S1") with { Lines = lines }));
    }

    [Fact]
    public void SeveralThatAgreeAlikeAreAllShownAndSaySo()
    {
        var lines = (SmtpLogLine[])[Mail("alice@a.test", "bob@b.test")];
        var found = SmtpMatcher.Assign([[s_received]], [Receive("S1") with { Lines = lines }, Receive("S2") with { Lines = lines }])[0];
        Assert.Equal(["S1", "S2"], found.Select(transcript => transcript.Session));
        Assert.All(found, one => Assert.Contains("2 conversations agree alike; at most one", one.Because, StringComparison.Ordinal));
    }

    [Fact]
    public void EachMessageOfAConversationIsLookedAtByItself()
    {
        // The sender of one message and the recipient of the next make no match.
        var conversation = Receive("S1") with
        {
            Lines = [Mail("alice@a.test", "x@b.test"), Answer("", null), Mail("mallory@a.test", "bob@b.test"), Answer("", null)],
        };
        Assert.Empty(Match([s_received], conversation));
    }

    static string[] Match(TrackingRow[] stay, params SmtpConversation[] conversations) =>
        [.. SmtpMatcher.Assign([[.. stay]], conversations)[0].Select(transcript => $"{transcript.Session} {transcript.Match}")];

    static SmtpConversation Receive(string session, string host = "EX01.a.test") =>
        new() { Session = session, IsReceive = true, Host = host, Lines = [] };

    static SmtpConversation Send(string session) => new() { Session = session, IsReceive = false, Lines = [] };

    static SmtpLogLine Mail(string sender, string recipient) => new()
    {
        Time = s_start, IsMail = true, Sender = sender, Recipients = [recipient], LocalIp = "10.0.0.1",
    };

    static SmtpLogLine Answer(string messageId, long? number) =>
        new() { Time = s_start.AddSeconds(1), MessageId = messageId, InternalMessageId = number };
}
