using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Functions.Streams;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Functions.Index;

/// <summary>Kinesis event to documents in OpenSearch. Edges of journeys are asked for in the archive, where they are sorted.</summary>
sealed class IndexFunction(FunctionHost host, IBatchSink documents, IObjectStore store)
    : StreamFunction(host, [documents, new DeadLetterSink(store, "index")], derives: false)
{
    /// <summary>Rehearses a record, up to its place in a request.</summary>
    internal static void Rehearse() => new Rehearsal(Encode, derives: false).Run();

    static void Encode(RecordBatch batch)
    {
        var encoder = new BulkEncoder(batch.Schema, new IndexNames("rehearsal"));
        for (var row = 0; row < batch.RowCount; row++)
            encoder.Add(batch, row);
    }
}
