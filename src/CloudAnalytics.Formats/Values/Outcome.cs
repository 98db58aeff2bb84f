using CloudAnalytics.Core.Batches;

namespace CloudAnalytics.Formats.Values;

/// <summary>The three values of <c>outcome</c> (ECS event.outcome).</summary>
static class Outcome
{
    /// <summary>It went well.</summary>
    internal static readonly Utf8View Success = Utf8View.Inline("success"u8);

    /// <summary>It failed.</summary>
    internal static readonly Utf8View Failure = Utf8View.Inline("failure"u8);

    /// <summary>The log does not say.</summary>
    internal static readonly Utf8View Unknown = Utf8View.Inline("unknown"u8);
}
