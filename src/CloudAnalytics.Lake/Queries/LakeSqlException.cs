using System.Diagnostics.CodeAnalysis;

namespace CloudAnalytics.Lake.Queries;

/// <summary>Why a query gave no result.</summary>
public enum LakeSqlFailure
{
    /// <summary>The engine found it wrong, or failed; the message is the engine's.</summary>
    Failed,

    /// <summary>It is a statement that people may not run here.</summary>
    Refused,

    /// <summary>It took longer than it may.</summary>
    OutOfTime,
}

/// <summary>A query gave no result; the message says why in words for the one who asked.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The kind is what callers decide by.")]
public sealed class LakeSqlException : Exception
{
    internal LakeSqlException(LakeSqlFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>What kind of failure it is.</summary>
    public LakeSqlFailure Failure { get; }
}
