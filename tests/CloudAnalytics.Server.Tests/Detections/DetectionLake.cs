using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Detections;
using CloudAnalytics.Server.Tests.Web;

namespace CloudAnalytics.Server.Tests.Detections;

/// <summary>A row that a test writes.</summary>
/// <param name="Schema">Its format.</param>
/// <param name="Seconds">Its time, seconds from noon.</param>
/// <param name="Values">Its values.</param>
public sealed record SomeRow(Schema Schema, double Seconds, params (Field Field, object Value)[] Values);

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

    internal static DateTimeOffset Noon { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The half day around noon.</summary>
    internal static TimeRange Around { get; } = TimeRange.Between(Noon - TimeSpan.FromHours(6), Noon + TimeSpan.FromHours(12));

    internal SettableClock Clock { get; } = new();

    internal LakeSql Sql { get; }

    internal List<string> Told { get; } = [];

    internal DetectionMonitor Monitor(DetectionsConfiguration? configuration = null) =>
        new(LakeDetections.Over(Sql, configuration ?? DetectionsConfiguration.Default), _writer, Told.Add, Clock);

    internal async Task AddAsync(params IEnumerable<SomeRow> rows)
    {
        using var commit = await _writer.BeginAsync(CancellationToken.None);
        foreach (var group in rows.GroupBy(row => row.Schema))
        {
            var batch = new RecordBatch(group.Key, group.Count());
            foreach (var row in group)
            {
                var written = new TestRow
                {
                    [CommonFields.Time] = Noon + TimeSpan.FromSeconds(row.Seconds),
                    [CommonFields.Arrived] = Noon,
                    [CommonFields.Id] = $"row{_rows++:000000}",
                };
                foreach (var (field, value) in row.Values)
                    written[field] = value;
                TestLake.Write(written, batch);
            }

            commit.AddRows(group.Key, [batch]);
        }

        Assert.IsType<LakeWriteResult.Written>(commit.Complete());
    }

    public void Dispose()
    {
        Sql.Dispose();
        _writer.Dispose();
        _data.Dispose();
    }
}
