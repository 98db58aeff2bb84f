using System.Net;
using System.Text.Json;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Web;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>Holds the pages over a lake against what is known of it, in a real browser.</summary>
static class PageTruth
{
    /// <summary>Serves all panels over a lake as <c>serve</c> does, and runs a test of tests/ui on them.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="script">The test's file.</param>
    /// <param name="expected">What is known, which the test reads as JSON.</param>
    internal static async Task CheckAsync<T>(LakeSql lake, string script, T expected)
    {
        var parts = new WebParts
        {
            Lake = lake,
            Formats = LogFormats.All,
            Schemas = LogFormats.Schemas,
            Panels = LogCatalogue.Panels,
            Overview = LogCatalogue.FirstPage,
        };
        await using var app = ServerApp.Build(new WebOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, parts);
        await app.StartAsync();
        using var folder = RepositoryRoot.Temporary();
        await PageRun.OfAsync(
            script, app.Urls.Single() + "/", folder.Write("expected.json", JsonSerializer.SerializeToUtf8Bytes(expected)));
        await app.StopAsync();
    }
}
