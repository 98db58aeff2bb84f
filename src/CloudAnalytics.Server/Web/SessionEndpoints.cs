using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CloudAnalytics.Server.Web;

/// <summary>Who the user is: the only part of the API that answers before the token is known.</summary>
static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, WebOptions options, TokenGuard guard, TimeProvider clock)
    {
        routes.MapGet("/session", context => ApiReply.JsonAsync(
            context,
            new SessionReply(guard.IsAsking, guard.Admits(context.Request), options.DataPath, Version, clock.GetUtcNow()),
            WebJson.Default.SessionReply));
        routes.MapPost("/login", context => LoginAsync(context, guard));
        routes.MapPost("/logout", context =>
        {
            TokenGuard.Leave(context);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    static string Version { get; } = typeof(SessionEndpoints).Assembly.GetName().Version?.ToString(3) ?? "";

    static async Task LoginAsync(HttpContext context, TokenGuard guard)
    {
        var request = await ApiRequest.ReadAsync(context, WebJson.Default.LoginRequest);
        switch (guard.Enter(context, request.Token))
        {
            case StatusCodes.Status429TooManyRequests:
                throw new RequestProblem("There were too many wrong tokens. Wait a minute, then try again.")
                {
                    Status = StatusCodes.Status429TooManyRequests,
                    Code = "too_many_attempts",
                };
            case { } status:
                throw new RequestProblem("This is not the server's token.") { Status = status, Code = "wrong_token" };
            default:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
        }
    }
}

/// <summary>What the UI asks first.</summary>
/// <param name="TokenRequired">Whether the server asks for a token at all.</param>
/// <param name="Authenticated">Whether this browser may see data.</param>
/// <param name="DataPath">The data folder, for commands that are shown.</param>
/// <param name="Version">Version of the product.</param>
/// <param name="Now">The server's clock.</param>
sealed record SessionReply(bool TokenRequired, bool Authenticated, string DataPath, string Version, DateTimeOffset Now);

/// <summary>The token, as the user typed it.</summary>
sealed record LoginRequest(string Token);
