using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CloudAnalytics.Server.Web.Security;

/// <summary>What every answer tells the browser not to do.</summary>
static class SecurityHeaders
{
    // Styles and scripts come from files of this server only. Pictures are drawn by the charts (data:) and saved from them (blob:).
    const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Use(WebApplication app) => app.Use(static (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        return next(context);
    });

    /// <summary>Answers of the API hold mail data: no cache keeps them.</summary>
    public static void NoStore(HttpResponse response) => response.Headers.CacheControl = "no-store";
}
