using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Parsing;
using CloudAnalytics.Server.Intake.Deliveries;
using CloudAnalytics.Server.Intake.Syslog;
using CloudAnalytics.Server.Web.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Intake;

/// <summary>The addresses that programs use: <c>/ingest/&lt;format&gt;</c>, <c>/healthz</c> and <c>/metrics</c>.</summary>
public static class IntakeRoutes
{
    /// <summary>
    /// Takes log records over HTTP: JSON lines, a JSON array, JSON objects in a row (also such that hold a raw line under <c>log</c>, as
    /// Fluent Bit sends them), or raw lines; compressed with gzip or not. The answer 200 comes after the commit.
    /// </summary>
    /// <param name="routes">Where to add it.</param>
    /// <param name="intake">Takes the records.</param>
    /// <param name="token">What senders must know, or null: then only programs on this machine may send.</param>
    public static void MapIngest(this IEndpointRouteBuilder routes, IntakeService intake, string? token)
    {
        var hash = token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token));
        routes.MapPost("/ingest/{format}", context => IngestAsync(context, intake, hash));
    }

    /// <summary>Adds <c>/healthz</c> (200, or 503 while nothing can be written) and <c>/metrics</c> (OpenMetrics text).</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes, IntakeService intake)
    {
        routes.MapGet("/healthz", context =>
        {
            var fault = intake.Read().Fault;
            context.Response.StatusCode = fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync(fault is null ? "ok\n" : $"nothing is taken in: {fault}\n");
        });
        routes.MapGet("/metrics", context =>
        {
            context.Response.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            return context.Response.WriteAsync(Metrics(intake));
        });
    }

    static async Task IngestAsync(HttpContext context, IntakeService intake, byte[]? tokenHash)
    {
        if (!IsAdmitted(context, tokenHash))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await ApiReply.ErrorAsync(context, StatusCodes.Status401Unauthorized, "token_required", tokenHash is null
                ? "Without a token (tokens.ingest in cloudanalytics.json) only programs on this machine may send."
                : "Send the token as Authorization: Bearer.");
            return;
        }

        var formats = intake.Core.Formats;
        if (formats.Find((string)context.GetRouteValue("format")!) is not { } format)
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status404NotFound, "unknown_format",
                $"There is no format '{context.GetRouteValue("format")}'. Formats: {formats.Names}.");
            return;
        }

        if (intake.Read().Fault is { } fault)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "not_writable", $"Nothing is taken in now: {fault}");
            return;
        }

        if (await ReadBodyAsync(context, intake.Core.Configuration.Intake.RequestBytesMax) is { } body)
            await DeliverAsync(context, intake, format, body);
    }

    static async Task DeliverAsync(HttpContext context, IntakeService intake, ILogFormat format, byte[] body)
    {
        var delivery = new Delivery(format, $"http:{format.Name}", body);
        if (!intake.Deliveries.TryAdd(delivery))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "busy", "Too many deliveries wait; send this one again.");
            return;
        }

        var answer = await delivery.Answer;
        if (answer.Failure is { } failure)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "not_writable", $"Nothing of it is safe: {failure.Reason}");
            return;
        }

        await ApiReply.JsonAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("rows", answer.Rows);
            json.WriteNumber("dead_letters", answer.DeadLetters);
            json.WriteNumber("duplicates", answer.Duplicates);
            json.WriteEndObject();
        });
    }

    static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.Headers.RetryAfter = Limits.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return ApiReply.ErrorAsync(context, status, code, message);
    }

    static bool IsAdmitted(HttpContext context, byte[]? tokenHash)
    {
        if (tokenHash is null)
            return context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);
        return context.Request.Headers.Authorization is [{ } header]
            && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim())),
                tokenHash);
    }

    /// <returns>The body, unpacked, or null when the answer was given.</returns>
    static async Task<byte[]?> ReadBodyAsync(HttpContext context, long bytesMax)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = bytesMax;
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, "unknown_encoding",
                $"Content-Encoding is '{encoding}'; allowed: gzip, or none.");
            return null;
        }

        await using var unpacked = encoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true)
            : null;
        var stream = unpacked ?? context.Request.Body;
        using var body = new MemoryStream();
        var chunk = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(chunk, context.RequestAborted) is var read and > 0)
            {
                await body.WriteAsync(chunk.AsMemory(0, read), context.RequestAborted);
                if (body.Length > bytesMax)
                    break;
            }
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            body.SetLength(bytesMax + 1);
        }
        catch (InvalidDataException)
        {
            await ApiReply.ErrorAsync(context, StatusCodes.Status400BadRequest, "not_gzip", "The body does not decompress.");
            return null;
        }

        if (body.Length <= bytesMax)
            return body.ToArray();
        await ApiReply.ErrorAsync(context, StatusCodes.Status413PayloadTooLarge, "too_large",
            $"The body is larger than {bytesMax} bytes, unpacked; send less at a time (intake.request_bytes in cloudanalytics.json).");
        return null;
    }

    static string Metrics(IntakeService intake)
    {
        var snapshot = intake.Read();
        var behind = snapshot.Sources.Sum(source => Math.Max(0, (source.SizeBytes ?? source.ReadBytes) - source.ReadBytes));
        var text = new StringBuilder();
        Add("cloudanalytics_intake_rows", "counter", "_total", "Rows taken in since the start.", intake.Rows);
        Add("cloudanalytics_intake_dead_letters", "counter", "_total", "Records refused since the start.", intake.DeadLetters);
        Add("cloudanalytics_intake_commits", "counter", "_total", "Commits since the start.", intake.Commits);
        Add("cloudanalytics_intake_sources", "gauge", "", "Files that are followed.", snapshot.Sources.Length);
        Add("cloudanalytics_intake_faulty_sources", "gauge", "", "Files that are not read.",
            snapshot.Sources.Count(source => source.Fault is not null));
        Add("cloudanalytics_intake_unread_bytes", "gauge", "", "Bytes of followed files that are not read yet.", behind);
        Add("cloudanalytics_intake_up", "gauge", "", "1 while rows can be written, else 0.", snapshot.Fault is null ? 1 : 0);
        SyslogMetrics.Add(text, snapshot.Listeners);
        return text.Append("# EOF\n").ToString();

        void Add(string name, string type, string suffix, string help, long value) => text.Append(CultureInfo.InvariantCulture,
            $"# TYPE {name} {type}\n# HELP {name} {help}\n{name}{suffix} {value}\n");
    }
}
