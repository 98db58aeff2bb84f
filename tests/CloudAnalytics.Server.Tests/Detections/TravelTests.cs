using System.Collections.Immutable;
using CloudAnalytics.Catalogue.Detections;
using CloudAnalytics.Compilers.Detections;
using CloudAnalytics.Compilers.Sql;
using CloudAnalytics.Core;
using CloudAnalytics.Core.Detections;
using CloudAnalytics.Core.Places;
using CloudAnalytics.Core.Records;
using CloudAnalytics.Core.Schemas;
using CloudAnalytics.Formats;
using CloudAnalytics.Formats.Dovecot;
using CloudAnalytics.Formats.Postfix;
using CloudAnalytics.Server.Detections;
using static CloudAnalytics.Server.Tests.Detections.SomePlaces;

namespace CloudAnalytics.Server.Tests.Detections;

/// <summary>The detection of journeys that nobody makes, over a real lake.</summary>
public sealed class TravelTests : IDisposable
{
    const string Anna = "anna@example.org";
    const int Hour = 3600;

    static readonly Schema s_postfix = new PostfixFormat().Schema;
    static readonly Schema s_dovecot = new DovecotFormat().Schema;

    readonly DetectionLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(Berlin, NewYork)]
    [InlineData(NewYork, Sydney)]
    [InlineData(Paris, Berlin)]
    [InlineData(Sydney, Paris)]
    public async Task SpeedIsFoundOnlyAboveTheThreshold(string from, string to)
    {
        var seconds = Kilometres(from, to) / 900 * Hour;
        await _lake.AddAsync(
            Login("slow", 0, from), Login("slow", Math.Ceiling(seconds), to),
            Login("fast", 0, from), Login("fast", Math.Floor(seconds), to));
        var finding = Assert.Single(await FindAsync(new TimeRangeOf(-6, 36)));
        Assert.Equal("fast", finding.Key);
        Assert.Equal(Kilometres(from, to) / Math.Floor(seconds) * Hour, finding.Value, 1e-6);
    }

    public static TheoryData<string, double?> Steps() => new()
    {
        { BerlinToo, null },
        { Berlin, null },
        { Unlisted, null },
        { Proxy, null },
        { Satellite, null },
        { Anycast, null },
        { Nowhere, null },
        { "10.0.0.1", null },
        { "unknown", null },
        { "::ffff:198.51.100.9", Kilometres(Berlin, NewYork) },
        { Paris, Kilometres(Berlin, Paris) },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task AddressesWithoutAPlaceOfTheirOwnAreNoJourney(string to, double? kilometres)
    {
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, 600, to));
        var found = await FindAsync(threshold: 0);
        Assert.Equal(kilometres is null ? 0 : 1, found.Count);
        if (kilometres is { } distance)
            Assert.Equal(distance * 6, found[0].Value, 1e-6);
    }

    // The login from Berlin lies within the time that is judged, or before it.
    [Theory]
    [InlineData(-6)]
    [InlineData(1)]
    public async Task AddressesWithoutAPlaceInBetweenArePassedOver(double from)
    {
        string[] between = [Unlisted, Proxy, Nowhere, "10.0.0.1"];
        await _lake.AddAsync(
            [Login(Anna, 0, Berlin), .. between.Select((ip, i) => Login(Anna, 60 * (i + 1), ip)), Login(Anna, Hour, NewYork)]);
        var finding = Assert.Single(await FindAsync(new TimeRangeOf(from, 36)));
        Assert.Equal(Kilometres(Berlin, NewYork), finding.Value, 1e-6);
        Assert.Equal("row000000 row000005", string.Join(' ', finding.RowIds));
        Assert.Equal($"{Berlin} near 52.52, 13.41, 20 km around; {NewYork} near 40.71, -74.01, 5 km around",
            string.Join("; ", finding.Details));
        Assert.Equal(TimeSpan.FromHours(1), finding.Time.ToDateTimeOffset() - SomeRow.Noon);
    }

    [Fact]
    public async Task EachLoginIsComparedWithTheOneBeforeIt()
    {
        // Back in Berlin in the hours that the flight takes: New York is forgotten. Logs of several hosts come in any order.
        await _lake.AddAsync(Login(Anna, (8 * Hour) + 60, BerlinToo), Login(Anna, 8 * Hour, Berlin), Login(Anna, 0, NewYork));
        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task RefusedLoginsAndOtherAccountsAreNoJourney()
    {
        await _lake.AddAsync(
            Login(Anna, 0, Berlin), Login(Anna, 60, NewYork, "failure"), Login("bert@example.org", 60, NewYork),
            Login(Anna, 10 * Hour, NewYork), Login(Anna, (10 * Hour) + 60, Berlin, "failure"));
        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task TrustedAddressesHaveNoPlace()
    {
        Assert.True(AddressRanges.TryParse(["198.51.100.0/28"], out var trusted, out _));
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, 60, NewYork));
        Assert.Empty(await FindAsync(trusted: trusted));
        Assert.Single(await FindAsync());
    }

    [Fact]
    public async Task LoginsOfTheSameInstantCountAsASecondApart()
    {
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, 0, NewYork));
        Assert.Equal(Kilometres(Berlin, NewYork) * Hour, Assert.Single(await FindAsync()).Value, 1e-3);
    }

    [Fact]
    public async Task OtherProtocolsAndCasesOfLettersAreTheSameAccount()
    {
        await _lake.AddAsync(Login("Anna@Example.ORG", 0, Berlin), Login(Anna, Hour, NewYork, schema: s_dovecot));
        Assert.Equal(Anna, Assert.Single(await FindAsync()).Key);
    }

    [Theory]
    [InlineData(24, 1)]
    [InlineData(24.001, 0)]
    public async Task LoginsOverADayApartAreNotCompared(double hours, int findings)
    {
        await _lake.AddAsync(Login(Anna, 0, Berlin), Login(Anna, hours * Hour, Sydney));
        // The login before lies outside the time that is judged, too.
        Assert.Equal(findings, (await FindAsync(new TimeRangeOf(20, 30), threshold: 600)).Count);
    }

    [Fact]
    public async Task AnAccountHasOneFindingAnHourAndTheNextTellsWhatWasHeldBack()
    {
        await _lake.AddAsync(Enumerable.Range(0, 12).Select(i => Login(Anna, i * 600, i % 2 == 0 ? Berlin : NewYork)));
        var run = Run();
        var found = await _lake.Monitor(run).JudgeAsync(DetectionLake.Around, default);
        // Five steps end within the first hour, six within the second.
        Assert.Equal([0, 4], found.Select(f => f.HeldBack));
        Assert.Empty(await _lake.Monitor(run).JudgeAsync(DetectionLake.Around, default));

        // The hour of the finding before lies before what is judged now.
        await _lake.AddAsync(Login(Anna, 10 * Hour, Berlin), Login(Anna, (10 * Hour) + 60, NewYork));
        Assert.Equal(5, Assert.Single(await FindAsync(new TimeRangeOf(9, 11))).HeldBack);
    }

    [Fact]
    public async Task MorePlacesThanOneQuestionNamesAreAskedForInSeveral()
    {
        var accounts = Math.Max(Limits.PlacesPerQuestionMax, Limits.DetectionFindingsPerHourMax) + 100;
        var networks = Enumerable.Range(0, accounts).Select(i => $"10.{i / 250}.{i % 250}").ToList();
        var csv = "network,latitude,longitude\n" + string.Concat(networks.Select(n => $"{n}.0/25,0,0\n{n}.128/25,60,0\n"));
        await _lake.AddAsync(networks.SelectMany((n, i) => (SomeRow[])[Login($"u{i}", i, $"{n}.1"), Login($"u{i}", 60 + i, $"{n}.129")]));
        var told = new List<string>();
        var engine = new RecordingEngine(new LakeDetections(_lake.Sql));
        var run = new DetectionRun(engine, [AccountDetections.ImpossibleTravel], DetectionsConfiguration.Default, new SomePlaces(csv));
        var found = await run.FindAsync(run.Detections[0], new TimeRangeOf(-6, 36).Range, told.Add, default);
        var questions = engine.Asked.Where(sql => sql.Contains("VALUES", StringComparison.Ordinal)).ToList();
        Assert.Equal((int)Math.Ceiling(2.0 * accounts / Limits.PlacesPerQuestionMax), questions.Count);
        Assert.All(networks, n => Assert.Single(questions, sql => sql.Contains($"'{n}.1'", StringComparison.Ordinal)));
        // The first of the hour are kept, whichever question found them.
        Assert.Equal(Enumerable.Range(0, Limits.DetectionFindingsPerHourMax).Select(i => $"u{i}"), found.Select(f => f.Key));
        Assert.Contains($"{accounts} findings in an hour", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereAccountsWereIsAskedOnceAnHour()
    {
        await _lake.AddAsync(Login(Anna, -2 * Hour, Berlin), Login("bert@example.org", -2 * Hour, Berlin), Login(Anna, 600, Berlin));
        var engine = new RecordingEngine(new LakeDetections(_lake.Sql));
        var run = new DetectionRun(engine, [AccountDetections.ImpossibleTravel], DetectionsConfiguration.Default, SomePlaces.Default);
        Assert.Empty(await Minute(11));
        await _lake.AddAsync(Login("bert@example.org", 660, NewYork));
        var finding = Assert.Single(await Minute(12));
        Assert.Equal(Kilometres(Berlin, NewYork) / (7200 + 660) * Hour, finding.Value, 1e-6);
        Assert.Single(await Minute(13));
        Assert.Equal(1, engine.Past);
        Assert.Single(await Minute(61));
        Assert.Equal(1, engine.Past);
        await _lake.AddAsync(Login(Anna, 4000, NewYork));
        Assert.Equal(Anna, Assert.Single(await run.FindAsync(run.Detections[0], new TimeRangeOf(1, 1.5).Range, Assert.Fail, default)).Key);
        Assert.Equal(2, engine.Past);

        // As a server does: from an hour before on.
        Task<IReadOnlyList<Finding>> Minute(int minute) =>
            run.FindAsync(run.Detections[0], new TimeRangeOf(0, minute / 60.0).Range, Assert.Fail, default);
    }

    [Fact]
    public void WithoutATableItIsNotEvaluatedUnlessSwitchedOff()
    {
        var run = LakeDetections.Over(_lake.Sql, DetectionsConfiguration.Default, null);
        Assert.Equal("impossible-travel", Assert.Single(run.NotEvaluated).Name);
        Assert.DoesNotContain(run.Detections, d => d.Name == "impossible-travel");
        Assert.Empty(Run().NotEvaluated);
        var rules = DetectionsConfiguration.Default.Rules.Add("impossible-travel", new(null, false));
        Assert.Empty(LakeDetections.Over(_lake.Sql, DetectionsConfiguration.Default with { Rules = rules }, null).NotEvaluated);
    }

    static SomeRow Login(string user, double at, string ip, string outcome = "success", Schema? schema = null) => new(
        schema ?? s_postfix, at, (CommonFields.ClientIp, ip), (CommonFields.UserName, user), (LoginFields.Login, true),
        (CommonFields.Outcome, outcome));

    DetectionRun Run(double? threshold = null, AddressRanges? trusted = null)
    {
        var rules = LogDetections.All.ToImmutableDictionary(d => d.Name, d => new DetectionConfiguration(threshold, d.Rule.NeedsPlaces));
        return LakeDetections.Over(
            _lake.Sql, new DetectionsConfiguration(trusted ?? AddressRanges.None, [], rules), SomePlaces.Default);
    }

    async Task<IReadOnlyList<Finding>> FindAsync(
        TimeRangeOf? range = null, double? threshold = null, AddressRanges? trusted = null)
    {
        var run = Run(threshold, trusted);
        return await run.FindAsync(
            Assert.Single(run.Detections), (range ?? new TimeRangeOf(-6, 36)).Range, Assert.Fail, default);
    }

    /// <summary>Remembers the questions.</summary>
    sealed class RecordingEngine(IDetectionEngine inner) : IDetectionEngine
    {
        internal List<string> Asked { get; } = [];

        internal int Past => Asked.Count(sql => sql.Contains("AS latest", StringComparison.Ordinal));

        public SqlDialect Dialect => inner.Dialect;

        public Timestamp? FreshSince => inner.FreshSince;

        public Task<IReadOnlyList<string?[]>> AskAsync(string sql, CancellationToken cancellationToken)
        {
            Asked.Add(sql);
            return inner.AskAsync(sql, cancellationToken);
        }
    }

    /// <summary>Hours from noon.</summary>
    sealed record TimeRangeOf(double From, double To)
    {
        internal Core.Metrics.TimeRange Range =>
            Core.Metrics.TimeRange.Between(SomeRow.Noon + TimeSpan.FromHours(From), SomeRow.Noon + TimeSpan.FromHours(To));
    }
}
