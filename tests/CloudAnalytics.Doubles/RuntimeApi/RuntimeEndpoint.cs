using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace CloudAnalytics.Doubles.RuntimeApi;

/// <summary>
/// The Lambda Runtime API on a free port of 127.0.0.1, as documented: a function's process asks it for invocations and answers them. One
/// invocation at a time is handed out; the others wait.
/// </summary>
public sealed class RuntimeEndpoint : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Channel<Pending> _queue = Channel.CreateUnbounded<Pending>();
    readonly TaskCompletionSource _restore = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _restoreAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<RuntimeFailure> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<RuntimeFailure> _restoreError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Connections _connections;
    Pending? _current;
    int _last;

    RuntimeEndpoint(WebApplication app, Connections connections) => (_app, _connections) = (app, connections);

    /// <summary>Value of AWS_LAMBDA_RUNTIME_API.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Largest answer; a larger one is refused with 413, as the service does above 6 MB.</summary>
    public int AnswerBytesMax { get; set; } = 6 * 1024 * 1024;

    /// <summary>Whether events are sent in chunks instead of with their length.</summary>
    public bool IsChunked { get; set; }

    /// <summary>Completed when the process says that it cannot start.</summary>
    public Task<RuntimeFailure> InitError => _initError.Task;

    /// <summary>Completed when the process says that it cannot go on behind its snapshot.</summary>
    public Task<RuntimeFailure> RestoreError => _restoreError.Task;

    /// <summary>Completed when the process waits for its snapshot to be resumed.</summary>
    public Task RestoreAsked => _restoreAsked.Task;

    /// <summary>Completed when the process has started and waits for its first invocation.</summary>
    public Task Asked => _asked.Task;

    /// <summary>
    /// Completed once no process is connected any more. Before that, a call that a killed process has left behind may still take an
    /// invocation, which then nobody answers.
    /// </summary>
    public Task Disconnected => _connections.None;

    /// <summary>Calls that the API does not have.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Starts an endpoint.</summary>
    public static async Task<RuntimeEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var connections = new Connections();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(connections.CountAsync);
            });
        });
        var app = builder.Build();
        var endpoint = new RuntimeEndpoint(app, connections);
        app.Run(endpoint.HandleAsync);
        await app.StartAsync();
        endpoint.Address = new Uri(app.Urls.First()).Authority;
        return endpoint;
    }

    /// <summary>Queues an invocation.</summary>
    /// <param name="payload">The event.</param>
    /// <param name="deadline">When the service would kill the process.</param>
    /// <returns>What came of it; it does not end by itself when the process ends: see <see cref="Abandon"/>.</returns>
    public Task<InvocationResult> InvokeAsync(ReadOnlyMemory<byte> payload, DateTimeOffset deadline)
    {
        var pending = new Pending($"request-{Interlocked.Increment(ref _last)}", payload, deadline);
        _queue.Writer.TryWrite(pending);
        return pending.Result.Task;
    }

    /// <summary>Ends the invocation that is under way, whose process has ended or is out of time.</summary>
    /// <returns>Whether there was one: not so when it was not asked for yet, and waits for the next process.</returns>
    public bool Abandon(string reason)
    {
        if (Interlocked.Exchange(ref _current, null) is not { } current)
            return false;
        current.Result.TrySetResult(new InvocationResult(default, new RuntimeFailure(reason, reason, "")));
        return true;
    }

    /// <summary>Resumes the snapshot of the process.</summary>
    public void Resume() => _restore.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    async Task HandleAsync(HttpContext context)
    {
        const string Root = "/2018-06-01/runtime/";
        var path = context.Request.Path.Value ?? "";
        var call = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].Split('/') : [];
        switch (context.Request.Method, call)
        {
            case ("GET", ["invocation", "next"]):
                await NextAsync(context);
                break;
            case ("POST", ["invocation", var id, "response"]):
                await AnswerAsync(context, id);
                break;
            case ("POST", ["invocation", var id, "error"]):
                var failure = await FailureAsync(context);
                context.Response.StatusCode = Complete(id, new InvocationResult(default, failure)) ? 202 : 400;
                break;
            case ("POST", ["init", "error"]):
                _initError.TrySetResult(await FailureAsync(context));
                context.Response.StatusCode = 202;
                break;
            case ("GET", ["restore", "next"]):
                _restoreAsked.TrySetResult();
                await _restore.Task.WaitAsync(context.RequestAborted);
                break;
            case ("POST", ["restore", "error"]):
                _restoreError.TrySetResult(await FailureAsync(context));
                context.Response.StatusCode = 202;
                break;
            default:
                lock (Unknown) Unknown.Add($"{context.Request.Method} {path}");
                context.Response.StatusCode = 404;
                break;
        }
    }

    async Task NextAsync(HttpContext context)
    {
        _asked.TrySetResult();
        var pending = await _queue.Reader.ReadAsync(context.RequestAborted);
        if (context.RequestAborted.IsCancellationRequested)
        {
            // Of a process that was killed meanwhile: the next one gets it.
            _queue.Writer.TryWrite(pending);
            return;
        }

        _current = pending;
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = pending.Id;
        headers["Lambda-Runtime-Deadline-Ms"] = pending.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-central-1:123456789012:function:test";
        headers["Lambda-Runtime-Trace-Id"] = $"Root=1-{pending.Id};Sampled=0";
        context.Response.ContentType = "application/json";
        if (!IsChunked)
            context.Response.ContentLength = pending.Payload.Length;
        await context.Response.Body.WriteAsync(pending.Payload, context.RequestAborted);
    }

    async Task AnswerAsync(HttpContext context, string id)
    {
        var answer = await BodyAsync(context);
        if (answer.Length > AnswerBytesMax)
        {
            context.Response.StatusCode = 413;
            return;
        }

        context.Response.StatusCode = Complete(id, new InvocationResult(answer, null)) ? 202 : 400;
    }

    bool Complete(string id, InvocationResult result)
    {
        if (_current is not { } current || current.Id != id)
            return false;
        _current = null;
        return current.Result.TrySetResult(result);
    }

    static async Task<RuntimeFailure> FailureAsync(HttpContext context)
    {
        var body = Encoding.UTF8.GetString(await BodyAsync(context));
        using var json = JsonDocument.Parse(body);
        return new RuntimeFailure(
            context.Request.Headers["Lambda-Runtime-Function-Error-Type"].ToString(),
            json.RootElement.GetProperty("errorMessage").GetString() ?? "",
            body);
    }

    static async Task<byte[]> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    /// <summary>Counts the connections that are open.</summary>
    sealed class Connections
    {
        readonly Lock _lock = new();
        TaskCompletionSource? _ended;
        int _count;

        internal Task None
        {
            get
            {
                lock (_lock) return _count == 0 ? Task.CompletedTask : _ended!.Task;
            }
        }

        internal async Task CountAsync(ConnectionContext connection, Func<Task> next)
        {
            lock (_lock)
            {
                if (_count++ == 0)
                    _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            try
            {
                await next();
            }
            finally
            {
                lock (_lock)
                {
                    if (--_count == 0)
                        _ended!.SetResult();
                }
            }
        }
    }

    sealed record Pending(string Id, ReadOnlyMemory<byte> Payload, DateTimeOffset Deadline)
    {
        public TaskCompletionSource<InvocationResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What came of an invocation.</summary>
/// <param name="Answer">The answer; empty when it failed.</param>
/// <param name="Failure">How it failed; null when it was answered.</param>
public sealed record InvocationResult(ReadOnlyMemory<byte> Answer, RuntimeFailure? Failure)
{
    /// <summary>The answer as text.</summary>
    public string Text => Encoding.UTF8.GetString(Answer.Span);
}

/// <summary>A failure that a process reported.</summary>
/// <param name="Type">Its kind, from the header.</param>
/// <param name="Message">Its message.</param>
/// <param name="Body">All that was sent.</param>
public sealed record RuntimeFailure(string Type, string Message, string Body);
