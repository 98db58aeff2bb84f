using CloudAnalytics.Server.Web;
using Microsoft.AspNetCore.Builder;
using System.Net;

namespace CloudAnalytics.Server.Tests.Web;

/// <summary>The real server on a free port of this machine, with parts that a test chooses, and a client for it.</summary>
sealed class WebHost : IAsyncDisposable
{
    readonly WebApplication _app;

    WebHost(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>A client that keeps no cookies.</summary>
    public HttpClient Client { get; }

    public static async Task<WebHost> StartAsync(WebParts? parts = null, WebOptions? options = null, TimeProvider? clock = null)
    {
        options = (options ?? new WebOptions()) with { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        var app = ServerApp.Build(options, parts ?? new WebParts(), clock: clock);
        await app.StartAsync();
        return new WebHost(app, new Uri(app.Urls.Single()));
    }

    /// <summary>The body of an answer, which must have this status.</summary>
    public async Task<string> GetAsync(string address, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await Client.GetAsync(new Uri(address, UriKind.Relative));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{address} answered {(int)answer.StatusCode}: {body}");
        return body;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
