using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.OpenSearch;
using CloudAnalytics.Pipeline;

namespace CloudAnalytics.Aws.Tests.OpenSearch;

/// <summary>A cluster, a client of it, and a sink that is quick to try again.</summary>
sealed class SearchFixture : IAsyncDisposable
{
    readonly HttpClient _http = new();

    SearchFixture(OpenSearchDouble cluster, int seed)
    {
        Cluster = cluster;
        Client = new OpenSearchClient(_http, cluster.Endpoint, TimeProvider.System);
        Sink = new OpenSearchSink(Client, IndexNames.Default, TimeProvider.System, new Random(seed))
        {
            Timeout = TimeSpan.FromSeconds(5),
            Pause = TimeSpan.FromMilliseconds(1),
            PauseMax = TimeSpan.FromMilliseconds(10),
        };
    }

    public OpenSearchDouble Cluster { get; }

    public OpenSearchClient Client { get; }

    public OpenSearchSink Sink { get; }

    public static async Task<SearchFixture> StartAsync(OpenSearchFaults? faults = null, int seed = 1) =>
        new(await OpenSearchDouble.StartAsync(faults), seed);

    public OpenSearchSink SinkOf(int bodyBytesMax, TimeSpan? timeout = null) =>
        new(Client, IndexNames.Default, TimeProvider.System, new Random(1))
        {
            BodyBytesMax = bodyBytesMax,
            Timeout = timeout ?? TimeSpan.FromSeconds(5),
            Pause = TimeSpan.FromMilliseconds(1),
            PauseMax = TimeSpan.FromMilliseconds(10),
        };

    public async Task ProvisionAsync(params IEnumerable<Schema> schemas)
    {
        foreach (var schema in schemas)
        {
            var body = IndexTemplate.Compile(schema, new IndexSettings());
            var response = await SendAsync(HttpMethod.Put, $"_index_template/{IndexNames.Default.Alias(schema)}", body);
            Assert.True(response.IsSuccess, response.Reason);
        }
    }

    public async Task WriteAsync(params IEnumerable<RecordBatch> batches)
    {
        foreach (var batch in batches)
            Assert.Equal(WriteResult.Written.Instance, await Sink.WriteAsync(batch, CancellationToken.None));
    }

    public Task<OpenSearchResponse> SendAsync(HttpMethod method, string path, string? json = null) =>
        Client.SendAsync(method, path, json, TimeSpan.FromSeconds(10), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _http.Dispose();
    }
}
