using System.Collections.Immutable;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Unix;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue.Detections;

/// <summary>Clients of SMTP that do what no mail server does.</summary>
public static class ClientDetections
{
    static readonly Predicate s_rejected = new Is(CommonFields.Action, "reject");

    /// <summary>Relaying.</summary>
    public static Detection RelayAttempt { get; } = new("relay-attempt", "Somebody tries to send through this host",
        "A client wants mail delivered to a domain that is not served here, again and again (Relay access denied).",
        "A user whose program does not log in, a scanner or printer with the wrong server.",
        DetectionSeverity.Low, DetectionKey.Address, new DetectionRule.BucketOver(1, TimeSpan.FromSeconds(600)),
        "crowdsec, collection postfix (relay access denied); wazuh rule 3351 has 8 in 90 s",
        [Rejected(new Contains(UnixFields.Reply, "Relay access denied"))]);

    /// <summary>Many refusals.</summary>
    public static Detection RejectFlood { get; } = new("reject-flood", "A client is refused again and again",
        "Refused commands of one client in quick succession, whatever the reason.",
        "A server that does not understand greylisting.", DetectionSeverity.Low, DetectionKey.Address,
        new DetectionRule.BucketOver(5, TimeSpan.FromSeconds(10)), "crowdsec, scenario postfix-spam", [Rejected(Everything)]);

    /// <summary>Addresses guessed.</summary>
    public static Detection DirectoryHarvest { get; } = new("directory-harvest", "Addresses are guessed",
        "A client asks for many recipients that do not exist, to learn which do.",
        "A newsletter to an old list, or a whole domain that moved elsewhere.", DetectionSeverity.Medium, DetectionKey.Address,
        new DetectionRule.DistinctOver(12, TimeSpan.FromSeconds(120)), "wazuh, rule 3851 (invalid recipients, 12 in 120 s)",
        [Rejected(new Contains(UnixFields.Reply, "User unknown") | new Is(CommonFields.ErrorCode, "5.1.1")) with
            { Item = CommonFields.Recipients }]);

    /// <summary>Not SMTP.</summary>
    public static Detection ProtocolAbuse { get; } = new("protocol-abuse", "A client does not speak SMTP",
        "A client sends commands of another protocol, speaks before it is its turn, or makes too many errors.",
        "Scanners of the own security team; a load balancer's probe. They belong into detections.trusted_addresses.",
        DetectionSeverity.Low, DetectionKey.Address, new DetectionRule.EachRow(), "crowdsec, scenario postfix-non-smtp-command",
        [new DetectionRows(Logs.Postfix,
            new IsOneOf(CommonFields.Action, ["non-smtp-command", "pregreet", "too-many-errors", "bare-newline"]), CommonFields.ClientIp)
            { Detail = UnixFields.Message }]);

    /// <summary>A name that is none.</summary>
    public static Detection HeloRejected { get; } = new("helo-rejected", "A client's name is refused",
        "Clients whose name for themselves (HELO) was refused more than once.",
        "A small company's server that is set up wrongly.", DetectionSeverity.Low, DetectionKey.Address,
        new DetectionRule.BucketOver(1, TimeSpan.FromSeconds(600)), "crowdsec, scenario postfix-helo-rejected",
        [Rejected(new Contains(UnixFields.Reply, "Helo command rejected"))]);

    /// <summary>Pipelining.</summary>
    public static Detection Pipelining { get; } = new("improper-pipelining", "A client sends without waiting",
        "A client sends commands ahead although the server did not offer it (improper command pipelining).",
        "Old mail programs.", DetectionSeverity.Low, DetectionKey.Address,
        new DetectionRule.CountOver(8, TimeSpan.FromSeconds(120)), "wazuh, rule 3354",
        [new DetectionRows(Logs.Postfix, new IsOneOf(CommonFields.Action, ["pipelining", "command-pipelining"]), CommonFields.ClientIp)
            { Detail = UnixFields.Message }]);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Detection> All { get; } =
        [RelayAttempt, RejectFlood, DirectoryHarvest, ProtocolAbuse, HeloRejected, Pipelining];

    static DetectionRows Rejected(Predicate where) =>
        new(Logs.Postfix, s_rejected & where, CommonFields.ClientIp) { Detail = UnixFields.Reply };
}
