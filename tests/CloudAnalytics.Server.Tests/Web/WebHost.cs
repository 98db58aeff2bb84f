using System.Net;
using System.Text.Json.Nodes;
using CloudAnalytics.Server.Web;
using Microsoft.AspNetCore.Builder;

namespace CloudAnalytics.Server.Tests.Web;

/// <summary>The real server on a free port of this machine, with parts that a test chooses, and a client for it.</summary>
sealed class WebHost : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly TestLake? _lake;

    WebHost(WebApplication app, Uri address, TestLake? lake)
    {
        _app = app;
        _lake = lake;
        Address = address;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>A client that keeps no cookies.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts a server; without parts, over an empty lake of its own.</summary>
    public static async Task<WebHost> StartAsync(WebParts? parts = null, WebOptions? options = null, TimeProvider? clock = null)
    {
        options = (options ?? new WebOptions()) with { Listen = new IPEndPoint(IPAddress.Loopback, 0) };
        var lake = parts is null ? new TestLake() : null;
        var app = ServerApp.Build(options, parts ?? lake!.Parts, clock: clock);
        await app.StartAsync();
        return new WebHost(app, new Uri(app.Urls.Single()), lake);
    }

    /// <summary>The body of an answer, which must have this status.</summary>
    public async Task<string> GetAsync(string address, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await Client.GetAsync(new Uri(address, UriKind.Relative));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{address} answered {(int)answer.StatusCode}: {body}");
        return body;
    }

    /// <summary>The JSON body of an answer.</summary>
    public async Task<JsonNode> JsonAsync(string address, HttpStatusCode status = HttpStatusCode.OK) =>
        JsonNode.Parse(await GetAsync(address, status))!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _lake?.Dispose();
    }
}
