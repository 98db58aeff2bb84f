using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudAnalytics.Core;
using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Json;

/// <summary>Reads what requests say; what is wrong becomes a <see cref="RequestProblem"/>.</summary>
static class ApiRequest
{
    /// <summary>The JSON body.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        // A page of a stranger can post a form to this server; it cannot post JSON.
        if (!context.Request.HasJsonContentType())
        {
            throw new RequestProblem("The body must be JSON, with Content-Type application/json.")
            {
                Status = StatusCodes.Status415UnsupportedMediaType,
            };
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw new RequestProblem("The body is null; an object is wanted.");
        }
        catch (JsonException e)
        {
            throw new RequestProblem($"The body is not the JSON that is wanted: {e.Message}", e);
        }
    }

    /// <summary>A parameter of the address, or null when it is absent or empty.</summary>
    public static string? Text(HttpRequest request, string name)
    {
        var value = request.Query[name];
        if (value.Count > 1)
            throw new RequestProblem($"The parameter '{name}' stands {value.Count} times; once is allowed.");
        var text = (string?)value;
        if (text?.Length > Limits.QueryTextLengthMax)
            throw new RequestProblem($"The parameter '{name}' has {text.Length} characters; {Limits.QueryTextLengthMax} are allowed.");
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>A parameter that must be there.</summary>
    public static string RequiredText(HttpRequest request, string name) =>
        Text(request, name) ?? throw new RequestProblem($"The parameter '{name}' is missing.");

    /// <summary>A whole number within bounds.</summary>
    public static int Number(HttpRequest request, string name, int fallback, int min, int max)
    {
        if (Text(request, name) is not { } text)
            return fallback;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max
            ? number
            : throw new RequestProblem($"The parameter '{name}' is '{text}'; a number from {min} to {max} is wanted.");
    }

    /// <summary>1 or 0; absent is 0.</summary>
    public static bool Flag(HttpRequest request, string name) => Text(request, name) switch
    {
        null or "0" => false,
        "1" => true,
        { } text => throw new RequestProblem($"The parameter '{name}' is '{text}'; 0 or 1 is wanted."),
    };

    /// <summary>An instant in ISO 8601; without an offset it is UTC.</summary>
    public static DateTimeOffset? Time(HttpRequest request, string name)
    {
        if (Text(request, name) is not { } text)
            return null;
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return char.IsAsciiDigit(text[0]) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, styles, out var time)
            ? time
            : throw new RequestProblem($"The parameter '{name}' is '{text}'; a time such as 2026-01-31T12:00:00Z is wanted.");
    }

    /// <summary>The parameters <c>from</c> and <c>to</c>: by default the last 24 hours.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Range(HttpRequest request, TimeProvider clock)
    {
        var to = Time(request, "to") ?? clock.GetUtcNow();
        var from = Time(request, "from") ?? to.AddDays(-1);
        return from < to
            ? (from, to)
            : throw new RequestProblem($"The time from {from:O} to {to:O} is empty: 'from' must lie before 'to'.");
    }
}
