using CloudAnalytics.Aws.DeadLetters;
using CloudAnalytics.Functions.Streams;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Functions.Index;

/// <summary>Kinesis event to documents in OpenSearch. Edges of journeys are asked for in the archive, where they are sorted.</summary>
sealed class IndexFunction : StreamFunction
{
    internal IndexFunction(FunctionHost host, IBatchSink documents, IObjectStore store)
        : base(host, [documents, new DeadLetterSink(store, "index")], derives: false)
    {
    }
}
