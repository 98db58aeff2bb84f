using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Detections;
using CloudAnalytics.Server.Tests.Web;

namespace CloudAnalytics.Server.Tests.Detections;

/// <summary>A lake that is written as the product does, with detections over it.</summary>
sealed class DetectionLake : IDisposable
{
    readonly TemporaryFolder _data = RepositoryRoot.Temporary();
    readonly LakeWriter _writer;
    int _rows;

    internal DetectionLake()
    {
        _writer = LakeWriter.Open(_data.Path, "test", Clock);
        Sql = LakeSql.Open(_data.Path, LogFormats.Schemas, new LakeSqlSettings(1, 512L * 1024 * 1024), TimeProvider.System);
    }

    /// <inheritdoc cref="SomeRow.Around"/>
    internal static TimeRange Around => SomeRow.Around;

    internal SettableClock Clock { get; } = new();

    internal LakeSql Sql { get; }

    internal List<string> Told { get; } = [];

    internal DetectionMonitor Monitor(DetectionsConfiguration? configuration = null) =>
        Monitor(LakeDetections.Over(Sql, configuration ?? DetectionsConfiguration.Default, SomePlaces.Default));

    internal DetectionMonitor Monitor(DetectionRun run) => new(run, _writer, Told.Add, Clock);

    internal async Task AddAsync(params IEnumerable<SomeRow> rows)
    {
        using var commit = await _writer.BeginAsync(CancellationToken.None);
        foreach (var batch in SomeRow.Batches(rows, ref _rows))
            commit.AddRows(batch.Schema, [batch]);
        Assert.IsType<LakeWriteResult.Written>(commit.Complete());
    }

    public void Dispose()
    {
        Sql.Dispose();
        _writer.Dispose();
        _data.Dispose();
    }
}
