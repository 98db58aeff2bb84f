using System.Collections.Immutable;
using CloudAnalytics.Aws.Archive;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Functions.Aggregate;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Functions.Tests;

static class Some
{
    public static readonly DateTimeOffset Arrived = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A message tracking record as Kinesis Agent for Windows sends it.</summary>
    public static byte[] Tracking(int number) => System.Text.Encoding.UTF8.GetBytes(
        $$"""{"date-time":"2026-03-01T11:59:00.000Z","client-ip":"10.0.0.1","event-id":"RECEIVE","source":"SMTP","internal-message-id":"{{number}}","message-id":"<{{number}}@example.org>","recipient-address":"a@example.org","sender-address":"b@example.org","message-subject":"Number {{number}}","total-bytes":"1000","log-id":"{{Guid.NewGuid()}}"}""");

    public static Dictionary<string, string?> Variables(string function) => new()
    {
        ["CLOUDANALYTICS_FUNCTION"] = function,
        ["CLOUDANALYTICS_LAKE_BUCKET"] = "lake",
        ["CLOUDANALYTICS_OPENSEARCH_ENDPOINT"] = "https://search.example.org",
        ["CLOUDANALYTICS_ATHENA_WORKGROUP"] = function == "aggregate" ? "logs" : null,
        ["CLOUDANALYTICS_GLUE_DATABASE"] = function == "aggregate" ? "mail" : null,
        ["AWS_REGION"] = "eu-central-1",
    };

    public static FunctionHost Host(string function, TimeProvider? time = null, Stream? log = null) =>
        new(FunctionSettings.Read(Variables(function).GetValueOrDefault), time ?? TimeProvider.System,
            new FunctionLog(() => log ?? Stream.Null));

    /// <summary>Detections over no rows.</summary>
    public static DetectionJudge Judge(FunctionHost host, IObjectStore store) => new(host,
        new DetectionRun(new NoDetections(), LogDetections.All, DetectionsConfiguration.Default), store,
        new ArchiveSink(store, Path.GetTempPath(), keepRaw: true), null);

    public static Invocation Invocation(int seconds = 60) =>
        new("request", TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(seconds), null, null);

    public static ShardRecord Record(int index, byte[] data) => new(KinesisEventText.Sequence(index), data, Arrived);
}

/// <summary>An engine for which there are no rows.</summary>
sealed class NoDetections : IDetectionEngine
{
    public SqlDialect Dialect => SqlDialect.Athena;

    public Timestamp? FreshSince => null;

    public Task<IReadOnlyList<string?[]>> AskAsync(string sql, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string?[]>>([]);
}

/// <summary>Stands for OpenSearch: keeps rows by id, or refuses them as told.</summary>
sealed class DocumentSink(Func<RecordBatch, int, RowFailure?>? refuse = null) : IBatchSink
{
    public Dictionary<string, string> Documents { get; } = new(StringComparer.Ordinal);

    public string Name => "documents";

    public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var failures = ImmutableArray.CreateBuilder<RowFailure>();
        for (var row = 0; row < batch.RowCount; row++)
        {
            if (refuse?.Invoke(batch, row) is { } failure)
                failures.Add(failure);
            else
                Documents[System.Text.Encoding.UTF8.GetString(new RowReader(batch, row).Get(CommonFields.Id))] = batch.Schema.Name;
        }

        return new(failures.Count == 0 ? WriteResult.Written.Instance : new WriteResult.RowsFailed(failures.ToImmutable()));
    }

    public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        new(WriteResult.Written.Instance);
}
