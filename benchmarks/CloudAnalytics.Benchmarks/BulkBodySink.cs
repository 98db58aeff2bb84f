using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Benchmarks;

/// <summary>Encodes rows as bulk bodies, as the sink of OpenSearch does, and sends them nowhere.</summary>
sealed class BulkBodySink : IBatchSink
{
    readonly Dictionary<Schema, BulkEncoder> _encoders = [];

    public string Name => "bulk bodies";

    /// <summary>Bytes of the last body.</summary>
    internal long Bytes { get; private set; }

    public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (!_encoders.TryGetValue(batch.Schema, out var encoder))
            _encoders.Add(batch.Schema, encoder = new BulkEncoder(batch.Schema, new IndexNames("mail")));
        encoder.Clear();
        for (var row = 0; row < batch.RowCount; row++)
            encoder.Add(batch, row);
        Bytes = encoder.Length;
        return new(WriteResult.Written.Instance);
    }

    public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        new(WriteResult.Written.Instance);
}
