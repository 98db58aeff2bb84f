namespace CloudAnalytics.Lake.DuckDb;

/// <summary>DuckDB refused or failed a statement; the message is DuckDB's own text.</summary>
public sealed class DuckDbException : Exception
{
    public DuckDbException()
    {
    }

    public DuckDbException(string message)
        : base(message)
    {
    }

    public DuckDbException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public DuckDbException(string message, DuckDbErrorKind kind)
        : base(message) => Kind = kind;

    /// <summary>What kind of failure it was, as far as DuckDB said.</summary>
    public DuckDbErrorKind Kind { get; }

    /// <summary>The disk that DuckDB wrote to has no space left.</summary>
    public bool IsDiskFull => Message.Contains("No space left on device", StringComparison.Ordinal)
        || Message.Contains("not enough space on the disk", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("Disk quota exceeded", StringComparison.Ordinal);
}
