using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Questions;

/// <summary>Records that could not be read, counted.</summary>
/// <param name="Format">The format they were taken for.</param>
/// <param name="Reason">Why they could not be read.</param>
/// <param name="Records">How many.</param>
public sealed record DeadLetterCount(string Format, string Reason, long Records);

/// <summary>What the dead letters of the lake say together.</summary>
/// <param name="lake">The lake.</param>
public sealed class LakeDeadLetters(LakeSql lake)
{
    /// <summary>By format and reason, the most frequent first.</summary>
    /// <exception cref="LakeSqlException">The engine failed, or took longer than people's queries may.</exception>
    public IReadOnlyList<DeadLetterCount> Reasons(CancellationToken cancellationToken)
    {
        using var query = lake.Query(
            "SELECT format, reason, count(*) FROM dead_letters GROUP BY ALL ORDER BY 3 DESC, 1, 2", [], QueryLimits.Default,
            cancellationToken);
        var reasons = new List<DeadLetterCount>();
        while (query.NextChunk())
        {
            for (var i = 0; i < query.RowCount; i++)
                reasons.Add(new(query.Column(0).GetString(i) ?? "", query.Column(1).GetString(i) ?? "", query.Column(2).GetInt64(i)));
        }

        return reasons;
    }
}
