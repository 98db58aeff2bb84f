using CloudAnalytics.Core;
using CloudAnalytics.Server.Web.Assets;
using CloudAnalytics.Server.Web.Json;
using CloudAnalytics.Server.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudAnalytics.Server.Web;

/// <summary>Puts the HTTP server together: the web UI, its API, and what other parts add for programs.</summary>
public static class ServerApp
{
    /// <summary>Makes the server; the caller starts and stops it.</summary>
    /// <param name="options">Where and how to listen.</param>
    /// <param name="parts">What the API asks.</param>
    /// <param name="mapForPrograms">
    /// Adds addresses for programs outside <c>/api</c>, such as <c>/ingest</c>, <c>/healthz</c> and <c>/metrics</c>: they see to their own
    /// tokens, and answer to any name of the server.
    /// </param>
    /// <param name="clock">The time.</param>
    /// <exception cref="ArgumentException">The options have a <see cref="WebOptions.Fault"/>, which the caller asks for first.</exception>
    public static WebApplication Build(
        WebOptions options, WebParts parts, Action<IEndpointRouteBuilder>? mapForPrograms = null, TimeProvider? clock = null)
    {
        if (options.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // What keeps the server from starting is told by the one who starts it, without a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.RequestBodyBytesMax;
            kestrel.Listen(options.Listen, listen =>
            {
                if (options.Certificate is { } certificate)
                    listen.UseHttps(certificate);
            });
        });
        var app = builder.Build();
        Compose(app, options, parts, mapForPrograms, clock ?? TimeProvider.System);
        return app;
    }

    static void Compose(
        WebApplication app, WebOptions options, WebParts parts, Action<IEndpointRouteBuilder>? mapForPrograms, TimeProvider clock)
    {
        var hosts = new HostGuard(options);
        var tokens = new TokenGuard(options, clock);
        SecurityHeaders.Use(app);
        app.UseRouting();
        app.Use((context, next) =>
            context.GetEndpoint()?.Metadata.GetMetadata<ForPrograms>() is null ? hosts.InvokeAsync(context, next) : next(context));
        app.Use((context, next) =>
            context.GetEndpoint()?.Metadata.GetMetadata<ForUsers>() is null ? next(context) : tokens.InvokeAsync(context, next));
        app.Use(ApiErrors.InvokeAsync);

        var anybody = app.MapGroup("/api");
        SessionEndpoints.Map(anybody, options, tokens, clock);
        var api = app.MapGroup("/api").WithMetadata(new ForUsers());
        WebParts.Map(api, parts, clock);
        api.Map("/{**path}", context => throw new RequestProblem($"The API has nothing at {context.Request.Path}.")
        {
            Status = StatusCodes.Status404NotFound,
            Code = "not_found",
        });
        mapForPrograms?.Invoke(app.MapGroup("").WithMetadata(new ForPrograms()));
        new WebAssets().Map(app);
    }

    /// <summary>Marks addresses that need the token.</summary>
    sealed class ForUsers;

    /// <summary>Marks addresses that programs use, by whatever name.</summary>
    sealed class ForPrograms;
}
