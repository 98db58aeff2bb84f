using System.Collections.Immutable;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Core.Metrics;

/// <summary>
/// A field that a number is told apart by in a monitoring service which bills every combination: the values are declared, and whatever else
/// the logs hold counts as <see cref="Other"/>. Hence nobody who writes a log can make metrics.
/// </summary>
/// <param name="Field">The field.</param>
/// <param name="Name">The dimension's name, one word in capitals: <c>Status</c>.</param>
/// <param name="Values">Every value that has a metric of its own.</param>
public sealed record MetricDimension(Field Field, string Name, ImmutableArray<string> Values)
{
    /// <summary>Stands for all values that are not declared.</summary>
    public const string Other = "other";

    /// <summary>What a value of the field counts as.</summary>
    public string ValueOf(string value) => Values.Contains(value) ? value : Other;
}
