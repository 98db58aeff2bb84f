using System.Text;
using System.Text.Json;
using CloudAnalytics.Aws;
using CloudAnalytics.Aws.OpenSearch;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Compilers.OpenSearch;
using CloudAnalytics.Compilers.Tests.Catalogue;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Doubles.OpenSearch;
using CloudAnalytics.Functions.Aggregate;
using CloudAnalytics.Lake.Stores;
using CloudAnalytics.Pipeline;
using Xunit.Abstractions;

namespace CloudAnalytics.Functions.Tests.Aggregate;

public sealed class AggregateFunctionTests(ITestOutputHelper output)
{
    static readonly MetricTable s_table = MetricTable.Compile(LogCatalogue.Alarms, CloudMetrics.All);

    // A minute past the lateness of the window of 11:55 to 12:00, with which an hour ends.
    static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 6, 0, TimeSpan.Zero);

    [Fact]
    public void EveryWindowIsMadeOfWholePublishedWindows() => Assert.All(s_table.Questions,
        q => Assert.Equal(0, q.Window.Ticks % PublishedPanel.Window.Ticks));

    [Fact]
    public async Task MetricsAreThoseOfTheTableWithTheEvaluatorsNumbersOverTheSameRows()
    {
        const int Seed = 11;
        output.WriteLine($"seed {Seed}");
        var hour = TimeRange.Between(s_now.AddMinutes(-66), s_now.AddMinutes(-6));
        var batches = Rows(new Random(Seed), hour);
        await using var cluster = await OpenSearchDouble.StartAsync();
        var client = await FilledAsync(cluster, batches);
        var run = new Run(new PanelSearch(client, IndexNames.Default), new MetricNoteSink(client, IndexNames.Default));

        Assert.Equal("""{"published":1,"waiting":0,"findings":0}""", await run.InvokeAsync());

        var emitted = run.Metrics();
        var expected = s_table.Questions.SelectMany(question =>
        {
            var window = TimeRange.Before(s_now.AddMinutes(-6), question.Window);
            var answer = PanelEvaluator.Evaluate(question.QueryOf(window), batches);
            return question.ValuesOf(answer).Select(v => new EmittedMetric("CloudAnalytics", v.Metric.Name, v.Metric.Unit.ToString(),
                v.DimensionValue is null ? new Dictionary<string, string>() : new() { [v.Metric.Dimension!.Name] = v.DimensionValue },
                window.From.ToDateTimeOffset(), v.Value).Text);
        }).ToList();
        Assert.True(expected.Count > 50, $"only {expected.Count} numbers");
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            emitted.Where(m => !MetricTable.Health.Any(h => h.Name == m.Name)).Select(m => m.Text).Order(StringComparer.Ordinal));
        Assert.All(emitted, m =>
        {
            var metric = s_table.Find(m.Name);
            Assert.NotNull(metric);
            Assert.Equal((metric.Unit.ToString(), "CloudAnalytics"), (m.Unit, m.Namespace));
            Assert.Equal(metric.Dimension is null ? [] : [metric.Dimension.Name], m.Dimensions.Keys);
            Assert.All(m.Dimensions.Values, v => Assert.Contains(v, metric.Dimension!.Values.Append(MetricDimension.Other)));
        });
        AssertNames(run, batches, cluster);
        Assert.Empty(cluster.Problems);
    }

    [Fact]
    public async Task WindowIsPublishedOnceByTwoRunsAtTheSameTime()
    {
        var store = new MemoryStore();
        var go = new TaskCompletionSource();
        var first = new Run(new Slow(go.Task), store: store);
        var second = new Run(new Zero(), store: store);

        var under = first.InvokeAsync();
        Assert.Equal("""{"published":0,"waiting":1,"findings":0}""", await second.InvokeAsync());
        go.SetResult();
        Assert.Equal("""{"published":1,"waiting":0,"findings":0}""", await under);
        Assert.Equal("""{"published":0,"waiting":0,"findings":0}""", await second.InvokeAsync());

        Assert.Single(first.Metrics().Concat(second.Metrics()), m => m.Name == "mail-totals.messages");
    }

    [Fact]
    public async Task EveryWindowIsPublishedOnceAndAnOutageIsMadeUpForByTheHour()
    {
        var run = new Run(new Zero());

        Assert.Equal("""{"published":1,"waiting":0,"findings":0}""", await run.InvokeAsync());
        Assert.Equal("""{"published":0,"waiting":0,"findings":0}""", await run.InvokeAsync());
        run.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("""{"published":1,"waiting":0,"findings":0}""", await run.InvokeAsync());
        run.Time.Advance(TimeSpan.FromMinutes(85));
        Assert.Equal("""{"published":12,"waiting":5,"findings":0}""", await run.InvokeAsync());
        Assert.Equal("""{"published":5,"waiting":0,"findings":0}""", await run.InvokeAsync());

        var windows = run.Metrics().Where(m => m.Name == "mail-totals.messages").Select(m => m.Time).ToList();
        Assert.Equal(Enumerable.Range(0, 19).Select(i => s_now.AddMinutes(-11 + (5 * i))), windows);
    }

    [Fact]
    public async Task WindowIsNotClosedBeforeItsLatenessIsOver()
    {
        var run = new Run(new Zero());
        await run.InvokeAsync();
        run.Time.Advance(TimeSpan.FromMinutes(4) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("""{"published":0,"waiting":0,"findings":0}""", await run.InvokeAsync());
        run.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("""{"published":1,"waiting":0,"findings":0}""", await run.InvokeAsync());
    }

    [Fact]
    public async Task WindowOfARunThatWasKilledIsTakenWhenItsTimeIsOver()
    {
        var store = new MemoryStore();
        var killed = new Run(new Killed(), store: store);
        await Assert.ThrowsAsync<NotSupportedException>(killed.InvokeAsync);
        Assert.Empty(killed.Metrics());
        var next = new Run(new Zero(), store: store);

        next.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("""{"published":0,"waiting":1,"findings":0}""", await next.InvokeAsync());
        next.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(60));
        Assert.Equal("""{"published":2,"waiting":0,"findings":0}""", await next.InvokeAsync());

        Assert.Equal([s_now.AddMinutes(-11), s_now.AddMinutes(-6)],
            next.Metrics().Where(m => m.Name == "mail-totals.messages").Select(m => m.Time));
    }

    [Fact]
    public async Task WindowWaitsWhileNobodyAnswers()
    {
        var store = new MemoryStore();
        for (var i = 0; i < 14; i++)
        {
            var run = new Run(new Away(_ => true), store: store);
            run.Time.Advance(TimeSpan.FromMinutes(5) * i);
            Assert.Equal($$"""{"published":0,"waiting":{{i + 1}},"findings":0}""", await run.InvokeAsync());
            Assert.Equal(i + 1, run.Metrics().Single(m => m.Name == "aggregate.waiting").Value);
        }

        var well = new Run(new Zero(), store: store);
        well.Time.Advance(TimeSpan.FromMinutes(5) * 14);
        Assert.Equal("""{"published":12,"waiting":3,"findings":0}""", await well.InvokeAsync());
    }

    [Fact]
    public async Task QuestionThatIsNeverAnsweredDoesNotKeepTheOthersForEver()
    {
        var store = new MemoryStore();
        var answers = new List<string>();
        for (var i = 0; i < Core.Limits.WindowAttemptsMax; i++)
        {
            var run = new Run(new Away(q => q.Panel.Name == "mail-totals"), store: store);
            run.Time.Advance(TimeSpan.FromMinutes(5) * i);
            answers.Add(await run.InvokeAsync());
            Assert.Contains("is away", run.Log, StringComparison.Ordinal);
        }

        Assert.All(answers.SkipLast(1), a => Assert.StartsWith("{\"published\":0", a, StringComparison.Ordinal));
        Assert.Equal("""{"published":1,"waiting":11,"findings":0}""", answers[^1]);
    }

    [Fact]
    public async Task WhatThePipelinePutsAsideIsCountedOnce()
    {
        var (lake, failed) = (new MemoryStore(), new MemoryStore());
        async Task PutAsync(IObjectStore store, string key) => await store.PutAsync(key, new MemoryStream([1]), default);
        await PutAsync(lake, "dead/arrived=2026-03-01/before.jsonl");
        var run = new Run(new Zero(), store: lake, failed: failed);
        (double, double) Last() => (run.Metrics().Last(m => m.Name == "pipeline.dead-letter-objects").Value,
            run.Metrics().Last(m => m.Name == "pipeline.failed-batches").Value);

        await run.InvokeAsync();
        Assert.Equal((0, 0), Last());

        run.Time.Advance(TimeSpan.FromMinutes(5));
        await PutAsync(lake, "dead/arrived=2026-03-01/a.jsonl");
        await PutAsync(lake, "dead/arrived=2026-02-27/b.jsonl");
        const string Shard = "aws/lambda/0e5-uuid/shardId-000000000001/2026/03/01/";
        await PutAsync(failed, Shard + "2026-03-01T12.07.00-6a.json");
        await PutAsync(failed, Shard + "2026-03-01T12.10.30-6b.json");
        await run.InvokeAsync();
        Assert.Equal((2, 1), Last());

        run.Time.Advance(TimeSpan.FromMinutes(5));
        await run.InvokeAsync();
        Assert.Equal((0, 1), Last());
    }

    static void AssertNames(Run run, List<RecordBatch> batches, OpenSearchDouble cluster)
    {
        var question = s_table.Questions.First(q => q.Published?.Panel.Name == "top-senders");
        var window = TimeRange.Before(s_now.AddMinutes(-6), question.Window);
        var rows = PanelEvaluator.Evaluate(question.QueryOf(window), batches).Rows;
        var named = run.Lines.Where(EmbeddedMetricSchema.IsMetric).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(r => r.TryGetProperty("names", out _)).Select(r => r.GetProperty("names"))
            .Single(n => n.TryGetProperty("top-senders", out _)).GetProperty("top-senders");
        Assert.NotEmpty(rows);
        Assert.Equal(rows.Select(r => r.Group[0]), named.EnumerateArray().Select(r => r.GetProperty("sender").GetString()!));
        var notes = cluster.Documents().Where(d => d.Index == "mail-metrics-2026.03").Select(d => JsonDocument.Parse(d.Source).RootElement)
            .Where(d => d.GetProperty("question").GetString() == "top-senders").OrderBy(d => d.GetProperty("rank").GetInt32());
        Assert.Equal(rows.Select(r => r.Group[0]), notes.Select(d => d.GetProperty("names")[0].GetString()!));
    }

    // Rows for every question.
    static List<RecordBatch> Rows(Random random, TimeRange hour)
    {
        var batches = new List<RecordBatch>();
        foreach (var question in s_table.Questions)
            batches.AddRange(new SomeRows(random, mayRepeatItems: false, question.Name, daysBefore: 0).For(question.Panel, hour, 60));
        return batches;
    }

    static async Task<OpenSearchClient> FilledAsync(OpenSearchDouble cluster, List<RecordBatch> batches)
    {
        var client = new OpenSearchClient(new HttpClient(), cluster.Endpoint, TimeProvider.System);
        var settings = new IndexSettings();
        foreach (var (name, body) in batches.Select(b => b.Schema).Distinct()
            .Select(s => (IndexNames.Default.Alias(s), IndexTemplate.Compile(s, settings)))
            .Append((IndexNames.Default.Metrics, IndexTemplate.CompileMetrics(settings))))
        {
            var put = await client.SendAsync(HttpMethod.Put, $"_index_template/{name}", body, TimeSpan.FromSeconds(10), default);
            Assert.True(put.IsSuccess, put.Reason);
        }

        var sink = new OpenSearchSink(client, IndexNames.Default, TimeProvider.System, new Random(1));
        foreach (var batch in batches)
            Assert.Equal(WriteResult.Written.Instance, await sink.WriteAsync(batch, default));
        return client;
    }

    /// <summary>The function with what it works with, and what it has said.</summary>
    sealed class Run
    {
        readonly MemoryStream _log = new();
        readonly AggregateFunction _function;

        public Run(IPanelEngine engine, MetricNoteSink? notes = null, IObjectStore? store = null, IObjectStore? failed = null)
        {
            var host = Some.Host("aggregate", Time, _log);
            store ??= new MemoryStore();
            _function = new AggregateFunction(
                host, new AggregateParts(s_table, engine, store, failed ?? new MemoryStore(), notes, Some.Judge(host, store)));
        }

        public VirtualTime Time { get; } = new(s_now);

        public string Log => Encoding.UTF8.GetString(_log.ToArray());

        public string[] Lines => Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public List<EmittedMetric> Metrics() => [.. Lines.Where(EmbeddedMetricSchema.IsMetric).SelectMany(EmbeddedMetricSchema.Read)];

        // As the stack has it: killed after four and a half minutes.
        public async Task<string> InvokeAsync() => Encoding.UTF8.GetString((await _function.InvokeAsync(
            "{}"u8.ToArray(), new Invocation("run", Time.GetUtcNow().AddSeconds(270), null, null), default)).Span);
    }

    /// <summary>Answers every question with ones.</summary>
    sealed class Zero : IPanelEngine
    {
        public Task<PanelResult> AskAsync(PanelQuery query, CancellationToken cancellationToken) => Task.FromResult(new PanelResult(query,
            [new PanelRow(null, [.. query.Panel.By.Select(_ => "x")], [.. query.Panel.Columns.Select(_ => (double?)1)])]));
    }

    /// <summary>Answers when it is told to.</summary>
    sealed class Slow(Task go) : IPanelEngine
    {
        public async Task<PanelResult> AskAsync(PanelQuery query, CancellationToken cancellationToken)
        {
            await go;
            return await new Zero().AskAsync(query, cancellationToken);
        }
    }

    /// <summary>Does not answer some questions.</summary>
    sealed class Away(Func<PanelQuery, bool> isAway) : IPanelEngine
    {
        public Task<PanelResult> AskAsync(PanelQuery query, CancellationToken cancellationToken) =>
            isAway(query) ? throw new IOException("the cluster is away") : new Zero().AskAsync(query, cancellationToken);
    }

    /// <summary>Ends the process with the first question.</summary>
    sealed class Killed : IPanelEngine
    {
        public Task<PanelResult> AskAsync(PanelQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException("killed");
    }
}
