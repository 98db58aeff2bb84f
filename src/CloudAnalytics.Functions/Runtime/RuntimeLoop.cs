using CloudAnalytics.Aws.Http;
using CloudAnalytics.Core;

namespace CloudAnalytics.Functions.Runtime;

/// <summary>The life of a process: initialisation, perhaps a snapshot, then one invocation after the other.</summary>
/// <param name="api">The client.</param>
/// <param name="variable">The value of an environment variable, or null.</param>
/// <param name="time">The clock of deadlines.</param>
/// <param name="log">Where failures are told.</param>
sealed class RuntimeLoop(RuntimeApi api, Func<string, string?> variable, TimeProvider time, FunctionLog log)
{
    /// <summary>Holds host and port of the Runtime API.</summary>
    internal const string AddressVariable = "AWS_LAMBDA_RUNTIME_API";

    /// <summary>Exit code: a setting is missing or wrong.</summary>
    internal const int WrongConfiguration = 2;

    /// <summary>Exit code: the program or the runtime failed.</summary>
    internal const int Failed = 1;

    /// <summary>Runs until the process must end.</summary>
    /// <param name="create">Makes the function: the process's initialisation.</param>
    /// <param name="rehearse">
    /// Loads what the first event takes; it needs nothing that is made, and runs beside making it. Null for nothing.
    /// </param>
    /// <returns>The exit code; never 0, as a function that is no more needed is killed.</returns>
    internal int Run(Func<IFunction> create, Action? rehearse = null)
    {
        LimitHeap();
        var isSnapshot = variable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start";
        if (rehearse is not null && !isSnapshot)
            Aside(rehearse);
        Aside(LoadTimers);
        IFunction function;
        try
        {
            function = create();
        }
        catch (SettingsException exception)
        {
            FailInit(exception, null);
            return WrongConfiguration;
        }
        catch (Exception exception)
        {
            FailInit(exception, null);
            throw;
        }

        if (isSnapshot)
            Snapshot(function as IPreparedFunction, rehearse);
        else if (function is IPreparedFunction prepared)
            Aside(() => Wait(prepared.PrepareAsync(CancellationToken.None)));
        while (true)
        {
            var next = api.Next();
            Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", next.Invocation.TraceId);
            if (Handle(function, next) == 500)
            {
                log.Write("error", "the Runtime API is in a state from which it cannot recover");
                return Failed;
            }
        }
    }

    int Handle(IFunction function, NextInvocation next)
    {
        var (invocation, payload) = next;
        using var deadline = new CancellationTokenSource(Patience(invocation), time);
        ReadOnlyMemory<byte> answer;
        try
        {
            answer = Wait(function.InvokeAsync(payload, invocation, deadline.Token));
        }
        catch (FunctionException exception)
        {
            return Fail(invocation, RuntimeError.Of(exception));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Fail(invocation, new RuntimeError("Function.OutOfTime", "the deadline came before the end of the work", []));
        }
        catch (Exception exception)
        {
            Fail(invocation, RuntimeError.Of(exception));
            throw;
        }

        var status = api.Respond(invocation.RequestId, answer);
        if (status == 413)
        {
            return Fail(invocation, new RuntimeError("Function.ResponseTooLarge",
                $"the answer has {answer.Length} bytes, which is more than the service takes", []));
        }

        if (status != 202)
            log.Write("error", $"the Runtime API answered {status} to the answer of {invocation.RequestId}");
        return status;
    }

    TimeSpan Patience(Invocation invocation)
    {
        var left = invocation.Deadline - time.GetUtcNow() - TimeSpan.FromMilliseconds(Limits.DeadlineAnswerMs);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    int Fail(Invocation invocation, RuntimeError error)
    {
        log.Write("error", error.Message, ("type", error.Type), ("request_id", invocation.RequestId),
            ("stack", string.Join('\n', error.Trace)));
        return api.Fail(invocation.RequestId, error);
    }

    void FailInit(Exception exception, string? type)
    {
        var error = RuntimeError.Of(exception, type);
        log.Write("error", error.Message, ("type", error.Type), ("stack", string.Join('\n', error.Trace)));
        api.FailInit(error);
    }

    // The first timer of a process begins much that the others share.
    void LoadTimers()
    {
        using var timer = new CancellationTokenSource(Limits.BulkTimeout, time);
    }

    // A start has two processors, and the loop needs one of them.
    void Aside(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The invocation that needs it meets the same, and says what that means for its event.
            log.Write("warning", exception.Message);
        }
    }) { IsBackground = true }.Start();

    // docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html: the snapshot is taken while restore/next waits.
    void Snapshot(IPreparedFunction? function, Action? rehearse)
    {
        try
        {
            rehearse?.Invoke();
            if (function is not null)
                Wait(function.PrepareAsync(CancellationToken.None));
        }
        catch (Exception exception)
        {
            FailInit(exception, "Runtime.BeforeSnapshotError");
            throw;
        }

        Check.That(api.RestoreNext() == 200);
        try
        {
            if (function is not null)
                Wait(function.RestoreAsync(CancellationToken.None));
        }
        catch (Exception exception)
        {
            api.FailRestore(RuntimeError.Of(exception, "Runtime.AfterRestoreError"));
            throw;
        }
    }

    // The thread has nothing else to do, and machinery for tasks would be loaded at the start.
    static T Wait<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();

    static void Wait(ValueTask task)
    {
        if (task.IsCompleted)
            task.GetAwaiter().GetResult();
        else
            task.AsTask().GetAwaiter().GetResult();
    }

    // A function's memory is limited from outside, where the collector does not see it: it would put off collecting and be killed.
    void LimitHeap()
    {
        if (!Digits.TryRead(variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), out var megabytes))
            return;
        AppContext.SetData("GCHeapHardLimit", (ulong)(megabytes * 1024 * 1024 * Limits.FunctionHeapPercent / 100));
        GC.RefreshMemoryLimit();
    }
}
