using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CloudAnalytics.Aws.Signing;
using CloudAnalytics.Core;

namespace CloudAnalytics.Aws.Json11;

/// <summary>
/// A client of the AWS JSON 1.1 protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html), which Athena, Kinesis and
/// EventBridge speak: POST / with the operation in a header, JSON both ways. Failures that may pass are tried again with full jitter.
/// </summary>
/// <param name="http">What sends; it signs.</param>
/// <param name="endpoint">The service's address.</param>
/// <param name="service">What an operation's name begins with in the header, such as <c>AmazonAthena</c>.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="random">A number from 0 to below 1, anew with each call.</param>
public sealed class Json11Client(HttpClient http, Uri endpoint, string service, TimeProvider time, Func<double> random)
{
    const string MediaType = "application/x-amz-json-1.1";

    /// <summary>A client of a service of AWS.</summary>
    /// <param name="connection">Where, and who asks.</param>
    /// <param name="name">The service's name in addresses and signatures: <c>athena</c>, <c>kinesis</c>.</param>
    /// <param name="service">What an operation's name begins with.</param>
    /// <param name="time">The clock.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client lives as long as its process; it disposes its handlers.")]
    [SuppressMessage("Security", "CA5394", Justification = "Jitter needs no secret numbers.")]
    public static Json11Client Open(AwsConnection connection, string name, string service, TimeProvider time)
    {
        var inner = new SocketsHttpHandler { PooledConnectionLifetime = Limits.AwsConnectionLifetime };
        var handler = new SigningHandler(connection.Credentials, connection.Region, name, time, inner);
        var http = new HttpClient(handler) { Timeout = Limits.AwsRequestTimeMax };
        return new Json11Client(http, connection.EndpointOf(name).ToUri(), service, time, Random.Shared.NextDouble);
    }

    /// <summary>Calls an operation.</summary>
    /// <param name="operation">Its name, such as <c>StartQueryExecution</c>.</param>
    /// <param name="write">Writes the members of the request's object.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer; the caller disposes it.</returns>
    /// <exception cref="Json11Exception">The service refused, or failed to the last attempt.</exception>
    public async ValueTask<JsonDocument> CallAsync(string operation, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await SendAsync(operation, body.WrittenMemory, cancellationToken);
            }
            catch (Json11Exception failure) when (failure.IsTransient && attempt < Limits.AwsRetries)
            {
                // Full jitter: anything up to the doubled wait, so that those who failed together do not come again together.
                var longest = Math.Min(Limits.AwsRetryWaitMax.TotalMilliseconds, Limits.AwsRetryWait.TotalMilliseconds * (1 << attempt));
                await Task.Delay(TimeSpan.FromMilliseconds(longest * random()), time, cancellationToken);
            }
        }
    }

    async ValueTask<JsonDocument> SendAsync(string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        request.Headers.TryAddWithoutValidation("X-Amz-Target", $"{service}.{operation}");
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Parse(answer, response.StatusCode) : throw Failure(answer, response);
        }
        catch (HttpRequestException failure)
        {
            throw new Json11Exception("NoAnswer", failure.Message, 0, failure);
        }
        catch (TaskCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new Json11Exception("NoAnswer", $"{service} did not answer within {http.Timeout.TotalSeconds:0} s", 0, failure);
        }
    }

    static JsonDocument Parse(byte[] answer, HttpStatusCode status)
    {
        try
        {
            return JsonDocument.Parse(answer.Length == 0 ? "{}"u8.ToArray() : answer);
        }
        catch (JsonException failure)
        {
            throw new Json11Exception("NoJson", failure.Message, status, failure);
        }
    }

    // The code stands in the body as __type, with or without a namespace before a number sign, or in a header, with an address behind.
    static Json11Exception Failure(byte[] answer, HttpResponseMessage response)
    {
        string? code = null;
        string? message = null;
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                code = Member(json.RootElement, "__type") ?? Member(json.RootElement, "code");
                message = Member(json.RootElement, "message") ?? Member(json.RootElement, "Message");
            }
        }
        catch (JsonException)
        {
            // A proxy in between answers in its own language: the status says enough.
        }

        if (code is null && response.Headers.TryGetValues("x-amzn-ErrorType", out var types))
            code = types.First().Split(':')[0];
        code = code is null ? response.StatusCode.ToString() : code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..];
        return new Json11Exception(code, message ?? response.ReasonPhrase ?? "", response.StatusCode);
    }

    static string? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
