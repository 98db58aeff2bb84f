using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudAnalytics.Functions.Tests.Faults;

/// <summary>Stands before S3 on a port of its own: hands requests on, or lets them fail, and kills who sends them.</summary>
sealed class FaultyBucket : IAsyncDisposable
{
    // What belongs to a connection, and is made anew by the next one.
    static readonly string[] s_own = ["Host", "Connection", "Transfer-Encoding", "Expect", "Keep-Alive"];

    readonly WebApplication _server;
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    readonly Uri _store;
    readonly FaultPlan _plan;

    FaultyBucket(Uri store, FaultPlan plan)
    {
        (_store, _plan) = (store, plan);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Limits.MaxRequestBodySize = null;
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Kills who sends requests.</summary>
    public Action? Killer { get; set; }

    public static async Task<FaultyBucket> StartAsync(Uri store, FaultPlan plan)
    {
        var instance = new FaultyBucket(store, plan);
        await instance._server.StartAsync();
        instance.Endpoint = new Uri(instance._server.Urls.First() + "/");
        return instance;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _http.Dispose();
    }

    async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (HasKilled("killed before the store was done") || _plan.Strikes("store, cut before", _plan.Cuts))
        {
            context.Abort();
            return;
        }

        if (_plan.Strikes("store, 503", _plan.SlowDowns))
        {
            await FailAsync(context, 503, "SlowDown");
            return;
        }

        if (_plan.Strikes("store, 403", _plan.Refusals))
        {
            await FailAsync(context, 403, "AccessDenied");
            return;
        }

        using var answer = await SendAsync(context.Request, body.ToArray());
        if (HasKilled("killed before the store's answer") || _plan.Strikes("store, cut after", _plan.Cuts))
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (!s_own.Contains(name, StringComparer.OrdinalIgnoreCase)) context.Response.Headers[name] = values.ToArray();
        if (context.Request.Method != "HEAD" && answer.StatusCode != HttpStatusCode.NoContent)
            await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }

    async Task<HttpResponseMessage> SendAsync(HttpRequest from, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(_store, $"{from.Path}{from.QueryString}"));
        request.Content = new ByteArrayContent(body);
        foreach (var (name, values) in from.Headers)
        {
            if (s_own.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return await _http.SendAsync(request);
    }

    bool HasKilled(string name)
    {
        if (!_plan.Strikes(name, _plan.Kills))
            return false;
        Killer?.Invoke();
        return true;
    }

    static async Task FailAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>planned</Message></Error>");
    }
}
