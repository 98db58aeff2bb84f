using System.Globalization;
using System.Text;
using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Compilers.CloudWatch;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Compilers.Tests.Catalogue;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Doubles.Athena;
using CloudAnalytics.Doubles.Kinesis;
using CloudAnalytics.Functions.Aggregate;
using CloudAnalytics.Lake.Stores;
using Xunit.Abstractions;

namespace CloudAnalytics.Functions.Tests.Aggregate;

/// <summary>The numbers of a stack without OpenSearch: the same questions, asked of Athena.</summary>
public sealed class AthenaAggregateTests(ITestOutputHelper output) : IDisposable
{
    static readonly MetricTable s_table = MetricTable.Compile(LogCatalogue.Alarms, CloudMetrics.All);
    static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 6, 0, TimeSpan.Zero);

    readonly AthenaDouble _athena = new() { States = ["SUCCEEDED"] };
    readonly MemoryStore _lake = new();
    HttpClient? _http;

    public void Dispose()
    {
        _http?.Dispose();
        _athena.Dispose();
    }

    [Fact]
    public async Task NumbersAreTheEvaluatorsOverTheSameRows()
    {
        const int Seed = 12;
        output.WriteLine($"seed {Seed}");
        var hour = TimeRange.Between(s_now.AddMinutes(-66), s_now.AddMinutes(-6));
        var random = new Random(Seed);
        List<RecordBatch> batches =
        [
            .. s_table.Questions.SelectMany(question =>
                new SomeRows(random, mayRepeatItems: false, question.Name, daysBefore: 0).For(question.Panel, hour, 60)),
        ];
        var answers = s_table.Questions.ToDictionary(
            question => Sql(question), question => PanelEvaluator.Evaluate(Query(question), batches), StringComparer.Ordinal);
        _athena.Answer = sql => Rows(answers[sql]);

        var (answer, log) = await RunAsync();

        Assert.Equal("""{"published":1,"waiting":0,"findings":0}""", answer);
        var expected = s_table.Questions.SelectMany(question => question.ValuesOf(answers[Sql(question)])
            .Select(value => $"{value.Metric.Name} {value.DimensionValue} {value.Value}")).ToList();
        Assert.True(expected.Count > 50, $"only {expected.Count} numbers");
        var emitted = log.Where(EmbeddedMetricSchema.IsMetric).SelectMany(EmbeddedMetricSchema.Read)
            .Where(metric => !MetricTable.Health.Any(health => health.Name == metric.Name))
            .Select(metric => $"{metric.Name} {metric.Dimensions.Values.SingleOrDefault()} {metric.Value}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), emitted.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("FAILED", "Athena did not answer ")]
    [InlineData("CANCELLED", "the query was cancelled in Athena")]
    public async Task WindowWaitsWhileAthenaDoesNotAnswer(string state, string message)
    {
        _athena.States = [state];
        var (answer, log) = await RunAsync();
        Assert.Equal("""{"published":0,"waiting":1,"findings":0}""", answer);
        Assert.Contains(log, line => line.Contains(message, StringComparison.Ordinal));

        // As before the first run of compact, which makes the views.
        _athena.States = ["SUCCEEDED"];
        _athena.Answer = _ => null;
        Assert.Equal("""{"published":0,"waiting":1,"findings":0}""", (await RunAsync()).Answer);
    }

    static PanelQuery Query(PublishedQuestion question) => question.QueryOf(TimeRange.Before(s_now.AddMinutes(-6), question.Window));

    static string Sql(PublishedQuestion question) => SqlCompiler.Compile(Query(question), SqlDialect.Athena);

    // As Athena writes it: text, with nothing where there is no value.
    static List<string?[]> Rows(PanelResult result)
    {
        var header = result.Query.Panel.By.Select(field => field.Name).Concat(result.Query.Panel.Columns.Select(column => column.Name));
        return
        [
            [.. header],
            .. result.Rows.Select(row => (string?[])
                [.. row.Group, .. row.Values.Select(value => value?.ToString("R", CultureInfo.InvariantCulture))]),
        ];
    }

    async Task<(string Answer, string[] Log)> RunAsync()
    {
        var time = new VirtualTime(s_now);
        using var log = new MemoryStream();
        _http ??= new HttpClient(_athena);
        var service = new Json11Client(_http, new Uri("http://localhost/"), AthenaClient.Service, time, () => 0);
        var panels = new AthenaPanels(new AthenaClient(service, time), "logs", "mail");
        var host = Some.Host("aggregate", time, log);
        var function = new AggregateFunction(
            host, new AggregateParts(s_table, panels, _lake, new MemoryStore(), null, Some.Judge(host, _lake)));
        var answer = await function.InvokeAsync(
            "{}"u8.ToArray(), new Invocation("run", time.GetUtcNow().AddSeconds(270), null, null), default);
        return (Encoding.UTF8.GetString(answer.Span),
            Encoding.UTF8.GetString(log.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
