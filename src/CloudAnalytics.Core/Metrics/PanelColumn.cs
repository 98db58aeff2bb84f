namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// One column of a panel. Closed: the evaluator and every compiler handle exactly these. A null operand makes a null result.
/// </summary>
/// <param name="Name">Snake-case name, also the SQL column's; unlike any other column's and any field's that the panel groups by.</param>
/// <param name="Title">What stands above the column.</param>
public abstract record PanelColumn(string Name, string Title)
{
    /// <summary>
    /// A metric, asked by the panel's groups. Where a group has no such rows, but some for another column, it is 0, or null for a quantile.
    /// </summary>
    public sealed record Measure(string Name, string Title, Unit Unit, Metric Metric) : PanelColumn(Name, Title);

    /// <summary>
    /// A measure's part of its sum over all groups of the bucket, those included that the panel then leaves out, so that the parts add up
    /// to the whole. Null where the sum is 0.
    /// </summary>
    /// <param name="Of">Name of the measure; no quantile.</param>
    public sealed record Share(string Name, string Title, string Of) : PanelColumn(Name, Title);

    /// <summary>One measure divided by another; null where that one is 0.</summary>
    /// <param name="Of">Name of the measure that is divided.</param>
    /// <param name="Over">Name of the measure it is divided by.</param>
    public sealed record Ratio(string Name, string Title, string Of, string Over) : PanelColumn(Name, Title);

    /// <summary>
    /// What a measure usually is: its mean over the same window of the periods before, a period being the whole number of days that the
    /// window fits into. A period in whose window the formats have no row at all does not count, for then logging had not begun; null when
    /// none counts.
    /// </summary>
    /// <param name="Of">Name of the measure; no quantile.</param>
    /// <param name="Periods">How many periods before; the same in all such columns of a panel.</param>
    public sealed record Usual(string Name, string Title, string Of, int Periods) : PanelColumn(Name, Title);

    /// <summary>How many times its usual value a measure is.</summary>
    /// <param name="Of">Name of the measure, of which another column shows the usual value.</param>
    /// <param name="Floor">The usual value is taken to be at least this, above 0, so that small numbers make no spikes.</param>
    public sealed record Spike(string Name, string Title, string Of, double Floor) : PanelColumn(Name, Title);
}
