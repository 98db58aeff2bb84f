using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Compilers.Sql;

/// <summary>
/// The ends of a range as SQL expressions, so that the same query can be asked of fixed instants and of a time relative to now.
/// </summary>
/// <param name="From">First instant.</param>
/// <param name="To">First instant after it.</param>
readonly record struct SqlRange(string From, string To)
{
    const string Now = "CAST(current_timestamp AT TIME ZONE 'UTC' AS TIMESTAMP)";

    /// <summary>The last day until now; both engines understand it.</summary>
    public static SqlRange LastDay { get; } = new($"{Now} - INTERVAL '1' DAY", Now);

    /// <summary>Fixed instants.</summary>
    public static SqlRange Of(TimeRange range) => new(SqlText.Literal(range.From), SqlText.Literal(range.To));
}
