using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Functions.Streams;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Functions.Index;

/// <summary>Kinesis event to documents in OpenSearch. Edges of journeys are asked for in the archive, where they are sorted.</summary>
sealed class IndexFunction : StreamFunction
{
    readonly IndexNames _names;

    internal IndexFunction(FunctionHost host, IBatchSink documents, IObjectStore store)
        : base(host, [documents, new DeadLetterSink(store, "index")], derives: false) =>
        _names = new IndexNames(host.Settings.IndexPrefix);

    /// <inheritdoc/>
    private protected override void Rehearse(RecordBatch batch)
    {
        var encoder = new BulkEncoder(batch.Schema, _names);
        for (var row = 0; row < batch.RowCount; row++)
            encoder.Add(batch, row);
    }
}
