using System.Text;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Compilers.Tests.Sql;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.OpenSearch;
using CloudAnalytics.Pipeline;
using Xunit.Abstractions;

namespace CloudAnalytics.Aws.Tests.OpenSearch;

/// <summary>The sink against a cluster that fails in every way that real ones do.</summary>
public sealed class OpenSearchSinkTests(ITestOutputHelper output)
{
    [Fact]
    public async Task BatchWrittenTwiceIsThereOnce()
    {
        await using var fixture = await SearchFixture.StartAsync();
        await fixture.ProvisionAsync(SomeLogs.Alpha);
        var batch = Rows(100);
        await fixture.WriteAsync(batch, batch);
        Assert.Equal(100, fixture.Cluster.Documents().Count);
        Assert.Empty(fixture.Cluster.Problems);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task UnderAllFaultsEachRowIsThereExactlyOnce(int seed)
    {
        output.WriteLine($"seed {seed}");
        var faults = new OpenSearchFaults(seed);
        await using var fixture = await SearchFixture.StartAsync(faults, seed);
        await fixture.ProvisionAsync(SomeLogs.Alpha);
        faults.ItemsRejected = faults.ItemsUnavailable = 0.1;
        faults.RequestsRejected = faults.RequestsUnavailable = faults.CutBefore = faults.CutAfter = faults.Slow = 0.05;
        faults.HungAfterWrite = 0.02;
        faults.Hang = TimeSpan.FromMilliseconds(300);
        faults.BodyBytesMax = 20_000;
        var sink = fixture.SinkOf(30_000, TimeSpan.FromMilliseconds(250));
        var batch = Rows(1000);
        WriteResult result;
        var deliveries = 0;
        do
        {
            result = await sink.WriteAsync(batch, CancellationToken.None);
            Assert.True(result is not WriteResult.RowsFailed { Failures: var some }
                || some.All(f => f.Kind == FailureKind.Transient), $"{result}");
        }
        while (result is not WriteResult.Written && ++deliveries < 20);
        output.WriteLine($"{deliveries} deliveries more, {sink.Counts.Requests} requests; {string.Join(", ", faults.Struck)}");
        Assert.Equal(WriteResult.Written.Instance, result);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"row{i}").Order(StringComparer.Ordinal),
            fixture.Cluster.Documents().Select(d => d.Id).Order(StringComparer.Ordinal));
        Assert.True(faults.Struck.Count >= 6, "the faults struck");
    }

    [Fact]
    public async Task OnlyFailedItemsAreSentAgain()
    {
        var faults = new OpenSearchFaults(5);
        await using var fixture = await SearchFixture.StartAsync(faults);
        await fixture.ProvisionAsync(SomeLogs.Alpha);
        faults.ItemsRejected = 0.2;
        await fixture.WriteAsync(Rows(200));
        Assert.Equal(200, fixture.Sink.Counts.Written);
        Assert.Equal(faults.Struck["item 429"], fixture.Sink.Counts.Retried);
        Assert.InRange(fixture.Sink.Counts.Retried, 20, 100);
    }

    [Fact]
    public async Task RowThatTheMappingRefusesIsPermanentWithTheClustersReason()
    {
        await using var fixture = await SearchFixture.StartAsync();
        await fixture.SendAsync(HttpMethod.Put, "_index_template/mail-alpha",
            """
            {"index_patterns":["mail-alpha-*"],"template":{"mappings":{"dynamic":"strict","properties":{"id":{"type":"keyword"},
            "time":{"type":"date"},"@timestamp":{"type":"date"},"status":{"type":"long"},"action":{"type":"boolean"}}}}}
            """);
        var batch = Rows(3, i => i == 1 ? "maybe" : "true");
        var result = Assert.IsType<WriteResult.RowsFailed>(await fixture.Sink.WriteAsync(batch, CancellationToken.None));
        var failure = Assert.Single(result.Failures);
        Assert.Equal((1, FailureKind.Permanent), (failure.Row, failure.Kind));
        Assert.Contains("mapper_parsing_exception: failed to parse field [action] of type [boolean]",
            failure.Reason, StringComparison.Ordinal);
        Assert.Equal(["row0", "row2"], fixture.Cluster.Documents().Select(d => d.Id));
    }

    [Fact]
    public async Task DocumentTooLargeAloneIsPermanent()
    {
        var faults = new OpenSearchFaults(1);
        await using var fixture = await SearchFixture.StartAsync(faults);
        await fixture.ProvisionAsync(SomeLogs.Alpha);
        faults.BodyBytesMax = 3000;
        var batch = Rows(30, i => i == 7 ? new string('x', 4000) : "a");
        var result = Assert.IsType<WriteResult.RowsFailed>(await fixture.Sink.WriteAsync(batch, CancellationToken.None));
        var failure = Assert.Single(result.Failures);
        Assert.Equal((7, FailureKind.Permanent), (failure.Row, failure.Kind));
        Assert.Contains("413", failure.Reason, StringComparison.Ordinal);
        Assert.Equal(29, fixture.Cluster.Documents().Count);
    }

    [Fact]
    public async Task MissingTemplateStopsBeforeAnythingIsWritten()
    {
        await using var fixture = await SearchFixture.StartAsync();
        var result = Assert.IsType<WriteResult.Failed>(await fixture.Sink.WriteAsync(Rows(3), CancellationToken.None));
        Assert.Equal(FailureKind.Transient, result.Kind);
        Assert.Contains("no index template mail-alpha", result.Reason, StringComparison.Ordinal);
        Assert.Equal(["HEAD /_index_template/mail-alpha 404"], fixture.Cluster.Log);
    }

    [Fact]
    public async Task RefusalBySecurityIsNotTriedAgainAndLosesNothing()
    {
        var faults = new OpenSearchFaults(1);
        await using var fixture = await SearchFixture.StartAsync(faults);
        await fixture.ProvisionAsync(SomeLogs.Alpha);
        await fixture.WriteAsync(Rows(1));
        faults.IsForbidden = true;
        var before = fixture.Cluster.Log.Count;
        var result = Assert.IsType<WriteResult.Failed>(await fixture.Sink.WriteAsync(Rows(3), CancellationToken.None));
        Assert.Equal(FailureKind.Transient, result.Kind);
        Assert.Contains("security_exception", result.Reason, StringComparison.Ordinal);
        Assert.Equal(before + 1, fixture.Cluster.Log.Count);
    }

    [Fact]
    public async Task BlockOfAFullDiskIsTriedAgainAndGivenBack()
    {
        await using var fixture = await SearchFixture.StartAsync();
        await fixture.ProvisionAsync(SomeLogs.Alpha);
        await fixture.WriteAsync(Rows(1));
        await fixture.SendAsync(HttpMethod.Put, "mail-alpha/_settings", """{"index":{"blocks":{"read_only_allow_delete":true}}}""");
        var result = Assert.IsType<WriteResult.Failed>(await fixture.Sink.WriteAsync(Rows(3), CancellationToken.None));
        Assert.Equal(FailureKind.Transient, result.Kind);
        Assert.Contains("cluster_block_exception", result.Reason, StringComparison.Ordinal);
        Assert.Equal(Core.Limits.BulkAttemptsMax, fixture.Cluster.Log.Count(l => l.Contains("_bulk", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task AtTheDeadlineWhatIsNotWrittenIsGivenBack()
    {
        var faults = new OpenSearchFaults(1);
        await using var fixture = await SearchFixture.StartAsync(faults);
        await fixture.ProvisionAsync(SomeLogs.Alpha);
        await fixture.WriteAsync(Rows(1));
        faults.IsAway = true;
        using var deadline = new CancellationTokenSource();
        await deadline.CancelAsync();
        var result = Assert.IsType<WriteResult.Failed>(await fixture.Sink.WriteAsync(Rows(3), deadline.Token));
        Assert.Equal(FailureKind.Transient, result.Kind);
    }

    [Theory]
    [InlineData("https://search.example.com", true)]
    [InlineData("http://127.0.0.1:9200", true)]
    [InlineData("http://localhost", true)]
    [InlineData("http://search.example.com", false)]
    [InlineData("http://127.example.com", false)]
    [InlineData("ftp://search.example.com", false)]
    public void AddressIsHttpsOrThisMachine(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, ServiceAddress.TryParse(address, out var parsed) && OpenSearchClient.Fault(parsed) is null);

    static RecordBatch Rows(int count, Func<int, string>? verb = null)
    {
        var batch = new RecordBatch(SomeLogs.Alpha, count);
        for (var i = 0; i < count; i++)
        {
            var row = batch.NewRow();
            row.Set(CommonFields.Id, Encoding.UTF8.GetBytes($"row{i}"));
            row.Set(CommonFields.Time, Timestamp.From(SomeLogs.Start.AddSeconds(i)));
            row.Set(SomeLogs.Status, i);
            row.Set(SomeLogs.Verb, Encoding.UTF8.GetBytes(verb?.Invoke(i) ?? "a verb of some length"));
            row.Commit();
        }

        return batch;
    }
}
