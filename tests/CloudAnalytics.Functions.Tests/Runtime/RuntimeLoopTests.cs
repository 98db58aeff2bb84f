using System.Text;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Doubles.RuntimeApi;
using CloudAnalytics.Functions.Runtime;
using CloudAnalytics.Functions.Streams;

namespace CloudAnalytics.Functions.Tests.Runtime;

/// <summary>The loop in this process, against the Runtime API's double.</summary>
public sealed class RuntimeLoopTests
{
    static readonly DateTimeOffset s_deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EventsOfAllSizesAreAnsweredInOrder(bool isChunked)
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        endpoint.IsChunked = isChunked;
        using var process = Run(endpoint, new Function((payload, _) => payload.ToArray()));
        foreach (var length in (int[])[2, 100_000, 5_000_000, 0, 65_536, 1])
        {
            var payload = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

            var result = await endpoint.InvokeAsync(payload, s_deadline);

            Assert.Equal(payload, result.Answer.ToArray());
        }
    }

    [Fact]
    public async Task InvocationIsDescribed()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        Invocation? seen = null;
        using var process = Run(endpoint, new Function((_, invocation) =>
        {
            seen = invocation;
            return Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID")!);
        }));

        var result = await endpoint.InvokeAsync("{}"u8.ToArray(), s_deadline);

        Assert.Equal("Root=1-request-1;Sampled=0", result.Text);
        Assert.Equal("request-1", seen!.RequestId);
        Assert.Equal(s_deadline.ToUnixTimeMilliseconds(), seen.Deadline.ToUnixTimeMilliseconds());
        Assert.Equal("arn:aws:lambda:eu-central-1:123456789012:function:test", seen.FunctionArn);
    }

    [Fact]
    public async Task FailedInvocationIsReportedAndTheNextOneAnswered()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        using var process = Run(endpoint, new Function((payload, _) =>
            payload.Length == 1 ? throw new FunctionException("Event.Wrong", "it is \"wrong\"") : "ok"u8.ToArray()));

        var failed = await endpoint.InvokeAsync("1"u8.ToArray(), s_deadline);
        var next = await endpoint.InvokeAsync("22"u8.ToArray(), s_deadline);

        Assert.Equal(("Event.Wrong", "it is \"wrong\""), (failed.Failure!.Type, failed.Failure.Message));
        Assert.Contains("\"stackTrace\":[]", failed.Failure.Body, StringComparison.Ordinal);
        Assert.Equal("ok", next.Text);
    }

    [Fact]
    public async Task FaultOfTheProgramIsReportedAndEndsIt()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        using var process = Run(endpoint, new Function((_, _) => throw new InvalidOperationException("impossible")));

        var failed = await endpoint.InvokeAsync("1"u8.ToArray(), s_deadline);

        Assert.Equal(("Runtime.InvalidOperationException", "impossible"), (failed.Failure!.Type, failed.Failure.Message));
        await Assert.ThrowsAsync<InvalidOperationException>(() => process.Exit);
    }

    [Fact]
    public async Task AnswerThatIsTooLargeFailsTheInvocation()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        endpoint.AnswerBytesMax = 10;
        using var process = Run(endpoint, new Function((payload, _) => payload.ToArray()));

        var failed = await endpoint.InvokeAsync(new byte[11], s_deadline);
        var next = await endpoint.InvokeAsync(new byte[10], s_deadline);

        Assert.Equal("Function.ResponseTooLarge", failed.Failure!.Type);
        Assert.Null(next.Failure);
    }

    [Fact]
    public async Task WorkIsGivenUpBeforeTheDeadline()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        using var process = Run(endpoint, new WaitingFunction());

        var failed = await endpoint.InvokeAsync("{}"u8.ToArray(), TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(700));

        Assert.Equal("Function.OutOfTime", failed.Failure!.Type);
    }

    [Fact]
    public async Task WrongSettingIsAnInitErrorAndEndsTheProcess()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        using var process = new Running(endpoint, () => throw new SettingsException("CLOUDANALYTICS_FUNCTION is missing"), []);

        var error = await endpoint.InitError;

        Assert.Equal(("Settings.Invalid", "CLOUDANALYTICS_FUNCTION is missing"), (error.Type, error.Message));
        Assert.Equal(2, await process.Exit);
    }

    [Fact]
    public async Task SnapshotIsPreparedAndRestored()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        var function = new SnapshotFunction();
        using var process = new Running(endpoint, () => function, new() { ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "snap-start" });
        await endpoint.RestoreAsked;
        Assert.Equal(["prepare"], function.Calls);
        endpoint.Resume();

        await endpoint.InvokeAsync("{}"u8.ToArray(), s_deadline);

        Assert.Equal(["prepare", "restore", "invoke"], function.Calls);
    }

    [Fact]
    public async Task RehearsalIsOverBeforeTheSnapshot()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        var function = new SnapshotFunction();
        using var process = new Running(endpoint, () => function, new() { ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "snap-start" },
            () => function.Calls.Add("rehearse"));
        await endpoint.RestoreAsked;
        Assert.Equal(["rehearse", "prepare"], function.Calls);
        endpoint.Resume();
        await endpoint.InvokeAsync("{}"u8.ToArray(), s_deadline);
    }

    [Fact]
    public async Task RehearsalKeepsNoInvocationWaiting()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        using var answered = new ManualResetEventSlim();
        var rehearsed = new TaskCompletionSource();
        using var process = new Running(endpoint, () => new Function((_, _) => "ok"u8.ToArray()), [], () =>
        {
            answered.Wait();
            rehearsed.SetResult();
        });

        Assert.Equal("ok", (await endpoint.InvokeAsync("{}"u8.ToArray(), s_deadline)).Text);

        answered.Set();
        await rehearsed.Task;
    }

    [Fact]
    public async Task RehearsalThatFailsBeforeASnapshotIsReported()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        using var process = new Running(endpoint, () => new Function((_, _) => "ok"u8.ToArray()),
            new() { ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "snap-start" }, () => throw new IOException("no room"));

        Assert.Equal("Runtime.BeforeSnapshotError", (await endpoint.InitError).Type);
        await Assert.ThrowsAsync<IOException>(() => process.Exit);
    }

    [Theory]
    [InlineData("index")]
    [InlineData("archive")]
    public void RehearsalNeedsNoSettingsAndLeavesNothing(string name)
    {
        FunctionTable.RehearsalOf(name)!();
        Assert.Empty(Directory.EnumerateFiles(Path.GetTempPath(), $"rows-{Environment.ProcessId}-rehearsal*"));
    }

    [Fact]
    public void RehearsalReadsARecordOfMessageTracking()
    {
        var rows = new List<string>();
        new Rehearsal(batch => rows.Add($"{batch.Schema.Name} {batch.RowCount} {Encoding.UTF8.GetString(new RowReader(batch, 0).Get(CommonFields.Action))}"), false).Run();
        Assert.Equal(["exchange_message_tracking 1 RECEIVE"], rows);
    }

    [Theory]
    [InlineData("aggregate")]
    [InlineData("indexes")]
    [InlineData(null)]
    public void FunctionsThatStartSeldomRehearseNothing(string? name) => Assert.Null(FunctionTable.RehearsalOf(name));

    [Fact]
    public async Task FailureBehindASnapshotIsReported()
    {
        await using var endpoint = await RuntimeEndpoint.StartAsync();
        endpoint.Resume();
        using var process = new Running(
            endpoint, () => new SnapshotFunction { Fails = true }, new() { ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "snap-start" });

        Assert.Equal("Runtime.AfterRestoreError", (await endpoint.RestoreError).Type);
        await Assert.ThrowsAsync<InvalidOperationException>(() => process.Exit);
    }

    static Running Run(RuntimeEndpoint endpoint, IFunction function) => new(endpoint, () => function, []);

    /// <summary>A loop that is running.</summary>
    sealed class Running : IDisposable
    {
        readonly Functions.Runtime.RuntimeApi _api;

        public Running(
            RuntimeEndpoint endpoint, Func<IFunction> create, Dictionary<string, string?> variables, Action? rehearse = null)
        {
            _api = new Functions.Runtime.RuntimeApi(endpoint.Address);
            var loop = new RuntimeLoop(_api, variables.GetValueOrDefault, TimeProvider.System, new FunctionLog(() => Stream.Null));
            Exit = Task.Run(() => loop.Run(create, rehearse));
        }

        public Task<int> Exit { get; }

        public void Dispose() => _api.Dispose();
    }

    sealed class Function(Func<ReadOnlyMemory<byte>, Invocation, byte[]> answer) : IFunction
    {
        public ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
            ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken) => new(answer(payload, invocation));
    }

    sealed class WaitingFunction : IFunction
    {
        public async ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
            ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return default;
        }
    }

    sealed class SnapshotFunction : IPreparedFunction
    {
        public List<string> Calls { get; } = [];

        public bool Fails { get; init; }

        public ValueTask<ReadOnlyMemory<byte>> InvokeAsync(
            ReadOnlyMemory<byte> payload, Invocation invocation, CancellationToken cancellationToken)
        {
            Calls.Add("invoke");
            return default;
        }

        public ValueTask PrepareAsync(CancellationToken cancellationToken)
        {
            Calls.Add("prepare");
            return default;
        }

        public ValueTask RestoreAsync(CancellationToken cancellationToken)
        {
            Calls.Add("restore");
            return Fails ? throw new InvalidOperationException("no") : default;
        }
    }
}
