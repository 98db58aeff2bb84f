using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudAnalytics.Benchmarks;

/// <summary>A bucket and a cluster that take everything at once: what is measured is the function, not them.</summary>
sealed class ServiceStub : IDisposable
{
    readonly WebApplication _app;

    internal ServiceStub()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
        _app.StartAsync().GetAwaiter().GetResult();
        Address = _app.Urls.First();
    }

    internal string Address { get; }

    public void Dispose()
    {
        _app.StopAsync(new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        ((IDisposable)_app).Dispose();
    }

    static async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.Headers.ETag = "\"d41d8cd98f00b204e9800998ecf8427e\"";
        if (context.Request.Path != "/_bulk")
            return;
        var documents = body.ToArray().AsSpan().Count((byte)'\n') / 2;
        var answer = new StringBuilder("{\"errors\":false,\"items\":[");
        for (var i = 0; i < documents; i++)
            answer.Append(i == 0 ? "" : ",").Append("{\"create\":{\"status\":201}}");
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Append("]}").ToString());
    }
}
