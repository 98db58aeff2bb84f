using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CloudAnalytics.Core;

namespace CloudAnalytics.Functions.Runtime;

/// <summary>
/// The client of the Lambda Runtime API (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html): HTTP/1.1 over one connection to the
/// endpoint on the same machine, kept open. A bare socket, as the general client of .NET would take more of a cold start than all else.
/// Not thread safe.
/// </summary>
sealed class RuntimeApi : IDisposable
{
    const string Root = "/2018-06-01/runtime/";

    readonly string _host;
    readonly int _port;
    readonly byte[] _hostHeader;
    HttpStream? _stream;

    /// <summary>A client that connects with the first call.</summary>
    /// <param name="address">The value of AWS_LAMBDA_RUNTIME_API: host and port.</param>
    internal RuntimeApi(string address)
    {
        var colon = address.LastIndexOf(':');
        _port = 80;
        if (colon < 0 || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _port))
            colon = address.Length;
        _host = address[..colon];
        _hostHeader = Encoding.ASCII.GetBytes(address);
    }

    /// <summary>Waits for the next invocation; there is no time limit.</summary>
    internal async ValueTask<NextInvocation> NextAsync()
    {
        var reply = await SendAsync("GET"u8.ToArray(), "invocation/next", default, null);
        Check.That(reply.Status == 200);
        return new NextInvocation(
            new Invocation(
                reply.Header("Lambda-Runtime-Aws-Request-Id") ?? throw new InvalidDataException("an invocation without a request id"),
                Deadline(reply.Header("Lambda-Runtime-Deadline-Ms")),
                reply.Header("Lambda-Runtime-Invoked-Function-Arn"),
                reply.Header("Lambda-Runtime-Trace-Id")),
            reply.Body);
    }

    /// <summary>Waits until the process runs again behind its snapshot.</summary>
    internal async ValueTask<int> RestoreNextAsync() => (await SendAsync("GET"u8.ToArray(), "restore/next", default, null)).Status;

    /// <summary>Sends the answer of an invocation.</summary>
    /// <returns>The status: 202, or 413 when the answer is too large.</returns>
    internal async ValueTask<int> RespondAsync(string requestId, ReadOnlyMemory<byte> answer) =>
        (await SendAsync("POST"u8.ToArray(), $"invocation/{requestId}/response", answer, null)).Status;

    /// <summary>Says that an invocation failed.</summary>
    internal async ValueTask<int> FailAsync(string requestId, RuntimeError error) =>
        (await SendAsync("POST"u8.ToArray(), $"invocation/{requestId}/error", error.ToJson(), error.Type)).Status;

    /// <summary>Says that the process could not start.</summary>
    internal async ValueTask<int> FailInitAsync(RuntimeError error) =>
        (await SendAsync("POST"u8.ToArray(), "init/error", error.ToJson(), error.Type)).Status;

    /// <summary>Says that the process could not go on behind its snapshot.</summary>
    internal async ValueTask<int> FailRestoreAsync(RuntimeError error) =>
        (await SendAsync("POST"u8.ToArray(), "restore/error", error.ToJson(), error.Type)).Status;

    public void Dispose() => _stream?.Dispose();

    static DateTimeOffset Deadline(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : throw new InvalidDataException($"an invocation whose deadline is '{milliseconds}'");

    async ValueTask<HttpReply> SendAsync(byte[] method, string path, ReadOnlyMemory<byte> body, string? errorType)
    {
        _stream ??= await HttpStream.ConnectAsync(_host, _port);
        var head = new List<byte>(512);
        head.AddRange(method);
        head.AddRange(Encoding.ASCII.GetBytes($" {Root}{path} HTTP/1.1\r\nHost: "));
        head.AddRange(_hostHeader);
        head.AddRange("\r\nUser-Agent: cloudanalytics\r\n"u8);
        if (method[0] == 'P')
        {
            head.AddRange(errorType is null
                ? "Content-Type: application/json\r\nContent-Length: "u8
                : "Content-Type: application/vnd.aws.lambda.error+json\r\nContent-Length: "u8);
            Span<byte> digits = stackalloc byte[20];
            Check.That(Utf8Formatter.TryFormat(body.Length, digits, out var written));
            head.AddRange(digits[..written]);
            head.AddRange("\r\n"u8);
        }

        if (errorType is not null)
            head.AddRange(Encoding.ASCII.GetBytes($"Lambda-Runtime-Function-Error-Type: {errorType}\r\n"));
        head.AddRange("\r\n"u8);
        await _stream.WriteAsync(head.ToArray(), body);
        var reply = await _stream.ReadAsync();
        if (reply.IsLast)
        {
            _stream.Dispose();
            _stream = null;
        }

        return reply;
    }
}

/// <summary>An invocation to handle.</summary>
/// <param name="Invocation">What is known of it.</param>
/// <param name="Payload">The event; valid until the next call of the client.</param>
readonly record struct NextInvocation(Invocation Invocation, ReadOnlyMemory<byte> Payload);
