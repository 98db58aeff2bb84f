using System.Security.Cryptography;
using System.Text;
using CloudAnalytics.Core;
using CloudAnalytics.Server.Web.Json;
using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Security;

/// <summary>
/// Asks for the token where one is set: programs send it as <c>Authorization: Bearer</c>, browsers get a cookie for it. The cookie says
/// until when it holds, signed with a key made from the token: it outlives a restart of the server, and ends when the token is changed.
/// </summary>
sealed class TokenGuard(WebOptions options, TimeProvider clock)
{
    /// <summary>Name of the cookie.</summary>
    public const string CookieName = "cloudanalytics";

    static ReadOnlySpan<byte> KeyPurpose => "cloudanalytics web session"u8;

    readonly byte[]? _tokenHash = options.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;
    readonly byte[]? _key = options.Token is { } token ? HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), KeyPurpose) : null;
    readonly Lock _gate = new();
    DateTimeOffset _minute;
    int _failures;

    /// <summary>Whether users are asked at all.</summary>
    public bool IsAsking => _tokenHash is not null;

    /// <summary>Whether a request comes from somebody who knows the token, or nobody is asked.</summary>
    public bool Admits(HttpRequest request)
    {
        if (_tokenHash is null)
            return true;
        if (request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return IsToken(header["Bearer ".Length..].Trim());
        return request.Cookies.TryGetValue(CookieName, out var cookie) && IsValid(cookie);
    }

    /// <summary>Answers 401 to whoever does not know the token.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Admits(context.Request))
        {
            await next(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await ApiReply.ErrorAsync(context, StatusCodes.Status401Unauthorized, "token_required", "This server asks for its token.");
    }

    /// <summary>Sets the cookie when the token is right.</summary>
    /// <returns>Null when it was; else the status to answer with: 401, or 429 after too many wrong ones.</returns>
    public int? Enter(HttpContext context, string token)
    {
        if (_key is null)
            return null;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now - _minute >= TimeSpan.FromMinutes(1))
                (_minute, _failures) = (now, 0);
            if (_failures >= Limits.LoginFailuresPerMinuteMax)
                return StatusCodes.Status429TooManyRequests;
            if (!IsToken(token))
            {
                _failures++;
                return StatusCodes.Status401Unauthorized;
            }
        }

        var until = clock.GetUtcNow().AddHours(Limits.SessionHours);
        context.Response.Cookies.Append(CookieName, Sign(until.ToUnixTimeSeconds()), Cookie(context.Request, until));
        return null;
    }

    /// <summary>Takes the cookie back.</summary>
    public static void Leave(HttpContext context) => context.Response.Cookies.Delete(CookieName, Cookie(context.Request, null));

    static CookieOptions Cookie(HttpRequest request, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        Expires = expires,
    };

    bool IsToken(string text) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _tokenHash);

    bool IsValid(string cookie)
    {
        var dot = cookie.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(cookie.AsSpan(0, dot), out var until)
            && until > clock.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(until)), Encoding.ASCII.GetBytes(cookie));
    }

    string Sign(long until) =>
        $"{until}.{Convert.ToHexStringLower(HMACSHA256.HashData(_key!, Encoding.ASCII.GetBytes($"{until}")))}";
}
