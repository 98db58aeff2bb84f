using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Server.Tests.Tracing;

/// <summary>Ways over Postfix and Exchange, whose clocks may differ.</summary>
public sealed class JourneyJoinTests
{
    static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(-90)]
    [InlineData(3600)]
    [InlineData(-86_400)]
    public void TheNumberInTheAnswerJoinsWhateverTheClocksSay(int clockAheadSeconds)
    {
        var unix = Unix("[InternalId=77, Hostname=EDGE01.contoso.com] Queued mail for delivery");
        var exchange = Exchange(77, s_noon.AddSeconds(1 + clockAheadSeconds));
        var journey = Assert.Single(JourneyJoin.Join([unix], [exchange]));

        Assert.Equal(["mx1", "EDGE01", "EX01"], journey.Hops.Select(hop => hop.Server));
        Assert.Contains(journey.Links, link => link is { From: 0, To: 1, Kind: "queue" });
        Assert.Contains(journey.Links, link => link is { From: 1, To: 2, Kind: "queue" });
        var end = Assert.Single(journey.Recipients);
        Assert.Equal((EndState.Delivered, "EX01"), (end.State, end.Server));
        Assert.Equal(clockAheadSeconds != 0, journey.Gaps.Any(gap =>
            gap.StartsWith("The clocks of mx1 and EDGE01 differ", StringComparison.Ordinal)));
    }

    [Fact]
    public void WithoutANumberTheJoinIsProbable()
    {
        var journey = Assert.Single(JourneyJoin.Join([Unix("250 Ok")], [Exchange(77, s_noon.AddSeconds(1))]));
        Assert.Contains(journey.Links, link => link is { From: 0, To: 1, Kind: "probable" });
    }

    [Fact]
    public void TheSameNumberOfAnotherServerIsNoProof()
    {
        var journey = Assert.Single(JourneyJoin.Join(
            [Unix("[InternalId=77, Hostname=EDGE02.contoso.com]")], [Exchange(77, s_noon.AddSeconds(1))]));
        Assert.DoesNotContain(journey.Links, link => link is { From: 0, To: 1, Kind: "queue" });
    }

    [Fact]
    public void AnotherMessageStaysApart()
    {
        var other = Exchange(78, s_noon.AddSeconds(1)) with { MessageId = "<other@example.net>" };
        Assert.Equal(2, JourneyJoin.Join([Unix("[InternalId=77, Hostname=EDGE01.contoso.com]")], [other]).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-600)]
    [InlineData(600)]
    public void ExchangeMayBeFirst(int clockAheadSeconds)
    {
        var sent = s_noon.AddSeconds(clockAheadSeconds - 1);
        var exchange = Journey("EX01", "", 5, sent, "SEND", "mx1.example.org", "250 2.0.0 Ok: queued as 4F2bXz1Yq9z3Kp",
            EndState.HandedOver);
        var unix = Journey("mx1", "4F2bXz1Yq9z3Kp", null, s_noon, "sent", "mail.example.net", "250 Ok", EndState.Bounced);
        var journey = Assert.Single(JourneyJoin.Join([unix], [exchange]));
        Assert.Equal(["EX01", "mx1"], journey.Hops.Select(hop => hop.Server));
        Assert.Equal(EndState.Bounced, Assert.Single(journey.Recipients).State);
    }

    [Fact]
    public void WhoHandedItInToTheFirstServerStaysAndLeadsToTheSameStay()
    {
        var unix = Unix("[InternalId=77, Hostname=EDGE01.contoso.com]") with { Submission = Person(0) };
        var journey = Assert.Single(JourneyJoin.Join([unix], [Exchange(77, s_noon.AddSeconds(-2))]));
        Assert.Equal("EDGE01", journey.Hops[0].Server);
        Assert.Equal("mx1", journey.Hops[journey.Submission!.To].Server);
    }

    [Fact]
    public void WhatLoggedInToHandOverExchangesMailIsNoPerson()
    {
        var exchange = Journey("EX01", "", 5, s_noon.AddSeconds(-1), "SEND", "mx1.example.org", "250 2.0.0 Ok: queued as 4F2bXz1Yq9z3Kp",
            EndState.HandedOver);
        var unix = Journey("mx1", "4F2bXz1Yq9z3Kp", null, s_noon, "sent", "mail.example.net", "250 Ok", EndState.Bounced) with
        {
            Submission = Person(0),
        };
        Assert.Null(Assert.Single(JourneyJoin.Join([unix], [exchange])).Submission);
    }

    static Submission Person(int to) => new("alice@example.net", "203.0.113.7", "", "smtp", "mx1", s_noon, to, 0);

    static Journey Unix(string answer) =>
        Journey("mx1", "4F2bXz1Yq9z3Kp", null, s_noon, "sent", "EDGE01.contoso.com", "250 2.6.0 <m@example.net> "
            + answer, EndState.HandedOver);

    static Journey Exchange(long number, DateTimeOffset arrived)
    {
        var first = Journey("EDGE01", "", number, arrived, "SEND", "EX01", "250 2.6.0", EndState.Delivered);
        var second = Journey("EX01", "", 9, arrived.AddSeconds(1), "DELIVER", "", "", EndState.Delivered);
        return first with
        {
            Hops = [first.Hops[0], second.Hops[0]], Last = second.Last, Recipients = second.Recipients, Links = [new HopLink(0, 1,
                "queue", 0)],
        };
    }

    static Journey Journey(
        string server, string queueId, long? number, DateTimeOffset arrived, string action, string to, string detail, EndState state)
    {
        var left = arrived.AddSeconds(2);
        var hop = new Hop(server, number, "", "", arrived, left, 2000, null, false,
            [new HopEvent(left, action, "", "success", to, ["bob@contoso.com"], detail, "")], []) { QueueId = queueId };
        return new Journey("<m@example.net>", "", "", "alice@example.net", 1000, arrived, left, [hop],
            [new RecipientEnd("bob@contoso.com", state, left, server, detail)], []);
    }
}
