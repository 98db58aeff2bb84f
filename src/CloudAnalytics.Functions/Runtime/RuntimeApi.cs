using System.Globalization;
using System.Text;
using CloudAnalytics.Aws.Http;
using CloudAnalytics.Core;

namespace CloudAnalytics.Functions.Runtime;

/// <summary>
/// The client of the Lambda Runtime API (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html): HTTP/1.1 over one connection to the
/// endpoint on the same machine, kept open. A bare socket, as the general client of .NET would take more of a cold start than all else;
/// and it blocks, as there is nothing else to do meanwhile. Not thread safe.
/// </summary>
sealed class RuntimeApi : IDisposable
{
    const bool IsGet = false;
    const bool IsPost = true;
    const string Root = "/2018-06-01/runtime/";

    readonly string _host;
    readonly int _port;
    readonly string _hostHeader;
    HttpWire? _wire;

    /// <summary>A client that connects with the first call.</summary>
    /// <param name="address">The value of AWS_LAMBDA_RUNTIME_API: host and port.</param>
    internal RuntimeApi(string address)
    {
        var colon = address.LastIndexOf(':');
        var hasPort = Digits.TryRead(address.AsSpan(colon + 1), out var port) && colon >= 0 && port <= ushort.MaxValue;
        (_host, _port) = hasPort ? (address[..colon], (int)port) : (address, 80);
        _hostHeader = address;
    }

    /// <summary>Waits for the next invocation; there is no time limit.</summary>
    internal NextInvocation Next()
    {
        var reply = Send(IsGet, "invocation/next", default, null);
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
    internal int RestoreNext() => Send(IsGet, "restore/next", default, null).Status;

    /// <summary>Sends the answer of an invocation.</summary>
    /// <returns>The status: 202, or 413 when the answer is too large.</returns>
    internal int Respond(string requestId, ReadOnlyMemory<byte> answer) =>
        Send(IsPost, $"invocation/{requestId}/response", answer, null).Status;

    /// <summary>Says that an invocation failed.</summary>
    internal int Fail(string requestId, RuntimeError error) =>
        Send(IsPost, $"invocation/{requestId}/error", error.ToJson(), error.Type).Status;

    /// <summary>Says that the process could not start.</summary>
    internal int FailInit(RuntimeError error) =>
        Send(IsPost, "init/error", error.ToJson(), error.Type).Status;

    /// <summary>Says that the process could not go on behind its snapshot.</summary>
    internal int FailRestore(RuntimeError error) =>
        Send(IsPost, "restore/error", error.ToJson(), error.Type).Status;

    public void Dispose() => _wire?.Dispose();

    static DateTimeOffset Deadline(string? milliseconds) =>
        Digits.TryRead(milliseconds, out var value)
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : throw new InvalidDataException($"an invocation whose deadline is '{milliseconds}'");

    HttpReply Send(bool isPost, string path, ReadOnlyMemory<byte> body, string? errorType)
    {
        // There is no time limit: the service freezes the process while it has no work.
        _wire ??= new HttpWire(
            TcpStream.Connect(_host, _port, null, CancellationToken.None), Limits.RuntimeReplyBytes, Limits.RuntimeReplyBytesMax);
        var head = string.Concat(isPost ? "POST " : "GET ", Root, path, " HTTP/1.1\r\nHost: ")
            + string.Concat(_hostHeader, "\r\nUser-Agent: cloudanalytics\r\n");
        if (isPost)
        {
            var type = errorType is null ? "application/json" : "application/vnd.aws.lambda.error+json";
            head += string.Concat("Content-Type: ", type, "\r\nContent-Length: ", body.Length.ToString(CultureInfo.InvariantCulture))
                + "\r\n";
        }

        if (errorType is not null)
            head += string.Concat("Lambda-Runtime-Function-Error-Type: ", errorType, "\r\n");
        _wire.Write(Encoding.UTF8.GetBytes(head + "\r\n"), body.Span);
        var reply = _wire.Read();
        if (reply.IsLast)
        {
            _wire.Dispose();
            _wire = null;
        }

        return reply;
    }
}

/// <summary>An invocation to handle.</summary>
/// <param name="Invocation">What is known of it.</param>
/// <param name="Payload">The event; valid until the next call of the client.</param>
readonly record struct NextInvocation(Invocation Invocation, ReadOnlyMemory<byte> Payload);
