using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Formats;
using CloudAnalytics.Server.Web;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>What the web UI shows of a sample in a real browser, against what the generator counted while it wrote the logs.</summary>
public sealed class PagesTruthTests(SampleLake sample) : IClassFixture<SampleLake>
{
    [ChromiumFact]
    public async Task TheOverviewShowsTheTruth()
    {
        var truth = sample.Truth.All;
        var app = ServerApp.Build(
            new WebOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) },
            new WebParts
            {
                Lake = sample.Lake,
                Formats = LogFormats.All,
                Schemas = LogFormats.Schemas,
                Panels = LogCatalogue.Panels,
                Overview = LogCatalogue.Overview,
            });
        await using var stopping = app;
        await app.StartAsync();
        using var folder = RepositoryRoot.Temporary();
        var expected = folder.Write("expected.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            from = truth.From.UtcDateTime,
            to = truth.To.UtcDateTime,
            totals = new[] { truth.Messages, truth.Bytes },
            panels = new Dictionary<string, IEnumerable<object[]>>
            {
                ["top-senders"] = truth.TopSenders.Select(a => new object[] { a.Address, a.Messages }),
                ["top-recipients"] = truth.TopRecipients.Select(a => new object[] { a.Address, a.Messages }),
                ["delivery-failures"] = truth.Failures.Select(c => new object[] { c.Value, c.Rows }),
                ["ews-errors"] = truth.EwsErrors.Select(c => new object[] { c.Value, c.Rows }),
            },
            messages = sample.Truth.Journeys.Select(j => new { networkMessageId = j.NetworkMessageId, subject = j.Subject }),
        }));

        var start = new ProcessStartInfo(
            Prerequisites.NodePath!, [RepositoryRoot.Combine("tests", "ui", "truth.mjs"), app.Urls.Single() + "/", expected])
        {
            WorkingDirectory = RepositoryRoot.Path,
        };
        start.Environment["CHROMIUM"] = Prerequisites.ChromiumPath;
        var (code, output) = await ProcessRun.OfAsync(start);
        await app.StopAsync();
        Assert.True(code == 0, output);
    }
}
