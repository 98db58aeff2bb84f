using System.Collections.Immutable;

namespace CloudAnalytics.Core.Metrics;

/// <summary>Widths of buckets that people read well, and that divide a day.</summary>
public static class Steps
{
    /// <summary>All of them, rising.</summary>
    public static ImmutableArray<TimeSpan> All { get; } =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1),
        TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromDays(1),
    ];

    /// <summary>
    /// The narrowest one that cuts the range into at most <see cref="Limits.PanelBucketsMax"/> buckets; days when none does.
    /// </summary>
    public static TimeSpan For(TimeRange range) =>
        All.FirstOrDefault(step => range.Length <= step * Limits.PanelBucketsMax, All[^1]);
}
