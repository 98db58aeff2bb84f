using System.Collections.Immutable;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats.Filters;
using static CloudAnalytics.Core.Metrics.Predicate;

namespace CloudAnalytics.Catalogue.Detections;

/// <summary>Viruses.</summary>
public static class ContentDetections
{
    static readonly Predicate s_infected = new Is(AmavisFields.Category, "INFECTED");

    // ORIGINATING is amavis's policy bank for mail of the own users.
    static readonly Predicate s_own = new StartsWith(AmavisFields.PolicyBank, "ORIGINATING") | new IsTrue(AmavisFields.IsLocalClient);

    /// <summary>One virus.</summary>
    public static Detection Blocked { get; } = new("virus-blocked", "A virus was stopped",
        "Amavis has stopped a message with a virus.", "Files that scanners take for viruses: the details name what was found.",
        DetectionSeverity.Info, DetectionKey.Sender, new DetectionRule.EachRow(), "our judgment: for information",
        [Of(new Is(CommonFields.Action, "blocked") & s_infected & !s_own)]);

    /// <summary>Many viruses.</summary>
    public static Detection Repeated { get; } = new("virus-repeated", "Viruses come again and again",
        "Many messages with viruses from one address.", "Reports of a virus scanner that holds what it found.",
        DetectionSeverity.Medium, DetectionKey.Address, new DetectionRule.CountOver(8, TimeSpan.FromHours(1)),
        "wazuh, rule 52511 (8 repetitions); the hour is our judgment",
        [Of(new Is(CommonFields.Action, "blocked") & s_infected) with { Key = CommonFields.ClientIp }]);

    /// <summary>A virus from here.</summary>
    public static Detection Outbound { get; } = new("virus-outbound", "A virus was sent from here",
        "A user or machine of the own networks has sent a message with a virus: the machine or the account is taken over.",
        "A user who forwards something suspicious to the administrators.", DetectionSeverity.High, DetectionKey.Sender,
        new DetectionRule.EachRow(), "our judgment", [Of(s_infected & s_own)]);

    /// <summary>A virus that got through.</summary>
    public static Detection Passed { get; } = new("virus-passed", "A virus got through",
        "Amavis has found a virus and let the message pass: it is set up to only mark them, or to spare the recipient.",
        "Recipients that collect viruses on purpose.", DetectionSeverity.High, DetectionKey.Sender, new DetectionRule.EachRow(),
        "our judgment", [Of(new Is(CommonFields.Action, "passed") & s_infected)]);

    /// <summary>All of them.</summary>
    public static ImmutableArray<Detection> All { get; } = [Blocked, Repeated, Outbound, Passed];

    static DetectionRows Of(Predicate where) => new(Logs.Amavis, where, CommonFields.Sender) { Detail = FilterFields.VirusName };
}
