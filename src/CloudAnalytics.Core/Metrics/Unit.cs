namespace CloudAnalytics.Core.Metrics;

/// <summary>What a number counts, which says how it is shown.</summary>
public enum Unit
{
    /// <summary>A whole number of things.</summary>
    Count,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>A part of a whole: 0 to 1, shown in per cent.</summary>
    Share,

    /// <summary>How many times as much.</summary>
    Times,
}
