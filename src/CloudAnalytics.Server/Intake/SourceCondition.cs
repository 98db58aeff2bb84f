namespace CloudAnalytics.Server.Intake;

/// <summary>What became of a file.</summary>
public enum SourceCondition
{
    /// <summary>Its rows are taken.</summary>
    Read,

    /// <summary>Too little is in it to tell its format; it is looked at again when it grows.</summary>
    Undecided,

    /// <summary>Nothing is in it yet.</summary>
    Empty,

    /// <summary>It is text of no known format.</summary>
    Unknown,

    /// <summary>It is no text.</summary>
    Binary,

    /// <summary>It holds what was read from another file: a copy, or one that is being rotated.</summary>
    Copy,

    /// <summary>It cannot be opened or read.</summary>
    Unreadable,

    /// <summary>It is compressed, and cut or damaged; what stands before that is taken.</summary>
    Cut,

    /// <summary>It is gone; what was read of it stays.</summary>
    Missing,
}
