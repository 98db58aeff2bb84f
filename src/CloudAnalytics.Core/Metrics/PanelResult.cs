using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>One row of a panel's answer.</summary>
/// <param name="Bucket">Start of the bucket; null when the panel is not asked over time.</param>
/// <param name="Group">Values of the panel's By; numbers in decimal.</param>
/// <param name="Values">One per column of the panel.</param>
public sealed record PanelRow(Timestamp? Bucket, ImmutableArray<string> Group, ImmutableArray<double?> Values);

/// <summary>
/// A panel's answer. Rows are ordered by the panel's order column (nulls last, then by group), or over time by bucket and group.
/// </summary>
/// <param name="Query">What was asked.</param>
/// <param name="Rows">The answer.</param>
public sealed record PanelResult(PanelQuery Query, ImmutableArray<PanelRow> Rows);
