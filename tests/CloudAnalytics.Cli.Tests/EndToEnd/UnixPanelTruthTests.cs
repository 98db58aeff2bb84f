using CloudAnalytics.Catalogue;
using CloudAnalytics.Cli.Samples;
using CloudAnalytics.Cli.Samples.Unix;
using CloudAnalytics.Core.Metrics;
using CloudAnalytics.Lake;
using CloudAnalytics.Lake.Queries;
using CloudAnalytics.Server.Configuration;
using CloudAnalytics.Server.Intake;
using CloudAnalytics.Server.Questions;
using CloudAnalytics.Testing;

namespace CloudAnalytics.Cli.Tests.EndToEnd;

/// <summary>What panels show of Unix servers' logs, against what the generator counted while it wrote them.</summary>
public sealed class UnixPanelTruthTests(UnixPanelTruthTests.UnixLake sample) : IClassFixture<UnixPanelTruthTests.UnixLake>
{
    UnixTruth Truth => sample.Truth;

    [Fact]
    public void EachMessageCountsOnceWhateverItPassed() =>
        Assert.Equal(Truth.Messages, (long)Rows(UnixMailPanels.Totals)[0].Values[0]!.Value);

    [Fact]
    public void SendersAreTheTruth() => Assert.Equal(
        Truth.Senders.Select(s => $"{s.Address} {s.Messages}").Order(StringComparer.Ordinal),
        Rows(UnixMailPanels.TopSenders).Select(r => $"{r.Group[0]} {r.Values[0]}").Order(StringComparer.Ordinal));

    [Fact]
    public void RefusedMessagesAreTheTruth()
    {
        var journeys = Truth.Journeys.Count(j => j.Kind == "milter");
        Assert.Equal(Truth.Rejected + journeys, Rows(UnixMailPanels.Rejections).Sum(r => (long)r.Values[0]!.Value));
    }

    [Fact]
    public void FoldersAreTheTruth()
    {
        var folders = Rows(UnixMailPanels.Folders).ToDictionary(r => r.Group[0], r => (long)r.Values[0]!.Value);
        var ends = Truth.Journeys.SelectMany(j => j.Ends).Where(e => e.Folder.Length > 0).ToLookup(e => e.Folder);
        Assert.Equal(ends.Select(g => g.Key).Order(), folders.Keys.Order());
        Assert.Equal(ends["Junk"].Count(), folders["Junk"]);

        // Bounces come back to the inboxes of their senders.
        Assert.InRange(folders["Inbox"], ends["Inbox"].Count(), ends["Inbox"].Count() + Truth.Journeys.Length);
    }

    [Fact]
    public void FailedLoginsAreTheTruth()
    {
        Assert.Contains(Truth.Logins, l => !l.IsSuccess);
        Assert.Equal(
            Truth.Logins.Where(l => !l.IsSuccess).GroupBy(l => l.Account)
                .Select(g => $"{g.Key} {g.Sum(l => l.Attempts)} {Of(g, "soap")} {Of(g, "smtp")} {Of(g, "imap")}")
                .Order(StringComparer.Ordinal),
            Rows(LoginPanels.ByAccount)
                .Select(r => $"{r.Group[0]} {string.Join(' ', r.Values.Take(4))}").Order(StringComparer.Ordinal));

        static long Of(IEnumerable<UnixLoginTruth> logins, string protocol) =>
            logins.Where(l => l.Protocol == protocol).Sum(l => l.Attempts);
    }

    [Fact]
    public void AccountsAtSmtpSendWhatTheyLoggedInFor()
    {
        var logins = Truth.Logins.Where(l => l.IsSuccess && l.Protocol == "smtp").Select(l => l.Account).ToHashSet();
        var senders = Rows(UnixMailPanels.Accounts).ToDictionary(r => r.Group[0], r => r.Values[0]);
        Assert.NotEmpty(senders);
        Assert.All(senders.Keys, account => Assert.Contains(account, logins));
    }

    [Fact]
    public void TlsVersionsAreTheTruth()
    {
        Assert.Equal(["postfix/smtp", "postfix/smtpd", "postfix/submission/smtpd"], Truth.Tls.Select(t => t.Program).Distinct());
        Assert.Equal(
            Truth.Tls.Select(t => $"{t.Version} {t.Program} {t.Connections}").Order(StringComparer.Ordinal),
            Rows(UnixMailPanels.Tls).Select(r => $"{r.Group[0]} {r.Group[1]} {r.Values[0]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryPanelOfUnixMailShowsSomething() => Assert.All(UnixMailPanels.All,
        panel => Assert.True(Rows(panel).Count > 0, panel.Name));

    [ChromiumFact]
    public async Task FirstPageOfASiteWithoutExchangeIsAboutItsMail()
    {
        await PageTruth.CheckAsync(sample.Lake, "unix.mjs", new
        {
            from = sample.Range.From.ToDateTimeOffset().UtcDateTime,
            to = sample.Range.To.ToDateTimeOffset().UtcDateTime,
            messages = Truth.Messages,
            senders = Truth.Senders.ToDictionary(s => s.Address, s => s.Messages),
            exchange = MailPanels.All.Concat(WebPanels.All).Select(panel => panel.Name),
        });
    }

    IReadOnlyList<PanelRow> Rows(Panel panel) =>
        new LakePanels(sample.Lake).Ask(PanelQuery.For(panel, sample.Range) with { Top = null }, CancellationToken.None).Rows;

    /// <summary>A day of six hosts in a lake.</summary>
    public sealed class UnixLake : IAsyncLifetime
    {
        const int Hours = 24;
        const int MessagesPerHour = 60;

        readonly TemporaryFolder _folder = RepositoryRoot.Temporary();

        internal UnixTruth Truth { get; private set; } = null!;

        internal LakeSql Lake { get; private set; } = null!;

        /// <summary>The day, and the days in which what was logged in its last hour is delivered.</summary>
        internal TimeRange Range { get; private set; }

        public async Task InitializeAsync()
        {
            var end = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
            Range = TimeRange.Between(end.AddDays(-2), end.AddDays(7));
            var logs = Path.Combine(_folder.Path, "logs");
            var data = Path.Combine(_folder.Path, "data");
            Truth = Write(logs, end.ToUnixTimeMilliseconds());
            using (var writer = LakeWriter.Open(data, "test", TimeProvider.System))
                await new FileIngest(writer, ServerConfiguration.Default, TimeProvider.System).RunAsync([logs], null, default);
            Lake = LakeQuestions.Open(data, LakeSqlSettings.Default, TimeProvider.System);
        }

        public Task DisposeAsync()
        {
            Lake.Dispose();
            _folder.Dispose();
            return Task.CompletedTask;
        }

        static UnixTruth Write(string folder, long end)
        {
            var clock = new SampleClock(end - (Hours * 3_600_000L), end);
            // Lines that a log has twice would be counted twice.
            var turbulence = new UnixTurbulence(ReorderMax: 8, DuplicatesPerMille: 0, RotationHours: 5);
            using var estate = new UnixEstate(9, clock, new SampleFiles(folder, long.MaxValue), turbulence, (_, _) => { });
            for (var hour = 0; hour < Hours; hour++)
            {
                var from = clock.Start + (hour * 3_600_000L);
                estate.Write(MessagesPerHour, from, from + 3_600_000);
                estate.Flush(from + 3_600_000);
            }

            return estate.Result();
        }
    }
}
