using System.Globalization;
using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Cli.Tests.Samples;
using CloudAnalytics.Core.Batches;
using CloudAnalytics.Core.Metrics;

namespace CloudAnalytics.Cli.Tests.Truth;

/// <summary>The catalogue's panels over the sample show what truth.json says.</summary>
[Collection(SampleFixture.Collection)]
public sealed class CatalogueTruthTests(SampleFixture sample)
{
    static List<RecordBatch>? s_batches;

    /// <summary>Both windows of the truth.</summary>
    public static TheoryData<bool> Windows() => [false, true];

    [Theory, MemberData(nameof(Windows))]
    public void Totals(bool lastDay) =>
        Assert.Equal([$"{Truth(lastDay).Messages} {Truth(lastDay).Bytes}"], Ask(MailPanels.Totals, lastDay, columns: 2));

    [Theory, MemberData(nameof(Windows))]
    public void Senders(bool lastDay) => Assert.Equal(Truth(lastDay).TopSenders.Select(Show), Ask(MailPanels.TopSenders, lastDay));

    [Theory, MemberData(nameof(Windows))]
    public void Recipients(bool lastDay) => Assert.Equal(Truth(lastDay).TopRecipients.Select(Show), Ask(MailPanels.TopRecipients, lastDay));

    [Theory, MemberData(nameof(Windows))]
    public void Volume(bool lastDay) => Assert.Equal(
        Truth(lastDay).Volume.Select(v => $"{v.Hour:s} {v.Action} {v.Rows}"),
        Ask(MailPanels.Volume, lastDay, step: TimeSpan.FromHours(1)));

    [Theory, MemberData(nameof(Windows))]
    public void Failures(bool lastDay) => Assert.Equal(Counts(Truth(lastDay).Failures), Ask(MailPanels.Failures, lastDay, columns: 1));

    [Theory, MemberData(nameof(Windows))]
    public void Latency(bool lastDay)
    {
        var truth = Truth(lastDay).Latency;
        Assert.Equal([$"{truth.Samples} {truth.P50Ms} {truth.P95Ms} {truth.P99Ms}"], Ask(MailPanels.Latency, lastDay));
    }

    [Theory, MemberData(nameof(Windows))]
    public void LatencyOverTime(bool lastDay) => Assert.Equal(
        Truth(lastDay).LatencyByHour.Select(h => $"{h.Hour:s} {h.Latency.P50Ms} {h.Latency.P95Ms} {h.Latency.P99Ms}"),
        Ask(MailPanels.LatencyOverTime, lastDay, step: TimeSpan.FromHours(1)));

    [Theory, MemberData(nameof(Windows))]
    public void HttpStatuses(bool lastDay) => Assert.Equal(
        Truth(lastDay).HttpStatus.Select(s => $"{s.Protocol} {s.Status} {s.Requests}").Order(StringComparer.Ordinal),
        Ask(WebPanels.StatusByProtocol, lastDay, columns: 1).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Windows))]
    public void ServerErrors(bool lastDay) => Assert.Equal(
        Truth(lastDay).ServerErrors.Select(s => $"{s.Protocol} {s.Requests} {s.Errors} {Number(s.Share)}").Order(StringComparer.Ordinal),
        Ask(WebPanels.ServerErrors, lastDay).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Windows))]
    public void IisStatuses(bool lastDay) => Assert.Equal(Counts(Truth(lastDay).IisStatus), Ask(WebPanels.IisStatus, lastDay, columns: 1));

    [Theory, MemberData(nameof(Windows))]
    public void EwsErrors(bool lastDay) => Assert.Equal(Counts(Truth(lastDay).EwsErrors), Ask(WebPanels.EwsErrors, lastDay, columns: 1));

    [Theory, MemberData(nameof(Windows))]
    public void EwsClients(bool lastDay) =>
        Assert.Equal(Clients(Truth(lastDay).EwsClients), Ask(WebPanels.EwsClients, lastDay, columns: 2));

    [Theory, MemberData(nameof(Windows))]
    public void ActiveSyncClients(bool lastDay) =>
        Assert.Equal(Clients(Truth(lastDay).ActiveSyncClients), Ask(WebPanels.ActiveSyncClients, lastDay));

    [Theory, MemberData(nameof(Windows))]
    public void FailedLoginsByAccount(bool lastDay) =>
        Assert.Equal(Logins(Truth(lastDay).FailedLoginsByAccount), Ask(LoginPanels.ByAccount, lastDay, columns: 4));

    [Theory, MemberData(nameof(Windows))]
    public void FailedLoginsByAddress(bool lastDay) =>
        Assert.Equal(Logins(Truth(lastDay).FailedLoginsByAddress), Ask(LoginPanels.ByAddress, lastDay, columns: 4));

    [Theory, MemberData(nameof(Windows))]
    public void RelayClients(bool lastDay) => Assert.Equal(
        Truth(lastDay).RelayClients.Select(r => $"{r.Connector} {r.ClientIp} {r.Messages}").Order(StringComparer.Ordinal),
        Ask(MailPanels.RelayClients, lastDay, columns: 1).Select(r => r[(r.IndexOf(' ') + 1)..]).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Windows))]
    public void Noise(bool lastDay) => Assert.Equal(
        Truth(lastDay).Noise.Where(n => n.Rows > 0).Select(n => $"{n.Format} {n.Rows} {n.NoiseRows} {Number(n.NoiseShare)}")
            .Order(StringComparer.Ordinal),
        Ask(IngestionPanels.Noise, lastDay).Order(StringComparer.Ordinal));

    [Fact]
    public void SpamIsTheHighestSpikeOfSenders()
    {
        var spam = sample.Truth.Incidents.Spam;
        var hour = Alarms.SenderSpike.LastWindow(Core.Schemas.Timestamp.From(spam.To));
        var answer = PanelEvaluator.Evaluate(Alarms.SenderSpike.QueryOf(hour), Batches());
        Assert.Equal(spam.Sender, answer.Rows[0].Group[0]);
    }

    WindowTruth Truth(bool lastDay) => lastDay ? sample.Truth.LastDay : sample.Truth.All;

    List<RecordBatch> Batches() => s_batches ??= SampleBatches.Read(sample);

    List<string> Ask(Panel panel, bool lastDay, int? columns = null, TimeSpan? step = null)
    {
        var truth = Truth(lastDay);
        var query = new PanelQuery(panel, TimeRange.Between(truth.From, truth.To)) { Step = step, Top = panel.Top == 10 ? 10 : null };
        return [.. PanelEvaluator.Evaluate(query, Batches()).Rows.Select(r => string.Join(' ',
            (r.Bucket is { } b ? [$"{b.ToDateTimeOffset():s}"] : Array.Empty<string>())
                .Concat(r.Group).Concat(r.Values.Take(columns ?? r.Values.Length).Select(v => v is { } n ? Number(n) : "null"))))];
    }

    static string Number(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    static string Show(AddressTruth a) => $"{a.Address} {a.Messages} {a.Bytes} {Number(a.Share)}";

    static IEnumerable<string> Counts(IEnumerable<CountTruth> counts) => counts.Select(c => $"{c.Value} {c.Rows}");

    static IEnumerable<string> Clients(IEnumerable<ClientTruth> clients) => clients.Select(c => $"{c.Name} {c.Requests} {c.Users}");

    static IEnumerable<string> Logins(IEnumerable<FailedLoginTruth> logins) =>
        logins.Select(l => $"{l.Key} {l.Total} {l.Iis} {l.Smtp} {l.ImapPop}");
}
