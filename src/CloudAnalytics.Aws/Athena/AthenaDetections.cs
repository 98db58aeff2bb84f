using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Schemas;

namespace CloudAnalytics.Aws.Athena;

/// <summary>Asks Athena the questions of detections.</summary>
/// <param name="client">Athena.</param>
/// <param name="workGroup">The work group that is charged.</param>
/// <param name="database">The Glue database with the formats' tables and views.</param>
/// <param name="time">The clock.</param>
public sealed class AthenaDetections(AthenaClient client, string workGroup, string database, TimeProvider time) : IDetectionEngine
{
    /// <inheritdoc/>
    public SqlDialect Dialect => SqlDialect.Athena;

    /// <inheritdoc/>
    public Timestamp? FreshSince => Timestamp.From(time.GetUtcNow() - Limits.FreshFilesKept);

    /// <inheritdoc/>
    /// <exception cref="IOException">There is no answer now.</exception>
    public Task<IReadOnlyList<string?[]>> AskAsync(string sql, CancellationToken cancellationToken) =>
        client.AskAsync(new AthenaStatement(sql, workGroup, database, Limits.WindowQuestionTimeout), cancellationToken);
}
