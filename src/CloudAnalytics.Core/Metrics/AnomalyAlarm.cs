namespace CloudAnalytics.Core.Metrics;

/// <summary>Which side of the expected band is bad.</summary>
public enum AnomalySide
{
    /// <summary>More than expected.</summary>
    Above,

    /// <summary>Less than expected.</summary>
    Below,

    /// <summary>Either.</summary>
    Both,
}

/// <summary>
/// An alarm without a threshold: the monitoring service learns a number's daily and weekly course and rings when it leaves it.
/// </summary>
/// <param name="Name">Lower-case words with hyphens.</param>
/// <param name="Title">What the notification begins with.</param>
/// <param name="Doc">What it means when it rings, for administrators.</param>
/// <param name="Runbook">What to do then.</param>
/// <param name="Panel">A published panel without groups.</param>
/// <param name="Column">Name of its column that is judged.</param>
/// <param name="Side">Which side is bad.</param>
/// <param name="Width">Half of the band's width, in standard deviations.</param>
public sealed record AnomalyAlarm(
    string Name, string Title, string Doc, string Runbook, PublishedPanel Panel, string Column, AnomalySide Side, double Width)
{
    /// <summary>How many of the last windows are looked at.</summary>
    public int Windows { get; init; } = 3;

    /// <summary>In how many of them the number must lie outside.</summary>
    public int Breaches { get; init; } = 3;
}
