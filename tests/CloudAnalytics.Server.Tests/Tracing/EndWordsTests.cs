using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Server.Tests.Tracing;

public sealed class EndWordsTests
{
    public static TheoryData<EndState, string, string, string, int, string> Ends => new()
    {
        { EndState.Delivered, "", "Inbox", "", 0, "delivered to folder Inbox" },
        { EndState.Delivered, "250 2.1.5 OK", "", "", 0, "delivered to the mailbox" },
        { EndState.HandedOver, "250 OK", "", "mx1.example.net", 0, "handed over to mx1.example.net" },
        { EndState.HandedOver, "", "", "", 0, "handed over to a server outside these logs" },
        { EndState.Expanded, "a@example.org; b@example.org", "", "", 0, "replaced by other recipients: a@example.org; b@example.org" },
        { EndState.Deferred, "450 4.2.0 Greylisted", "", "", 3, "deferred 3 times: 450 4.2.0 Greylisted" },
        { EndState.Deferred, "450 4.2.0 Greylisted", "", "", 1, "deferred once: 450 4.2.0 Greylisted" },
        { EndState.Deferred, "451 later", "", "", 0, "deferred: 451 later" },
        { EndState.Failed, "550 5.2.2 full", "", "", 0, "failed, the sender is told: 550 5.2.2 full" },
        { EndState.Dropped, "Content Filter Agent", "", "", 0, "dropped, the sender is not told: Content Filter Agent" },
        { EndState.Bounced, "550 5.1.1 unknown", "", "", 0, "bounced, the sender is told: 550 5.1.1 unknown" },
        { EndState.Expired, "450 4.2.0 later", "", "", 4, "expired after 4 attempts, the sender is told: 450 4.2.0 later" },
        { EndState.Rejected, "554 5.7.1 denied", "", "", 0, "refused at SMTP, it never was in a queue: 554 5.7.1 denied" },
        { EndState.MilterRejected, "5.7.1 spam", "", "", 0, "refused by a filter: 5.7.1 spam" },
        { EndState.Discarded, "SPAM", "", "", 0, "discarded by a filter, not delivered: SPAM" },
        { EndState.Quarantined, "", "", "", 0, "quarantined by a filter, not delivered" },
        { EndState.Held, "", "", "", 0, "held in the queue until an administrator releases it" },
        { EndState.Queued, "", "", "", 0, "still in the queue at the last word" },
        { EndState.Unknown, "", "", "", 0, "unknown, the logs end here" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void EveryEndIsSaidInPlainWords(EndState state, string detail, string folder, string to, int deferrals, string words) =>
        Assert.Equal(words, new RecipientEnd("a@example.org", state, default, "mx1", detail)
        {
            Folder = folder, To = to, Deferrals = deferrals,
        }.Words);

    [Fact]
    public void NoEndIsLeftOut() =>
        Assert.Equal(Enum.GetValues<EndState>(), Ends.Select(row => (EndState)row.ToArray()[0]!).Distinct().Order());

    [Fact]
    public void OnlyWhatIsInAMailboxIsCalledDelivered()
    {
        foreach (var state in Enum.GetValues<EndState>().Where(state => state != EndState.Delivered))
            Assert.DoesNotMatch("(?<!not )delivered", new RecipientEnd("a@example.org", state, default, "mx1", "").Words);
    }
}
