namespace CloudAnalytics.Core.Metrics;

/// <summary>How a panel is drawn.</summary>
public enum Chart
{
    /// <summary>One bar per group, the highest first.</summary>
    Bars,

    /// <summary>Lines over time: one per group where the panel has groups, else one per column.</summary>
    Lines,

    /// <summary>A table, one line per group.</summary>
    Table,

    /// <summary>The columns' numbers, large.</summary>
    Number,
}
