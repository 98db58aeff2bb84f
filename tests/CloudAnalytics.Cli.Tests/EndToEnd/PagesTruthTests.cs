using System.Globalization;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Cli.Samples.Unix;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>What the web UI shows of a sample in a real browser, against what the generator counted while it wrote the logs.</summary>
public sealed class PagesTruthTests(SampleLake sample) : IClassFixture<SampleLake>
{
    [ChromiumFact]
    public async Task TheOverviewShowsTheTruth()
    {
        var truth = sample.Truth.All;
        await PageTruth.CheckAsync(sample.Lake, "truth.mjs", new
        {
            from = truth.From.UtcDateTime,
            to = truth.To.UtcDateTime,
            panels = Panels(truth),
            totals = Totals(truth),
            latency = truth.LatencyByHour.Select(h => (long?[])[h.Latency.P50Ms, h.Latency.P95Ms, h.Latency.P99Ms]),
            // Of so long a time the page shows hours; before the sample there is nothing.
            latencyFrom = truth.To.AddHours(-80).UtcDateTime,
            spikesFrom = sample.Truth.LastDay.From.UtcDateTime,
            spikes = sample.Truth.SenderSpikes.Select(s => new { group = s.Address, values = (double[])[s.Messages, s.Usual, s.Times] }),
            files = sample.Truth.Files.Where(f => f.DeadLetters > 0)
                .Select(f => new { path = f.Path, group = f.Format, rows = f.Rows, dead = f.DeadLetters }),
            ways = Ways(),
            messages = sample.Truth.Journeys.Select(j => new { networkMessageId = j.NetworkMessageId, subject = j.Subject }),
        });
    }

    // Two ways of each kind, with the ends that may be shown of each recipient.
    IEnumerable<object> Ways()
    {
        foreach (var journey in sample.Truth.Journeys.GroupBy(j => j.Kind).SelectMany(kind => kind.Take(2)))
            yield return new
            {
                key = journey.NetworkMessageId, kind = "on exchange: " + journey.Kind,
                ends = journey.Recipients.GroupBy(r => r.Address).ToDictionary(r => r.Key, r => r.First().State switch
                {
                    "delivered" => "Delivered",
                    "sent" => "HandedOver",
                    "failed" => "Failed|Dropped",
                    "expanded" => "Expanded",
                    _ => "Deferred|Unknown",
                }),
            };
        foreach (var journey in sample.Truth.Unix.Journeys.Where(j => j.Kind != "reject").GroupBy(j => j.Kind)
            .SelectMany(kind => kind.Take(2)))
            yield return new
            {
                key = journey.MessageId, kind = journey.Kind,
                ends = journey.Ends.GroupBy(e => e.Address).ToDictionary(e => e.Key, e => e.First().State),
                person = journey.Submission is { } by ? Person(by) : null,
            };
    }

    // What the first box of a way says: who, by what, from where.
    static string[] Person(UnixSubmissionTruth by)
    {
        var device = by.Protocol switch
        {
            "smtp" => "mail program over SMTP",
            "activesync" => "mobile device (ActiveSync)",
            _ => by.UserAgent.Contains("WebClient", StringComparison.Ordinal) ? "web client" : "SOAP client",
        };
        string[] lines = [by.Server, "handed in by", by.Account, $"{device} from {by.ClientIp}", by.UserAgent];
        return [.. lines.Where(line => line.Length > 0)];
    }

    // By panel and group (its names joined), the numbers of the first columns; null is not compared.
    static Dictionary<string, Dictionary<string, double?[]>> Panels(WindowTruth truth) => new()
    {
        ["mail-totals"] = new() { [""] = [truth.Messages, truth.Bytes] },
        ["top-senders"] = truth.TopSenders.ToDictionary(a => a.Address, a => (double?[])[a.Messages, a.Bytes, a.Share]),
        ["top-recipients"] = truth.TopRecipients.ToDictionary(a => a.Address, a => (double?[])[a.Messages, a.Bytes, a.Share]),
        ["delivery-failures"] = truth.Failures.ToDictionary(c => c.Value, c => (double?[])[c.Rows]),
        ["http-status"] = truth.HttpStatus.GroupBy(s => s.Status)
            .ToDictionary(g => g.Key.ToString(CultureInfo.InvariantCulture), g => (double?[])[g.Sum(s => s.Requests)]),
        ["server-errors"] = truth.ServerErrors.ToDictionary(s => s.Protocol, s => (double?[])[s.Requests, s.Errors, s.Share]),
        ["ews-errors"] = truth.EwsErrors.ToDictionary(c => c.Value, c => (double?[])[c.Rows]),
        ["ews-clients"] = truth.EwsClients.ToDictionary(c => c.Name, c => (double?[])[c.Requests, c.Users]),
        ["activesync-clients"] = truth.ActiveSyncClients.ToDictionary(c => c.Name, c => (double?[])[c.Requests, c.Users]),
        ["failed-logins-by-account"] = truth.FailedLoginsByAccount.ToDictionary(l => l.Key, l => (double?[])[l.Total]),
        ["failed-logins-by-address"] = truth.FailedLoginsByAddress.ToDictionary(l => l.Key, l => (double?[])[l.Total]),
        ["noise-share"] = truth.Noise.Where(n => n.Rows > 0)
            .ToDictionary(n => n.Format, n => (double?[])[n.Rows, n.NoiseRows, n.NoiseShare]),
    };

    // Of panels over time, and of those with other groups than the truth has, what all rows add up to.
    static Dictionary<string, Dictionary<string, double>> Totals(WindowTruth truth) => new()
    {
        ["mail-volume"] = truth.Volume.GroupBy(v => v.Action).OrderByDescending(g => g.Sum(v => v.Rows)).Take(8)
            .ToDictionary(g => g.Key, g => (double)g.Sum(v => v.Rows)),
        ["http-over-time"] = new()
        {
            ["4xx"] = truth.HttpStatus.Where(s => s.Status / 100 == 4).Sum(s => s.Requests),
            ["5xx"] = truth.HttpStatus.Where(s => s.Status / 100 == 5).Sum(s => s.Requests),
        },
        ["relay-clients"] = new() { ["Messages"] = truth.RelayClients.Sum(r => r.Messages) },
    };
}
