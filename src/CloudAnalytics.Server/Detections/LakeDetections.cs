using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Queries;

namespace CloudAnalytics.Server.Detections;

/// <summary>Asks the lake on this machine the questions of detections.</summary>
/// <param name="lake">The lake.</param>
public sealed class LakeDetections(LakeSql lake) : IDetectionEngine
{
    static readonly QueryLimits s_limits = new(Limits.DetectionAddressesMax, Limits.DetectionQueryMax);

    /// <summary>The detections of the catalogue over a lake.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="configuration">What differs from the declarations.</param>
    /// <param name="places">Says where addresses are; null where nothing does.</param>
    public static DetectionRun Over(LakeSql lake, DetectionsConfiguration configuration, IPlaceSource? places) =>
        new(new LakeDetections(lake), LogDetections.All, configuration, places);

    /// <inheritdoc/>
    public SqlDialect Dialect => SqlDialect.DuckDb;

    /// <inheritdoc/>
    public Timestamp? FreshSince => null;

    /// <inheritdoc/>
    /// <exception cref="LakeSqlException">The engine failed or took too long.</exception>
    public Task<IReadOnlyList<string?[]>> AskAsync(string sql, CancellationToken cancellationToken)
    {
        var rows = new List<string?[]>();
        using var query = lake.Query(sql, [], s_limits, cancellationToken);
        while (query.NextChunk())
        {
            for (var row = 0; row < query.RowCount; row++)
            {
                var cells = new string?[query.ColumnNames.Count];
                for (var i = 0; i < cells.Length; i++)
                    cells[i] = query.Column(i).GetString(row);
                rows.Add(cells);
            }
        }

        return Task.FromResult<IReadOnlyList<string?[]>>(rows);
    }
}
