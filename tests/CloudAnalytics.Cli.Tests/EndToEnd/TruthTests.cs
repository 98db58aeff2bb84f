using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Server.Tracing;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>What panels show of a sample, against what the generator counted while it wrote the logs.</summary>
public sealed class TruthTests(SampleLake sample) : IClassFixture<SampleLake>
{
    public static TheoryData<string> Windows => ["all", "last day"];

    [Fact]
    public void EveryRowAndEveryBrokenLineIsAccountedFor()
    {
        Assert.Equal("truth.json", Path.GetFileName(Assert.Single(sample.Summary.Problems).Path));
        var expected = sample.Truth.Formats.Where(f => f.Rows + f.DeadLetters > 0)
            .ToDictionary(f => f.Format, f => $"{f.Rows} rows, {f.DeadLetters} dead");
        var actual = sample.Summary.Formats.Where(f => f.Value.Records > 0)
            .ToDictionary(f => f.Key, f => $"{f.Value.Rows} rows, {f.Value.Malformed} dead");
        AssertSame(expected, actual);
        foreach (var format in sample.Truth.Formats)
            Assert.Equal(format.Rows, Scalar($"SELECT count(*) FROM {format.Format}"));
        Assert.Equal(sample.Truth.Formats.Sum(f => f.DeadLetters), Scalar("SELECT count(*) FROM dead_letters"));
    }

    [Fact]
    public async Task TheSameFilesAgainAddNothing()
    {
        var before = Scalar("SELECT count(*) FROM exchange_message_tracking");
        var again = await sample.IngestAsync(sample.LogFolder);
        Assert.Equal(0, again.Total.Records);
        Assert.Equal(before, Scalar("SELECT count(*) FROM exchange_message_tracking"));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void TopSendersAndRecipientsAreTheTruth(string window)
    {
        var truth = Window(window);
        Assert.Equal(truth.TopSenders.Select(Text),
            Rows("top-senders", truth, 10).Select(r => $"{r.Group[0]} {r.Values[0]} {r.Values[1]} {r.Values[2]:F6}"));
        Assert.Equal(truth.TopRecipients.Select(Text),
            Rows("top-recipients", truth, 10).Select(r => $"{r.Group[0]} {r.Values[0]} {r.Values[1]} {r.Values[2]:F6}"));
        Assert.Equal([truth.Messages, truth.Bytes], Rows("mail-totals", truth, null)[0].Values.Take(2).Select(v => (long)v!.Value));

        static string Text(AddressTruth a) => $"{a.Address} {a.Messages} {a.Bytes} {a.Share:F6}";
    }

    [Fact]
    public void SendersAboveTheirUsualAreTheTruth()
    {
        Assert.Contains(sample.Truth.SenderSpikes, spike => spike.Address == sample.Truth.Incidents.Spam.Sender);
        Assert.Equal(
            sample.Truth.SenderSpikes.Select(s => $"{s.Address} {s.Messages} {s.Usual:F6} {s.Times:F6}"),
            Rows("sender-spikes", sample.Truth.LastDay, 10).Select(r => $"{r.Group[0]} {r.Values[0]} {r.Values[1]:F6} {r.Values[2]:F6}"));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void VolumeFailuresAndLatencyAreTheTruth(string window)
    {
        var truth = Window(window);
        var volume = PanelQuery.For(Find("mail-volume"), Range(truth)) with { Step = TimeSpan.FromHours(1), Top = null };
        AssertSame(
            truth.Volume.ToDictionary(v => $"{v.Hour:O} {v.Action}", v => $"{v.Rows}"),
            new LakePanels(sample.Lake).Ask(volume, CancellationToken.None).Rows.ToDictionary(r =>
                $"{r.Bucket!.Value.ToDateTimeOffset():O} {r.Group[0]}", r => $"{r.Values[0]}"));
        AssertSame(Counts(truth.Failures), Counts("delivery-failures", truth));
        var latency = Rows("delivery-latency", truth, null)[0].Values;
        Assert.Contains((double)truth.Latency.Samples, latency.Select(v => v ?? -1));
        foreach (var quantile in (long?[])[truth.Latency.P50Ms, truth.Latency.P95Ms, truth.Latency.P99Ms])
            Assert.Contains((double)quantile!.Value, latency.Select(v => v ?? -1));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void HttpAndEwsAreTheTruth(string window)
    {
        var truth = Window(window);
        AssertSame(
            truth.HttpStatus.ToDictionary(s => $"{s.Protocol} {s.Status}", s => $"{s.Requests}"),
            Rows("http-status-by-protocol", truth, null).ToDictionary(r => string.Join(' ', r.Group), r => $"{r.Values[0]}"));
        AssertSame(
            truth.ServerErrors.ToDictionary(s => s.Protocol, s => $"{s.Errors} {s.Share:F6}"),
            Rows("server-errors", truth, null).ToDictionary(r => r.Group[0],
                r => $"{Value("server-errors", r, "errors")} {Value("server-errors", r, "error_share"):F6}"));
        AssertSame(Counts(truth.EwsErrors), Counts("ews-errors", truth));
        AssertSame(Counts(truth.IisStatus), Counts("iis-status", truth));
        AssertSame(
            truth.EwsClients.ToDictionary(c => c.Name, c => $"{c.Requests} {c.Users}"),
            Rows("ews-clients", truth, null).ToDictionary(r => r.Group[0], r => $"{r.Values[0]} {r.Values[1]}"));
        AssertSame(
            truth.ActiveSyncClients.ToDictionary(c => c.Name, c => $"{c.Requests} {c.Users}"),
            Rows("activesync-clients", truth, null).ToDictionary(r => r.Group[0], r => $"{r.Values[0]} {r.Values[1]}"));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void FailedLoginsRelaysAndNoiseAreTheTruth(string window)
    {
        var truth = Window(window);
        // Those of the Unix servers are held to their own truth, which knows no windows.
        var unix = sample.Truth.Unix.Logins.SelectMany(l => (string[])[l.Account, l.ClientIp]).ToHashSet();
        foreach (var (panel, logins) in (IEnumerable<(string, IEnumerable<FailedLoginTruth>)>)
            [("failed-logins-by-account", truth.FailedLoginsByAccount), ("failed-logins-by-address", truth.FailedLoginsByAddress)])
        {
            AssertSame(
                logins.Where(l => !unix.Contains(l.Key)).ToDictionary(l => l.Key, l => $"{l.Total}"),
                Rows(panel, truth, null).Where(r => !unix.Contains(r.Group[0]))
                    .ToDictionary(r => r.Group[0], r => $"{Value(panel, r, "failed")}"));
        }

        AssertSame(
            truth.Noise.Where(n => n.Rows > 0).ToDictionary(n => n.Format, n => $"{n.Rows} {n.NoiseRows}"),
            Rows("noise-share", truth, null).Where(r => r.Values[0] > 0)
                .ToDictionary(r => r.Group[0], r => $"{r.Values[0]} {r.Values[1]}"));
        Assert.Equal(truth.RelayClients.Sum(r => r.Messages), Rows("relay-clients", truth, null).Sum(r => r.Values[0]!.Value));
    }

    [Fact]
    public void EveryPlantedJourneyIsFollowedToTheEndOfEachRecipient()
    {
        var tracer = new MessageTracer(sample.Lake);
        foreach (var truth in sample.Truth.Journeys)
        {
            var journey = Assert.Single(tracer.Trace(truth.NetworkMessageId, null, null, CancellationToken.None).Journeys);
            Assert.Equal(truth.MessageId, journey.MessageId);
            Assert.Equal(truth.Hops.Select(h => $"{h.Time:O} {h.Event}").Order(),
                journey.Hops.SelectMany(h => h.Events).Select(e => $"{e.Time:O} {e.Action}").Order());
            var ends = journey.Recipients.ToDictionary(r => r.Address, r => r.State, StringComparer.OrdinalIgnoreCase);
            foreach (var recipient in truth.Recipients)
            {
                EndState[] expected = recipient.State switch
                {
                    "delivered" => [EndState.Delivered],
                    "sent" => [EndState.HandedOver],
                    "failed" => [EndState.Failed],
                    "expanded" => [EndState.Expanded],
                    _ => [EndState.Deferred, EndState.Unknown],
                };
                Assert.True(expected.Contains(ends.GetValueOrDefault(recipient.Address)), $"{truth.Kind} {truth.NetworkMessageId}: {recipient.Address} is {ends.GetValueOrDefault(recipient.Address)}, {recipient.State} expected");
            }
        }
    }

    WindowTruth Window(string name) => name == "all" ? sample.Truth.All : sample.Truth.LastDay;

    static Panel Find(string panel) => LogCatalogue.FindPanel(panel)!;

    static TimeRange Range(WindowTruth window) => TimeRange.Between(window.From, window.To);

    IReadOnlyList<PanelRow> Rows(string panel, WindowTruth window, int? top) =>
        new LakePanels(sample.Lake).Ask(PanelQuery.For(Find(panel), Range(window)) with { Top = top }, CancellationToken.None).Rows;

    static double? Value(string panel, PanelRow row, string column) => row.Values[Find(panel).Columns.IndexOf(Find(panel).Column(column))];

    static Dictionary<string, string> Counts(IEnumerable<CountTruth> truth) => truth.ToDictionary(c => c.Value, c => $"{c.Rows}");

    Dictionary<string, string> Counts(string panel, WindowTruth window) =>
        Rows(panel, window, null).ToDictionary(r => r.Group[0], r => $"{r.Values[0]}");

    static void AssertSame(Dictionary<string, string> expected, Dictionary<string, string> actual) => Assert.Equal(
        expected.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}: {p.Value}"),
        actual.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}: {p.Value}"));

    long Scalar(string sql)
    {
        using var query = sample.Lake.Query(sql, [], QueryLimits.Default, CancellationToken.None);
        Assert.True(query.NextChunk());
        return query.Column(0).GetInt64(0);
    }
}
