using System.Collections.Immutable;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Questions;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using static CloudAnalytics.Catalogue.Compliance.Words;

namespace CloudAnalytics.Catalogue.Compliance;

/// <summary>Questions about the archive itself.</summary>
static class EvidenceQueries
{
    /// <summary>Retention evidence.</summary>
    public static ComplianceQuery Retention { get; } = new("retention-evidence", "Retention evidence",
        "What the archive holds of each log of each server, day by day: the first and the last record, how many there are, and the longest "
        + "time without any, which also shows days that are missing as a whole.",
        "Every row of every format, background traffic included, by the time that the log itself gives.",
        "A gap says that no record is there, not why: a server may have been switched off or have had nothing to log. Monitoring writes to "
        + "most web logs every minute, so that long gaps there are worth a question; message tracking is silent on quiet nights. A server "
        + "that never delivered anything has no line. Lines that could not be read are kept apart, as dead letters. Records whose own time "
        + "was missing count when they arrived.",
        [From(), To],
        [
            Text("source", "Log", "The format."),
            Text("server", "Server", "The server that wrote the log; empty where the log does not name it."),
            Text("day", "Day", "The day, UTC."),
            Number("records", "Records", "Records of that day.", Fold.Count),
            Time("first_time", "First", "The first record of that day.", Fold.Lowest),
            Time("last_time", "Last", "The last record of that day.", Fold.Highest),
            Number("longest_gap", "Longest gap", "The longest time before a record of that day without any.", Fold.LongestGap,
                Unit.Milliseconds),
            Time("gap_from", "Gap from", "When that time began.", Fold.LongestGapFrom),
        ],
        [.. LogFormats.All.Select(format => Rows(format.Schema, Where(Predicate.Everything),
            ("source", new RowValue.FormatName()), ("server", Value(CommonFields.Host).Or("")),
            ("day", new RowValue.Day(CommonFields.Time)), ("records", CommonFields.Time), ("first_time", CommonFields.Time),
            ("last_time", CommonFields.Time), ("longest_gap", CommonFields.Time), ("gap_from", CommonFields.Time)))],
        [new("source"), new("server"), new("day")]) { IncludesNoise = true };

    /// <summary>All of them, in the order in which they are listed.</summary>
    public static ImmutableArray<ComplianceQuery> All { get; } = [Retention];
}
