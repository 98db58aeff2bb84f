using System.Collections.Immutable;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Formats.Unix;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue.Detections;

/// <summary>Mail that others refuse to take from this host.</summary>
public static class DeliveryDetections
{
    const string Ours = "our judgment";

    // What other operators' servers say to a host that they have listed.
    static readonly ImmutableArray<string> s_listed =
    [
        "block list", "blocklist", "Blocklist", "blacklist", "Blacklist", "blocked using", "spamhaus", "Spamhaus", "S3140", "S3150",
        "reputation", "Reputation",
    ];

    static readonly Predicate s_final = Has(PostfixFields.DeliveryStatus) & !new IsTrue(PostfixFields.IsInternalHop);

    /// <summary>Bounces.</summary>
    public static Detection BounceStorm { get; } = new("bounce-storm", "Much of what a host sends is refused for good",
        "The part of a host's deliveries that others have refused for good (5.x.x), of all its deliveries but those to its own filters.",
        "A newsletter to an old list of addresses.", DetectionSeverity.High, DetectionKey.Host,
        new DetectionRule.RatioOver(0.2, 50, TimeSpan.FromMinutes(15)), Ours,
        [new DetectionRows(Logs.Postfix, s_final, CommonFields.Host)
        {
            Marked = new Is(CommonFields.Action, "bounced") & new StartsWith(CommonFields.ErrorCode, "5"),
            Detail = UnixFields.Reply,
        }]);

    /// <summary>Listed.</summary>
    public static Detection Blocklisted { get; } = new("host-blocklisted", "A host is on block lists",
        "Many destinations refuse or delay a host's mail in words that tell of a block list or a bad reputation.",
        "Destinations that use one and the same list count apart; the host is then on that list alone.",
        DetectionSeverity.High, DetectionKey.Host, new DetectionRule.DistinctOver(10, TimeSpan.FromMinutes(15)), Ours,
        [new DetectionRows(Logs.Postfix, new IsOneOf(CommonFields.Action, ["deferred", "bounced"])
            & new AnyOf([.. s_listed.Select(word => new Contains(UnixFields.Reply, word))]), CommonFields.Host)
        {
            Item = CommonFields.Recipients,
            ItemForm = KeyForm.Domain,
            Detail = UnixFields.Reply,
        }]);

    /// <summary>The queue grows.</summary>
    public static Detection QueueGrowth { get; } = new("queue-growth", "A host's queue grows",
        "Deliveries that a host had to put off, against its own usual: what is deferred again and again is what fills the queue, whose "
        + "length no line tells.",
        "A large destination is down for an hour: the details say which.", DetectionSeverity.Medium, DetectionKey.Host,
        new DetectionRule.BaselineOver(100, 5, TimeSpan.FromMinutes(15), TimeSpan.FromDays(30)), Ours,
        [new DetectionRows(Logs.Postfix, new Is(CommonFields.Action, "deferred"), CommonFields.Host) { Detail = UnixFields.Reply }]);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Detection> All { get; } = [BounceStorm, Blocklisted, QueueGrowth];
}
