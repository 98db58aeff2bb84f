namespace CloudAnalytics.Aws.Athena;

/// <summary>A statement for Athena.</summary>
/// <param name="Sql">One statement, at most 262,144 bytes.</param>
/// <param name="WorkGroup">The work group, which says where results go and how much may be read.</param>
/// <param name="Database">The Glue database.</param>
/// <param name="TimeMax">How long it may take, waiting included.</param>
public sealed record AthenaStatement(string Sql, string WorkGroup, string Database, TimeSpan TimeMax)
{
    /// <summary>Tells a request that is repeated from a new one; 32 to 128 characters.</summary>
    public string RequestToken { get; init; } = Guid.NewGuid().ToString("N");
}

/// <summary>How a statement ended.</summary>
public abstract record AthenaOutcome
{
    private AthenaOutcome()
    {
    }

    /// <summary>It succeeded.</summary>
    /// <param name="Id">What its rows are read by.</param>
    /// <param name="ScannedBytes">Bytes that Athena read and charges.</param>
    public sealed record Succeeded(string Id, long ScannedBytes) : AthenaOutcome;

    /// <summary>It failed.</summary>
    /// <param name="Error">Why.</param>
    /// <param name="ScannedBytes">Bytes that Athena read and charges.</param>
    public sealed record Failed(AthenaError Error, long ScannedBytes) : AthenaOutcome;

    /// <summary>It took longer than it may, and was stopped.</summary>
    /// <param name="TimeMax">How long it was waited for.</param>
    public sealed record OutOfTime(TimeSpan TimeMax) : AthenaOutcome;
}

/// <summary>Why Athena could not do it (https://docs.aws.amazon.com/athena/latest/ug/error-reference.html).</summary>
/// <param name="Category">1 Athena's fault, 2 the user's, 3 another's; 0 unknown.</param>
/// <param name="Type">Number of the error.</param>
/// <param name="IsRetryable">Whether the same statement may succeed.</param>
/// <param name="Message">In words.</param>
public sealed record AthenaError(int Category, int Type, bool IsRetryable, string Message);
