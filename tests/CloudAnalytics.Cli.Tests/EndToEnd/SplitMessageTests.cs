using System.Text;
using CloudAnalytics.Formats;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Tracing;
using CloudAnalytics.Server.Tracing.Edges;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>A message that amavis splits, as its recipients want different things of it: all parts are on its way.</summary>
public sealed class SplitMessageTests : IDisposable
{
    // The answer to smtp names one part only.
    const string Lines = """
        10:00:00 postfix/smtpd[1]: 4F2A83C01: client=mail.example.net[192.0.2.1]
        10:00:01 postfix/cleanup[2]: 4F2A83C01: message-id=<m1@example.net>
        10:00:01 postfix/qmgr[3]: 4F2A83C01: from=<a@example.net>, size=1000, nrcpt=3 (queue active)
        10:00:02 postfix/smtpd[4]: 4F2A83C02: client=localhost[127.0.0.1]
        10:00:02 postfix/cleanup[5]: 4F2A83C02: message-id=<m1@example.net>
        10:00:02 postfix/qmgr[3]: 4F2A83C02: from=<a@example.net>, size=1500, nrcpt=1 (queue active)
        10:00:03 postfix/smtpd[4]: 4F2A83C03: client=localhost[127.0.0.1]
        10:00:03 postfix/cleanup[5]: 4F2A83C03: message-id=<m1@example.net>
        10:00:03 postfix/qmgr[3]: 4F2A83C03: from=<a@example.net>, size=1600, nrcpt=1 (queue active)
        10:00:03 postfix/smtpd[4]: 4F2A83C04: client=localhost[127.0.0.1]
        10:00:03 postfix/cleanup[5]: 4F2A83C04: message-id=<m1@example.net>
        10:00:03 postfix/qmgr[3]: 4F2A83C04: from=<a@example.net>, size=1700, nrcpt=1 (queue active)
        10:00:03 amavis[6]: (1-1) Passed SPAMMY {RelayedTaggedInbound}, [192.0.2.1]:5 <a@example.net> -> <b@example.org>,<c@example.org>,<d@example.org>, Queue-ID: 4F2A83C01, Message-ID: <m1@example.net>, mail_id: x, Hits: 6, size: 1000, queued_as: 4F2A83C02/4F2A83C03/4F2A83C04, 900 ms
        10:00:04 postfix/smtp[7]: 4F2A83C01: to=<b@example.org>, relay=127.0.0.1[127.0.0.1]:10024, delay=4, delays=1/1/1/1, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4F2A83C02)
        10:00:04 postfix/smtp[7]: 4F2A83C01: to=<c@example.org>, relay=127.0.0.1[127.0.0.1]:10024, delay=4, delays=1/1/1/1, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4F2A83C02)
        10:00:04 postfix/smtp[7]: 4F2A83C01: to=<d@example.org>, relay=127.0.0.1[127.0.0.1]:10024, delay=4, delays=1/1/1/1, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4F2A83C02)
        10:00:04 postfix/qmgr[3]: 4F2A83C01: removed
        10:00:05 postfix/lmtp[8]: 4F2A83C02: to=<b@example.org>, relay=box[192.0.2.9]:24, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Saved)
        10:00:05 postfix/qmgr[3]: 4F2A83C02: removed
        10:00:06 postfix/lmtp[8]: 4F2A83C03: to=<c@example.org>, relay=box[192.0.2.9]:24, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Saved)
        10:00:06 postfix/qmgr[3]: 4F2A83C03: removed
        10:00:07 postfix/lmtp[8]: 4F2A83C04: to=<d@example.org>, relay=box[192.0.2.9]:24, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Saved)
        10:00:07 postfix/qmgr[3]: 4F2A83C04: removed

        """;

    static readonly DateTimeOffset s_day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<m1@example.net>")]
    [InlineData("4F2A83C01")]
    [InlineData("4F2A83C02")]
    [InlineData("4F2A83C03")]
    [InlineData("4F2A83C04")]
    public async Task AllPartsAreReachedFromEachNumber(string key)
    {
        var data = _folder.Combine("data");
        var path = _folder.Write("logs/mail.log", Encoding.UTF8.GetBytes(
            Lines.Replace("\n10:", "\n2026-03-01T10:", StringComparison.Ordinal).Insert(0, "2026-03-01T")
                .Replace(" postfix/", ".000000+00:00 mx1 postfix/", StringComparison.Ordinal)
                .Replace(" amavis[", ".000000+00:00 mx1 amavis[", StringComparison.Ordinal)));
        using (var writer = LakeWriter.Open(data, "test", TimeProvider.System))
            await new FileIngest(writer, ServerConfiguration.Default, TimeProvider.System).RunAsync([path], null, CancellationToken.None);
        using var lake = LakeSql.Open(data, LogFormats.Schemas, LakeSqlSettings.Default, TimeProvider.System);

        var journey = Assert.Single(new EdgeTracer(lake).Trace(key, s_day, s_day.AddDays(1), default)!.Journeys);

        Assert.Equal(["4F2A83C01", "4F2A83C02", "4F2A83C03", "4F2A83C04"], journey.Hops.Select(hop => hop.QueueId));
        Assert.Equal(["0 1 queue", "0 2 queue", "0 3 queue"], journey.Links.Select(link => $"{link.From} {link.To} {link.Kind}"));
        Assert.Equal(["b@example.org  10:00:05", "c@example.org  10:00:06", "d@example.org  10:00:07"],
            journey.Recipients.Select(end => $"{end.Address} {end.Original} {end.Time:HH:mm:ss}"));
        Assert.All(journey.Recipients, end => Assert.Equal(EndState.Delivered, end.State));
        Assert.Equal("SPAMMY RelayedTaggedInbound", journey.Hops[0].Verdict);
    }
}
