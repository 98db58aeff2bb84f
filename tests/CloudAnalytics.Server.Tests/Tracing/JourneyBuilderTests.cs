using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Server.Tests.Tracing;

public sealed class JourneyBuilderTests
{
    static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    static readonly TrackingRow[] s_twoServers =
    [
        At(0, "EX01", "NOTIFYMAPI") with { ClientHostname = "EX01" },
        At(100, "EX01", "RECEIVE", 7) with { Source = "STOREDRIVER", Recipients = ["bob@b.test", "list@a.test"], ClientHostname = "EX01",
            ClientIp = "10.0.0.1" },
        At(150, "EX01", "EXPAND", 7) with { Recipients = ["carol@a.test", "dave@a.test"], RelatedRecipient = "list@a.test" },
        At(300, "EX01.a.test", "SEND", 7) with { Recipients = ["carol@a.test", "dave@a.test"], ServerHostname = "EX02", RemoteQueueId = "9",
            SmtpResponse = "250 2.6.0 queued" },
        At(400, "EX01", "SENDEXTERNAL", 7) with { Recipients = ["bob@b.test"], ServerHostname = "mx.b.test", SmtpResponse = "250 ok" },
        At(500, "EX02", "RECEIVE", 9) with { Source = "SMTP", Recipients = ["carol@a.test", "dave@a.test"], ClientHostname = "EX01.a.test",
            Connector = "Default EX02", SmtpSession = "08DC1DB12C345BE5" },
        At(900, "EX02", "DELIVER", 9) with { Recipients = ["carol@a.test"], ServerHostname = "EX02" },
        At(950, "EX02", "FAIL", 9) with { Recipients = ["dave@a.test"], RecipientStatus = "550 5.1.1 unknown", Outcome = "failure" },
    ];

    [Fact]
    public void AMessageIsFollowedOverServersToEachRecipientsEnd()
    {
        var journey = Build(s_twoServers);

        Assert.Equal(["EX01", "EX02"], journey.Hops.Select(h => h.Server));
        Assert.Equal(400, journey.Hops[0].DelayMs);
        Assert.Equal(200, journey.Hops[1].TransitMs);
        Assert.Null(journey.Hops[0].TransitMs);
        Assert.Equal("EX01.a.test", journey.Hops[1].From);
        Assert.Equal(
            ["bob@b.test HandedOver", "carol@a.test Delivered", "dave@a.test Failed", "list@a.test Expanded"],
            journey.Recipients.Select(r => $"{r.Address} {r.State}"));
        Assert.Equal("550 5.1.1 unknown", journey.Recipients[2].Detail);
        Assert.Empty(journey.Gaps);
    }

    [Fact]
    public void TheOrderOfTheRowsDoesNotMatter()
    {
        var random = new Random(5);
        var expected = Describe(Build(s_twoServers));
        for (var i = 0; i < 50; i++)
        {
            var shuffled = s_twoServers.ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, Describe(Build(shuffled)));
        }
    }

    [Fact]
    public void WhatTheLogsDoNotSayIsUnknownAndNamed()
    {
        var journey = Build([.. s_twoServers.Take(6)]);
        Assert.Equal(EndState.Unknown, journey.Recipients.Single(r => r.Address == "carol@a.test").State);
        Assert.Equal(2, journey.Gaps.Count(g => g.Contains("EX02", StringComparison.Ordinal)));
    }

    [Fact]
    public void AHandOverToAServerOutsideTheLogsIsNoDelivery()
    {
        var journey = Build(
        [
            At(0, "EX01", "RECEIVE", 1) with { Recipients = ["x@y.test"] },
            At(10, "EX01", "SEND", 1) with { Recipients = ["x@y.test"], ServerHostname = "smart.host", SmtpResponse = "250 ok" },
        ]);
        Assert.Equal(EndState.HandedOver, journey.Recipients.Single().State);
        Assert.Equal("smart.host: 250 ok", journey.Recipients.Single().Detail);
    }

    [Fact]
    public void ADeferredMessageThatIsDeliveredLaterIsDelivered()
    {
        var journey = Build(
        [
            At(0, "EX01", "RECEIVE", 1) with { Recipients = ["x@y.test"] },
            At(10, "EX01", "DEFER", 1) with { Recipients = ["x@y.test"], RecipientStatus = "451 4.4.0 later" },
            At(20, "EX01", "DELIVER", 1) with { Recipients = ["x@y.test"] },
        ]);
        Assert.Equal(EndState.Delivered, journey.Recipients.Single().State);
    }

    [Fact]
    public void AServerThatWouldNotTakeAMessageIsNoHopOfIt()
    {
        TrackingRow refused = At(20, "mx.y.test", "FAIL", 1) with
        {
            Source = "SMTP", Recipients = ["x@y.test"], ClientHostname = "EX01", RecipientStatus = "550 no", Outcome = "failure",
        };
        var received = At(0, "EX01.a.test", "RECEIVE", 1) with { Recipients = ["x@y.test"] };
        Assert.Equal(["EX01.a.test"], Build([received, refused]).Hops.Select(h => h.Server));
        Assert.Equal("EX01", Build([received, refused]).Recipients.Single().Server);
        // Without a sign that EX01 had it under this number nothing is known but the name in the row.
        Assert.Equal(2, Build([received, refused with { InternalMessageId = 2 }]).Hops.Count);
    }

    [Fact]
    public void AShadowCopyIsNoWayOfTheMessage()
    {
        var journey = Build(
        [
            .. s_twoServers,
            At(310, "EX01", "HAREDIRECT", 7) with { Noise = "redundancy" },
            At(5_000, "EX01", "HADISCARD", 7) with { Noise = "redundancy" },
            At(320, "EX03", "HARECEIVE", 4) with { Noise = "redundancy" },
        ]);
        Assert.Equal(["EX01", "EX02"], journey.Hops.Where(h => !h.IsBackground).Select(h => h.Server));
        Assert.Equal(400, journey.Hops[0].DelayMs);
        Assert.Equal("EX03", journey.Hops.Single(h => h.IsBackground).Server);
        Assert.Empty(journey.Gaps);
    }

    [Fact]
    public void ASendLoggedAfterTheNextArrivalIsNoSignOfWrongClocksUnlessItIsLongAfter()
    {
        TrackingRow[] Rows(int sent) =>
        [
            At(0, "EX01", "RECEIVE", 1) with { Recipients = ["x@y.test"] },
            At(sent, "EX01", "SEND", 1) with { Recipients = ["x@y.test"], ServerHostname = "EX02", RemoteQueueId = "2" },
            At(1_000, "EX02", "RECEIVE", 2) with { Recipients = ["x@y.test"] },
            At(1_100, "EX02", "DELIVER", 2) with { Recipients = ["x@y.test"] },
        ];
        Assert.Equal(0, Build(Rows(1_050)).Hops[1].TransitMs);
        Assert.Empty(Build(Rows(1_050)).Gaps);
        Assert.Equal(-59_000, Build(Rows(60_000)).Hops.Single(h => h.Server == "EX02").TransitMs);
        Assert.Single(Build(Rows(60_000)).Gaps);
    }

    [Theory]
    [InlineData("<a@b.test>", "message_id,subject")]
    [InlineData("a@b.test", "message_id,address,subject")]
    [InlineData("5f9dc26d-7f52-4c32-7f51-08dc1db12c34", "network_message_id,subject")]
    [InlineData("Invoice 17", "subject")]
    public void AKeyIsReadAsTheMostExactThingItCanBe(string key, string kinds) =>
        Assert.Equal(kinds, string.Join(',', MessageTracer.Readings(key).Select(r => r.Kind)));

    static Journey Build(TrackingRow[] rows) => JourneyBuilder.Build(rows, []);

    static string Describe(Journey journey) =>
        string.Join('\n', journey.Hops.Select(h => $"{h.Server} {h.Arrived:O} {string.Join(',', h.Events.Select(e => e.Action))}")
        .Concat(journey.Recipients.Select(r => $"{r.Address} {r.State} {r.Detail}")));

    static TrackingRow At(int millis, string host, string action, long? queue = null) => new()
    {
        Time = s_start.AddMilliseconds(millis),
        Host = host,
        Action = action,
        InternalMessageId = queue,
    };
}
