using CloudAnalytics.Aws.Athena;
using CloudAnalytics.Aws.Json11;
using CloudAnalytics.Core;
using CloudAnalytics.Doubles.Athena;

namespace CloudAnalytics.Aws.Tests.Athena;

/// <summary>A statement from its start to its end, whatever states it goes through.</summary>
public sealed class AthenaRunTests : IDisposable
{
    readonly AthenaDouble _double = new();
    readonly HurriedTime _time = new();
    readonly HttpClient _http;
    readonly AthenaClient _client;

    public AthenaRunTests()
    {
        _http = new HttpClient(_double);
        _client = new AthenaClient(
            new Json11Client(_http, new Uri("http://localhost/"), AthenaClient.Service, _time, () => 0.5), _time);
    }

    static AthenaStatement Statement { get; } = new("SELECT 1 AS a", "logs", "mail", TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        _http.Dispose();
        _double.Dispose();
    }

    [Fact]
    public async Task StateIsAskedAfterWaitsThatDoubleUntilItEnds()
    {
        // Athena puts a running query back into the queue when it tries it again by itself.
        _double.States = ["QUEUED", "RUNNING", "QUEUED", "RUNNING", "RUNNING", "RUNNING", "SUCCEEDED"];
        var outcome = Assert.IsType<AthenaOutcome.Succeeded>(await _client.RunAsync(Statement, default));
        Assert.Equal(4711, outcome.ScannedBytes);
        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3, 3], _time.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal(["StartQueryExecution", .. Enumerable.Repeat("GetQueryExecution", 7)], _double.Calls);
        var started = Assert.Single(_double.Statements);
        Assert.Equal(("SELECT 1 AS a", "logs", "mail"), ((string)started["QueryString"]!, (string)started["WorkGroup"]!,
            (string)started["QueryExecutionContext"]!["Database"]!));
    }

    public static TheoryData<string, string?, AthenaError> Failures => new()
    {
        { "CANCELLED", null, new AthenaError(0, 0, false, "the query was cancelled in Athena") },
        { "FAILED", null, new AthenaError(0, 0, false, "TABLE_NOT_FOUND: line 1:1") },
        {
            "FAILED", """{"ErrorCategory":2,"ErrorType":1006,"Retryable":false,"ErrorMessage":"no such table"}""",
            new AthenaError(2, 1006, false, "no such table")
        },
        {
            "FAILED", """{"ErrorCategory":1,"ErrorType":1,"Retryable":true}""", new AthenaError(1, 1, true, "TABLE_NOT_FOUND: line 1:1")
        },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task FailureIsAValueAndNothingIsStopped(string state, string? error, AthenaError expected)
    {
        _double.States = ["QUEUED", "RUNNING", state];
        _double.Error = error;
        var failed = Assert.IsType<AthenaOutcome.Failed>(await _client.RunAsync(Statement, default));
        Assert.Equal((expected, 4711), (failed.Error, failed.ScannedBytes));
        Assert.DoesNotContain("StopQueryExecution", _double.Calls);
    }

    [Fact]
    public async Task StatementThatTakesTooLongIsStopped()
    {
        _double.States = ["QUEUED", "RUNNING"];
        var late = Assert.IsType<AthenaOutcome.OutOfTime>(await _client.RunAsync(Statement, default));
        Assert.Equal(TimeSpan.FromMinutes(1), late.TimeMax);
        Assert.InRange(TimeSpan.FromTicks(_time.Waits.Sum(wait => wait.Ticks)), late.TimeMax - Limits.AthenaPollMax, late.TimeMax);
        Assert.Equal("StopQueryExecution", _double.Calls[^1]);
    }

    [Fact]
    public async Task StatementThatNobodyWaitsForAnyMoreIsStopped()
    {
        using var cancel = new CancellationTokenSource();
        _double.States = ["RUNNING"];
        _double.Asked = operation =>
        {
            if (operation == "GetQueryExecution" && _double.Calls.Count == 4)
                cancel.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _client.RunAsync(Statement, cancel.Token));
        Assert.Equal("StopQueryExecution", _double.Calls[^1]);
        Assert.Equal(5, _double.Calls.Count);
    }

    [Fact]
    public async Task StartThatIsRepeatedStartsOneStatement()
    {
        await _client.RunAsync(Statement, default);
        await _client.RunAsync(Statement, default);
        Assert.Single(_double.Statements);
        await _client.RunAsync(Statement with { RequestToken = new string('x', 32) }, default);
        Assert.Equal(2, _double.Statements.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public async Task RowsAreReadPageByPageWithoutTheHeader(int pageRows)
    {
        // A row that looks like the header is a row.
        _double.Answer = _ => [["a", "b"], ["a", "b"], ["1", null], ["", "x"]];
        _double.PageRows = pageRows;
        var outcome = Assert.IsType<AthenaOutcome.Succeeded>(await _client.RunAsync(Statement, default));
        var rows = new List<string?[]>();
        await foreach (var row in _client.ReadAsync(outcome, default))
            rows.Add(row);
        Assert.Equal([["a", "b"], ["1", null], ["", "x"]], rows);
    }

    /// <summary>A clock that is moved on by whoever waits, so that nobody does; time-outs of requests never come.</summary>
    sealed class HurriedTime : TimeProvider
    {
        DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        internal List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > Limits.AthenaPollMax || dueTime <= TimeSpan.Zero)
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            Waits.Add(dueTime);
            _now += dueTime;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
