using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudAnalytics.Server.Web.Security;
using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Json;

/// <summary>How the API answers: JSON, never cached.</summary>
static class ApiReply
{
    const string ContentType = "application/json; charset=utf-8";

    /// <summary>Sends a value.</summary>
    public static async Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        SecurityHeaders.NoStore(context.Response);
        context.Response.ContentType = ContentType;
        await JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    /// <summary>Sends JSON that is written already.</summary>
    public static async Task JsonAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        SecurityHeaders.NoStore(context.Response);
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Sends JSON that a function writes.</summary>
    public static Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return JsonAsync(context, buffer.WrittenMemory);
    }

    /// <summary>Sends an error: a code for programs and a sentence for people.</summary>
    public static async Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        await JsonAsync(context, new ErrorReply(new ErrorBody(code, message)), WebJson.Default.ErrorReply);
    }
}

/// <summary>The body of every answer that is not a success.</summary>
sealed record ErrorReply(ErrorBody Error);

/// <summary>What went wrong.</summary>
/// <param name="Code">Snake-case word for programs.</param>
/// <param name="Message">Sentence for people: what was found, what is allowed.</param>
sealed record ErrorBody(string Code, string Message);
