using CloudAnalytics.Core.Parsing;

namespace CloudAnalytics.Pipeline.Recognition;

/// <summary>What the beginning of a source says about it.</summary>
public enum Verdict
{
    /// <summary>Too little is there to judge; more must come.</summary>
    Undecided,

    /// <summary>Records of a known format.</summary>
    Known,

    /// <summary>Nothing is in it.</summary>
    Empty,

    /// <summary>No text: a program, a database, an archive.</summary>
    Binary,

    /// <summary>Text, but of no known format.</summary>
    Unknown,
}

/// <summary>The answer to what a source is.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Encoding">How the records are written; meaningful when known.</param>
/// <param name="Format">The format; for JSON that of the first object that has one, and others may follow. Null unless known.</param>
/// <param name="Reason">Why it is not taken, a clause for administrators; null when known or undecided.</param>
public sealed record Recognized(Verdict Verdict, LogEncoding Encoding, ILogFormat? Format, string? Reason)
{
    internal static Recognized Undecided { get; } = new(Verdict.Undecided, default, null, null);

    internal static Recognized As(ILogFormat format, LogEncoding encoding) => new(Verdict.Known, encoding, format, null);

    internal static Recognized Refused(Verdict verdict, string reason) => new(verdict, default, null, reason);
}
