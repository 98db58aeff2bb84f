using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Aws;

/// <summary>Something that answers the questions of panels and alarms as <see cref="PanelEvaluator"/> defines them.</summary>
public interface IPanelEngine
{
    /// <summary>A panel's answer.</summary>
    /// <exception cref="IOException">There is no answer now; there may be one later.</exception>
    /// <exception cref="SearchTooLargeException">The answer would be too large, however often it is asked.</exception>
    Task<PanelResult> AskAsync(PanelQuery query, CancellationToken cancellationToken);
}
