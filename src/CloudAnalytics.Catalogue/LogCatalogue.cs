using System.Collections.Immutable;
using CloudAnalytics.Catalogue.Compliance;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Questions;

namespace CloudAnalytics.Catalogue;

/// <summary>
/// What is worth watching: the only list of panels, alarms and compliance queries. A new one is declared in the file of its subject and
/// listed there.
/// </summary>
public static class LogCatalogue
{
    /// <summary>All panels, in the order in which they are shown.</summary>
    public static ImmutableArray<Panel> Panels { get; } =
        [.. MailPanels.All, .. UnixMailPanels.All, .. WebPanels.All, .. LoginPanels.All, .. FindingPanels.All, .. IngestionPanels.All];

    /// <summary>All alarms, by subject.</summary>
    public static ImmutableArray<Alarm> Alarms { get; } = Catalogue.Alarms.All;

    /// <summary>The panels of Exchange's overview, which are published as metrics too, in the order in which they are shown.</summary>
    public static ImmutableArray<Panel> Overview { get; } =
    [
        MailPanels.Totals, MailPanels.Volume, MailPanels.TopSenders, MailPanels.TopRecipients, MailPanels.Failures,
        MailPanels.LatencyOverTime, WebPanels.OverTime, WebPanels.Status, WebPanels.ServerErrors, WebPanels.EwsErrors, WebPanels.EwsClients,
        WebPanels.ActiveSyncClients, LoginPanels.ByAccount, LoginPanels.ByAddress, MailPanels.RelayClients, MailPanels.SenderSpikes,
        IngestionPanels.Noise, IngestionPanels.ByFile,
    ];

    /// <summary>The panels of the first page: Exchange's overview and, behind its mail flow, that of Unix mail servers.</summary>
    public static ImmutableArray<Panel> FirstPage { get; } =
    [
        .. Overview.Where(p => p.Section == MailPanels.Section),
        UnixMailPanels.Totals, UnixMailPanels.Volume, UnixMailPanels.TopSenders, UnixMailPanels.TopRecipients, UnixMailPanels.Failures,
        UnixMailPanels.Deferrals, UnixMailPanels.LatencyOverTime, UnixMailPanels.Verdicts,
        .. Overview.Where(p => p.Section != MailPanels.Section),
    ];

    /// <summary>What is summed up beforehand, as reading the rows takes too long: messages have long keys and many rows.</summary>
    public static ImmutableArray<Summary> Summaries { get; } =
    [
        new("messages_by_sender", "Messages by their sender, with what the numbers at the top need.",
            [MailPanels.Totals, MailPanels.TopSenders, MailPanels.SenderSpikes]),
        new("messages_by_recipient", "Messages by their recipients.", [MailPanels.TopRecipients]),
    ];

    /// <summary>Views that are computed of a format's rows when they are asked.</summary>
    public static ImmutableArray<CompletedRows> Completed { get; } = [MailMessages.Rows];

    /// <summary>All metrics that panels and alarms use, by name.</summary>
    public static ImmutableArray<Metric> Metrics { get; } =
    [
        .. Panels.Concat(Alarms.Select(a => a.Question)).SelectMany(p => p.Measures).Select(m => m.Metric)
            .DistinctBy(m => m.Name).OrderBy(m => m.Name, StringComparer.Ordinal),
    ];

    /// <summary>All compliance queries, in the order in which they are listed.</summary>
    public static ImmutableArray<ComplianceQuery> Compliance { get; } = [.. MailQueries.All, .. AccessQueries.All, .. EvidenceQueries.All];

    /// <summary>The panel of that name, or null.</summary>
    public static Panel? FindPanel(string name) => Panels.FirstOrDefault(p => p.Name == name);
}
