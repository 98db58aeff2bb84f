using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Compilers.Detections;

/// <summary>Something that answers the questions of detections.</summary>
public interface IDetectionEngine
{
    /// <summary>The SQL that it speaks.</summary>
    SqlDialect Dialect { get; }

    /// <summary>Since when all rows are in fresh files; null where that makes no difference.</summary>
    Timestamp? FreshSince { get; }

    /// <summary>The rows of an answer, cell by cell as text; null where there is no value.</summary>
    Task<IReadOnlyList<string?[]>> AskAsync(string sql, CancellationToken cancellationToken);
}
