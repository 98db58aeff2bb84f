using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Doubles.OpenSearch;
using CloudAnalytics.Functions.Aggregate;
using CloudAnalytics.Functions.Tests.Aggregate;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;
using CloudAnalytics.Server.Tests.Detections;

namespace CloudAnalytics.Functions.Tests.Detections;

/// <summary>The scheduled function from the rows in the lake to the finding in index, lake and alarm.</summary>
public sealed class DetectionJudgeTests : IDisposable
{
    // The function's numbers are those of one alarm: others are tested with it.
    static readonly MetricTable s_table = MetricTable.Compile([Alarms.GraveFinding], []);

    readonly CloudLake _lake = new();
    readonly VirtualTime _time = new(SomeRow.Noon.AddMinutes(6));
    readonly MemoryStream _log = new();

    public void Dispose()
    {
        _lake.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task GraveFindingIsInIndexAndLakeOnceAndRingsTheAlarmOnce()
    {
        await _lake.AddAsync(Case("success-after-failures").Found);
        await using var cluster = await OpenSearchDouble.StartAsync();
        var function = Function(await SinkAsync(cluster), configuration: Only("success-after-failures"));

        for (var i = 0; i < 9; i++)
        {
            await InvokeAsync(function);
            _time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Single(await _lake.KeysAsync("raw/finding/arrived=2026-11-20/"));
        var document = Assert.Single(cluster.Documents());
        using var json = JsonDocument.Parse(document.Source);
        Assert.Equal(("success-after-failures", "anna@example.org", "high"), (json.RootElement.GetProperty("detection").GetString(),
            json.RootElement.GetProperty("finding_key").GetString(), json.RootElement.GetProperty("severity").GetString()));
        Assert.Equal(document.Id, _lake.Athena.Ask("SELECT id FROM finding")[1][0]);
        Assert.Equal([1.0], Metrics().Where(m => m.Name == "alarm.finding-high").Select(m => m.Value));
        Assert.DoesNotContain(Metrics(), m => m.Name == "detections.failed" && m.Value > 0);
        Assert.Empty(cluster.Problems);
    }

    [Fact]
    public async Task WhatAStoreCannotTakeNowIsFoundAgainAndIsThereOnce()
    {
        await _lake.AddAsync(Case("account-locked-out").Found);
        await using var cluster = await OpenSearchDouble.StartAsync();
        var index = new Faulty(await SinkAsync(cluster));
        var archive = new Faulty(_lake.NewSink());
        var function = Function(index, archive, Only("account-locked-out"));

        index.Fails = 1;
        await Assert.ThrowsAsync<FunctionException>(() => InvokeAsync(function));
        Assert.Empty(cluster.Documents());

        // The lake says what is known: it comes last.
        archive.Fails = 1;
        await Assert.ThrowsAsync<FunctionException>(() => InvokeAsync(function));
        var id = Assert.Single(cluster.Documents()).Id;
        Assert.Empty(await _lake.KeysAsync("raw/finding/"));

        Assert.EndsWith("\"findings\":1}", await InvokeAsync(function), StringComparison.Ordinal);
        Assert.EndsWith("\"findings\":0}", await InvokeAsync(function), StringComparison.Ordinal);
        Assert.Equal(id, Assert.Single(cluster.Documents()).Id);
        Assert.Single(await _lake.KeysAsync("raw/finding/"));
    }

    [Fact]
    public async Task DetectionThatAthenaDoesNotAnswerIsCountedNamedAndJudgedLater()
    {
        await _lake.AddAsync(Case("account-locked-out").Found);
        var function = Function(null, configuration: Only("account-locked-out", "virus-passed"));
        _lake.Service.Answer = sql => sql.Contains("account lockout", StringComparison.Ordinal) ? null : _lake.Athena.Ask(sql);
        Assert.EndsWith("\"findings\":0}", await InvokeAsync(function), StringComparison.Ordinal);
        Assert.Equal((1, 1), (Last("detections.judged"), Last("detections.failed")));
        Assert.Contains("account-locked-out", Encoding.UTF8.GetString(_log.ToArray()), StringComparison.Ordinal);

        // Also when it was away for hours.
        _time.Advance(TimeSpan.FromHours(20));
        _lake.Service.Answer = _lake.Athena.Ask;
        Assert.EndsWith("\"findings\":1}", await InvokeAsync(function), StringComparison.Ordinal);
        Assert.Equal((2, 0), (Last("detections.judged"), Last("detections.failed")));
    }

    [Fact]
    public async Task TableOfPlacesIsReadFromTheLakeAndOneThatIsMissingOrWrongFailsWhatNeedsIt()
    {
        await _lake.AddAsync(Case("impossible-travel").Found);
        _time.Advance(TimeSpan.FromHours(1));
        var places = new PlaceObjects(_lake.Store, ["own.csv", "large.csv"]);
        var function = Function(null, configuration: Only("impossible-travel"), places: places);
        await PutAsync("large.csv", SomePlaces.Csv);
        await FailsAsync("there is no places/own.csv in the lake");
        await PutAsync("own.csv", "network,latitude,longitude\n203.0.113.7/32,95,\n");
        await FailsAsync("places/own.csv, line 2: latitude is '95'; allowed: ");

        // Where the account was is nowhere, by the own file; once that says nothing of it, it is in Berlin.
        await PutAsync("own.csv", "network,latitude,longitude\n203.0.113.7/32,,\n");
        Assert.EndsWith("\"findings\":0}", await InvokeAsync(function), StringComparison.Ordinal);
        await PutAsync("own.csv", "network,latitude,longitude\n");
        Assert.EndsWith("\"findings\":1}", await InvokeAsync(function), StringComparison.Ordinal);
        Assert.Equal((1, 0), (Last("detections.judged"), Last("detections.failed")));

        async Task FailsAsync(string message)
        {
            Assert.EndsWith("\"findings\":0}", await InvokeAsync(function), StringComparison.Ordinal);
            Assert.Equal((0, 1), (Last("detections.judged"), Last("detections.failed")));
            Assert.Contains(message, Encoding.UTF8.GetString(_log.ToArray()), StringComparison.Ordinal);
        }

        async Task PutAsync(string name, string csv)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(csv));
            await _lake.Store.PutAsync($"places/{name}", content, default);
        }
    }

    [Fact]
    public async Task EveryDetectionHasItsTurnInAQuarterOfAnHour()
    {
        var function = Function(null);
        for (var i = 0; i < 3; i++)
        {
            await InvokeAsync(function);
            _time.Advance(TimeSpan.FromMinutes(5));
        }

        using var state = JsonDocument.Parse((await _lake.Store.OpenAsync("state/aggregate/detections.json", default))!);
        Assert.Equal(LogDetections.All.Where(d => !d.Rule.NeedsPlaces).Select(d => d.Name).Order(StringComparer.Ordinal),
            state.RootElement.GetProperty("judged").EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RunWithoutTimeLeavesTheTurnWhereItIs()
    {
        var function = Function(null);
        await function.InvokeAsync("{}"u8.ToArray(), new Invocation("run", _time.GetUtcNow().AddSeconds(20), null, null), default);
        Assert.Equal(0, Last("detections.judged"));
        Assert.Empty(await _lake.KeysAsync("state/aggregate/detections"));
    }

    static DetectionCase Case(string name) => DetectionCase.All.Single(c => c.Detection == name);

    static DetectionsConfiguration Only(params string[] names) => DetectionsConfiguration.Default with
    {
        Rules = LogDetections.All.Where(d => !names.Contains(d.Name))
            .ToImmutableDictionary(d => d.Name, _ => new DetectionConfiguration(null, false)),
    };

    static async Task<OpenSearchSink> SinkAsync(OpenSearchDouble cluster)
    {
        var client = new OpenSearchClient(new HttpClient(), cluster.Endpoint, TimeProvider.System);
        var put = await client.SendAsync(HttpMethod.Put, $"_index_template/{IndexNames.Default.Alias(FindingSchema.Schema)}",
            IndexTemplate.Compile(FindingSchema.Schema, new IndexSettings()), TimeSpan.FromSeconds(10), default);
        Assert.True(put.IsSuccess, put.Reason);
        return new OpenSearchSink(client, IndexNames.Default, TimeProvider.System, new Random(1));
    }

    AggregateFunction Function(IBatchSink? documents, IPlacedSink? archive = null, DetectionsConfiguration? configuration = null,
        IPlaceSource? places = null)
    {
        var host = Some.Host("aggregate", _time, _log);
        var run = new DetectionRun(_lake.Detections(_time), LogDetections.All, configuration ?? DetectionsConfiguration.Default, places);
        var judge = new DetectionJudge(host, run, _lake.Store, archive ?? _lake.NewSink(), documents);
        var panels = new AthenaPanels(_lake.Client(_time), "logs", "mail");
        return new AggregateFunction(host, new AggregateParts(s_table, panels, _lake.Store, new MemoryStore(), null, judge));
    }

    async Task<string> InvokeAsync(AggregateFunction function) => Encoding.UTF8.GetString((await function.InvokeAsync(
        "{}"u8.ToArray(), new Invocation("run", _time.GetUtcNow().AddSeconds(270), null, null), default)).Span);

    List<EmittedMetric> Metrics() =>
    [
        .. Encoding.UTF8.GetString(_log.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(EmbeddedMetricSchema.IsMetric).SelectMany(EmbeddedMetricSchema.Read),
    ];

    double Last(string name) => Metrics().Last(m => m.Name == name).Value;

    /// <summary>A sink that cannot take rows some times.</summary>
    sealed class Faulty(IBatchSink inner) : IPlacedSink
    {
        public int Fails { get; set; }

        public string Name => "faulty";

        public ValueTask<WriteResult> WriteAsync(RecordBatch batch, CancellationToken cancellationToken) =>
            Fails-- > 0 ? new(new WriteResult.Failed(FailureKind.Transient, "away", [])) : inner.WriteAsync(batch, cancellationToken);

        public ValueTask<WriteResult> WriteAsync(RecordBatch batch, BatchOrigin origin, CancellationToken cancellationToken) => Fails-- > 0
            ? new(new WriteResult.Failed(FailureKind.Transient, "away", []))
            : ((IPlacedSink)inner).WriteAsync(batch, origin, cancellationToken);

        public ValueTask<WriteResult> WriteAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<WriteResult> WriteAsync(
            IReadOnlyList<DeadLetter> letters, BatchOrigin origin, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
